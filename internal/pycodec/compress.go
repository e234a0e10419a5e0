package pycodec

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"hash/adler32"
	"hash/crc32"
	"io"
	"sync"
)

// Stream is what a decompressor object has made of its input.
type Stream struct {
	Out    []byte // what came out, all of it or until the input broke off
	Unused []byte // what follows the stream
	EOF    bool   // the end of the stream was reached
}

// Zlib is zlib.decompress with its wbits: 8 to 15 for zlib, -15 to -8 for a raw
// stream, 24 to 31 for gzip, 40 to 47 for either, and 0, 16 and 32 as 15, 31 and
// 47. A stream that is cut off is refused, what follows one is ignored.
//
// The window that wbits sets is compared with that of a zlib header; that
// distances stay in it is not checked.
func Zlib(data []byte, wbits, limit int) ([]byte, error) {
	s, err := Inflate(data, wbits, limit)
	switch {
	case err != nil:
		return nil, err
	case !s.EOF:
		return nil, errTruncated
	}
	return s.Out, nil
}

// Inflate is decompressobj(wbits).decompress of module zlib: a stream that is
// cut off gives what can be decoded of it. One that is damaged as well may be
// refused where Python still waits for more.
func Inflate(data []byte, wbits, limit int) (Stream, error) {
	switch {
	case wbits >= -15 && wbits <= -8:
		return inflateRaw(data, limit)
	case wbits < 0 || wbits > 47 || wbits%16 != 0 && wbits%16 < 8:
		return Stream{}, errCorrupt
	case wbits < 16 || wbits >= 32 && !bytes.HasPrefix(data, []byte(gzipMagic)):
		return inflateZlib(data, wbits%16, limit)
	}
	return inflateGzip(data, true, limit)
}

func inflateZlib(data []byte, wbits, limit int) (Stream, error) {
	if len(data) < 2 {
		return Stream{}, nil
	}
	window := int(data[0]>>4) + 8
	const dictionary = 0x20
	if data[0]&15 != 8 || window > 15 || wbits > 0 && window > wbits || binary.BigEndian.Uint16(data)%31 != 0 {
		return Stream{}, errCorrupt
	}
	if data[1]&dictionary != 0 {
		if len(data) < 6 {
			return Stream{}, nil
		}
		return Stream{}, errCorrupt
	}
	s, err := inflateRaw(data[2:], limit)
	if err != nil || !s.EOF {
		return s, err
	}
	if len(s.Unused) < adler32.Size {
		s.Unused, s.EOF = nil, false
		return s, nil
	}
	if binary.BigEndian.Uint32(s.Unused) != adler32.Checksum(s.Out) {
		return Stream{}, errCorrupt
	}
	s.Unused = s.Unused[adler32.Size:]
	return s, nil
}

// inflateRaw decodes a stream without a header.
func inflateRaw(data []byte, limit int) (Stream, error) {
	in := bytes.NewReader(data)
	r, ok := inflaters.Get().(io.Reader)
	if !ok {
		r = flate.NewReader(in)
	} else if err := r.(flate.Resetter).Reset(in, nil); err != nil {
		return Stream{}, errCorrupt
	}
	defer inflaters.Put(r)
	out, err := readSome(r, limit)
	switch {
	case err == ErrTooLarge:
		return Stream{}, err
	case err == io.ErrUnexpectedEOF:
		return Stream{Out: out}, nil
	case err != nil:
		return Stream{}, errCorrupt
	}
	return Stream{Out: out, Unused: data[len(data)-in.Len():], EOF: true}, nil
}

// inflaters holds decoders for reuse: one is larger than most of what they
// decode.
var inflaters sync.Pool

// readSome reads to the end, at most limit bytes. With an error it returns what
// was read before.
func readSome(r io.Reader, limit int) ([]byte, error) {
	var out bytes.Buffer
	n, err := io.Copy(&out, io.LimitReader(r, int64(limit)+1))
	if n > int64(limit) {
		return nil, ErrTooLarge
	}
	return out.Bytes(), err
}

const gzipMagic = "\x1f\x8b"

// inflateGzip decodes one member. zlib checks more of the header than module
// gzip does: the flags that have no meaning, and the header's checksum.
func inflateGzip(data []byte, strict bool, limit int) (Stream, error) {
	n, err := gzipHeader(data, strict)
	if err == errTruncated {
		return Stream{}, nil
	}
	if err != nil {
		return Stream{}, err
	}
	s, err := inflateRaw(data[n:], limit)
	if err != nil || !s.EOF {
		return s, err
	}
	for _, want := range []uint32{crc32.ChecksumIEEE(s.Out), uint32(len(s.Out))} {
		if len(s.Unused) < 4 {
			s.Unused, s.EOF = nil, false
			return s, nil
		}
		if binary.LittleEndian.Uint32(s.Unused) != want {
			return Stream{}, errCorrupt
		}
		s.Unused = s.Unused[4:]
	}
	return s, nil
}

// gzipHeader returns how long the header of a member is.
func gzipHeader(data []byte, strict bool) (int, error) {
	const headCRC, extra, name, comment, reserved = 2, 4, 8, 16, 0xe0
	switch {
	case len(data) < 2:
		return 0, errTruncated
	case !bytes.HasPrefix(data, []byte(gzipMagic)):
		return 0, errCorrupt
	case len(data) < 4:
		return 0, errTruncated
	case data[2] != 8 || strict && data[3]&reserved != 0:
		return 0, errCorrupt
	case len(data) < 10:
		return 0, errTruncated
	}
	flags, n := data[3], 10
	if flags&extra != 0 {
		if len(data) < n+2 {
			return 0, errTruncated
		}
		n += 2 + int(binary.LittleEndian.Uint16(data[n:]))
	}
	for _, text := range []byte{name, comment} {
		if flags&text == 0 || n > len(data) {
			continue
		}
		end := bytes.IndexByte(data[n:], 0)
		if end < 0 {
			return 0, errTruncated
		}
		n += end + 1
	}
	if flags&headCRC != 0 {
		if len(data) < n+2 {
			return 0, errTruncated
		}
		if strict && binary.LittleEndian.Uint16(data[n:]) != uint16(crc32.ChecksumIEEE(data[:n])) {
			return 0, errCorrupt
		}
		n += 2
	}
	if n > len(data) {
		return 0, errTruncated
	}
	return n, nil
}

// Gzip is gzip.decompress: any number of members with zeros behind each. What
// else follows one is refused.
func Gzip(data []byte, limit int) ([]byte, error) {
	var out []byte
	for len(data) > 0 {
		s, err := inflateGzip(data, false, limit-len(out))
		switch {
		case err != nil:
			return nil, err
		case !s.EOF:
			return nil, errTruncated
		}
		out = append(out, s.Out...)
		data = bytes.TrimLeft(s.Unused, "\x00")
	}
	return out, nil
}
