package archive

import (
	"bytes"
	"compress/bzip2"
	"io"
)

// tarBz2 is a tar in one or several bzip2 streams.
func tarBz2() Format {
	return Format{
		Name:       "tar.bz2",
		Extensions: []string{".tar.bz2", ".tbz", ".tbz2"},
		Match:      hasMagic("BZh"),
		read: func(r *reader, src source) error {
			return r.readTar(src, &bzip2Stream{r: r, src: src, zr: bzip2.NewReader(bytes.NewReader(src.data))})
		},
	}
}

// bzip2Stream tells trailing garbage from a damaged stream.
type bzip2Stream struct {
	r   *reader
	src source
	zr  io.Reader
}

// errBehindBzip2 is what compress/bzip2 says of garbage behind a complete stream.
const errBehindBzip2 = bzip2.StructuralError("bad magic value in continuation file")

// Read implements io.Reader over all streams.
func (b *bzip2Stream) Read(p []byte) (int, error) {
	n, err := b.zr.Read(p)
	if err == errBehindBzip2 {
		b.r.warn(TrailingData, b.src.name(), "bytes behind the bzip2 stream")
		err = io.EOF
	}
	return n, err
}
