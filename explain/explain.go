// Package explain says which features moved the score of one row.
//
// It knows nothing of packages or of Python: a [Scorer] is anything that scores
// rows of numbers, every model of package classify among them, and every method
// is an [Explainer] that returns an [Explanation] of weights by column. What a
// column means is for the caller to say.
//
// [TreeSHAP] is the method for models made of trees: exact, and its weights add
// up. [Occlusion] asks any model for one score for each feature that is set.
// [LIME] fits a linear model to the scores of thousands of rows about the one
// that is explained, and says how well it fits and how stable it is.
package explain

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/malguard/malguard/classify"
)

// Scorer scores rows in batches, because explanations ask for many. Every
// [classify.Model] is one.
type Scorer interface {
	// Scores writes the score of row i of x to dst[i]. dst has the length of
	// x.Rows(), and x the width of the row that is explained.
	Scores(dst []float64, x classify.Matrix) error
}

// ScorerFunc makes a function of dense rows a [Scorer]. It gets at most 256 rows
// at a time and must not keep or change them.
type ScorerFunc func(dst []float64, rows [][]float64) error

// Explainer explains the score that s gives x. A scorer that is nil is
// [ErrNoModel], one that has another Width than x an error. Missing entries are
// NaN; whether there may be some is for the scorer to say.
type Explainer interface {
	Explain(ctx context.Context, s Scorer, x []float64) (*Explanation, error)
}

// ErrNoModel means that there is nothing to ask for scores.
var ErrNoModel = errors.New("explain: no model")

// Weight is what one feature contributed.
type Weight struct {
	Column int
	Value  float64 // of the feature in the row
	Weight float64 // above 0 if the feature raised the score, below if it lowered it; in units of the score
}

// Explanation is the result of every method.
type Explanation struct {
	Score   float64  // of the row itself
	Weights []Weight // largest absolute weight first, then by column
	// Base is what the weights are added to: the intercept of [LIME], the
	// expected score of [TreeSHAP]; 0 for [Occlusion], whose weights do not add up.
	Base float64
	// Nothing says why there is nothing to explain, such as "the row is empty";
	// it is empty where there are weights.
	Nothing string

	// The rest is for LIME alone.

	Fidelity  float64 // weighted R² of the linear model on the samples, at most 1
	Stability float64 // share of the five largest weights that another seed would find, in [0,1]: an estimate
	Samples   int     // rows scored, the one that is explained among them
}

// batchRows is the number of rows that a ScorerFunc gets at a time at most.
const batchRows = 256

// Scores calls f.
func (f ScorerFunc) Scores(dst []float64, x classify.Matrix) error {
	if len(dst) != x.Rows() {
		return fmt.Errorf("explain: room for %d scores of %d rows", len(dst), x.Rows())
	}
	for from := 0; from < len(dst); from += batchRows {
		part := dst[from:min(from+batchRows, len(dst))]
		cells := make([]float64, len(part)*x.Width())
		rows := make([][]float64, len(part))
		for i := range rows {
			rows[i] = cells[i*x.Width() : (i+1)*x.Width()]
			index, values := x.Row(from + i)
			for k, j := range index {
				rows[i][j] = values[k]
			}
		}
		if err := f(part, rows); err != nil {
			return err
		}
	}
	return nil
}

// check refuses what no method can explain.
func check(ctx context.Context, s Scorer, x []float64) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("explain: %w", err)
	}
	if s == nil {
		return ErrNoModel
	}
	if m, ok := s.(interface{ Width() int }); ok && m.Width() != len(x) {
		return fmt.Errorf("explain: row has %d columns, the model %d", len(x), m.Width())
	}
	return nil
}

// sortWeights brings weights into the order that Explanation promises.
func sortWeights(w []Weight) {
	slices.SortFunc(w, func(a, b Weight) int {
		return cmp.Or(cmp.Compare(math.Abs(b.Weight), math.Abs(a.Weight)), cmp.Compare(a.Column, b.Column))
	})
}

// score asks s for scores and refuses those that are not numbers.
func score(s Scorer, dst []float64, x classify.Matrix) error {
	if err := s.Scores(dst, x); err != nil {
		return fmt.Errorf("explain: %w", err)
	}
	for _, v := range dst {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return fmt.Errorf("explain: score is %g", v)
		}
	}
	return nil
}

// rows collects rows for a Scorer.
type rows struct {
	*classify.MatrixBuilder
	index  []int32
	values []float64
}

func newRows(width int) *rows {
	r := &rows{MatrixBuilder: classify.NewMatrix(width)}
	r.Missing = true
	return r
}

// put sets a column of the row to come; columns ascend.
func (r *rows) put(column int32, v float64) {
	if v != 0 {
		r.index, r.values = append(r.index, column), append(r.values, v)
	}
}

// end ends a row.
func (r *rows) end() error {
	err := r.Append(r.index, r.values)
	r.index, r.values = r.index[:0], r.values[:0]
	if err != nil {
		return fmt.Errorf("explain: %w", err)
	}
	return nil
}

// dense appends a whole row.
func (r *rows) dense(x []float64) error {
	for j, v := range x {
		r.put(int32(j), v)
	}
	return r.end()
}

// one scores a single row.
func one(s Scorer, x []float64) (float64, error) {
	r := newRows(len(x))
	if err := r.dense(x); err != nil {
		return 0, err
	}
	dst := make([]float64, 1)
	err := score(s, dst, r.Matrix())
	return dst[0], err
}
