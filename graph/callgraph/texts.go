package callgraph

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/malguard/malguard/graph"
	"github.com/malguard/malguard/internal/pyeval"
	"github.com/malguard/malguard/internal/pysrc"
)

// textKinds counts the constants of a file by kind and disguise; the keys have no
// count.
type textKinds map[graph.TextKind]int

// describeTexts counts the constants of each file, where that is asked for.
func (p *program) describeTexts(opt Options) error {
	if !opt.Texts {
		return nil
	}
	found := map[*module]textKinds{} // of files, by module
	for _, m := range p.files {
		if err := p.check(); err != nil {
			return err
		}
		kinds := found[m.root()]
		if kinds == nil {
			kinds = textKinds{}
			found[m.root()] = kinds
		}
		pysrc.Walk(m.file, func(n pysrc.Node) bool { return kinds.visit(p, m, n) })
	}
	for _, m := range p.files {
		if m.layer == nil {
			p.out.File(graph.File{Path: m.path, Texts: found[m].sorted()})
		}
	}
	return nil
}

// visit takes the text at a node; it says whether to go on below it.
func (k textKinds) visit(p *program, m *module, n pysrc.Node) bool {
	switch n := n.(type) {
	case *pysrc.ExprStmt:
		_, docstring := n.X.(*pysrc.Str)
		return !docstring
	case *pysrc.Str:
		k.add(n.Value, m.layer != nil)
		return true
	}
	if x, ok := n.(pysrc.Expr); ok {
		if c, ok := p.hidden.consts[x]; ok && c.Trick != "" && (c.Kind == pyeval.Str || c.Kind == pyeval.Bytes) {
			k.add(c.Value, true)
		}
	}
	return true
}

func (k textKinds) add(text string, hidden bool) {
	for _, kind := range kindsOf(text[:min(len(text), maxDescribed)]) {
		k[graph.TextKind{Kind: kind, Hidden: hidden}]++
	}
}

func (k textKinds) sorted() []graph.TextKind {
	list := make([]graph.TextKind, 0, len(k))
	for kind, n := range k {
		kind.Count = n
		list = append(list, kind)
	}
	slices.SortFunc(list, func(a, b graph.TextKind) int {
		if a.Kind == b.Kind && a.Hidden != b.Hidden {
			if b.Hidden {
				return -1
			}
			return 1
		}
		return cmp.Compare(a.Kind, b.Kind)
	})
	return list
}

// kindsOf returns what a text looks like, each kind once.
func kindsOf(text string) []string {
	a := describe("str", text)
	kinds := map[string]bool{}
	if isPlace(a.URL) {
		kinds[a.URL] = true
	}
	if a.Target != "" {
		kinds[a.Target] = true
	}
	if dot := strings.LastIndexByte(a.Host, '.'); dot > 0 && slices.Contains(oddDomains, a.Host[dot+1:]) {
		kinds["odd-host"] = true
	}
	if strings.Contains(strings.ToLower(text), "powershell") {
		kinds["powershell"] = true
	}
	return slices.Sorted(maps.Keys(kinds))
}

// oddDomains are top-level domains below which names cost little. The choice is ours.
var oddDomains = []string{
	"buzz", "cc", "cf", "click", "club", "cyou", "fun", "ga", "gq", "icu", "info", "link", "live", "lol", "ml", "monster", "online", "pw", "rest",
	"ru", "sbs", "shop", "site", "space", "store", "su", "tk", "top", "vip", "website", "work", "world", "xyz",
}

// isPlace says whether what [address] returned is a kind of place: it may be any
// scheme.
func isPlace(kind string) bool {
	return kind == "web" || kind == "ip" || slices.ContainsFunc(places, func(c struct{ part, kind string }) bool { return c.kind == kind })
}
