package centrality

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/malguard/malguard/graph"
)

// brake tells kernels that their context has ended; asking it costs no more
// than reading a number.
type brake struct{ pulled atomic.Bool }

func (b *brake) on() bool { return b.pulled.Load() }

// at pulls the brake when ctx ends, unless release is called before.
func (b *brake) at(ctx context.Context) (release func() bool) {
	return context.AfterFunc(ctx, func() { b.pulled.Store(true) })
}

// share calls work(0) … work(parts-1), each once, on up to GOMAXPROCS
// goroutines; one part needs none. newWork makes a function with scratch space
// of its own for every goroutine. What a part computes must depend on its number
// alone. The error is that of ctx.
func share(ctx context.Context, parts int, newWork func(*brake) func(part int)) error {
	stop := new(brake)
	defer stop.at(ctx)()
	var next atomic.Int64
	run := func() {
		work := newWork(stop)
		for ctx.Err() == nil {
			part := int(next.Add(1)) - 1
			if part >= parts {
				return
			}
			work(part)
		}
	}
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), parts) - 1 {
		wg.Go(run)
	}
	run()
	wg.Wait()
	return ctx.Err()
}

// Sources are split over lanes, by their number alone. A lane adds up what its
// sources contribute, one after the other, and lanes are added in order: so sums
// are the same bits on every machine, in at most 8·mostLanes bytes a node.
const (
	laneSources = 32 // below which a lane is not worth its sums
	mostLanes   = 32
)

// sumSources returns the sum of what the sources contribute to each node.
func sumSources(ctx context.Context, n int, sources []graph.NodeID, newAdd func(*brake) func(graph.NodeID, Scores)) (Scores, error) {
	lanes := min((len(sources)+laneSources-1)/laneSources, mostLanes)
	sums := make([]Scores, lanes)
	err := share(ctx, lanes, func(stop *brake) func(int) {
		add := newAdd(stop)
		return func(lane int) {
			sum := make(Scores, n)
			for i := lane; i < len(sources) && !stop.on(); i += lanes {
				add(sources[i], sum)
			}
			sums[lane] = sum
		}
	})
	if err != nil {
		return nil, err
	}
	total := make(Scores, n)
	for _, sum := range sums {
		for u, x := range sum {
			total[u] += x
		}
	}
	return total, nil
}

// rows are neighbours of each node in a form that is quick to read: those of u
// are to[at[u]:at[u+1]].
type rows struct{ at, to []uint32 }

// rowsOf returns those neighbours that are to be kept.
func rowsOf(ctx context.Context, g *graph.Graph, neighbours func(graph.NodeID) []graph.NodeID, keep func(u, v graph.NodeID) bool) (rows, error) {
	r := rows{at: make([]uint32, 1, g.NumNodes()+1), to: make([]uint32, 0, g.NumEdges())}
	err := each(ctx, g.NumNodes(), func(u graph.NodeID) {
		for _, v := range neighbours(u) {
			if keep(u, v) {
				r.to = append(r.to, uint32(v))
			}
		}
		r.at = append(r.at, uint32(len(r.to)))
	})
	return r, err
}

func failed(measure string, err error) error {
	return fmt.Errorf("centrality: %s: %w", measure, err)
}
