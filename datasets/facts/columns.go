package facts

import (
	"cmp"
	"math"
	"slices"

	"github.com/malguard/malguard/graph"
)

// column is one number of each thing in a list. Numbers of one kind beside each other
// are compressed better than things beside each other.
type column[T any] struct {
	get   func(*T) int
	set   func(*T, int) bool // false for a number that may not be
	delta bool               // what is stored is what it is more than the one before
}

func writeColumns[T any](b *buffer, list []T, columns []column[T]) {
	for _, c := range columns {
		last := 0
		for i := range list {
			v := c.get(&list[i])
			b.int(v - last)
			if c.delta {
				last = v
			}
		}
	}
}

// readColumns fills the list.
func readColumns[T any](r *reader, list []T, columns []column[T]) {
	for _, c := range columns {
		last := 0
		for i := range list {
			v := last + r.int()
			if !c.set(&list[i], v) {
				r.fail("%d in a column", v)
			}
			if r.err != nil {
				return
			}
			if c.delta {
				last = v
			}
		}
	}
}

// small returns a column of numbers from 0 to most.
func small[T any](most int, get func(*T) int, set func(*T, int)) column[T] {
	return column[T]{get: get, set: func(x *T, v int) bool {
		set(x, v)
		return v >= 0 && v <= most
	}}
}

// rising returns a column of numbers that seldom jump.
func rising[T any](get func(*T) int, set func(*T, int)) column[T] {
	c := small(math.MaxInt32, get, set)
	c.delta = true
	return c
}

// wordColumn returns a column of words of the table.
func wordColumn[T any](t *table, word func(*T) *string) column[T] {
	return column[T]{get: func(x *T) int { return t.ids[*word(x)] }, set: func(x *T, v int) bool {
		if !in(v, len(t.words)) {
			return false
		}
		*word(x) = t.words[v]
		return true
	}}
}

// nodeColumns returns those of nodes. What the package defines has no name: it follows
// from its number.
func (t *table) nodeColumns() []column[graph.Node] {
	names := wordColumn(t, func(n *graph.Node) *string { return &n.Name })
	name := names.get
	names.get = func(n *graph.Node) int {
		if n.Kind.Internal() {
			return 0
		}
		return name(n)
	}
	return []column[graph.Node]{
		small(int(graph.KindModule), func(n *graph.Node) int { return int(n.Kind) }, func(n *graph.Node, v int) { n.Kind = graph.Kind(v) }),
		names,
		wordColumn(t, func(n *graph.Node) *string { return &n.File }),
		rising(func(n *graph.Node) int { return n.Line }, func(n *graph.Node, v int) { n.Line = v }),
		small(math.MaxUint16, func(n *graph.Node) int { return int(n.Layer) }, func(n *graph.Node, v int) { n.Layer = uint16(v) }),
		wordColumn(t, func(n *graph.Node) *string { return &n.Trick }),
	}
}

// callColumns returns those of calls but for the callee.
func callColumns() []column[call] {
	const most = math.MaxInt32
	return []column[call]{
		rising(func(c *call) int { return int(c.site.File) }, func(c *call, v int) { c.site.File = graph.FileID(v) }),
		rising(func(c *call) int { return int(c.site.Line) }, func(c *call, v int) { c.site.Line = int32(v) }),
		small(most, func(c *call) int { return int(c.site.Col) }, func(c *call, v int) { c.site.Col = int32(v) }),
		rising(func(c *call) int { return int(c.from) }, func(c *call, v int) { c.from = graph.NodeID(v) }),
		small(math.MaxUint16, func(c *call) int { return int(c.site.Layer) }, func(c *call, v int) { c.site.Layer = uint16(v) }),
		small(int(graph.PhaseInstall), func(c *call) int { return int(c.site.Phase) }, func(c *call, v int) { c.site.Phase = graph.Phase(v) }),
		small(most, func(c *call) int { return int(c.site.Facts) }, func(c *call, v int) { c.site.Facts = graph.FactsID(v) }),
	}
}

// writeCallees writes of each call how many calls before it the same was called, 0 for
// never, and then those that are new.
func writeCallees(b *buffer, calls []call) {
	last := map[graph.NodeID]int{}
	var fresh []graph.NodeID
	for i, c := range calls {
		at, known := last[c.to]
		if !known {
			fresh = append(fresh, c.to)
			at = i
		}
		b.uint(i - at)
		last[c.to] = i
	}
	before := graph.NodeID(0)
	for _, v := range fresh {
		b.int(int(v - before))
		before = v
	}
}

func readCallees(r *reader, calls []call) {
	back := make([]int, len(calls))
	for i := range calls {
		back[i] = r.uint(i)
	}
	fresh := 0
	for i := range calls {
		if back[i] > 0 {
			calls[i].to = calls[i-back[i]].to
			continue
		}
		fresh += r.int()
		if !in(fresh, math.MaxInt32) {
			r.fail("callee %d", fresh)
			return
		}
		calls[i].to = graph.NodeID(fresh)
	}
}

// byCaller orders calls as a [graph.Builder] has to, which then need not: by caller and
// callee, and as they were.
func byCaller(calls []call) []call {
	slices.SortStableFunc(calls, func(a, b call) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to)) })
	return calls
}
