package golearn_test

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"github.com/sjwhitworth/golearn/base"
	"github.com/sjwhitworth/golearn/trees"
	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/classify/classifytest"
	"github.com/malguard/malguard/classify/golearn"
)

// noisy is a table of which a tenth of the labels is wrong, so that trees are deep.
func noisy(n int, seed uint64) *classify.Table {
	table := classifytest.Separable(n, 12, seed)
	for i := 0; i < n; i += 10 {
		table.Y[i] = 1 - table.Y[i]
	}
	return table
}

// views returns two tables as views of one set of instances, as golearn wants them.
func views(t testing.TB, train, test *classify.Table) (a, b base.FixedDataGrid) {
	t.Helper()
	x, err := classify.FromRows(train.X.Width(), slices.Concat(dense(train.X), dense(test.X)))
	require.NoError(t, err)
	inst, err := golearn.ToInstances(&classify.Table{X: x, Y: slices.Concat(train.Y, test.Y)})
	require.NoError(t, err)
	all := upTo(x.Rows())
	n := len(train.Y)
	return base.NewInstancesViewFromVisible(inst, all[:n], inst.AllAttributes()),
		base.NewInstancesViewFromVisible(inst, all[n:], inst.AllAttributes())
}

func upTo(n int) []int {
	rows := make([]int, n)
	for i := range rows {
		rows[i] = i
	}
	return rows
}

// said returns predictions of golearn, 1 for malicious.
func said(predicted base.FixedDataGrid) []float64 {
	_, n := predicted.Size()
	y := make([]float64, n)
	for i := range y {
		if base.GetClass(predicted, i) == golearn.Malicious {
			y[i] = 1
		}
	}
	return y
}

// labels returns what golearn learns from train and says of test.
func labels(t *testing.T, c base.Classifier, train, test *classify.Table) []float64 {
	t.Helper()
	a, b := views(t, train, test)
	require.NoError(t, c.Fit(a))
	predicted, err := c.Predict(b)
	require.NoError(t, err)
	return said(predicted)
}

// nested is a table whose labels follow from three of eight columns of few values, so
// that nodes have many rows: where rows are few, columns tie.
func nested(t *testing.T, seed uint64) *classify.Table {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 0))
	rows, y := make([][]float64, 400), make([]float64, 400)
	for i := range rows {
		x := make([]float64, 8)
		x[1], x[4], x[7] = float64(r.IntN(6)), float64(r.IntN(5)-2), r.NormFloat64()
		if x[1] > 3 && x[4] > -2 || x[7]+x[4] > 1 {
			y[i] = 1
		}
		rows[i] = x
	}
	x, err := classify.FromRows(8, rows)
	require.NoError(t, err)
	return &classify.Table{X: x, Y: y}
}

// TestID3IsGolearns: where nothing ties, the model says of each row what golearn says
// without this package.
func TestID3IsGolearns(t *testing.T) {
	for seed := range uint64(5) {
		train, test := nested(t, seed), nested(t, 100+seed)
		want := labels(t, trees.NewID3DecisionTree(0), train, test)
		m, err := golearn.ID3{}.Train(t.Context(), train)
		require.NoError(t, err)
		for i, p := range scores(t, m, test.X) {
			require.Equal(t, want[i] == 1, p > 0.5, "seed %d, row %d: score %g", seed, i, p)
		}
	}
}

// TestID3Ties: golearn takes any of columns that are alike, this package the first.
func TestID3Ties(t *testing.T) {
	var rows [][]float64
	var y []float64
	for i := range 20 {
		rows = append(rows, slices.Repeat([]float64{float64(i % 2)}, 8))
		y = append(y, float64(i%2))
	}
	x, err := classify.FromRows(8, rows)
	require.NoError(t, err)
	for range 20 {
		m, err := golearn.ID3{}.Train(t.Context(), &classify.Table{X: x, Y: y})
		require.NoError(t, err)
		require.Equal(t, []classify.Node{
			{Column: 0, Right: 2, Value: 0.5, Cover: 20}, {Column: -1, Value: 0, Cover: 10}, {Column: -1, Value: 1, Cover: 10},
		}, m.(*classify.Trees).Ensemble().Trees[0])
	}
}

// TestOnePathUsesAColumnOnce, which is golearn's, and not what C4.5 or CART do with
// numbers.
func TestOnePathUsesAColumnOnce(t *testing.T) {
	x, err := classify.FromRows(2, [][]float64{{1, 0}, {2, 0}, {3, 0}, {1, 0}, {2, 0}, {3, 0}})
	require.NoError(t, err)
	m, err := golearn.ID3{}.Train(t.Context(), &classify.Table{X: x, Y: []float64{0, 1, 0, 0, 1, 0}})
	require.NoError(t, err)
	require.Len(t, m.(*classify.Trees).Ensemble().Trees[0], 3)
}

// TestRandomTree: the seed alone decides, and a node that has fewer columns than are
// wanted takes those; golearn looks for more for ever.
func TestRandomTree(t *testing.T) {
	table := noisy(200, 1)
	nodes := func(c golearn.RandomTree) string {
		m, err := c.Train(t.Context(), table)
		require.NoError(t, err)
		return fmt.Sprint(m.(*classify.Trees).Ensemble().Trees)
	}
	want := nodes(golearn.RandomTree{Features: 3, Seed: 1})
	for _, procs := range []int{1, 2, 4} {
		before := runtime.GOMAXPROCS(procs)
		require.Equal(t, want, nodes(golearn.RandomTree{Features: 3, Seed: 1}))
		runtime.GOMAXPROCS(before)
	}
	require.NotEqual(t, want, nodes(golearn.RandomTree{Features: 3, Seed: 2}))
	require.NotEqual(t, want, nodes(golearn.RandomTree{Features: 4, Seed: 1}))
	require.Equal(t, nodes(golearn.RandomTree{Features: 6, Seed: 1}), nodes(golearn.RandomTree{Seed: 1}))
	id3, err := golearn.ID3{}.Train(t.Context(), table)
	require.NoError(t, err)
	require.Equal(t, fmt.Sprint(id3.(*classify.Trees).Ensemble().Trees), nodes(golearn.RandomTree{Features: 100}),
		"all columns and no ties")
}

func TestTreesAreNotTooWide(t *testing.T) {
	table := &classify.Table{X: wideRows(3000, 2), Y: []float64{0, 1}}
	for _, c := range []classify.Trainer{golearn.ID3{}, golearn.RandomTree{}} {
		_, err := c.Train(t.Context(), table)
		require.ErrorContains(t, err, "3000 columns, at most 2048")
	}
}
