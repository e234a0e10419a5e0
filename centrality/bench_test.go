package centrality_test

import (
	"fmt"
	"testing"
	"time"

	gonum "gonum.org/v1/gonum/graph"
	"gonum.org/v1/gonum/graph/network"
	"gonum.org/v1/gonum/graph/path"

	"github.com/malguard/malguard/centrality"
	"github.com/malguard/malguard/graph"
)

// BenchmarkAgainstGonum reports how many times longer gonum takes for the same
// graph on the clock ("x-gonum"); gonum is timed once, outside the loop, on one
// thread, since it has no more.
func BenchmarkAgainstGonum(b *testing.B) {
	paths := func(g gonum.Directed) path.AllShortest { return path.DijkstraAllPaths(g) }
	gonums := map[string]func(gonum.Directed){
		"closeness-plain": func(g gonum.Directed) { network.Closeness(g, paths(g)) },
		"harmonic":        func(g gonum.Directed) { network.Harmonic(g, paths(g)) },
		"betweenness":     func(g gonum.Directed) { network.Betweenness(g) },
		"pagerank":        func(g gonum.Directed) { network.PageRankSparse(g, .85, 1e-6) },
		"hubs":            func(g gonum.Directed) { network.HITS(g, 1e-9) },
	}
	for _, n := range []int{100, 1000} {
		g := withoutLoops(random(n, 3*n, 1))
		for _, m := range centrality.Measures() {
			theirs, ok := gonums[m.Name]
			if !ok {
				continue
			}
			b.Run(fmt.Sprintf("%s/n=%d", m.Name, n), func(b *testing.B) {
				start := time.Now()
				theirs(g.AsGonum())
				took := time.Since(start)
				b.ReportAllocs()
				for b.Loop() {
					if _, err := m.Compute(b.Context(), g); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(took)*float64(b.N)/float64(b.Elapsed()), "x-gonum")
			})
		}
	}
}

// BenchmarkDistances finds closeness and harmonic in one pass; "x-apart" is how
// many times longer they take one by one.
func BenchmarkDistances(b *testing.B) {
	for _, n := range []int{1000, 10_000} {
		g := random(n, 5*n/2, 1)
		b.Run(fmt.Sprint("n=", n), func(b *testing.B) {
			start := time.Now()
			for _, compute := range []compute{centrality.Closeness, centrality.Harmonic} {
				if _, err := compute(b.Context(), g); err != nil {
					b.Fatal(err)
				}
			}
			apart := time.Since(start)
			for b.Loop() {
				if _, _, err := centrality.Distances(b.Context(), g); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(apart)*float64(b.N)/float64(b.Elapsed()), "x-apart")
		})
	}
}

// BenchmarkBetweenness is for -cpu 1,2: how much faster two threads are.
func BenchmarkBetweenness(b *testing.B) {
	for _, size := range [][2]int{{1000, 2500}, {1000, 20_000}, {10_000, 25_000}} {
		g := random(size[0], size[1], 1)
		b.Run(fmt.Sprintf("n=%d,m=%d", size[0], size[1]), func(b *testing.B) {
			for b.Loop() {
				if _, err := centrality.Betweenness(b.Context(), g, centrality.BetweennessOptions{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkMeasures times every measure on a sparse graph of the size of a
// large package, a cycle through all of it, so that all have scores.
func BenchmarkMeasures(b *testing.B) {
	g := withCycle(random(5000, 7000, 2))
	for _, m := range centrality.Measures() {
		b.Run(m.Name, func(b *testing.B) {
			for b.Loop() {
				if _, err := m.Compute(b.Context(), g); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// withCycle adds a cycle through all nodes.
func withCycle(g *graph.Graph) *graph.Graph {
	b := numbered(g.NumNodes())
	addEdges(b, g, 0)
	addEdges(b, circulant(g.NumNodes(), 1), 0)
	return b.Graph()
}
