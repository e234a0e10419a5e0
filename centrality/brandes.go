package centrality

import (
	"context"
	"math"
	"slices"

	"github.com/malguard/malguard/graph"
)

// brandes follows the shortest paths from one source after another, with
// scratch space that is kept between them.
//
// What is known of a node is stored at its place in the order of the search,
// not under its id: places of one level are neighbours in memory, and a place
// tells the level.
type brandes struct {
	calls
	stop  *brake
	place []uint32 // of each node; unseen between searches
	order []uint32 // the node at each place
	// paths holds for each place the number of shortest paths that lead there,
	// and on the way back (1 + dependency) / paths.
	paths []float64
	// next[nextAt[p]:nextAt[p+1]] are the places one level further that the node
	// at p calls.
	next, nextAt []uint32
}

const (
	unseen = math.MaxUint32
	// manyPaths is where numbers of paths stop being kept as float64, with room
	// for inverses that keep their digits.
	manyPaths = 0x1p1000
)

// calls are the edges of a graph that searches follow. They leave out those
// from a node to itself and those to nodes that call nothing and that only one
// other calls, as most of the APIs that a package uses once. Such a node is
// between no others, and every path to it passes its only caller, so counting
// them by caller is enough.
type calls struct {
	rows
	ends []float64 // how many such nodes only this one calls
}

func callsOf(ctx context.Context, g *graph.Graph) (calls, error) {
	others := func(u graph.NodeID, neighbours []graph.NodeID) int {
		if _, loop := slices.BinarySearch(neighbours, u); loop {
			return len(neighbours) - 1
		}
		return len(neighbours)
	}
	c := calls{ends: make([]float64, g.NumNodes())}
	end := make([]bool, g.NumNodes())
	err := each(ctx, g.NumNodes(), func(u graph.NodeID) { end[u] = others(u, g.Out(u)) == 0 && others(u, g.In(u)) == 1 })
	if err != nil {
		return c, err
	}
	c.rows, err = rowsOf(ctx, g, g.Out, func(u, v graph.NodeID) bool {
		if u != v && end[v] {
			c.ends[u]++
		}
		return u != v && !end[v]
	})
	return c, err
}

func newBrandes(c calls, stop *brake) *brandes {
	n := len(c.ends)
	b := &brandes{
		calls: c, stop: stop,
		place: make([]uint32, n), order: make([]uint32, n+1), paths: make([]float64, n+1),
		next: make([]uint32, len(c.to)+1), nextAt: make([]uint32, n+1),
	}
	for u := range b.place {
		b.place[u] = unseen
	}
	return b
}

// addDependencies adds to each node's score the dependency of s on it: the sum
// over all t of the share of the shortest paths from s to t that pass through
// it.
func (b *brandes) addDependencies(s graph.NodeID, scores Scores) {
	seen, many := b.search(uint32(s))
	switch {
	case b.stop.on():
		return // the search may be half done
	case many:
		b.addFromMany(seen, scores)
	default:
		b.add(seen, scores)
	}
	for _, u := range b.order[:seen] {
		b.place[u] = unseen
	}
	clear(b.paths[:seen])
}

// search counts shortest paths from s to all that it reaches. It returns how
// many nodes that are, s among them, and whether some count became too large.
//
// Whether an edge leads to a node not yet seen, and whether it leads further, is
// as good as random to a processor, so the loop over edges has no branches: it
// writes every time, and counts what it wrote only where it matters.
func (b *brandes) search(s uint32) (seen int, many bool) {
	at, to, place, order := b.at, b.to, b.place, b.order
	paths, next, nextAt := b.paths, b.next, b.nextAt
	place[s], order[0], paths[0] = 0, s, 1
	seen = 1
	edges := 0
	for from, level := 0, uint32(1); from < seen && !b.stop.on(); level = uint32(seen) {
		for ; from < int(level) && !b.stop.on(); from++ {
			u, count, start := order[from], paths[from], edges
			many = many || count > manyPaths
			for _, v := range to[at[u]:at[u+1]] {
				p := place[v]
				fresh := 0
				if p == unseen {
					fresh = 1
				}
				p = min(p, uint32(seen)) // no place is beyond, but unseen
				place[v], order[seen] = p, v
				seen += fresh
				next[edges] = p
				further := 0
				if p >= level {
					further = 1
				}
				edges += further
			}
			for _, q := range next[start:edges] {
				paths[q] += count
			}
			nextAt[from+1] = uint32(edges)
		}
	}
	return seen, many
}

// add walks back from the farthest places.
func (b *brandes) add(seen int, scores Scores) {
	next, nextAt, paths, order, ends := b.next, b.nextAt, b.paths, b.order, b.ends
	for p := seen - 1; p > 0; p-- {
		var sum float64
		for _, q := range next[nextAt[p]:nextAt[p+1]] {
			sum += paths[q]
		}
		u := order[p]
		dependency := sum*paths[p] + ends[u]
		scores[u] += dependency
		paths[p] = (1 + dependency) / paths[p]
	}
}

// addFromMany does the same where numbers of paths exceed float64: they become
// fractions with exponents of their own, of which only ratios below 1 are used.
func (b *brandes) addFromMany(seen int, scores Scores) {
	fraction, exponent := b.paths[:seen], make([]int, seen)
	clear(fraction)
	fraction[0] = 1
	for p := range seen {
		f, e := math.Frexp(fraction[p])
		fraction[p], exponent[p] = f, exponent[p]+e
		for _, q := range b.next[b.nextAt[p]:b.nextAt[p+1]] {
			if more := exponent[p] - exponent[q]; fraction[q] == 0 || more > 0 {
				fraction[q] = math.Ldexp(fraction[q], -more)
				exponent[q] = exponent[p]
			}
			fraction[q] += math.Ldexp(f, exponent[p]-exponent[q])
		}
	}
	dependency := make([]float64, seen)
	for p := seen - 1; p > 0; p-- {
		dependency[p] = b.ends[b.order[p]]
		for _, q := range b.next[b.nextAt[p]:b.nextAt[p+1]] {
			dependency[p] += math.Ldexp(fraction[p]/fraction[q], exponent[p]-exponent[q]) * (1 + dependency[q])
		}
		scores[b.order[p]] += dependency[p]
	}
}
