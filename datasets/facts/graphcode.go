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
		if f.Texts != nil {
			for _, k := range f.Texts.Kinds {
				t.add(k.Name)
			}
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
	t.nodes(b, g.Nodes())
	b.uint(len(g.Roots()))
	for _, r := range g.Roots() {
		b.uint(int(r.Node))
		t.word(b, string(r.Kind))
		b.uint(int(r.Phase))
	}
	calls := callsOf(g)
	used := usedFacts(calls)
	b.uint(len(used))
	renumbered := map[graph.FactsID]int{0: 0}
	for i, id := range used {
		renumbered[id] = i + 1
		t.facts(b, g.Facts(id))
	}
	b.uint(len(calls))
	for _, column := range columns() {
		last := 0
		for i := range calls {
			v := column.get(&calls[i])
			if column.facts {
				v = renumbered[graph.FactsID(v)]
			}
			b.int(v - last)
			if column.delta {
				last = v
			}
		}
	}
}

// texts writes what is known of the texts of a file, after one more than the number of
// their kinds, which is 0 for nothing.
func (t *table) texts(b *buffer, texts *graph.Texts) {
	if texts == nil {
		b.uint(0)
		return
	}
	b.uint(len(texts.Kinds) + 1)
	for _, k := range texts.Kinds {
		t.word(b, k.Name)
		b.bool(k.Hidden)
		b.uint(k.Count)
	}
	b.uint(texts.Longest)
	b.uint(int(2 * texts.Entropy))
	b.uint(texts.Line)
	b.uint(texts.Padded)
}

func readTexts(r *reader, words []string) *graph.Texts {
	n := r.count(3)
	if n == 0 {
		return nil
	}
	t := &graph.Texts{}
	for range n - 1 {
		t.Kinds = append(t.Kinds, graph.TextKind{Name: r.word(words), Hidden: r.bool(), Count: r.uint(math.MaxInt32)})
	}
	t.Longest, t.Entropy = r.uint(maxLength), float64(r.uint(maxEntropy))/2
	t.Line, t.Padded = r.uint(maxLength), r.uint(math.MaxInt32)
	return t
}

// Bounds of lengths in bytes, and of entropy in half bits.
const (
	maxLength  = math.MaxInt32
	maxEntropy = 16
)

func (t *table) nodes(b *buffer, nodes []graph.Node) {
	b.uint(len(nodes))
	for _, n := range nodes {
		b.uint(int(n.Kind))
		if !n.Kind.Internal() {
			t.word(b, n.Name)
		}
	}
	line := 0
	for _, n := range nodes {
		t.word(b, n.File)
		b.int(n.Line - line)
		b.uint(int(n.Layer))
		t.word(b, n.Trick)
		line = n.Line
	}
}

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

// column is one number of all calls; delta stores what it is more than the last.
type column struct {
	get          func(*call) int
	set          func(*call, int)
	delta, facts bool
}

func columns() []column {
	return []column{
		{func(c *call) int { return int(c.site.File) }, func(c *call, v int) { c.site.File = graph.FileID(v) }, true, false},
		{func(c *call) int { return int(c.site.Line) }, func(c *call, v int) { c.site.Line = int32(v) }, true, false},
		{func(c *call) int { return int(c.site.Col) }, func(c *call, v int) { c.site.Col = int32(v) }, false, false},
		{func(c *call) int { return int(c.from) }, func(c *call, v int) { c.from = graph.NodeID(v) }, true, false},
		{func(c *call) int { return int(c.to) }, func(c *call, v int) { c.to = graph.NodeID(v) }, true, false},
		{func(c *call) int { return int(c.site.Layer) }, func(c *call, v int) { c.site.Layer = uint16(v) }, false, false},
		{func(c *call) int { return int(c.site.Phase) }, func(c *call, v int) { c.site.Phase = graph.Phase(v) }, false, false},
		{func(c *call) int { return int(c.site.Facts) }, func(c *call, v int) { c.site.Facts = graph.FactsID(v) }, true, true},
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
	nodes := readNodes(r, words)
	for i, n := range nodes {
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
	for _, c := range readCalls(r) {
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

func readNodes(r *reader, words []string) []graph.Node {
	nodes := make([]graph.Node, r.count(5))
	for i := range nodes {
		n := &nodes[i]
		n.Kind = graph.Kind(r.uint(int(graph.KindModule)))
		if n.Kind.Internal() {
			n.Name = nodeName(i, *n)
		} else {
			n.Name = r.word(words)
		}
	}
	line := 0
	for i := range nodes {
		n := &nodes[i]
		n.File = r.word(words)
		line += r.int()
		n.Line = line
		n.Layer = uint16(r.uint(math.MaxUint16))
		n.Trick = r.word(words)
	}
	return nodes
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

func readCalls(r *reader) []call {
	list := columns()
	calls := make([]call, r.count(len(list)))
	for _, column := range list {
		last := 0
		for i := range calls {
			v := last + r.int()
			if column.delta {
				last = v
			}
			column.set(&calls[i], v)
		}
	}
	return calls
}
