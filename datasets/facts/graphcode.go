package facts

import (
	"math"

	"github.com/malguard/malguard/graph"
)

// wordsOf adds the words of a stripped graph.
func (t *table) wordsOf(g *graph.Graph) {
	for _, n := range g.Nodes() {
		t.add(n.File, n.Trick)
		if !n.Kind.Internal() {
			t.add(n.Name)
		}
	}
	for _, f := range g.Files() {
		t.add(f.Path)
		for _, k := range f.Texts {
			t.add(k.Kind)
		}
	}
	for _, r := range g.Roots() {
		t.add(string(r.Kind))
	}
	for _, id := range usedFacts(callsOf(g)) {
		f := g.Facts(id)
		t.add(f.Trick)
		t.add(f.Commands...)
		for _, a := range f.Args {
			t.add(a.Name, a.Kind, a.URL, a.Target)
		}
	}
}

// graph writes a stripped graph.
func (t *table) graph(b *buffer, g *graph.Graph) {
	b.uint(len(g.Files()))
	for _, f := range g.Files() {
		t.word(b, f.Path)
		b.uint(f.Calls)
		b.uint(len(f.Errors))
		t.texts(b, f.Texts)
	}
	b.uint(len(g.Warnings()))
	b.uint(g.NumNodes())
	writeColumns(b, g.Nodes(), t.nodeColumns())
	b.uint(len(g.Roots()))
	for _, r := range g.Roots() {
		b.uint(int(r.Node))
		t.word(b, string(r.Kind))
		b.uint(int(r.Phase))
	}
	calls := callsOf(g)
	used := usedFacts(calls)
	b.uint(len(used))
	renumbered := map[graph.FactsID]graph.FactsID{}
	for i, id := range used {
		renumbered[id] = graph.FactsID(i + 1)
		t.facts(b, g.Facts(id))
	}
	for i := range calls {
		calls[i].site.Facts = renumbered[calls[i].site.Facts]
	}
	b.uint(len(calls))
	writeColumns(b, calls, callColumns())
	writeCallees(b, calls)
}

func (t *table) texts(b *buffer, texts []graph.TextKind) {
	b.uint(len(texts))
	for _, k := range texts {
		t.word(b, k.Kind)
		b.bool(k.Hidden)
		b.uint(k.Count)
	}
}

func readTexts(r *reader, words []string) []graph.TextKind {
	var list []graph.TextKind
	for range r.count(3) {
		list = append(list, graph.TextKind{Kind: r.word(words), Hidden: r.bool(), Count: r.uint(math.MaxInt32)})
	}
	return list
}

// Bounds of lengths in bytes, and of entropy in half bits.
const (
	maxLength  = math.MaxInt32
	maxEntropy = 16
)

const (
	flagByName = 1 << iota
	flagUnreachable
)

func (t *table) facts(b *buffer, f graph.Facts) {
	flags := 0
	if f.ByName {
		flags |= flagByName
	}
	if f.Unreachable {
		flags |= flagUnreachable
	}
	b.uint(flags)
	t.word(b, f.Trick)
	b.uint(len(f.Commands))
	for _, c := range f.Commands {
		t.word(b, c)
	}
	b.uint(len(f.Args))
	for _, a := range f.Args {
		b.int(a.Index)
		for _, w := range []string{a.Name, a.Kind, a.URL, a.Target} {
			t.word(b, w)
		}
		b.uint(a.Len)
		b.uint(int(2 * a.Entropy))
	}
}

// maxErrors bounds what the parser complained of in all files of a graph.
const maxErrors = 1 << 20

// decodeGraph is the inverse of [table.graph].
func decodeGraph(code []byte, words []string) (*graph.Graph, error) {
	r := &reader{rest: code}
	var b graph.Builder
	files, left := r.count(4), maxErrors
	for i := range files {
		f := graph.File{Path: r.word(words), Calls: r.uint(math.MaxInt32)}
		f.Errors = repeat(errUnparsed, r.uint(left))
		f.Texts = readTexts(r, words)
		left -= len(f.Errors)
		if id := b.File(f); int(id) != i+1 {
			r.fail("two files have one path")
		}
	}
	for _, err := range repeat(errPartial, r.uint(maxWarnings)) {
		b.Warn(err)
	}
	nodes := make([]graph.Node, r.count(6))
	readColumns(r, nodes, (&table{words: words}).nodeColumns())
	for i, n := range nodes {
		if n.Kind.Internal() {
			n.Name = nodeName(i, n)
		}
		if id := b.Node(n); int(id) != i {
			r.fail("two nodes have one name")
		}
	}
	for range r.count(3) {
		b.Root(graph.Root{Node: r.node(len(nodes)), Kind: graph.RootKind(r.word(words)), Phase: graph.Phase(r.uint(int(graph.PhaseInstall)))})
	}
	ids := []graph.FactsID{0}
	for range r.count(4) {
		ids = append(ids, b.Facts(readFacts(r, words)))
	}
	calls := make([]call, r.count(8))
	readColumns(r, calls, callColumns())
	readCallees(r, calls)
	for _, c := range byCaller(calls) {
		s := c.site
		if !in(int(c.from), len(nodes)) || !in(int(c.to), len(nodes)) || !in(int(s.File), files+1) || !in(int(s.Facts), len(ids)) || s.Phase > graph.PhaseInstall {
			r.fail("a call of what is not there")
			break
		}
		c.site.Facts = ids[s.Facts]
		b.Edge(c.from, c.to, c.site)
	}
	if err := r.end(); err != nil {
		return nil, err
	}
	return b.Graph(), nil
}

func in(i, n int) bool { return i >= 0 && i < n }

func (r *reader) node(n int) graph.NodeID {
	id := r.uint(n)
	if id >= n {
		r.fail("node %d of %d", id, n)
	}
	return graph.NodeID(id)
}

func readFacts(r *reader, words []string) graph.Facts {
	flags := r.uint(flagByName | flagUnreachable)
	f := graph.Facts{ByName: flags&flagByName != 0, Unreachable: flags&flagUnreachable != 0, Trick: r.word(words)}
	for range r.count(1) {
		f.Commands = append(f.Commands, r.word(words))
	}
	for range r.count(7) {
		f.Args = append(f.Args, graph.Arg{
			Index: r.int(), Name: r.word(words), Kind: r.word(words), URL: r.word(words), Target: r.word(words),
			Len: r.uint(maxLength), Entropy: float64(r.uint(maxEntropy)) / 2,
		})
	}
	return f
}
