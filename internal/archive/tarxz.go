package archive

import "io"

// tarXz is a tar in one or several xz streams.
func tarXz() Format {
	return Format{
		Name:       "tar.xz",
		Extensions: []string{".tar.xz", ".txz"},
		Match:      hasMagic(xzMagic),
		read: func(r *reader, src source) error {
			return r.readTar(src, &xzStream{data: src.data, notes: &r.notes, name: src.name(), charge: r.meter.charge})
		},
	}
}

var _ io.Reader = (*xzStream)(nil)
