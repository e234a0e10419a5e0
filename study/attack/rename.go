package attack

import (
	"math/rand/v2"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/malguard/malguard/internal/pysrc"
)

// rename gives variables, parameters and aliases of imports of a file other names.
// A name that is always a variable may be replaced by an unused one throughout a
// file, whatever its scopes: left out is each name that is more than that somewhere,
// or may be.
func rename(p *program, name string, draw *rand.Rand) (change, bool) {
	f := p.files[name]
	s := &spelling{program: p, file: f, script: path.Base(name) == "setup.py", bound: map[string]bool{}, keep: map[string]bool{}, open: map[string]bool{}}
	if !s.look() {
		return change{}, false
	}
	to := map[string]string{}
	for _, w := range s.candidates() {
		to[w] = p.fresh(draw)
	}
	return change{text: edited(f, renamed(f, to))}, len(to) > 0
}

// renamed returns the edits that replace variables.
func renamed(f *pysrc.File, to map[string]string) []edit {
	var edits []edit
	put := func(from, end pysrc.Pos, text string) { edits = append(edits, edit{from, end, text}) }
	pysrc.Walk(f, func(n pysrc.Node) bool {
		switch n := n.(type) {
		case *pysrc.Name:
			if w, ok := to[n.ID]; ok {
				put(n.From, n.To, w)
			}
		case *pysrc.Param:
			if w, ok := to[n.Name]; ok {
				from, end := nameOf(f, n)
				put(from, end, w)
			}
		case *pysrc.Alias:
			bound := n.AsName
			if bound == "" && !strings.Contains(n.Name, ".") {
				bound = n.Name
			}
			if w, ok := to[bound]; ok {
				put(n.From, n.To, n.Name+" as "+w)
			}
		case *pysrc.Global:
			put(n.From, n.To, declared(n, to))
		}
		return true
	})
	return edits
}

// declared returns a declaration of global or nonlocal variables anew.
func declared(g *pysrc.Global, to map[string]string) string {
	keyword := "global "
	if g.Nonlocal {
		keyword = "nonlocal "
	}
	var list []string
	for _, w := range g.Names {
		if other, ok := to[w]; ok {
			w = other
		}
		list = append(list, w)
	}
	return keyword + strings.Join(list, ", ")
}

// nameOf returns where the name of a parameter stands.
func nameOf(f *pysrc.File, p *pysrc.Param) (from, to pysrc.Pos) {
	from = p.From
	for from < p.To && strings.IndexByte("* \t\\\n", f.Source[from]) >= 0 {
		from++
	}
	to = from
	for to < p.To {
		r, size := utf8.DecodeRuneInString(f.Source[to:])
		if r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) {
			break
		}
		to += pysrc.Pos(size)
	}
	return from, to
}
