package centrality

import (
	"context"
	"math/bits"

	"github.com/malguard/malguard/graph"
)

// Distances returns [Closeness] and [Harmonic] from one pass over all distances.
func Distances(ctx context.Context, g *graph.Graph) (closeness, harmonic Scores, err error) {
	n := g.NumNodes()
	closeness, harmonic = make(Scores, n), make(Scores, n)
	err = eachNode(ctx, g, func(u graph.NodeID, levels []int32) {
		closeness[u], harmonic[u] = closenessOf(levels, n), harmonicOf(levels)
	})
	if err != nil {
		return nil, nil, failed("distances", err)
	}
	return closeness, harmonic, nil
}

// eachNode calls score with every node u and how many nodes reach it in exactly
// d steps at index d, up to the largest d that occurs; index 0 is u itself. It
// does so from several goroutines, but once for each node. The slice is only
// valid during the call.
func eachNode(ctx context.Context, g *graph.Graph, score func(u graph.NodeID, levels []int32)) error {
	n := g.NumNodes()
	in, err := rowsOf(ctx, g, g.In, func(u, v graph.NodeID) bool { return u != v })
	if err != nil {
		return err
	}
	return share(ctx, (n+together-1)/together, func(stop *brake) func(int) {
		search := newSearch(in, stop)
		return func(part int) {
			first := part * together
			count := min(n-first, together)
			search.toward(first, count)
			for k := 0; k < count && !stop.on(); k++ {
				score(graph.NodeID(first+k), search.levels[k])
			}
		}
	})
}

// together is how many breadth-first searches run as one: a bit of a word each.
const together = 64

// search runs breadth-first searches against the direction of calls, many at a
// time: an edge over which several of them step at the same distance is looked
// at once for all.
//
// Source: M. Then et al., The more the merrier: efficient multi-source graph
// traversal, https://doi.org/10.14778/2735496.2735507.
type search struct {
	in   rows
	stop *brake
	// Bit k of these belongs to search k: which nodes it has seen, which it is at,
	// and which come next.
	seen, now, next []uint64
	at, further     []uint32 // nodes with a bit in now, and in next
	levels          [together][]int32
}

func newSearch(in rows, stop *brake) *search {
	n := len(in.at) - 1
	s := &search{in: in, stop: stop, seen: make([]uint64, n), now: make([]uint64, n), next: make([]uint64, n)}
	const few = 8 // levels, which most searches have no more of
	space := make([]int32, few*min(n, together))
	for k := range min(n, together) {
		s.levels[k] = space[k*few : k*few : (k+1)*few]
	}
	return s
}

// toward fills levels[k] for the nodes first+k.
func (s *search) toward(first, count int) {
	clear(s.seen)
	s.at = s.at[:0]
	for k := range count {
		u := first + k
		s.seen[u], s.now[u] = 1<<k, 1<<k
		s.at = append(s.at, uint32(u))
		s.levels[k] = append(s.levels[k][:0], 1)
	}
	for len(s.at) > 0 && !s.stop.on() {
		s.step()
		s.count()
		s.at, s.further = s.further, s.at
		s.now, s.next = s.next, s.now
	}
}

// step goes from the nodes at to those further.
func (s *search) step() {
	s.further = s.further[:0]
	for _, u := range s.at {
		if s.stop.on() {
			return
		}
		here := s.now[u]
		s.now[u] = 0
		for _, v := range s.in.to[s.in.at[u]:s.in.at[u+1]] {
			fresh := here &^ s.seen[v]
			if fresh == 0 {
				continue
			}
			if s.next[v] == 0 {
				s.further = append(s.further, v)
			}
			s.next[v] |= fresh
			s.seen[v] |= fresh
		}
	}
}

// count adds a level to every search that went further.
func (s *search) count() {
	var counts [together]int32
	var active uint64
	for _, u := range s.further {
		if s.stop.on() {
			return
		}
		active |= s.next[u]
		for w := s.next[u]; w != 0; w &= w - 1 {
			counts[bits.TrailingZeros64(w)]++
		}
	}
	for ; active != 0; active &= active - 1 {
		k := bits.TrailingZeros64(active)
		s.levels[k] = append(s.levels[k], counts[k])
	}
}
