//go:build golearn_cgo && cgo

package golearn

import (
	"context"
	"fmt"

	"github.com/sjwhitworth/golearn/knn"

	"github.com/malguard/malguard/classify"
)

// KNN is golearn's knn.NewKnnClassifier with Euclidean distance: a row has the label of
// most of the training rows nearest to it. Of rows as near as each other in 32-bit
// arithmetic, which are taken depends on golearn's sort, but not from call to call.
//
// Only its search in C is used, for which training and test rows are laid out alike:
// the other prints how far it is. The model holds the rows, cannot be saved, and says
// 0 or 1.
type KNN struct {
	Neighbours int // 0 means 5; even is an error, since golearn decides a tie by the order of a map
}

// Train implements [classify.Trainer].
func (c KNN) Train(ctx context.Context, t *classify.Table) (classify.Model, error) {
	if c.Neighbours == 0 {
		c.Neighbours = 5
	}
	if c.Neighbours < 0 || c.Neighbours%2 == 0 {
		return nil, fmt.Errorf("golearn: settings out of range: %+v", c)
	}
	rows, err := prepare(ctx, t)
	if err != nil {
		return nil, err
	}
	if c.Neighbours > rows.X.Rows() {
		return nil, fmt.Errorf("golearn: %d neighbours of %d rows", c.Neighbours, rows.X.Rows())
	}
	l := newLayout(numbered(rows.X.Width()))
	k := knn.NewKnnClassifier("euclidean", "linear", c.Neighbours)
	err = guard(func() error { return k.Fit(l.instances(rows.X, rows.Y)) })
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return nil, fmt.Errorf("golearn: knn: %w", err)
	}
	return &labelModel{layout: l, predict: k.Predict}, nil
}
