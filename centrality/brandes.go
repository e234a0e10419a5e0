package centrality

import (
	"math"

	"github.com/malguard/malguard/graph"
)

// brandes follows the shortest paths from one source after another, with
// scratch space that is kept between them.
//
// What is known of a node is stored at its place in the order of the search,
// not under its id: places of one level are neighbours in memory, and a place
// tells the level.
type brandes struct {
	g     *graph.Graph
	stop  *brake
	place []int32        // of each node; unseen between searches
	order []graph.NodeID // the node at each place
	// paths holds for each place the number of shortest paths that lead there,
	// and on the way back (1 + dependency) / paths.
	paths []float64
	// next[nextAt[p]:nextAt[p+1]] are the places one level further that the node
	// at p calls.
	next, nextAt []int32
}

const (
	unseen = math.MaxInt32
	// manyPaths is where numbers of paths stop being kept as float64, with room
	// for inverses that keep their digits.
	manyPaths = 0x1p1000
)

func newBrandes(g *graph.Graph, stop *brake) *brandes {
	n := g.NumNodes()
	b := &brandes{
		g: g, stop: stop,
		place: make([]int32, n), order: make([]graph.NodeID, n), paths: make([]float64, n),
		next: make([]int32, g.NumEdges()), nextAt: make([]int32, n+1),
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
	seen, many := b.search(s)
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
}

// search counts shortest paths from s to all that it reaches. It returns how
// many nodes that are, s among them, and whether some count became too large.
func (b *brandes) search(s graph.NodeID) (seen int32, many bool) {
	b.place[s], b.order[0], b.paths[0] = 0, s, 1
	seen = 1
	var edges int32
	for from, level := int32(0), int32(1); from < seen && !b.stop.on(); level = seen {
		for ; from < level && !b.stop.on(); from++ {
			paths := b.paths[from]
			many = many || paths > manyPaths
			for _, v := range b.g.Out(b.order[from]) {
				p := b.place[v]
				if p == unseen {
					p = seen
					b.place[v], b.order[p], b.paths[p] = p, v, 0
					seen++
				}
				if p >= level {
					b.paths[p] += paths
					b.next[edges] = p
					edges++
				}
			}
			b.nextAt[from+1] = edges
		}
	}
	return seen, many
}

// add walks back from the farthest places.
func (b *brandes) add(seen int32, scores Scores) {
	for p := seen - 1; p > 0; p-- {
		var sum float64
		for _, q := range b.next[b.nextAt[p]:b.nextAt[p+1]] {
			sum += b.paths[q]
		}
		dependency := sum * b.paths[p]
		scores[b.order[p]] += dependency
		b.paths[p] = (1 + dependency) / b.paths[p]
	}
}

// addFromMany does the same where numbers of paths exceed float64: they become
// fractions with exponents of their own, of which only ratios below 1 are used.
func (b *brandes) addFromMany(seen int32, scores Scores) {
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
		for _, q := range b.next[b.nextAt[p]:b.nextAt[p+1]] {
			dependency[p] += math.Ldexp(fraction[p]/fraction[q], exponent[p]-exponent[q]) * (1 + dependency[q])
		}
		scores[b.order[p]] += dependency[p]
	}
}
