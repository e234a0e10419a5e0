package guarddog

import (
	"bytes"
	"fmt"
	"path"
	"strings"

	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/eval"
)

// facts are what the rules about metadata ask of the files.
type facts struct {
	python, programs int
	program          string // the first one
	header           []byte // of the metadata nearest to the root
	depth            int
}

// maxHeader bounds how much of the metadata is read.
const maxHeader = 1 << 20

func (f *facts) add(name string, data []byte) {
	if strings.HasSuffix(strings.ToLower(name), ".py") {
		f.python++
	}
	for _, magic := range []string{"MZ", "\x7fELF", "\xfe\xed\xfa\xce", "\xfe\xed\xfa\xcf"} {
		if bytes.HasPrefix(data, []byte(magic)) {
			if f.programs++; f.programs == 1 {
				f.program = name
			}
		}
	}
	base, depth := path.Base(name), strings.Count(name, "/")
	if (base == "PKG-INFO" || base == "METADATA") && (f.header == nil || depth < f.depth) {
		f.header, f.depth = data[:min(len(data), maxHeader)], depth
	}
}

// metadataRules returns the rules about metadata that fire, in the order of their
// names. GuardDog asks the index; here the metadata in the package speak.
func metadataRules(p *datasets.Package, f facts) []eval.Evidence {
	var list []eval.Evidence
	fire := func(rule, format string, args ...any) {
		list = append(list, eval.Evidence{Rule: rule, Note: note(fmt.Sprintf(format, args...), "")})
	}
	h := parseHeader(f.header)
	if f.programs > 0 {
		fire("bundled_binary", "holds %d programs, first %s", f.programs, f.program)
	}
	if domain := mailDomain(h["author-email"], h["maintainer-email"]); disposable()[domain] {
		fire("deceptive_author", "the author's mail is one that anybody can have for a while")
	}
	if f.header != nil && strings.TrimSpace(h["description"]) == "" {
		fire("empty_information", "has no description")
	}
	if p.Version == "0.0" || p.Version == "0.0.0" {
		fire("release_zero", "has version %s", p.Version)
	}
	if f.python <= 1 {
		fire("single_python_file", "has %d files of Python", f.python)
	}
	if like := resembles(p.Name); like != "" {
		fire("typosquatting", "is named nearly like %s", like)
	}
	return list
}

// parseHeader returns the fields of a metadata file, in lower case, the first of
// each name; the description is the field or what follows the header.
func parseHeader(data []byte) map[string]string {
	text := strings.ReplaceAll(string(data), "\r\n", "\n")
	header, body, _ := strings.Cut(text, "\n\n")
	fields := map[string]string{}
	last := ""
	for line := range strings.Lines(header) {
		if line[0] == ' ' || line[0] == '\t' {
			if last != "" {
				fields[last] += line
			}
			continue
		}
		key, value, ok := strings.Cut(line, ":")
		last = ""
		if key = strings.ToLower(strings.TrimSpace(key)); ok {
			if _, known := fields[key]; !known {
				fields[key], last = value, key
			}
		}
	}
	for key, value := range fields {
		if value = strings.TrimSpace(value); value == "UNKNOWN" { // what old setuptools write for nothing
			value = ""
		}
		fields[key] = value
	}
	if fields["description"] == "" {
		fields["description"] = body
	}
	return fields
}

// mailDomain returns the last two labels of the domain of an author's address, or
// of the maintainer's where there is none.
func mailDomain(author, maintainer string) string {
	if author == "" {
		author = maintainer
	}
	address := strings.NewReplacer("<", "", ">", "").Replace(strings.TrimSpace(author))
	labels := strings.Split(strings.ToLower(address[strings.LastIndexByte(address, '@')+1:]), ".")
	return strings.Join(labels[max(0, len(labels)-2):], ".")
}
