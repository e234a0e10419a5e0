// Package explain says which features moved the score of one row.
//
// It knows nothing of models or packages: a [Scorer] is anything that scores
// rows of numbers, and every method here returns an [Explanation] of weights by
// column. What a column means is for the caller to say.
//
// [Occlusion] is the method to start with: exact, deterministic, one score for
// each feature that is set.
package explain

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// Scorer scores rows in batches, because explanations ask for many.
type Scorer interface {
	// Scores writes the score of rows[i] to dst[i]. Both have the same
	// length, and all rows have the length of the row that is explained. It
	// must not keep or change rows.
	Scores(dst []float64, rows [][]float64) error
}

// ScorerFunc makes a function a [Scorer].
type ScorerFunc func(dst []float64, rows [][]float64) error

// Scores calls f.
func (f ScorerFunc) Scores(dst []float64, rows [][]float64) error { return f(dst, rows) }

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
}

// sortWeights brings weights into the order that Explanation promises.
func sortWeights(w []Weight) {
	slices.SortFunc(w, func(a, b Weight) int {
		return cmp.Or(cmp.Compare(math.Abs(b.Weight), math.Abs(a.Weight)), cmp.Compare(a.Column, b.Column))
	})
}

// score asks s for scores and refuses those that are not numbers.
func score(s Scorer, dst []float64, rows [][]float64) error {
	if err := s.Scores(dst, rows); err != nil {
		return fmt.Errorf("explain: %w", err)
	}
	for _, v := range dst {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return fmt.Errorf("explain: score is %g", v)
		}
	}
	return nil
}
