package pycodec

import (
	"bytes"
	"compress/bzip2"
	"errors"
	"io"
	"strings"
)

// Bzip2 is bz2.decompress: any number of streams. What follows them is ignored
// unless it could be the beginning of one more.
func Bzip2(data []byte, limit int) ([]byte, error) {
	var out []byte
	work := 0
	for first := true; len(data) > 0; first = false {
		if work += bzip2Work(data); work > limit+bzip2Free {
			return nil, ErrTooLarge
		}
		s, err := Bunzip2(data, limit-len(out))
		switch {
		case err != nil && (first || err == ErrTooLarge):
			return nil, err
		case err != nil:
			return out, nil
		case !s.EOF:
			return nil, errTruncated
		}
		out = append(out, s.Out...)
		data = s.Unused
	}
	return out, nil
}

// bzip2Free is the work that is not counted.
const bzip2Free = 1 << 20

// bzip2Work is what the memory of a decoder costs, in bytes of result: a stream
// of forty bytes may ask for 3.6 MB.
func bzip2Work(data []byte) int {
	const clearedPerByte = 64
	if len(data) < 4 {
		return 0
	}
	return 4 * 100_000 * int(data[3]&15) / clearedPerByte
}

// maxFalseEnds bounds how often a stream is decoded anew because what looked
// like its end was none.
const maxFalseEnds = 8

// Bunzip2 is BZ2Decompressor().decompress of module bz2: a stream that is cut
// off gives its whole blocks.
func Bunzip2(data []byte, limit int) (Stream, error) {
	if !beginsBzip2(data) {
		return Stream{}, errCorrupt
	}
	in := &bzip2Reader{data: data}
	for range maxFalseEnds {
		in.pos, in.ended = 0, false
		out, err := readSome(bzip2.NewReader(in), limit)
		switch {
		case err == nil:
			return Stream{Out: out, Unused: data[in.pos:], EOF: true}, nil
		case err == ErrTooLarge:
			return Stream{}, err
		case !errors.Is(err, io.ErrUnexpectedEOF):
			return Stream{}, errCorrupt
		case !in.ended:
			return Stream{Out: out}, nil
		}
		in.skip = in.pos + 1
	}
	return Stream{}, errCorrupt
}

// beginsBzip2 reports whether data, as far as it goes, begins as a stream does.
func beginsBzip2(data []byte) bool {
	const magic, block, end = "BZh", "1AY&SY", "\x17rE8P\x90"
	if !bytes.HasPrefix(data, []byte(magic)[:min(len(data), len(magic))]) {
		return false
	}
	data = data[min(len(data), len(magic)):]
	if len(data) == 0 {
		return true
	}
	rest := data[1:min(len(data), 1+len(block))]
	return data[0] >= '1' && data[0] <= '9' && (strings.HasPrefix(block, string(rest)) || strings.HasPrefix(end, string(rest)))
}

// bzip2Reader ends where a stream seems to end, since the decoder would read on
// into the next one and not tell where it began.
type bzip2Reader struct {
	data  []byte
	pos   int
	skip  int  // ends before this position are none
	ended bool // at an end that was seen
}

// ReadByte returns the next byte, and io.EOF at what seems to be the end.
func (r *bzip2Reader) ReadByte() (byte, error) {
	if r.pos >= r.skip && atBzip2End(r.data[:r.pos]) {
		r.ended = true
		return 0, io.EOF
	}
	if r.pos >= len(r.data) {
		return 0, io.EOF
	}
	r.pos++
	return r.data[r.pos-1], nil
}

// Read is ReadByte for who asks for more: it gives one byte at a time.
func (r *bzip2Reader) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	c, err := r.ReadByte()
	if err != nil {
		return 0, err
	}
	p[0] = c
	return 1, nil
}

// atBzip2End reports whether the mark of the end, a checksum and less than a
// byte of padding are the last that data holds.
func atBzip2End(data []byte) bool {
	const mark, maskOf48, size = 0x177245385090, 1<<48 - 1, 6 + 4
	if len(data) < 4+size {
		return false
	}
	var bits uint64 // of the mark and what precedes it by less than a byte
	for _, c := range data[len(data)-size-1 : len(data)-4] {
		bits = bits<<8 | uint64(c)
	}
	for pad := range 8 {
		if bits>>pad&maskOf48 == mark {
			return true
		}
	}
	return false
}
