package classify_test

import (
	"bytes"
	"encoding/binary"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/classify/classifytest"
)

// TestNeighborsEqualSklearn: every row has the same label but those for which it
// depends on which rows of a tie are taken.
func TestNeighborsEqualSklearn(t *testing.T) {
	var r struct {
		Cases []struct {
			Data         string
			K            int
			ByDistance   bool `json:"by_distance"`
			Accuracy     float64
			Labels, Open string
			OpenRows     int `json:"open_rows"`
		}
	}
	parityJSON(t, "knn_reference.json", &r)
	load := loadOnce()
	for _, want := range r.Cases {
		t.Run(want.Data, func(t *testing.T) {
			if testing.Short() && want.Data != "sparse" {
				t.Skip("compares 32 million pairs of rows")
			}
			s := load(t, want.Data)
			got := trainedScores(t, classify.Neighbors{K: want.K, ByDistance: want.ByDistance}, s.train, s.test.X)
			labels, open := packedLabels(t, want.Labels, len(got)), packedLabels(t, want.Open, len(got))
			n := 0
			for i, p := range got {
				if open[i] == 1 {
					n++
					continue
				}
				require.Equal(t, labels[i] == 1, p > 0.5, "row %d", i)
			}
			require.Equal(t, want.OpenRows, n)
			t.Logf("accuracy %.4f (scikit-learn %.4f); %d rows differ of %d that are open",
				accuracy(got, s.test.Y), want.Accuracy, differ(got, labels), n)
		})
	}
}

func TestNeighborsSettings(t *testing.T) {
	table := &classify.Table{X: matrix(t, [][]float64{{0}, {1}}), Y: []float64{0, 1}}
	for _, c := range []classify.Neighbors{{K: -1}, {K: 1<<30 + 1}} {
		_, err := c.Train(t.Context(), table)
		require.ErrorContains(t, err, "out of range")
	}
}

// TestNeighborsByHand: training rows on a line at 0 (benign), 1 and 3 (malicious)
// and 7 (benign).
func TestNeighborsByHand(t *testing.T) {
	x := matrix(t, [][]float64{{0}, {1}, {3}, {7}})
	y := []float64{0, 1, 1, 0}
	for _, test := range []struct {
		name   string
		c      classify.Neighbors
		weight []float64
		at     float64
		want   float64
	}{
		{"nearest", classify.Neighbors{K: 1}, nil, 6, 0},
		{"two of three", classify.Neighbors{K: 3}, nil, 2.5, 2. / 3},
		{"a tie shares the vote", classify.Neighbors{K: 1}, nil, 0.5, 0.5},
		{"a tie shares what is left", classify.Neighbors{K: 2}, nil, 5, (1 + 0.) / 2},
		{"more than there are", classify.Neighbors{K: 9}, nil, 2, 0.5},
		{"weight 2 is two rows", classify.Neighbors{K: 3}, []float64{1, 2, 1, 1}, -1, 2. / 3},
		{"weight 5 is more than is left", classify.Neighbors{K: 3}, []float64{1, 5, 1, 1}, -1, 2. / 3},
		{"halves are found twice", classify.Neighbors{K: 1}, []float64{0.5, 0.5, 0.5, 0.5}, -1, 0.5},
		{"weight 0 is not there", classify.Neighbors{K: 1}, []float64{0, 1, 1, 1}, -1, 1},
		{"by distance", classify.Neighbors{K: 2, ByDistance: true}, nil, -1, (1 / 2.) / (1/1. + 1/2.)},
		// at 4 the row at 3 votes with 1, those at 1 and 7 share a vote of 1/3
		{"a tie by distance", classify.Neighbors{K: 2, ByDistance: true}, nil, 4, (1 + 1/6.) / (1 + 1/3.)},
		{"at distance 0", classify.Neighbors{K: 3, ByDistance: true}, nil, 7, 0},
	} {
		got := trainedScores(t, test.c, &classify.Table{X: x, Y: y, Weight: test.weight}, matrix(t, [][]float64{{test.at}}))
		require.InDelta(t, test.want, got[0], 1e-12, test.name)
	}
}

// TestNeighborsAreTheNearest compares with a plain search on data full of ties
// and of rows that are the same.
func TestNeighborsAreTheNearest(t *testing.T) {
	table := classifytest.Sparse(300, 60, 1)
	test := classifytest.Sparse(200, 60, 2)
	for _, k := range []int{1, 4, 50} {
		got := trainedScores(t, classify.Neighbors{K: k}, table, test.X)
		for i := range test.Y {
			require.InDelta(t, plainNeighbors(table, test.X, i, k), got[i], 1e-12, "row %d", i)
		}
	}
}

func plainNeighbors(table *classify.Table, x classify.Matrix, row, k int) float64 {
	square := make([]float64, len(table.Y))
	for i := range square {
		for j := range x.Width() {
			d := x.At(row, j) - table.X.At(i, j)
			square[i] += d * d
		}
	}
	sorted := slices.Clone(square)
	slices.Sort(sorted)
	edge := sorted[k-1]
	var before, tied [2]float64
	for i, s := range square {
		switch {
		case s < edge*(1-1e-12):
			before[int(table.Y[i])]++
		case s <= edge*(1+1e-12):
			tied[int(table.Y[i])]++
		}
	}
	left := float64(k) - before[0] - before[1]
	return (before[1] + left*tied[1]/(tied[0]+tied[1])) / float64(k)
}

// TestNeighborsExtremes: distances that are no numbers tie, those that vanish
// beside others do not.
func TestNeighborsExtremes(t *testing.T) {
	const huge, tiny = math.MaxFloat64, 1e-200
	table := &classify.Table{
		X: matrix(t, [][]float64{{huge, -huge}, {-huge, huge}, {tiny, 0}, {0, tiny}, {1, 1}}), Y: []float64{1, 0, 1, 0, 1},
	}
	x := matrix(t, [][]float64{{huge, huge}, {tiny, 0}, {0, 0}, {1, 1}, {-huge, huge}})
	for _, byDistance := range []bool{false, true} {
		for _, k := range []int{1, 2, 5, 9} {
			for i, p := range trainedScores(t, classify.Neighbors{K: k, ByDistance: byDistance}, table, x) {
				require.True(t, p >= 0 && p <= 1, "row %d scores %g", i, p)
			}
		}
	}
	got := trainedScores(t, classify.Neighbors{K: 1}, table, x)
	require.InDelta(t, 0.6, got[0], 1e-12, "all at no number: the share of the table")
	require.Equal(t, 1.0, got[3])
}

// TestNeighborsWeightsOfAnySize: the sum of huge and tiny weights loses the tiny
// ones, and the search must not lose rows for it.
func TestNeighborsWeightsOfAnySize(t *testing.T) {
	table := classifytest.Separable(400, 5, 1)
	table.Weight = make([]float64, len(table.Y))
	for i := range table.Weight {
		table.Weight[i] = math.Pow(10, float64(i%41-20))
	}
	for _, p := range trainedScores(t, classify.Neighbors{}, table, classifytest.Separable(100, 5, 2).X) {
		require.True(t, p >= 0 && p <= 1)
	}
}

// TestNeighborsWorkers: goroutines change no bit.
func TestNeighborsWorkers(t *testing.T) {
	table, test := classifytest.Sparse(500, 60, 1), classifytest.Sparse(500, 60, 2)
	one := trainedScores(t, classify.Neighbors{Workers: 1}, table, test.X)
	require.Equal(t, one, trainedScores(t, classify.Neighbors{Workers: 5}, table, test.X))
}

// TestNeighborsRejects: payloads that no encoder writes.
func TestNeighborsRejects(t *testing.T) {
	number := func(v float64) []byte { return binary.LittleEndian.AppendUint64(nil, math.Float64bits(v)) }
	one, zero, minus := number(1), number(0), number(-1)
	weights := slices.Concat(one, zero)
	good := slices.Concat([]byte{5, 0, 3, 1, 2, 0}, one, []byte{1}, one, weights) // columns 0 and 2
	m, err := classify.Load(bytes.NewReader(sealed(t, "neighbors", 1, good)))
	require.NoError(t, err)
	require.Equal(t, 3, m.Width())
	for name, payload := range map[string][]byte{
		"nothing":         nil,
		"K of 0":          slices.Concat([]byte{0}, good[1:]),
		"unknown flag":    slices.Concat([]byte{5, 2}, good[2:]),
		"no rows":         {5, 0, 3, 0},
		"too many rows":   slices.Concat([]byte{5, 0, 3, 3}, good[4:]),
		"cut short":       good[:len(good)-1],
		"trailing bytes":  append(slices.Clone(good), 0),
		"column outside":  slices.Concat([]byte{5, 0, 3, 1, 1, 3}, one, weights),
		"many entries":    slices.Concat([]byte{5, 0, 3, 1, 4, 0}, one, weights),
		"entry of 0":      slices.Concat([]byte{5, 0, 3, 1, 1, 0}, zero, weights),
		"entry NaN":       slices.Concat([]byte{5, 0, 3, 1, 1, 0}, number(math.NaN()), weights),
		"no weight":       slices.Concat([]byte{5, 0, 3, 1, 0}, zero, zero),
		"negative weight": slices.Concat([]byte{5, 0, 3, 1, 0}, minus, one),
		"weights too big": slices.Concat([]byte{5, 0, 3, 1, 0}, number(1e300), one),
	} {
		_, err := classify.Load(bytes.NewReader(sealed(t, "neighbors", 1, payload)))
		require.ErrorIs(t, err, classify.ErrFormat, name)
	}
}
