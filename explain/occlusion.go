package explain

import (
	"context"
	"fmt"
	"math"
	"slices"
)

// Occlusion explains a score by taking each feature away: its weight is
//
//	score(x) - score(x with the feature at its baseline)
//
// for every feature of x that differs from its baseline; the others would weigh
// 0 and are left out. Features that only count together share their weight
// twice over, and features that stand in for each other may both weigh 0, so
// weights need not add up to the score.
//
// Source: M. Robnik-Šikonja and I. Kononenko 2008, Explaining Classifications
// For Individual Instances, https://doi.org/10.1109/TKDE.2007.190734, with the
// difference of probabilities.
type Occlusion struct {
	Baseline []float64 // what "absent" means for each feature; nil means zeros
	Batch    int       // rows scored at a time; 0 means 64; never changes the result
}

// Explain implements [Explainer]. It ends with the error of ctx, of s, or of a
// baseline of another length than x.
func (o Occlusion) Explain(ctx context.Context, s Scorer, x []float64) (*Explanation, error) {
	if err := check(ctx, s, x); err != nil {
		return nil, err
	}
	if o.Baseline == nil {
		o.Baseline = make([]float64, len(x))
	}
	if len(o.Baseline) != len(x) || o.Batch < 0 {
		return nil, fmt.Errorf("explain: baseline of %d for a row of %d, batches of %d", len(o.Baseline), len(x), o.Batch)
	}
	if o.Batch == 0 {
		o.Batch = 64
	}
	own, err := one(s, x)
	if err != nil {
		return nil, err
	}
	e := &Explanation{Score: own}
	for j, v := range x {
		if b := o.Baseline[j]; v != b && !(math.IsNaN(v) && math.IsNaN(b)) {
			e.Weights = append(e.Weights, Weight{Column: j, Value: v})
		}
	}
	if len(e.Weights) == 0 {
		e.Nothing = "no feature of the row differs from its baseline"
		return e, nil
	}
	if err := o.weigh(ctx, s, x, e); err != nil {
		return nil, err
	}
	sortWeights(e.Weights)
	return e, nil
}

// weigh fills in the weights, a batch of rows at a time.
func (o Occlusion) weigh(ctx context.Context, s Scorer, x []float64, e *Explanation) error {
	row := slices.Clone(x)
	dst := make([]float64, min(o.Batch, len(e.Weights)))
	for batch := range slices.Chunk(e.Weights, o.Batch) {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("explain: %w", err)
		}
		r := newRows(len(x))
		for _, w := range batch {
			row[w.Column] = o.Baseline[w.Column]
			if err := r.dense(row); err != nil {
				return err
			}
			row[w.Column] = w.Value
		}
		if err := score(s, dst[:len(batch)], r.Matrix()); err != nil {
			return err
		}
		for i := range batch {
			batch[i].Weight = e.Score - dst[i]
		}
	}
	return nil
}
