package archive

import (
	"bytes"
	"strings"
)

// A Format is one kind of archive.
type Format struct {
	// Name is what Archive.Format says, such as "tar.gz".
	Name string
	// Extensions lists the usual endings of file names, lower case, with the dot.
	// They serve the warning about lying extensions only.
	Extensions []string
	// Match reports whether data is likely an archive of this format. It looks at
	// a bounded number of bytes.
	Match func(data []byte) bool
	// read hands every member of src to r. It returns errFormat where src is no
	// archive of this format after all, and otherwise only errors that end the
	// whole reading: those of the limits and of the context.
	read func(r *reader, src source) error
}

// Formats returns the known formats in the order in which they are tried.
func Formats() []Format {
	return []Format{
		tarGz(),
		tarBz2(),
		tarXz(),
		tarZst(),
		plainTar(),
		zipFormat(),
	}
}

// matching returns those of formats that data may be in: none, one or several.
func matching(formats []Format, data []byte) []Format {
	var found []Format
	for _, f := range formats {
		if f.Match(data) {
			found = append(found, f)
		}
	}
	return found
}

func hasMagic(magic string) func([]byte) bool {
	return func(data []byte) bool { return bytes.HasPrefix(data, []byte(magic)) }
}

// promised returns the name of the format that a file's name promises, and the
// extension that does, or two empty strings.
func promised(file string) (format, extension string) {
	file = strings.ToLower(file)
	for _, f := range Formats() {
		for _, ext := range f.Extensions {
			if len(ext) > len(extension) && strings.HasSuffix(file, ext) {
				format, extension = f.Name, ext
			}
		}
	}
	return format, extension
}
