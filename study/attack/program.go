package attack

import (
	"cmp"
	"context"
	"math/rand/v2"
	"slices"
	"strings"
	"unicode"

	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/internal/pysrc"
)

// program is what all files of a package say.
type program struct {
	files map[string]*pysrc.File // those that can be changed
	parts map[string]bool        // names of files and directories, without ".py"
	words map[string]bool        // identifiers in use, whatever for
	// fixed are words that name something by their spelling: attributes, keywords of
	// calls, what files import of each other, words in strings. A variable of a module
	// or a parameter of that name may be meant.
	fixed map[string]bool
	stars bool // whether some file imports all names of a module
}

// newProgram parses the Python files. Of those that cannot be changed what they
// say counts all the same.
func newProgram(ctx context.Context, files map[string][]byte) (*program, error) {
	p := &program{files: map[string]*pysrc.File{}, parts: map[string]bool{}, words: map[string]bool{}, fixed: map[string]bool{}}
	for name := range files {
		for _, part := range strings.Split(name, "/") {
			p.parts[strings.TrimSuffix(part, ".py")] = true
		}
	}
	for name, src := range files {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if !datasets.IsPython(name) {
			continue
		}
		f := pysrc.Parse(src)
		p.note(f)
		if len(f.Errors) == 0 && !f.Truncated && !f.Undecoded && written(f.Source, src) {
			p.files[name] = f
		}
	}
	return p, nil
}

// written says whether a source is its text in UTF-8, so that it can be written
// back.
func written(text string, src []byte) bool {
	plain := strings.TrimPrefix(string(src), "\ufeff")
	return strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(plain) == text
}

// note collects the words of a file.
func (p *program) note(f *pysrc.File) {
	pysrc.Walk(f, func(n pysrc.Node) bool {
		switch n := n.(type) {
		case *pysrc.Name:
			p.words[n.ID] = true
		case *pysrc.Param:
			p.words[n.Name] = true
		case *pysrc.Attribute:
			p.fix(n.Attr)
		case *pysrc.Keyword:
			p.fix(n.Name)
		case *pysrc.Str:
			p.fix(n.Value)
		case *pysrc.FunctionDef:
			p.words[n.Name] = true
		case *pysrc.ClassDef:
			p.words[n.Name] = true
		case *pysrc.ImportFrom:
			for _, a := range n.Names {
				p.stars = p.stars || a.Name == "*"
				if n.Level > 0 || p.parts[first(n.Module)] {
					p.fix(a.Name)
				}
			}
		case *pysrc.Alias:
			p.words[n.AsName], p.words[first(n.Name)] = true, true
		case *pysrc.ExprStmt:
			_, docstring := n.X.(*pysrc.Str)
			return !docstring
		}
		return true
	})
}

// fix notes that the words of a text mean something by their spelling.
func (p *program) fix(text string) {
	for _, w := range words(text) {
		p.words[w], p.fixed[w] = true, true
	}
}

// fresh returns an identifier that nothing of the package uses, and takes it.
func (p *program) fresh(draw *rand.Rand) string {
	for {
		name := make([]byte, 8)
		for i := range name {
			name[i] = byte('a' + draw.IntN(26))
		}
		if id := "q" + string(name); !p.words[id] && !p.parts[id] {
			p.words[id] = true
			return id
		}
	}
}

// first returns what stands before the first dot.
func first(dotted string) string {
	head, _, _ := strings.Cut(dotted, ".")
	return head
}

// words returns the identifiers in a text.
func words(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// edit replaces a part of a source.
type edit struct {
	from, to pysrc.Pos
	text     string
}

// edited returns the source of f with the edits, which do not overlap, made.
func edited(f *pysrc.File, edits []edit) string {
	slices.SortFunc(edits, func(a, b edit) int { return cmp.Compare(a.from, b.from) })
	var b strings.Builder
	var at pysrc.Pos
	for _, e := range edits {
		b.WriteString(f.Source[at:e.from])
		b.WriteString(e.text)
		at = e.to
	}
	b.WriteString(f.Source[at:])
	return b.String()
}
