package archive

import (
	"bytes"
	"errors"
	"io"

	"github.com/klauspost/compress/gzip"
)

const gzipMagic = "\x1f\x8b"

// tarGz is a tar in one or several gzip members.
func tarGz() Format {
	return Format{
		Name:       "tar.gz",
		Extensions: []string{".tar.gz", ".tgz"},
		Match:      hasMagic(gzipMagic + "\x08"),
		read: func(r *reader, src source) error {
			return r.readTar(src, &gzipStream{reader: r, src: src, in: bytes.NewReader(src.data)})
		},
	}
}

// gzipStream inflates all members of a gzip file. Unlike gzip.Reader it goes on
// behind a wrong checksum, and tells trailing garbage from a damaged stream.
type gzipStream struct {
	*reader
	src source
	in  *bytes.Reader
	zr  *gzip.Reader
}

// Read implements io.Reader over all members.
func (g *gzipStream) Read(p []byte) (int, error) {
	if g.zr == nil {
		if err := g.first(); err != nil {
			return 0, err
		}
	}
	for {
		n, err := g.zr.Read(p)
		if err == gzip.ErrChecksum {
			g.reason(Corrupt, g.src.name(), "gzip: wrong checksum or length")
			err = io.EOF
		}
		if err == io.EOF {
			err = g.next()
		}
		if n > 0 || err != nil {
			return n, err
		}
	}
}

func (g *gzipStream) first() (err error) {
	g.zr, err = gzip.NewReader(g.in)
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	if err == nil {
		g.zr.Multistream(false)
	}
	return err
}

// next starts the next member, or returns io.EOF. Every member is charged like
// inflating 1 KiB, so that a file of empty ones cannot keep the reader busy.
func (g *gzipStream) next() error {
	rest := g.src.data[len(g.src.data)-g.in.Len():]
	if !bytes.HasPrefix(rest, []byte(gzipMagic)) {
		if !isZero(rest) { // zeros are padding
			g.warn(TrailingData, g.src.name(), "%d bytes behind the gzip stream", len(rest))
		}
		return io.EOF
	}
	if err := errors.Join(g.meter.ctx.Err(), g.meter.charge(kib)); err != nil {
		return err
	}
	err := g.zr.Reset(g.in)
	g.zr.Multistream(false)
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return err
}
