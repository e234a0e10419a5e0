//go:build golearn_cgo && cgo

package golearn

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/sjwhitworth/golearn/base"
	"github.com/sjwhitworth/golearn/linear_models"

	"github.com/malguard/malguard/classify"
)

// ErrLiblinear means that golearn's binding of liblinear does not work: it hands C a Go
// pointer to Go pointers, which Go has refused since 1.6.
var ErrLiblinear = errors.New("golearn: liblinear panics in cgo, https://github.com/sjwhitworth/golearn/issues/296")

// Liblinear is golearn's linear_models.NewLogisticRegression or NewLinearSVC. Training
// ends with [ErrLiblinear], unless the program runs with GODEBUG=cgocheck=0, which takes
// Go's check away and not what it warns of. So it is not among [Trainers].
//
// Even then, golearn trains no intercept, scores entries below zero as if they were
// zero, and never frees a model. liblinear prints to golearn's logger, which is standard
// output until base.SetLoggerOut changes it; training refuses to run before.
type Liblinear struct {
	SVC bool    // L2-regularised L2-loss support vectors instead of logistic regression
	C   float64 // inverse of the penalty; 0 means 1
	Eps float64 // where to stop; 0 means 0.01
}

// Train implements [classify.Trainer].
func (c Liblinear) Train(ctx context.Context, t *classify.Table) (classify.Model, error) {
	learner, err := c.learner()
	if err != nil {
		return nil, err
	}
	rows, err := prepare(ctx, t)
	if err != nil {
		return nil, err
	}
	if base.Logger.Writer() == os.Stdout {
		return nil, errors.New("golearn: liblinear prints to standard output, see base.SetLoggerOut")
	}
	l := newLayout(numbered(rows.X.Width()))
	l.class = base.NewFloatAttribute(Class)
	l.values = [2][]byte{base.PackFloatToBytes(0), base.PackFloatToBytes(1)}
	err = guard(func() error { return learner.Fit(l.instances(rows.X, rows.Y)) })
	if err == nil {
		err = ctx.Err()
	}
	if err != nil && strings.Contains(err.Error(), "Go pointer") {
		return nil, fmt.Errorf("%w: %w", ErrLiblinear, err)
	}
	if err != nil {
		return nil, fmt.Errorf("golearn: liblinear: %w", err)
	}
	return &labelModel{layout: l, predict: learner.Predict}, nil
}

// learner is what a learner of golearn does that is not all of a base.Classifier.
type learner interface {
	Fit(base.FixedDataGrid) error
	Predict(base.FixedDataGrid) (base.FixedDataGrid, error)
}

func (c Liblinear) learner() (learner, error) {
	if c.C == 0 {
		c.C = 1
	}
	if c.Eps == 0 {
		c.Eps = 0.01
	}
	if !(c.C > 0 && c.Eps > 0) {
		return nil, fmt.Errorf("golearn: settings out of range: %+v", c)
	}
	if c.SVC {
		return linear_models.NewLinearSVC("l2", "l2", false, c.C, c.Eps)
	}
	return linear_models.NewLogisticRegression("l2", c.C, c.Eps)
}
