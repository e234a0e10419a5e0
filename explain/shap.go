package explain

import (
	"context"
	"errors"
	"fmt"

	"github.com/malguard/malguard/classify"
)

// TreeSHAP explains a model made of trees by Shapley values: of all orders in
// which the features of x may become known, a weight is the mean of what its
// feature adds to the expected score. Weights add up exactly: Base and all Weights
// give Score. The scorer must have the trees, as [*classify.Trees] does.
//
// What is expected where features are not known is the mean over leaves by the
// Cover of the nodes (path-dependent), or over the rows of a Background
// (interventional).
//
// For [classify.OutputLogit] Score, Base and Weights are in log-odds, in which
// trees add up.
//
// The values are those of Lundberg et al. 2020, From local explanations to global
// understanding with explainable AI for trees, https://doi.org/10.1038/s42256-019-0138-9.
// They are computed in one walk of each tree, as by Yu et al. 2022, Linear
// TreeShap, https://arxiv.org/abs/2209.08192, by Owen's integral (Multilinear
// Extensions of Games, 1972, https://doi.org/10.1287/mnsc.18.5.64): the value of a
// feature i for a leaf v is
//
//	v · (oᵢ-zᵢ) · ∫₀¹ Π (zⱼ(1-t) + oⱼt) dt over the other features j of its path,
//
// where oⱼ says whether x goes there by j and zⱼ which share of the others does.
// That is a polynomial, for which Gauss-Legendre quadrature is exact.
type TreeSHAP struct {
	Background classify.Matrix // no rows means path-dependent
}

// ErrNoTrees means that a scorer is not made of trees.
var ErrNoTrees = errors.New("explain: TreeSHAP: not a model of trees")

// maxTreeDepth bounds the walk.
const maxTreeDepth = 1024

// Explain implements [Explainer]. It ends with the error of ctx; a scorer without
// trees is [ErrNoTrees], one of trees without Cover an error unless there is a
// Background, and so are trees of more than 1,024 splits above a leaf.
func (c TreeSHAP) Explain(ctx context.Context, s Scorer, x []float64) (*Explanation, error) {
	if err := check(ctx, s, x); err != nil {
		return nil, err
	}
	model, ok := s.(interface{ Ensemble() classify.Ensemble })
	if !ok {
		return nil, ErrNoTrees
	}
	if _, err := one(s, x); err != nil { // what the model would not score
		return nil, err
	}
	ensemble := model.Ensemble()
	others, err := c.others(ensemble)
	if err != nil {
		return nil, err
	}
	w := &shapWalk{rules: classify.Ensemble{Single: ensemble.Single, ZeroMissing: ensemble.ZeroMissing}, x: x, value: make([]float64, len(x))}
	e := &Explanation{Score: ensemble.Base, Base: ensemble.Base}
	share := 1 / float64(max(len(others), 1))
	scale := 1.0
	if ensemble.Output == classify.OutputMean {
		scale /= float64(len(ensemble.Trees))
	}
	for k, t := range ensemble.Trees {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("explain: %w", err)
		}
		if err := w.begin(t, len(others) > 0); err != nil {
			return nil, fmt.Errorf("explain: TreeSHAP: tree %d: %w", k, err)
		}
		e.Score += scale * w.leaf(x)
		if len(others) == 0 {
			e.Base += scale * w.expected(0)
			w.walk(nil, scale)
		}
		for _, other := range others {
			e.Base += scale * share * w.leaf(other)
			w.walk(other, scale*share)
		}
	}
	for j, v := range w.value {
		if v != 0 {
			e.Weights = append(e.Weights, Weight{Column: j, Value: x[j], Weight: v})
		}
	}
	if len(e.Weights) == 0 {
		e.Nothing = "no feature of the row moves the score"
	}
	sortWeights(e.Weights)
	return e, nil
}

// others returns the rows of the background.
func (c TreeSHAP) others(e classify.Ensemble) ([][]float64, error) {
	n := c.Background.Rows()
	if n == 0 {
		return nil, nil
	}
	if c.Background.Width() != e.Width {
		return nil, fmt.Errorf("explain: TreeSHAP: background has %d columns, the model %d", c.Background.Width(), e.Width)
	}
	if c.Background.Missing() && !e.Missing {
		return nil, fmt.Errorf("explain: TreeSHAP: background: %w", classify.ErrMissing)
	}
	rows := make([][]float64, n)
	for i := range rows {
		rows[i] = make([]float64, e.Width)
		index, values := c.Background.Row(i)
		for k, j := range index {
			rows[i][j] = values[k]
		}
	}
	return rows, nil
}
