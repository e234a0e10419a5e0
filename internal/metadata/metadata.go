// Package metadata reads what a package says of itself: core metadata as in PKG-INFO
// and METADATA (https://packaging.python.org/specifications/core-metadata/), as
// detectors of malware look at them.
package metadata

import (
	"path"
	"strings"
)

// Is reports whether a file with that path holds metadata.
func Is(name string) bool {
	base := path.Base(name)
	return base == "PKG-INFO" || base == "METADATA"
}

// Fields are values by the names of fields in lower case: the first of each name,
// "" where old setuptools wrote UNKNOWN for nothing.
type Fields map[string]string

// maxRead bounds how many bytes of a file are read.
const maxRead = 1 << 20

// Parse reads a file of metadata, whatever it holds; of a large one, the first MiB.
// The description is its field, or what follows the header.
func Parse(data []byte) Fields {
	text := strings.ReplaceAll(string(data[:min(len(data), maxRead)]), "\r\n", "\n")
	header, body, _ := strings.Cut(text, "\n\n")
	f := Fields{}
	var lines []string
	last := ""
	end := func() {
		if value := strings.TrimSpace(strings.Join(lines, "")); last != "" && value != "UNKNOWN" {
			f[last] = value
		}
	}
	for line := range strings.Lines(header) {
		if line[0] == ' ' || line[0] == '\t' {
			lines = append(lines, line)
			continue
		}
		end()
		key, value, ok := strings.Cut(line, ":")
		last = strings.ToLower(strings.TrimSpace(key))
		if _, known := f[last]; known || !ok {
			last = "" // and what follows is nobody's
		} else if last != "" {
			f[last] = ""
		}
		lines = append(lines[:0], value)
	}
	end()
	if f["description"] == "" {
		f["description"] = strings.TrimSpace(body)
	}
	return f
}

// MailDomain returns the last two labels, in lower case, of the domain of the
// author's address, or of the maintainer's where there is none; what follows the last
// @ of the field is taken for the domain. It is "" where there is no address.
func (f Fields) MailDomain() string {
	address := f["author-email"]
	if address == "" {
		address = f["maintainer-email"]
	}
	address = strings.NewReplacer("<", "", ">", "").Replace(address)
	labels := strings.Split(strings.ToLower(strings.TrimSpace(address[strings.LastIndexByte(address, '@')+1:])), ".")
	return strings.Join(labels[max(0, len(labels)-2):], ".")
}
