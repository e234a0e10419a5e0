package pycodec

import (
	"bytes"
	"compress/bzip2"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"io"

	"github.com/ulikunitz/xz"
	"github.com/ulikunitz/xz/lzma"
)

// Zlib is zlib.decompress with its wbits: 8 to 15 for zlib, negative for a raw
// stream, 24 to 31 for gzip, 40 to 47 for either. What follows the stream is
// ignored.
func Zlib(data []byte, wbits, limit int) ([]byte, error) {
	switch {
	case wbits < 0:
		return readAll(flate.NewReader(bytes.NewReader(data)), limit)
	case wbits >= 24 && wbits <= 31, wbits >= 40 && bytes.HasPrefix(data, []byte{0x1f, 0x8b}):
		return Gzip(data, limit)
	}
	r, err := zlib.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, errCorrupt
	}
	return readAll(r, limit)
}

// Gzip is gzip.decompress, with any number of members.
func Gzip(data []byte, limit int) ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, errCorrupt
	}
	return readAll(r, limit)
}

// Bzip2 is bz2.decompress.
func Bzip2(data []byte, limit int) ([]byte, error) {
	return readAll(bzip2.NewReader(bytes.NewReader(data)), limit)
}

// maxDictionary bounds what an lzma header may make the decoder allocate.
const maxDictionary = 64 << 20

// LZMA is lzma.decompress of the xz and the lzma-alone container.
func LZMA(data []byte, limit int) ([]byte, error) {
	if bytes.HasPrefix(data, []byte("\xfd7zXZ\x00")) {
		r, err := xz.ReaderConfig{DictCap: dictionary(limit)}.NewReader(bytes.NewReader(data))
		if err != nil {
			return nil, errCorrupt
		}
		return readAll(r, limit)
	}
	if len(data) < 13 {
		return nil, errCorrupt
	}
	if size := uint32(data[1]) | uint32(data[2])<<8 | uint32(data[3])<<16 | uint32(data[4])<<24; size > maxDictionary {
		return nil, ErrTooLarge
	}
	r, err := lzma.ReaderConfig{DictCap: dictionary(limit)}.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, errCorrupt
	}
	return readAll(r, limit)
}

func dictionary(limit int) int { return min(max(limit, lzma.MinDictCap), maxDictionary) }

// readAll reads at most limit bytes.
func readAll(r io.Reader, limit int) ([]byte, error) {
	var out bytes.Buffer
	n, err := io.Copy(&out, io.LimitReader(r, int64(limit)+1))
	switch {
	case n > int64(limit):
		return nil, ErrTooLarge
	case err != nil:
		return nil, errCorrupt
	}
	return out.Bytes(), nil
}
