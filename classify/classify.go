package classify

import (
	"context"
	"errors"
	"fmt"
)

// ErrOneClass means that a table's rows of positive weight are all of one
// class, so that there is nothing to tell apart.
var ErrOneClass = errors.New("classify: training rows are all of one class")

// ErrMissing means that rows have missing entries and that the trainer or model
// knows none.
var ErrMissing = errors.New("classify: rows have missing entries")

// MaxWeight is the largest sum of the weights of a [Table]; its square is still
// a number.
const MaxWeight = 1e100

// Table is a set of labelled rows to learn from.
type Table struct {
	X Matrix
	// Y holds a label a row: 1 for malicious, 0 for benign.
	Y []float64
	// Weight holds how much each row counts, finite and not negative; nil
	// counts every row once.
	Weight []float64
	// Groups holds a number a row: rows of the same number, such as the versions
	// of one package, stay together where a trainer cuts the table in folds. nil
	// leaves each row on its own.
	Groups []int
	// Columns names the columns of X; it may be nil and takes no part in
	// learning.
	Columns []string
}

// Trainer is the configuration of a learning algorithm.
type Trainer interface {
	// Train learns from t, which it neither changes nor keeps. A malformed
	// table, a single class ([ErrOneClass]) and the end of ctx are errors.
	Train(ctx context.Context, t *Table) (Model, error)
}

// Model scores rows. It is immutable and safe for concurrent use.
type Model interface {
	// Width returns the number of columns the model was trained on.
	Width() int
	// Scores writes the probability, in [0,1], that row i of x is malicious
	// to dst[i]. A width of x other than Width, a length of dst other than the
	// number of rows, or missing entries ([ErrMissing]) where the model knows
	// none, are errors, and then dst is unchanged.
	Scores(dst []float64, x Matrix) error
}

// Select returns the table of the given rows in the given order.
func (t *Table) Select(rows []int) *Table {
	s := &Table{X: t.X.Select(rows), Y: pick(t.Y, rows), Columns: t.Columns}
	if t.Weight != nil {
		s.Weight = pick(t.Weight, rows)
	}
	if t.Groups != nil {
		s.Groups = pick(t.Groups, rows)
	}
	return s
}

func pick[T any](v []T, rows []int) []T {
	p := make([]T, len(rows))
	for k, i := range rows {
		p[k] = v[i]
	}
	return p
}

// Check returns what is wrong with the table, or nil: lengths that do not fit,
// labels other than 0 and 1, weights that are negative or not finite, missing
// entries ([ErrMissing]), or [ErrOneClass]. Trainers call it first.
func (t *Table) Check() error {
	if t.X.Missing() {
		return ErrMissing
	}
	return t.checkMissing()
}

// checkMissing is Check for trainers that know missing entries.
func (t *Table) checkMissing() error {
	n := t.X.Rows()
	switch {
	case len(t.Y) != n:
		return fmt.Errorf("classify: %d labels for %d rows", len(t.Y), n)
	case t.Weight != nil && len(t.Weight) != n:
		return fmt.Errorf("classify: %d weights for %d rows", len(t.Weight), n)
	case t.Groups != nil && len(t.Groups) != n:
		return fmt.Errorf("classify: %d groups for %d rows", len(t.Groups), n)
	case t.Columns != nil && len(t.Columns) != t.X.Width():
		return fmt.Errorf("classify: %d names for %d columns", len(t.Columns), t.X.Width())
	}
	var total [2]float64
	for i, y := range t.Y {
		if y != 0 && y != 1 {
			return fmt.Errorf("classify: row %d has label %g, want 0 or 1", i, y)
		}
		w := t.weight(i)
		if !finite(w) || w < 0 {
			return fmt.Errorf("classify: row %d has weight %g", i, w)
		}
		total[int(y)] += w
	}
	if sum := total[0] + total[1]; sum > MaxWeight {
		return fmt.Errorf("classify: weights add up to %g, at most %g", sum, MaxWeight)
	}
	if total[0] == 0 || total[1] == 0 {
		return ErrOneClass
	}
	return nil
}

func (t *Table) weight(i int) float64 {
	if t.Weight == nil {
		return 1
	}
	return t.Weight[i]
}

// checkScores is the common test of the arguments of Model.Scores.
func checkScores(dst []float64, x Matrix, width int) error {
	if x.Missing() {
		return ErrMissing
	}
	return checkScoresMissing(dst, x, width)
}

// checkScoresMissing is checkScores for models that know missing entries.
func checkScoresMissing(dst []float64, x Matrix, width int) error {
	if x.Width() != width {
		return fmt.Errorf("classify: rows have %d columns, the model has %d", x.Width(), width)
	}
	if len(dst) != x.Rows() {
		return fmt.Errorf("classify: room for %d scores of %d rows", len(dst), x.Rows())
	}
	return nil
}
