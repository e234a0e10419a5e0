package archive

import (
	"bufio"
	"io"
)

// tape is a buffered stream that knows its position and the last block before it.
type tape struct {
	*bufio.Reader
	pos  int64
	last [blockSize]byte
}

// Read keeps the position and the last block.
func (t *tape) Read(p []byte) (int, error) {
	n, err := t.Reader.Read(p)
	t.pos += int64(n)
	kept := copy(t.last[:], t.last[min(n, blockSize):])
	copy(t.last[kept:], p[max(0, n-blockSize):n])
	return n, err
}

// atZeros reports whether a block of zeros was read last, as ends an archive.
func (t *tape) atZeros() bool { return t.pos%blockSize == 0 && isZero(t.last[:]) }

// Discard is bufio's, with the position kept.
func (t *tape) Discard(n int) (int, error) {
	n, err := t.Reader.Discard(n)
	t.pos += int64(n)
	return n, err
}

// sticky remembers the error that ended a stream, to tell it from those of the
// tar inside.
type sticky struct {
	r   io.Reader
	err error
}

// Read fails for ever once it has failed.
func (s *sticky) Read(p []byte) (int, error) {
	if s.err != nil {
		return 0, s.err
	}
	n, err := s.r.Read(p)
	s.err = err
	return n, err
}
