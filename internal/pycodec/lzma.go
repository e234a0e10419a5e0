package pycodec

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"math/bits"

	"github.com/ulikunitz/xz/lzma"
)

// Format is one of the containers of module lzma, under its number there.
type Format int

// The formats of [LZMA].
const (
	FormatAuto  Format = 0
	FormatXZ    Format = 1
	FormatAlone Format = 2
)

// LZMA is lzma.decompress: any number of streams. Behind the first, what is no
// stream is ignored. In an xz container the one filter that is known is LZMA2.
//
// The memory that a stream takes is in proportion to what it holds, whatever
// its header asks for.
func LZMA(data []byte, format Format, limit int) ([]byte, error) {
	var out []byte
	for first := true; first || len(data) > 0; first = false {
		s, err := Unlzma(data, format, limit-len(out))
		switch {
		case err == errCorrupt && !first:
			return out, nil
		case err != nil:
			return nil, err
		}
		out = append(out, s.Out...)
		data = s.Unused
	}
	return out, nil
}

// Unlzma is LZMADecompressor(format).decompress of module lzma. A stream that is
// cut off, of which Python gives a part, is refused.
func Unlzma(data []byte, format Format, limit int) (Stream, error) {
	switch {
	case len(data) == 0:
		return Stream{}, errTruncated
	case format == FormatXZ || format == FormatAuto && data[0] == xzMagic[0]:
		return unxz(data, limit)
	case format == FormatAlone || format == FormatAuto:
		return unlzmaAlone(data, format == FormatAuto, limit)
	}
	return Stream{}, errCorrupt
}

// unlzmaAlone decodes the container of a header and a stream. picky refuses the
// headers that are more likely other data.
func unlzmaAlone(data []byte, picky bool, limit int) (Stream, error) {
	if p := data[0]; p >= 9*5*5 || p%9+p/9%5 > 4 {
		return Stream{}, errCorrupt
	}
	if len(data) >= 5 && picky && !roundDictionary(binary.LittleEndian.Uint32(data[1:])) {
		return Stream{}, errCorrupt
	}
	if len(data) < lzma.HeaderLen {
		return Stream{}, errTruncated
	}
	dictionary := binary.LittleEndian.Uint32(data[1:])
	size := binary.LittleEndian.Uint64(data[5:])
	const unknownSize = 1<<64 - 1
	if picky && size != unknownSize && size >= 1<<38 {
		return Stream{}, errCorrupt
	}
	if size != unknownSize && size > uint64(limit) && len(data) > lzma.HeaderLen {
		return Stream{}, ErrTooLarge
	}
	// The dictionary starts small and grows with the result, since its size is
	// only a claim.
	for window := 1 << 16; ; window *= 8 {
		size, room := dictionary, limit
		if int64(window) < int64(dictionary) && window < limit {
			size, room = uint32(window), window
		}
		head := bytes.Clone(data[:lzma.HeaderLen])
		binary.LittleEndian.PutUint32(head[1:], min(size, uint32(max(limit, lzma.MinDictCap))))
		s, err := readAlone(head, data[lzma.HeaderLen:], room)
		if err != ErrTooLarge || room == limit {
			return s, err
		}
	}
}

// roundDictionary reports whether n is 2^i or 2^i + 2^(i-1), or the smallest or largest.
func roundDictionary(n uint32) bool {
	return n == 0 || n == 1<<32-1 || bits.OnesCount32(n) == 1 || bits.OnesCount32(n) == 2 && n&(n>>1) != 0
}

func readAlone(head, body []byte, limit int) (Stream, error) {
	in := bytes.NewReader(body)
	r, err := lzma.NewReader(&joined{head, in})
	if err != nil {
		return Stream{}, ended(err)
	}
	out, err := readSome(r, limit)
	if err != nil {
		return Stream{}, ended(err)
	}
	return Stream{Out: out, Unused: body[len(body)-in.Len():], EOF: true}, nil
}

// joined reads a header and then what follows it, byte by byte, so that nothing
// behind the stream is taken.
type joined struct {
	head []byte
	rest *bytes.Reader
}

// Read gives the header, then what follows it.
func (j *joined) Read(p []byte) (int, error) {
	if len(j.head) > 0 {
		n := copy(p, j.head)
		j.head = j.head[n:]
		return n, nil
	}
	return j.rest.Read(p)
}

// ReadByte is Read for one byte.
func (j *joined) ReadByte() (byte, error) {
	if len(j.head) > 0 {
		c := j.head[0]
		j.head = j.head[1:]
		return c, nil
	}
	return j.rest.ReadByte()
}

// ended tells a stream that is cut off from one that is damaged.
func ended(err error) error {
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF):
		return errTruncated
	case errors.Is(err, ErrTooLarge):
		return ErrTooLarge
	}
	return errCorrupt
}
