package classifytest

import (
	"math/rand/v2"

	"github.com/malguard/malguard/classify"
)

// Separable returns a table of n rows and width columns, at least 3, about a
// fifth of the entries not zero. Column 0 decides the label: it is above 0.6
// for malicious rows and at most 0.4 for others. The rest is noise. The same
// seed gives the same table.
func Separable(n, width int, seed uint64) *classify.Table {
	r := rand.New(rand.NewPCG(seed, 0))
	t := &classify.Table{Y: make([]float64, n)}
	b := classify.NewMatrix(width)
	for i := range n {
		t.Y[i] = float64(i % 2)
		index, values := noise(r, width, 0.2)
		values[0] = 0.4*r.Float64() + 0.6*t.Y[i]
		if err := b.Append(index, values); err != nil {
			panic(err) // noise gives ascending columns and finite values
		}
	}
	t.X = b.Matrix()
	return t
}

// Sparse returns a table with the shape of real feature rows: n rows of width
// columns, 5 % of them not zero and most of those small counts. A twentieth of
// the columns adds to the log-odds of the label, which has noise of its own.
// The same seed gives the same table.
func Sparse(n, width int, seed uint64) *classify.Table {
	r := rand.New(rand.NewPCG(seed, 1))
	t := &classify.Table{Y: make([]float64, n)}
	b := classify.NewMatrix(width)
	for i := range n {
		index, values := noise(r, width, 0.05)
		odds := r.NormFloat64()
		for k, j := range index {
			if values[k] < 0.7 { // the rest stay continuous, as lengths and centralities are
				values[k] = float64(1 + int(values[k]*4))
			}
			if j%20 == 0 {
				odds += float64(j%40/10) - 1
			}
		}
		if odds > 0 {
			t.Y[i] = 1
		}
		if err := b.Append(index, values); err != nil {
			panic(err) // noise gives ascending columns and finite values
		}
	}
	t.X = b.Matrix()
	return t
}

// noise returns a row with column 0 and each other column with probability
// share, and values in (0,1).
func noise(r *rand.Rand, width int, share float64) ([]int32, []float64) {
	index, values := []int32{0}, []float64{1 - r.Float64()}
	for j := 1; j < width; j++ {
		if r.Float64() < share {
			index, values = append(index, int32(j)), append(values, 1-r.Float64())
		}
	}
	return index, values
}
