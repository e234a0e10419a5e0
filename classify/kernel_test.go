package classify_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/classify"
)

// randomEnsemble returns trees of random shapes over columns of small numbers,
// some of them a single leaf.
func randomEnsemble(r *rand.Rand, e classify.Ensemble, trees int) classify.Ensemble {
	for range trees {
		e.Trees = append(e.Trees, randomTree(r, e, nil, 1+r.IntN(8)))
	}
	return e
}

func randomTree(r *rand.Rand, e classify.Ensemble, t []classify.Node, depth int) []classify.Node {
	if depth == 0 || r.IntN(5) == 0 {
		return append(t, classify.Node{Column: -1, Value: r.Float64()})
	}
	i := len(t)
	t = append(t, classify.Node{
		Column: int32(r.IntN(e.Width)), Value: float64(r.IntN(9)-4) / 3, MissingLeft: e.Missing && r.IntN(2) == 0,
	})
	t = randomTree(r, e, t, depth-1)
	t[i].Right = int32(len(t))
	return randomTree(r, e, t, depth-1)
}

// ensembleRows have zeros, thresholds of randomEnsemble and their neighbours, rows
// that are the same and, if asked for, missing entries.
func ensembleRows(t *testing.T, r *rand.Rand, n, width int, missing bool) classify.Matrix {
	b := classify.NewMatrix(width)
	b.Missing = missing
	var index []int32
	var values []float64
	for range n {
		if r.IntN(3) > 0 { // else the row before once more
			index, values = nil, nil
			for j := range width {
				v := float64(r.IntN(9)-4) / 3
				switch r.IntN(8) {
				case 0:
					v = math.Nextafter(v, math.Inf(2*r.IntN(2)-1))
				case 1:
					v = math.Copysign(math.MaxFloat64, v)
				case 2:
					if missing {
						v = math.NaN()
					}
				case 3, 4:
					v = 0
				}
				index, values = append(index, int32(j)), append(values, v)
			}
		}
		require.NoError(t, b.Append(index, values))
	}
	return b.Matrix()
}

// plainScore is what an ensemble means, node by node.
func plainScore(e classify.Ensemble, x classify.Matrix, row int) float64 {
	sum := e.Base
	for _, t := range e.Trees {
		i := 0
		for t[i].Column >= 0 {
			v := x.At(row, int(t[i].Column))
			if e.Single {
				v = float64(float32(v))
			}
			if v <= t[i].Value || math.IsNaN(v) && t[i].MissingLeft {
				i++
			} else {
				i = int(t[i].Right)
			}
		}
		sum += t[i].Value
	}
	if e.Output == classify.OutputLogit {
		return 1 / (1 + math.Exp(-sum))
	}
	return sum / float64(len(e.Trees))
}

// TestScoresMeanWhatNodesSay: in batches of all sizes and with any number of
// processors, scores have the bits of a plain walk over the nodes; the logistic
// function alone may be computed another way, to 1e-15.
func TestScoresMeanWhatNodesSay(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 0))
	for _, trees := range []int{1, 2, 7, 8, 40} {
		for flags := range 8 {
			e := classify.Ensemble{Width: 1 + r.IntN(20), Single: flags&1 != 0, Missing: flags&2 != 0}
			if flags&4 != 0 {
				e.Output, e.Base = classify.OutputLogit, r.NormFloat64()
			}
			e = randomEnsemble(r, e, trees)
			m, err := classify.NewTrees(e)
			require.NoError(t, err)
			for _, n := range []int{0, 1, 2, 63, 64, 65, 1000} {
				x := ensembleRows(t, r, n, e.Width, e.Missing)
				got := make([]float64, n)
				require.NoError(t, m.Scores(got, x))
				for i, p := range got {
					want := plainScore(e, x, i)
					if e.Output == classify.OutputLogit {
						require.InDelta(t, want, p, 1e-15)
					} else {
						require.Equal(t, want, p)
					}
				}
				for _, procs := range []int{1, 3} {
					require.Equal(t, got, scoresWith(t, procs, m, x))
				}
			}
		}
	}
}

func scoresWith(t *testing.T, procs int, m classify.Model, x classify.Matrix) []float64 {
	t.Helper()
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(procs))
	dst := make([]float64, x.Rows())
	require.NoError(t, m.Scores(dst, x))
	return dst
}

// TestScoresOfWideRows: rows wider than the room for a block are scored too.
func TestScoresOfWideRows(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 0))
	e := randomEnsemble(r, classify.Ensemble{Width: classify.MaxWidth, Missing: true}, 10)
	m, err := classify.NewTrees(e)
	require.NoError(t, err)
	b := classify.NewMatrix(classify.MaxWidth)
	for _, first := range e.Trees[:3] { // a row each that meets the first split
		require.NoError(t, b.Append([]int32{max(first[0].Column, 0)}, []float64{1 + first[0].Value}))
	}
	x := b.Matrix()
	got := make([]float64, x.Rows())
	require.NoError(t, m.Scores(got, x))
	for i, p := range got {
		require.Equal(t, plainScore(e, x, i), p)
	}
}

// BenchmarkTreesScores scores batches of several sizes with 100 trees of up to
// 255 splits.
func BenchmarkTreesScores(b *testing.B) {
	r := rand.New(rand.NewPCG(3, 0))
	e := randomEnsemble(r, classify.Ensemble{Width: 135}, 100)
	m, err := classify.NewTrees(e)
	require.NoError(b, err)
	for _, n := range []int{1, 100, 5000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			x := sparseRows(b, r, n, 135)
			dst := make([]float64, n)
			for b.Loop() {
				require.NoError(b, m.Scores(dst, x))
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*n), "µs/row")
		})
	}
}

func sparseRows(t testing.TB, r *rand.Rand, n, width int) classify.Matrix {
	b := classify.NewMatrix(width)
	for range n {
		var index []int32
		var values []float64
		for j := range width {
			if r.IntN(18) == 0 {
				index, values = append(index, int32(j)), append(values, r.NormFloat64())
			}
		}
		require.NoError(t, b.Append(index, values))
	}
	return b.Matrix()
}
