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

// textSummary is what is known of the texts of a file so far.
type textSummary struct {
	graph.Texts
	kinds map[graph.TextKind]int // by name and disguise, without a count
}

// describeTexts sums up the constants of each file, where they are asked for.
func (p *program) describeTexts(opt Options) error {
	if !opt.Texts {
		return nil
	}
	found := map[*module]*textSummary{}
	for _, m := range p.files {
		if err := p.check(); err != nil {
			return err
		}
		t := found[m.root()]
		if t == nil {
			t = &textSummary{kinds: map[graph.TextKind]int{}}
			found[m.root()] = t
		}
		if m.layer == nil {
			t.lines(m.file.Source)
		}
		pysrc.Walk(m.file, func(n pysrc.Node) bool { return t.visit(p, m, n) })
	}
	for _, m := range p.files {
		if m.layer == nil {
			p.out.File(graph.File{Path: m.path, Texts: found[m].sum()})
		}
	}
	return nil
}

// visit takes the text at a node; it says whether to go on below it.
func (t *textSummary) visit(p *program, m *module, n pysrc.Node) bool {
	switch n := n.(type) {
	case *pysrc.ExprStmt:
		_, docstring := n.X.(*pysrc.Str)
		return !docstring
	case *pysrc.Str:
		t.add(n.Value, m.layer != nil)
		return true
	}
	x, ok := n.(pysrc.Expr)
	if !ok {
		return true
	}
	if c, ok := p.hidden.consts[x]; ok && c.Trick != "" && (c.Kind == pyeval.Str || c.Kind == pyeval.Bytes) {
		t.add(c.Value, true)
	}
	return true
}

func (t *textSummary) add(text string, hidden bool) {
	if len(text) > t.Longest {
		t.Longest, t.Entropy = len(text), entropy(text[:min(len(text), maxDescribed)])
	}
	for _, kind := range kindsOf(text[:min(len(text), maxDescribed)]) {
		t.kinds[graph.TextKind{Name: kind, Hidden: hidden}]++
	}
}

// lines measures the lines of a file.
func (t *textSummary) lines(src string) {
	for line := range strings.SplitSeq(src, "\n") {
		t.Line = max(t.Line, len(line))
		if i := strings.LastIndex(line, blanks); i > 0 && strings.TrimSpace(line[:i]) != "" && strings.TrimSpace(line[i:]) != "" {
			t.Padded++
		}
	}
}

var blanks = strings.Repeat(" ", 80)

func (t *textSummary) sum() *graph.Texts {
	for k, n := range t.kinds {
		k.Count = n
		t.Kinds = append(t.Kinds, k)
	}
	slices.SortFunc(t.Kinds, func(a, b graph.TextKind) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), compareBool(a.Hidden, b.Hidden))
	})
	return &t.Texts
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// leastBlob is how long a text of base64 or hexadecimal digits alone must be to be
// counted, in bytes.
const leastBlob = 80

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
	if len(text) >= leastBlob {
		switch {
		case strings.Trim(text, hexDigits) == "":
			kinds["hex"] = true
		case strings.Trim(text, base64Digits) == "":
			kinds["base64"] = true
		}
	}
	return slices.Sorted(maps.Keys(kinds))
}

const (
	hexDigits    = "0123456789abcdefABCDEF"
	base64Digits = hexDigits + "ghijklmnopqrstuvwxyzGHIJKLMNOPQRSTUVWXYZ+/=-_\n"
)

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
