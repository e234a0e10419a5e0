package classify

import (
	"fmt"
	"math"
	"slices"
)

// MaxWidth is the largest number of columns of a [Matrix]. It bounds what a
// hostile saved model can make a reader allocate.
const MaxWidth = 1 << 20

// Matrix is an immutable matrix of feature rows in compressed sparse rows:
// only entries other than zero are stored. Entries are finite, or NaN where a
// [MatrixBuilder] was told to take missing ones; [Matrix.Missing] tells, so that
// nobody else need look. The zero value has no rows and no columns. Make one with
// [FromRows] or a [MatrixBuilder].
type Matrix struct {
	width   int
	at      []int // row i is index[at[i]:at[i+1]], values likewise; nil if there are no rows
	index   []int32
	values  []float64
	missing bool // some value is NaN
}

// FromRows returns the matrix with the given dense rows, each of length width,
// which are copied. A row of another length or an entry that is NaN or infinite
// is an error.
func FromRows(width int, rows [][]float64) (Matrix, error) {
	b := NewMatrix(width)
	var index []int32
	var values []float64
	for i, row := range rows {
		if len(row) != width {
			return Matrix{}, fmt.Errorf("classify: row %d has %d entries, want %d", i, len(row), width)
		}
		index, values = index[:0], values[:0]
		for j, v := range row {
			if v != 0 {
				index, values = append(index, int32(j)), append(values, v)
			}
		}
		if err := b.Append(index, values); err != nil {
			return Matrix{}, err
		}
	}
	return b.Matrix(), nil
}

// MatrixBuilder makes a [Matrix] row by row.
type MatrixBuilder struct {
	// Missing makes Append take NaN, which stands for an entry that nobody
	// knows. Few trainers and models do: see [Method.Missing].
	Missing bool

	m Matrix
}

// NewMatrix returns a builder for a matrix of the given number of columns, from
// 0 to [MaxWidth]; Append reports another width.
func NewMatrix(width int) *MatrixBuilder {
	return &MatrixBuilder{m: Matrix{width: width, at: []int{0}}}
}

// Append adds a row that holds values[k] in column index[k] and zero elsewhere;
// both are copied. Columns must be ascending and inside the matrix, values
// finite, or NaN where Missing is set; if not, nothing is added.
func (b *MatrixBuilder) Append(index []int32, values []float64) error {
	if err := b.check(index, values); err != nil {
		return fmt.Errorf("classify: row %d: %w", b.m.Rows(), err)
	}
	for k, v := range values {
		if v != 0 {
			b.m.index = append(b.m.index, index[k])
			b.m.values = append(b.m.values, v)
			b.m.missing = b.m.missing || math.IsNaN(v)
		}
	}
	b.m.at = append(b.m.at, len(b.m.index))
	return nil
}

func (b *MatrixBuilder) check(index []int32, values []float64) error {
	if b.m.width < 0 || b.m.width > MaxWidth {
		return fmt.Errorf("%d columns, want 0 to %d", b.m.width, MaxWidth)
	}
	if len(index) != len(values) {
		return fmt.Errorf("%d columns but %d values", len(index), len(values))
	}
	last := int32(-1)
	for k, j := range index {
		if j <= last || int(j) >= b.m.width {
			return fmt.Errorf("column %d after %d in %d columns", j, last, b.m.width)
		}
		if !finite(values[k]) && !(b.Missing && math.IsNaN(values[k])) {
			return fmt.Errorf("column %d is %g", j, values[k])
		}
		last = j
	}
	return nil
}

// Matrix returns the rows appended so far; the builder may go on.
func (b *MatrixBuilder) Matrix() Matrix {
	m := b.m
	m.at, m.index, m.values = slices.Clip(m.at), slices.Clip(m.index), slices.Clip(m.values)
	return m
}

// Rows returns the number of rows.
func (m Matrix) Rows() int { return max(len(m.at)-1, 0) }

// Missing reports whether some entry is NaN.
func (m Matrix) Missing() bool { return m.missing }

// Width returns the number of columns.
func (m Matrix) Width() int { return m.width }

// Row returns the columns of row i that are not zero, ascending, and their
// values; both are shared and read-only.
func (m Matrix) Row(i int) (index []int32, values []float64) {
	from, to := m.at[i], m.at[i+1]
	return m.index[from:to:to], m.values[from:to:to]
}

// At returns the entry in row i and column j.
func (m Matrix) At(i, j int) float64 {
	index, values := m.Row(i)
	k, ok := slices.BinarySearch(index, int32(j))
	if !ok {
		return 0
	}
	return values[k]
}

// Select returns the matrix of the given rows in the given order; a row may be
// named more than once.
func (m Matrix) Select(rows []int) Matrix {
	s := Matrix{width: m.width, at: make([]int, 1, len(rows)+1)}
	for _, i := range rows {
		index, values := m.Row(i)
		s.index = append(s.index, index...)
		s.values = append(s.values, values...)
		s.at = append(s.at, len(s.index))
	}
	s.missing = m.missing && slices.ContainsFunc(s.values, math.IsNaN)
	return s
}

// transpose returns the matrix with rows and columns exchanged. Its rows may
// number more than MaxWidth allows columns, so it stays inside the package.
func (m Matrix) transpose() Matrix {
	t := Matrix{
		width: m.Rows(), at: make([]int, m.width+1), missing: m.missing,
		index: make([]int32, len(m.index)), values: make([]float64, len(m.values)),
	}
	for _, j := range m.index {
		t.at[j+1]++
	}
	for j := range m.width {
		t.at[j+1] += t.at[j]
	}
	next := slices.Clone(t.at)
	for i := range m.Rows() {
		index, values := m.Row(i)
		for k, j := range index {
			t.index[next[j]], t.values[next[j]] = int32(i), values[k]
			next[j]++
		}
	}
	return t
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
