package classify_test

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/classify/classifytest"
)

func TestMLPSettings(t *testing.T) {
	table := classifytest.Separable(40, 5, 1)
	for _, c := range []classify.MLP{
		{Hidden: []int{}}, {Hidden: []int{3, 0}}, {Hidden: []int{-1}}, {Hidden: make([]int, 65)},
		{Hidden: []int{3000, 3000}}, {Hidden: []int{math.MaxInt}}, {Activation: 3}, {Alpha: -1}, {Alpha: math.NaN()}, {Rate: -1}, {Rate: math.Inf(1)},
		{Beta1: 1}, {Beta1: -0.1}, {Beta2: 1}, {Epsilon: -1}, {Batch: -1}, {MaxIter: -1}, {Tol: -1}, {Patience: -1},
		{Validation: 1}, {Validation: -0.1}, {Validation: math.NaN()}, {Passes: -1}, {Passes: 1, Validation: 0.1},
	} {
		_, err := c.Train(t.Context(), table)
		require.ErrorContains(t, err, "out of range", "%+v", c)
	}
	for _, share := range []float64{0.01, 0.999} { // one row, all rows
		_, err := classify.MLP{Validation: share}.Train(t.Context(), table)
		require.ErrorContains(t, err, "validation")
	}
}

// TestMLPExtremes: numbers without a common size are an error or scores, never
// NaN, and MaxAbs makes them harmless.
func TestMLPExtremes(t *testing.T) {
	y := []float64{0, 1, 0, 1}
	huge := &classify.Table{X: matrix(t, [][]float64{{-1e308, 1}, {1e308, 1}, {-1e308, 0}, {1e308, 0}}), Y: y}
	for _, p := range scoreRows(t, mustTrain(t, classify.MLP{}, huge), huge.X) { // gradients whose squares overflow move nothing
		require.True(t, p >= 0 && p <= 1, "score %g", p)
	}
	require.Equal(t, 1., accuracy(scoreRows(t, mustTrain(t, classify.MLP{MaxAbs: true}, huge), huge.X), y))
	tiny := &classify.Table{X: matrix(t, [][]float64{{0}, {5e-324}, {0}, {5e-324}}), Y: y}
	_, err := classify.MLP{MaxAbs: true}.Train(t.Context(), tiny)
	require.ErrorContains(t, err, "overflow")
	_, err = classify.MLP{Rate: 1e308}.Train(t.Context(), classifytest.Separable(40, 5, 1))
	require.ErrorContains(t, err, "overflow")
	light := classifytest.Separable(40, 5, 1)
	light.Weight = slices.Repeat([]float64{5e-324}, 40)
	_, err = classify.MLP{}.Train(t.Context(), light)
	require.ErrorContains(t, err, "overflow")
}

// TestMLPUnseenColumns: what no row had says nothing.
func TestMLPUnseenColumns(t *testing.T) {
	table := &classify.Table{X: matrix(t, [][]float64{{0, 0}, {1, 0}, {0, 0}, {1, 0}}), Y: []float64{0, 1, 0, 1}}
	p := scoreRows(t, mustTrain(t, classify.MLP{MaxIter: 5}, table), matrix(t, [][]float64{{1, 0}, {1, 9}}))
	require.Equal(t, p[0], p[1])
}

func scoreRows(t testing.TB, m classify.Model, x classify.Matrix) []float64 {
	t.Helper()
	dst := make([]float64, x.Rows())
	require.NoError(t, m.Scores(dst, x))
	return dst
}

// TestMLPWithoutColumns: all that can be learnt is the share of malicious rows.
func TestMLPWithoutColumns(t *testing.T) {
	x, err := classify.FromRows(0, [][]float64{{}, {}})
	require.NoError(t, err)
	table := &classify.Table{X: x, Y: []float64{0, 1}, Weight: []float64{1, 3}}
	m, err := classify.MLP{MaxIter: 3000, Tol: 1e-9}.Train(t.Context(), table)
	require.NoError(t, err)
	require.InDelta(t, 0.75, scoreRows(t, m, x)[0], 1e-3)
}

// TestMLPWeights: rows of weight 0 are as if they were not there, and twice all
// weights with twice the penalty change nothing, here not a bit.
func TestMLPWeights(t *testing.T) {
	table := classifytest.Separable(60, 8, 3)
	table.Weight = make([]float64, 60)
	var kept []int
	for i := range table.Weight {
		table.Weight[i] = float64(i % 4)
		if i%4 > 0 {
			kept = append(kept, i)
		}
	}
	c := classify.MLP{Hidden: []int{10}, MaxIter: 30, Alpha: 0.01, Seed: 4}
	want := scoreRows(t, mustTrain(t, c, table), table.X)
	require.Equal(t, want, scoreRows(t, mustTrain(t, c, table.Select(kept)), table.X))
	c.Alpha *= 2
	require.Equal(t, want, scoreRows(t, mustTrain(t, c, table.Reweighted(2, 2)), table.X))
}

func mustTrain(t testing.TB, c classify.Trainer, table *classify.Table) classify.Model {
	t.Helper()
	m, err := c.Train(t.Context(), table)
	require.NoError(t, err)
	return m
}

// TestMLPMaxAbs: the unit of a column does not matter, and the model takes rows
// in the unit they had. The table stays as it is.
func TestMLPMaxAbs(t *testing.T) {
	rows := randomRows(60, 4, 5)
	y := make([]float64, len(rows))
	for i := range y {
		y[i] = float64(i % 2)
	}
	c := classify.MLP{Hidden: []int{8}, MaxAbs: true, MaxIter: 20}
	a := matrix(t, rows)
	want := scoreRows(t, mustTrain(t, c, &classify.Table{X: a, Y: y}), a)
	for i := range rows {
		rows[i][1] *= 1024
	}
	b := matrix(t, rows)
	require.Equal(t, want, scoreRows(t, mustTrain(t, c, &classify.Table{X: b, Y: y}), b))
	require.Equal(t, matrix(t, rows), b)
}

// TestMLPStops: training that gains nothing ends after Patience passes more, and
// Passes are taken whatever the loss.
func TestMLPStops(t *testing.T) {
	table := classifytest.Separable(100, 8, 3)
	train := func(c classify.MLP) []float64 {
		c.Hidden, c.Tol = []int{4}, 1e9
		return scoreRows(t, mustTrain(t, c, table), table.X)
	}
	stopped := train(classify.MLP{Patience: 3}) // the first pass gains on nothing, and four do not
	require.Equal(t, train(classify.MLP{MaxIter: 5}), stopped)
	require.NotEqual(t, train(classify.MLP{MaxIter: 4}), stopped)
	require.NotEqual(t, train(classify.MLP{Passes: 5}), train(classify.MLP{Passes: 30, Patience: 3}))
}

// TestMLPValidation: labels that are noise make the accuracy of rows that were
// not learnt from go down, and the best pass is the result, whatever came after.
func TestMLPValidation(t *testing.T) {
	table := classifytest.Separable(300, 8, 3)
	for i := range table.Y {
		if i%3 == 0 {
			table.Y[i] = 1 - table.Y[i]
		}
	}
	c := classify.MLP{Hidden: []int{50}, Rate: 0.02, Validation: 0.2, Patience: 1000, MaxIter: 20, Seed: 2}
	want := scoreRows(t, mustTrain(t, c, table), table.X)
	c.MaxIter = 100
	require.Equal(t, want, scoreRows(t, mustTrain(t, c, table), table.X))
	c.Validation = 0
	require.NotEqual(t, want, scoreRows(t, mustTrain(t, c, table), table.X))
}

func TestMLPLoadRejects(t *testing.T) {
	params := func(n int) []byte { return make([]byte, 8*n) }
	nan := []byte{1, 0, 0, 0, 0, 0, 0xf8, 0x7f}
	for name, payload := range map[string][]byte{
		"empty":              nil,
		"unknown activation": append([]byte{3, 1, 1, 2}, params(7)...),
		"no hidden layer":    append([]byte{0, 1, 0}, params(2)...),
		"no units":           append([]byte{0, 1, 1, 0}, params(2)...),
		"too many layers":    append(append([]byte{0, 1, 65}, bytes.Repeat([]byte{1}, 65)...), params(132)...),
		"too many units":     {0, 1, 1, 0xff, 0xff, 0xff, 0x7f},
		"product too large":  {0, 0xff, 0xff, 0x3f, 1, 0xff, 0xff, 0x3f},
		"cut short":          append([]byte{0, 1, 1, 2}, params(6)...),
		"trailing bytes":     append([]byte{0, 1, 1, 2}, params(8)...),
		"NaN":                append(append([]byte{0, 1, 1, 2}, params(6)...), nan...),
	} {
		_, err := classify.Load(bytes.NewReader(sealed(t, "mlp", 1, payload)))
		require.ErrorIs(t, err, classify.ErrFormat, name)
	}
	m, err := classify.Load(bytes.NewReader(sealed(t, "mlp", 1, append([]byte{0, 1, 1, 2}, params(7)...))))
	require.NoError(t, err)
	require.Equal(t, 1, m.Width())
}

// TestMLPLoadedMayOverflow: weights of 2 on the largest numbers add up to
// infinities, which must not score NaN.
func TestMLPLoadedMayOverflow(t *testing.T) {
	two := []byte{0, 0, 0, 0, 0, 0, 0, 0x40}
	for activation := range byte(3) {
		payload := append([]byte{activation, 2, 2, 2, 2}, bytes.Repeat(two, 2*3+2*3+3)...)
		m, err := classify.Load(bytes.NewReader(sealed(t, "mlp", 1, payload)))
		require.NoError(t, err)
		const big = math.MaxFloat64
		for _, p := range scoreRows(t, m, matrix(t, [][]float64{{big, big}, {big, -big}, {-big, -big}})) {
			require.True(t, p >= 0 && p <= 1, "score %g", p)
		}
	}
}

// BenchmarkMLP takes 20 passes over the published harmonic vectors, the size by
// which scikit-learn is compared, with one goroutine and with two.
func BenchmarkMLP(b *testing.B) {
	s := load(b, "harmonic")
	for _, workers := range []int{1, 2} {
		b.Run(fmt.Sprintf("workers=%d", workers), func(b *testing.B) {
			for b.Loop() {
				mustTrain(b, classify.MLP{MaxIter: 20, Workers: workers}, s.train)
			}
		})
	}
}
