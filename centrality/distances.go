package centrality

import (
	"context"

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

// block is the number of nodes whose distances are found at a time.
const block = 64

// eachNode calls score with every node u and how many nodes reach it in exactly
// d steps at index d, up to the largest d that occurs; index 0 is u itself. It
// does so from several goroutines, but once for each node. The slice is only
// valid during the call.
func eachNode(ctx context.Context, g *graph.Graph, score func(u graph.NodeID, levels []int32)) error {
	n := g.NumNodes()
	return share(ctx, (n+block-1)/block, func(stop *brake) func(int) {
		search := newBFS(g, stop)
		return func(part int) {
			for u := part * block; u < min(n, (part+1)*block) && !stop.on(); u++ {
				score(graph.NodeID(u), search.inward(graph.NodeID(u)))
			}
		}
	})
}

// bfs is a breadth-first search with scratch space that is kept between runs.
type bfs struct {
	g      *graph.Graph
	stop   *brake
	seen   []int32 // the run in which a node was last seen
	run    int32
	queue  []graph.NodeID
	levels []int32
}

func newBFS(g *graph.Graph, stop *brake) *bfs {
	n := g.NumNodes()
	return &bfs{g: g, stop: stop, seen: make([]int32, n), queue: make([]graph.NodeID, 0, n)}
}

func (b *bfs) inward(u graph.NodeID) []int32 {
	b.run++
	b.seen[u] = b.run
	b.queue = append(b.queue[:0], u)
	b.levels = b.levels[:0]
	for head := 0; head < len(b.queue); {
		tail := len(b.queue)
		b.levels = append(b.levels, int32(tail-head))
		for ; head < tail && !b.stop.on(); head++ {
			for _, v := range b.g.In(b.queue[head]) {
				if b.seen[v] != b.run {
					b.seen[v] = b.run
					b.queue = append(b.queue, v)
				}
			}
		}
		if b.stop.on() {
			break
		}
	}
	return b.levels
}
