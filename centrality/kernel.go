package centrality

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/malguard/malguard/graph"
)

// block is the number of nodes that a goroutine takes at a time; a graph of
// one block, as most are, is scored without goroutines.
const block = 256

// eachNode scores nodes one by one, each score depending on its node alone, so
// that the split over goroutines cannot change a bit. newScore makes a scoring
// function with scratch space of its own for every goroutine.
func eachNode(ctx context.Context, n int, newScore func() func(graph.NodeID) float64) (Scores, error) {
	s := make(Scores, n)
	var next atomic.Int64
	work := func() {
		score := newScore()
		for ctx.Err() == nil {
			from := int(next.Add(block)) - block
			if from >= n {
				return
			}
			for u := from; u < min(from+block, n) && ctx.Err() == nil; u++ {
				s[u] = score(graph.NodeID(u))
			}
		}
	}
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), (n+block-1)/block) - 1 {
		wg.Go(work)
	}
	work()
	wg.Wait()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return s, nil
}

// bfs is a breadth-first search with scratch space that is kept between runs.
type bfs struct {
	g      *graph.Graph
	seen   []int32 // the run in which a node was last seen
	run    int32
	queue  []graph.NodeID
	levels []int
}

func newBFS(g *graph.Graph) *bfs {
	n := g.NumNodes()
	return &bfs{g: g, seen: make([]int32, n), queue: make([]graph.NodeID, 0, n)}
}

// inward returns how many nodes reach u in exactly d steps at index d, up to
// the largest d that occurs; index 0 is u itself. The slice is valid until the
// next call.
func (b *bfs) inward(u graph.NodeID) []int {
	b.run++
	b.seen[u] = b.run
	b.queue = append(b.queue[:0], u)
	b.levels = b.levels[:0]
	for head := 0; head < len(b.queue); {
		tail := len(b.queue)
		b.levels = append(b.levels, tail-head)
		for ; head < tail; head++ {
			for _, v := range b.g.In(b.queue[head]) {
				if b.seen[v] != b.run {
					b.seen[v] = b.run
					b.queue = append(b.queue, v)
				}
			}
		}
	}
	return b.levels
}

func failed(measure string, err error) error {
	return fmt.Errorf("centrality: %s: %w", measure, err)
}
