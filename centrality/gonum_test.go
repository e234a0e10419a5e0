package centrality_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/graph/network"
	"gonum.org/v1/gonum/graph/path"

	"github.com/malguard/malguard/centrality"
	"github.com/malguard/malguard/graph"
)

// TestHarmonicEqualsGonum compares on graphs without self-loops, which gonum's
// shortest paths would count as edges of their own. Both add up to n rounded
// terms, in another order: 1e-12 relative is a hundred times that.
func TestHarmonicEqualsGonum(t *testing.T) {
	for _, n := range []int{1, 2, 20, 120} {
		g := random(n, 3*n, uint64(n)).Filter(func(u, v graph.NodeID, _ graph.Site) bool { return u != v })
		got, err := centrality.Harmonic(t.Context(), g)
		require.NoError(t, err)
		d := g.AsGonum()
		for id, want := range network.Harmonic(d, path.DijkstraAllPaths(d)) {
			require.InDelta(t, want, got[id], 1e-12*float64(n))
		}
	}
}

// BenchmarkHarmonic reports how many times longer gonum takes for the same
// graph ("x-gonum"); gonum is timed once, outside the loop.
func BenchmarkHarmonic(b *testing.B) {
	for _, n := range []int{100, 1000} {
		b.Run(fmt.Sprint("n=", n), func(b *testing.B) {
			g := random(n, 3*n, 1).Filter(func(u, v graph.NodeID, _ graph.Site) bool { return u != v })
			start := time.Now()
			d := g.AsGonum()
			network.Harmonic(d, path.DijkstraAllPaths(d))
			gonum := time.Since(start)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := centrality.Harmonic(b.Context(), g); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(gonum)*float64(b.N)/float64(b.Elapsed()), "x-gonum")
		})
	}
}

// BenchmarkMeasures times every measure on a sparse graph of the size of a
// large package.
func BenchmarkMeasures(b *testing.B) {
	g := random(5000, 12000, 2)
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
