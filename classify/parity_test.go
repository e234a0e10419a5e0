package classify_test

import (
	"encoding/base64"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/classify"
)

// parityJSON reads a reference from testdata into v.
func parityJSON(t testing.TB, file string, v any) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", file))
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(data, v))
}

// loadOnce returns load with a memory, for one test.
func loadOnce() func(testing.TB, string) split {
	sets := map[string]split{}
	return func(t testing.TB, name string) split {
		if _, ok := sets[name]; !ok {
			sets[name] = load(t, name)
		}
		return sets[name]
	}
}

// packedLabels reads the labels of n rows, a bit each, the first row in the
// highest bit of the first byte.
func packedLabels(t testing.TB, s string, n int) []float64 {
	t.Helper()
	b, err := base64.StdEncoding.DecodeString(s)
	require.NoError(t, err)
	require.Len(t, b, (n+7)/8)
	labels := make([]float64, n)
	for i := range labels {
		labels[i] = float64(b[i/8] >> (7 - i%8) & 1)
	}
	return labels
}

// trainedScores trains on one table and scores another.
func trainedScores(t testing.TB, c classify.Trainer, train *classify.Table, x classify.Matrix) []float64 {
	t.Helper()
	m, err := c.Train(t.Context(), train)
	require.NoError(t, err)
	dst := make([]float64, x.Rows())
	require.NoError(t, m.Scores(dst, x))
	return dst
}

// differ counts the scores on the other side of 0.5 than the label.
func differ(scores, labels []float64) int {
	n := 0
	for i, p := range scores {
		if (p > 0.5) != (labels[i] == 1) {
			n++
		}
	}
	return n
}

// everyFourth gives row i the weight i modulo 4, as the scripts do.
func everyFourth(t *classify.Table) *classify.Table {
	w := *t
	w.Weight = make([]float64, len(t.Y))
	for i := range w.Weight {
		w.Weight[i] = float64(i % 4)
	}
	return &w
}

// margin is b + w·x of a row.
func margin(m *classify.Linear, x classify.Matrix, row int) float64 {
	z, coef := m.Intercept(), m.Coef()
	index, values := x.Row(row)
	for k, j := range index {
		z += coef[j] * values[k]
	}
	return z
}

// squaredNorm is that of the weights of columns which were divided by the largest
// absolute value in the rows of positive weight.
func squaredNorm(m *classify.Linear, table *classify.Table) float64 {
	coef := m.Coef()
	largest := make([]float64, len(coef))
	for i := range table.Y {
		if table.Weight != nil && table.Weight[i] == 0 {
			continue
		}
		index, values := table.X.Row(i)
		for k, j := range index {
			largest[j] = max(largest[j], math.Abs(values[k]))
		}
	}
	var sum float64
	for j, w := range coef {
		sum += w * largest[j] * w * largest[j]
	}
	return sum
}

func softplus(z float64) float64 { return max(z, 0) + math.Log1p(math.Exp(-math.Abs(z))) }
