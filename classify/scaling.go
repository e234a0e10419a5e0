package classify

import "math"

// Scaling says how a trainer brings columns to a common size.
type Scaling uint8

// The scalings.
const (
	ScaleMaxAbs Scaling = iota // divide by the largest absolute value: zeros stay zero, range [-1,1]
	ScaleNone                  // columns as they are
)

// scaled returns the scaled rows of t and what each column was divided by.
func scaled(s Scaling, t *Table) (Matrix, []float64) {
	scale := scales(s, t)
	if s == ScaleNone {
		return t.X, scale
	}
	x := t.X
	x.values = make([]float64, len(t.X.values))
	for k, v := range t.X.values {
		x.values[k] = v / scale[t.X.index[k]]
	}
	return x, scale
}

// scales returns the divisor of each column, 1 for one without entries. Rows of
// weight 0 have no say, as if they were not there.
func scales(s Scaling, t *Table) []float64 {
	scale := make([]float64, t.X.Width())
	for i := range t.Y {
		if t.weight(i) == 0 || s == ScaleNone {
			continue
		}
		index, values := t.X.Row(i)
		for k, j := range index {
			scale[j] = max(scale[j], math.Abs(values[k]))
		}
	}
	for j := range scale {
		if scale[j] == 0 {
			scale[j] = 1
		}
	}
	return scale
}
