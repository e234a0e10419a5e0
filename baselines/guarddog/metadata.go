package guarddog

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/eval"
	"github.com/malguard/malguard/internal/defang"
	"github.com/malguard/malguard/internal/metadata"
	"github.com/malguard/malguard/internal/popular"
)

// facts are what the rules about metadata ask of the files.
type facts struct {
	python, programs int
	program          string // the first one
	header           []byte // of the metadata nearest to the root
	depth            int
}

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
	if depth := strings.Count(name, "/"); metadata.Is(name) && (f.header == nil || depth < f.depth) {
		f.header, f.depth = data, depth
	}
}

// metadataRules returns the rules about metadata that fire, in the order of their
// names. GuardDog asks the index; here the metadata in the package speak.
func metadataRules(p *datasets.Package, f facts) []eval.Evidence {
	var list []eval.Evidence
	fire := func(rule, format string, args ...any) {
		list = append(list, eval.Evidence{Rule: rule, Note: defang.Note(fmt.Sprintf(format, args...))})
	}
	h := metadata.Parse(f.header)
	if f.programs > 0 {
		fire("bundled_binary", "holds %d programs, first %s", f.programs, f.program)
	}
	if metadata.Disposable(h.MailDomain()) {
		fire("deceptive_author", "the author's mail is one that anybody can have for a while")
	}
	if f.header != nil && h["description"] == "" {
		fire("empty_information", "has no description")
	}
	if p.Version == "0.0" || p.Version == "0.0.0" {
		fire("release_zero", "has version %s", p.Version)
	}
	if f.python <= 1 {
		fire("single_python_file", "has %d files of Python", f.python)
	}
	if like := popular.All().Typo(p.Name); like != "" {
		fire("typosquatting", "is named nearly like %s", like)
	}
	return list
}
