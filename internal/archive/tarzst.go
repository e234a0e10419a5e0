package archive

import (
	"bytes"
	"errors"
	"io"

	"github.com/klauspost/compress/zstd"
)

// tarZst is a tar in Zstandard frames, which CPython reads from version 3.14 on.
func tarZst() Format {
	return Format{
		Name:       "tar.zst",
		Extensions: []string{".tar.zst", ".tzst"},
		Match:      hasMagic("\x28\xb5\x2f\xfd"),
		read: func(r *reader, src source) error {
			zr, err := newZstd(bytes.NewReader(src.data))
			if err != nil {
				return errFormat
			}
			defer zr.Close()
			return r.readTar(src, &zstdStream{r: r, src: src, zr: zr})
		},
	}
}

// newZstd returns a decoder that works in the calling goroutine and refuses
// windows of more than maxDictionary bytes.
func newZstd(in io.Reader) (*zstd.Decoder, error) {
	return zstd.NewReader(in, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
		zstd.WithDecoderMaxWindow(maxDictionary))
}

// zstdStream tells trailing garbage from a damaged stream.
type zstdStream struct {
	r    *reader
	src  source
	zr   io.Reader
	some bool
}

// Read implements io.Reader over all frames.
func (z *zstdStream) Read(p []byte) (int, error) {
	n, err := z.zr.Read(p)
	z.some = z.some || n > 0
	switch {
	case z.some && errors.Is(err, zstd.ErrMagicMismatch):
		z.r.warn(TrailingData, z.src.name(), "bytes behind the zstd stream")
		err = io.EOF
	case errors.Is(err, zstd.ErrWindowSizeExceeded), errors.Is(err, zstd.ErrDecoderSizeExceeded):
		err = errDictionary
	}
	return n, err
}
