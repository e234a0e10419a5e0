// Package classifytest holds the laws that every trainer of package classify
// and of the rooms below it must keep. To test a new one, call [Run] with it.
package classifytest

import (
	"bytes"
	"context"
	"math"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/classify"
)

// RepeatTol bounds the difference of scores between a model trained on weighted
// rows and one trained on repeated rows: both stop near the same optimum.
const RepeatTol = 1e-6

// Run checks every law for m, each as a subtest. Codecs are those that
// [classify.Load] needs besides its own to read m's models back.
func Run(t *testing.T, m classify.Method, codecs ...classify.Codec) {
	t.Helper()
	l := laws{m, codecs}
	for _, law := range []struct {
		name  string
		check func(*testing.T)
	}{
		{"described", l.described},
		{"same seed same bytes", l.sameBytes},
		{"scores are probabilities", l.probabilities},
		{"learns separable data", l.learns},
		{"rows score alike in any batch", l.batches},
		{"concurrent scores", l.concurrent},
		{"wrong sizes are errors", l.sizes},
		{"round trip", l.roundTrip},
		{"weights repeat rows", l.weights},
		{"table unchanged", l.tableUnchanged},
		{"malformed tables are errors", l.malformed},
		{"missing entries", l.missing},
		{"cancelled", l.cancelled},
		{"cancelled midway", l.cancelledMidway},
	} {
		t.Run(law.name, law.check)
	}
}

type laws struct {
	m      classify.Method
	codecs []classify.Codec
}

func (l laws) train(t *testing.T, o classify.Options, table *classify.Table) classify.Model {
	t.Helper()
	m, err := l.m.New(o).Train(t.Context(), table)
	require.NoError(t, err)
	require.Equal(t, table.X.Width(), m.Width())
	return m
}

func (l laws) described(t *testing.T) {
	require.Regexp(t, `^[a-z0-9-]+$`, l.m.Name)
	require.NotEmpty(t, l.m.Doc)
}

func (l laws) sameBytes(t *testing.T) {
	table := Separable(200, 30, 1)
	want := l.fingerprint(t, classify.Options{Seed: 7, Workers: 1}, table)
	for _, workers := range []int{1, 0, 4} {
		require.Equal(t, want, l.fingerprint(t, classify.Options{Seed: 7, Workers: workers}, table), "%d workers", workers)
	}
}

// fingerprint is the saved model, or the bits of its scores if it cannot be
// saved.
func (l laws) fingerprint(t *testing.T, o classify.Options, table *classify.Table) []byte {
	m := l.train(t, o, table)
	if _, ok := m.(classify.Saver); ok {
		var buf bytes.Buffer
		require.NoError(t, classify.Save(&buf, m))
		return buf.Bytes()
	}
	var b []byte
	for _, bits := range bitsOf(scores(t, m, table.X)) {
		for s := 0; s < 64; s += 8 {
			b = append(b, byte(bits>>s))
		}
	}
	return b
}

func (l laws) probabilities(t *testing.T) {
	m := l.train(t, classify.Options{Seed: 1}, Separable(100, 8, 2))
	odd := make([][]float64, 0, 6)
	for _, v := range []float64{0, 1, -1, math.MaxFloat64, -math.MaxFloat64, math.SmallestNonzeroFloat64} {
		odd = append(odd, slices.Repeat([]float64{v}, 8))
	}
	odd = append(odd, []float64{math.MaxFloat64, -math.MaxFloat64, math.MaxFloat64, -math.MaxFloat64, 0, 0, 0, 0})
	x, err := classify.FromRows(8, odd)
	require.NoError(t, err)
	for _, p := range scores(t, m, x) {
		require.True(t, p >= 0 && p <= 1, "score %g", p)
	}
}

// learns: the model ranks unseen rows of data that one column decides. There are
// rows enough for a method that cannot choose columns, as nearest neighbours.
func (l laws) learns(t *testing.T) {
	m := l.train(t, classify.Options{Seed: 1}, Separable(2000, 20, 3))
	test := Separable(200, 20, 4)
	right := 0
	for i, p := range scores(t, m, test.X) {
		if (p > 0.5) == (test.Y[i] == 1) {
			right++
		}
	}
	require.GreaterOrEqual(t, right, 190, "of 200 unseen rows")
}

func (l laws) batches(t *testing.T) {
	table := Separable(60, 10, 5)
	m := l.train(t, classify.Options{Seed: 1}, table)
	all := bitsOf(scores(t, m, table.X))
	for i := range table.Y {
		require.Equal(t, all[i:i+1], bitsOf(scores(t, m, table.X.Select([]int{i}))), "row %d", i)
	}
	require.NoError(t, m.Scores(nil, table.X.Select(nil)))
}

func (l laws) concurrent(t *testing.T) {
	table := Separable(60, 10, 5)
	m := l.train(t, classify.Options{Seed: 1}, table)
	want := scores(t, m, table.X)
	var wg sync.WaitGroup
	got := make([][]float64, 4)
	errs := make([]error, len(got))
	for g := range got {
		got[g] = make([]float64, len(want))
		wg.Go(func() { errs[g] = m.Scores(got[g], table.X) })
	}
	wg.Wait()
	for g := range got {
		require.NoError(t, errs[g])
		require.Equal(t, bitsOf(want), bitsOf(got[g]))
	}
}

func (l laws) sizes(t *testing.T) {
	table := Separable(60, 10, 6)
	m := l.train(t, classify.Options{Seed: 1}, table)
	for _, width := range []int{0, 9, 11} {
		x, err := classify.FromRows(width, [][]float64{make([]float64, width)})
		require.NoError(t, err)
		dst := []float64{-1}
		require.Error(t, m.Scores(dst, x), "%d columns", width)
		require.Equal(t, []float64{-1}, dst)
	}
	require.Error(t, m.Scores(make([]float64, 59), table.X))
	require.Error(t, m.Scores(make([]float64, 61), table.X))
}

func (l laws) roundTrip(t *testing.T) {
	table := Separable(200, 30, 7)
	m := l.train(t, classify.Options{Seed: 3}, table)
	if _, ok := m.(classify.Saver); !ok {
		t.Skip("models of this method cannot be saved")
	}
	var first, second bytes.Buffer
	require.NoError(t, classify.Save(&first, m))
	saved := bytes.Clone(first.Bytes())
	loaded, err := classify.Load(&first, l.codecs...)
	require.NoError(t, err)
	require.Equal(t, m.Width(), loaded.Width())
	require.Equal(t, bitsOf(scores(t, m, table.X)), bitsOf(scores(t, loaded, table.X)))
	require.NoError(t, classify.Save(&second, loaded))
	require.Equal(t, saved, second.Bytes())
}

func (l laws) weights(t *testing.T) {
	if !l.m.Repeats {
		t.Skip("the method does not promise it")
	}
	table := Separable(60, 10, 8)
	table.Weight = make([]float64, 60)
	var repeated []int
	for i := range table.Weight {
		table.Weight[i] = float64(i % 4)
		repeated = append(repeated, slices.Repeat([]int{i}, i%4)...)
	}
	copies := table.Select(repeated)
	copies.Weight = nil
	want := scores(t, l.train(t, classify.Options{}, copies), table.X)
	require.InDeltaSlice(t, want, scores(t, l.train(t, classify.Options{}, table), table.X), RepeatTol)
}

func (l laws) tableUnchanged(t *testing.T) {
	table := Separable(60, 10, 9)
	l.train(t, classify.Options{}, table)
	require.Equal(t, Separable(60, 10, 9), table)
}

func (l laws) malformed(t *testing.T) {
	for name, spoil := range map[string]func(*classify.Table){
		"short labels":    func(t *classify.Table) { t.Y = t.Y[1:] },
		"short weights":   func(t *classify.Table) { t.Weight = []float64{1} },
		"short groups":    func(t *classify.Table) { t.Groups = []int{1} },
		"short names":     func(t *classify.Table) { t.Columns = []string{"a"} },
		"label 2":         func(t *classify.Table) { t.Y[3] = 2 },
		"label NaN":       func(t *classify.Table) { t.Y[3] = math.NaN() },
		"weight NaN":      func(t *classify.Table) { t.Weight = slices.Repeat([]float64{math.NaN()}, 60) },
		"weight Inf":      func(t *classify.Table) { t.Weight = slices.Repeat([]float64{math.Inf(1)}, 60) },
		"weight negative": func(t *classify.Table) { t.Weight = slices.Repeat([]float64{-1}, 60) },
		"weight huge":     func(t *classify.Table) { t.Weight = slices.Repeat([]float64{1e300}, 60) },
		"weight zero":     func(t *classify.Table) { t.Weight = make([]float64, 60) },
		"one class":       func(t *classify.Table) { clear(t.Y) },
		"no rows":         func(t *classify.Table) { *t = classify.Table{} },
	} {
		table := Separable(60, 10, 10)
		spoil(table)
		m, err := l.m.New(classify.Options{}).Train(t.Context(), table)
		require.Error(t, err, name)
		require.Nil(t, m, name)
	}
}

func (l laws) cancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	m, err := l.m.New(classify.Options{}).Train(ctx, Separable(60, 10, 11))
	require.ErrorIs(t, err, context.Canceled)
	require.Nil(t, m)
}

// missing entries are learnt from and scored, or they are an error.
func (l laws) missing(t *testing.T) {
	full := Separable(400, 8, 12)
	holes := full.Select(nil)
	holes.Y = full.Y
	b := classify.NewMatrix(8)
	b.Missing = true
	for i := range full.Y {
		index, values := full.X.Row(i)
		values = slices.Clone(values)
		values[i%len(values)] = math.NaN()
		require.NoError(t, b.Append(index, values))
	}
	holes.X = b.Matrix()
	m, err := l.m.New(classify.Options{Seed: 1}).Train(t.Context(), holes)
	if !l.m.Missing {
		require.ErrorIs(t, err, classify.ErrMissing)
		require.Nil(t, m)
		dst := []float64{-1}
		require.ErrorIs(t, l.train(t, classify.Options{}, full).Scores(dst, holes.X.Select([]int{0})), classify.ErrMissing)
		require.Equal(t, []float64{-1}, dst)
		return
	}
	require.NoError(t, err)
	right := 0
	for i, p := range scores(t, m, holes.X) {
		require.True(t, p >= 0 && p <= 1, "score %g", p)
		if (p > 0.5) == (holes.Y[i] == 1) {
			right++
		}
	}
	require.GreaterOrEqual(t, right, 340, "of 400 rows, an eighth of which or more lack the deciding column")
}

// cancelledMidway ends the context at half of the times that training asks for
// its end.
func (l laws) cancelledMidway(t *testing.T) {
	table := Separable(2000, 20, 13)
	counting := newCountdown(t, math.MaxInt64)
	_, err := l.m.New(classify.Options{Workers: 1}).Train(counting, table)
	require.NoError(t, err)
	asked := math.MaxInt64 - counting.left.Load()
	require.GreaterOrEqual(t, asked, int64(2), "times that training asked")
	m, err := l.m.New(classify.Options{Workers: 1}).Train(newCountdown(t, asked/2), table)
	require.ErrorIs(t, err, context.Canceled)
	require.Nil(t, m)
}

// countdown is a context that ends when it has been asked often enough.
type countdown struct {
	context.Context
	cancel context.CancelFunc
	left   atomic.Int64
}

func newCountdown(t *testing.T, n int64) *countdown {
	c := &countdown{}
	c.Context, c.cancel = context.WithCancel(t.Context())
	c.left.Store(n)
	t.Cleanup(c.cancel)
	return c
}

func (c *countdown) Err() error {
	if c.left.Add(-1) < 0 {
		c.cancel()
	}
	return c.Context.Err()
}

func scores(t *testing.T, m classify.Model, x classify.Matrix) []float64 {
	t.Helper()
	dst := make([]float64, x.Rows())
	require.NoError(t, m.Scores(dst, x))
	return dst
}

func bitsOf(v []float64) []uint64 {
	b := make([]uint64, len(v))
	for i, x := range v {
		b[i] = math.Float64bits(x)
	}
	return b
}
