package golearn_test

import (
	"bytes"
	"encoding/binary"
	"math"
	"testing"

	"github.com/sjwhitworth/golearn/base"
	"github.com/sjwhitworth/golearn/filters"
	"github.com/sjwhitworth/golearn/naive"
	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/classify/classifytest"
	"github.com/malguard/malguard/classify/golearn"
)

// binarised is golearn's naive Bayes behind its own filter, which calls what is above
// 0 present.
type binarised struct {
	*naive.BernoulliNBClassifier
}

func (b binarised) filter(grid base.FixedDataGrid) (base.FixedDataGrid, error) {
	f := filters.NewBinaryConvertFilter()
	for _, a := range base.NonClassFloatAttributes(grid) {
		if err := f.AddAttribute(a); err != nil {
			return nil, err
		}
	}
	if err := f.Train(); err != nil {
		return nil, err
	}
	return base.NewLazilyFilteredInstances(grid, f), nil
}

func (b binarised) Fit(grid base.FixedDataGrid) error {
	grid, err := b.filter(grid)
	if err != nil {
		return err
	}
	return b.BernoulliNBClassifier.Fit(grid)
}

func (b binarised) Predict(grid base.FixedDataGrid) (base.FixedDataGrid, error) {
	grid, err := b.filter(grid)
	if err != nil {
		return nil, err
	}
	return b.BernoulliNBClassifier.Predict(grid)
}

// TestBernoulliIsGolearns: the model says of each row what golearn says without this
// package, as far as both classes are not as likely.
func TestBernoulliIsGolearns(t *testing.T) {
	for seed := range uint64(5) {
		train, test := classifytest.Sparse(300, 40, seed), classifytest.Sparse(300, 40, 100+seed)
		want := labels(t, binarised{naive.NewBernoulliNBClassifier()}, train, test)
		m, err := golearn.Bernoulli{}.Train(t.Context(), train)
		require.NoError(t, err)
		for i, p := range scores(t, m, test.X) {
			if math.Abs(p-0.5) > 1e-12 {
				require.Equal(t, want[i] == 1, p > 0.5, "seed %d, row %d: score %g", seed, i, p)
			}
		}
	}
}

// TestBernoulliByHand: of two benign rows one has the column, of three malicious rows
// all have it.
func TestBernoulliByHand(t *testing.T) {
	x, err := classify.FromRows(1, [][]float64{{0}, {3}, {1}, {0.1}, {2}, {-1}})
	require.NoError(t, err)
	table := &classify.Table{X: x.Select([]int{0, 1, 2, 3, 4}), Y: []float64{0, 0, 1, 1, 1}}
	m, err := golearn.Bernoulli{}.Train(t.Context(), table)
	require.NoError(t, err)
	present := 3. / 5 * 4 / 4 / (3./5*4/4 + 2./5*2/3)
	absent := 3. / 5 * 1 / 4 / (3./5*1/4 + 2./5*1/3)
	require.InDeltaSlice(t, []float64{absent, present, present, present, present, absent}, scores(t, m, x), 1e-15)
	m, err = golearn.Bernoulli{Threshold: 1.5}.Train(t.Context(), table)
	require.NoError(t, err)
	s := scores(t, m, x)
	require.Equal(t, []float64{s[0], s[1], s[0], s[0], s[1], s[0]}, s)
}

func payload(v ...float64) []byte {
	var b []byte
	for _, x := range v {
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(x))
	}
	return b
}

func TestBernoulliPayloads(t *testing.T) {
	decode := golearn.Codecs()[0].Decode
	for name, b := range map[string][]byte{
		"empty": nil, "one number": payload(1), "cut": payload(0, 1, 2)[:20], "threshold": payload(-1, 0),
		"threshold NaN": payload(math.NaN(), 0), "threshold Inf": payload(math.Inf(1), 0), "NaN": payload(0, 0, math.NaN()),
		"huge": payload(0, 1e10), "wide": make([]byte, 8*(classify.MaxWidth+3)),
	} {
		m, err := decode(b)
		require.Error(t, err, name)
		require.Nil(t, m, name)
	}
}

// FuzzBernoulli: no payload panics, and one that is taken scores and is written back.
func FuzzBernoulli(f *testing.F) {
	f.Add(payload(0, 1, -2, 3))
	f.Add(payload(0, 1e9, 1e9, -1e9))
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := golearn.Codecs()[0].Decode(b)
		if err != nil {
			return
		}
		back, err := m.(classify.Saver).AppendBinary(nil)
		require.NoError(t, err)
		require.True(t, bytes.Equal(b, back))
		for _, p := range scores(t, m, wideRows(m.Width(), 1)) {
			require.True(t, p >= 0 && p <= 1)
		}
	})
}
