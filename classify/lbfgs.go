package classify

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/optimize"
)

// lbfgs returns the parameters at the minimum like minimise, by first
// derivatives alone.
func (p *problem) lbfgs(ctx context.Context, tol float64, maxIter int) ([]float64, error) {
	d := &descending{p: p, ctx: ctx}
	w := make([]float64, p.width+1)
	grad := make([]float64, len(w))
	d.gradient(grad, w)
	if d.err != nil {
		return nil, d.err
	}
	norm := math.Sqrt(inner(grad, grad))
	if !finite(norm) {
		return nil, errGradient
	}
	d.goal = tol * norm
	loss := d.value
	task := optimize.Problem{Func: d.loss, Grad: d.gradient, Status: d.status}
	for done := 0; done < maxIter; {
		result, err := optimize.Minimize(task, w,
			&optimize.Settings{Converger: d, MajorIterations: maxIter - done},
			&optimize.LBFGS{GradStopThreshold: math.NaN(), Linesearcher: &optimize.MoreThuente{}})
		if d.err != nil {
			return nil, d.err
		}
		w = result.X
		// a search along a line fails where rounding hides the slope; it is
		// tried once more from there, straight down
		if result.Status == optimize.GradientThreshold || err != nil && result.F >= loss {
			return w, nil
		}
		loss, d.tries = result.F, 0
		done += max(result.MajorIterations, 1)
	}
	return nil, fmt.Errorf("%w in %d steps", errNotConverged, maxIter)
}

// descending is the problem as the optimiser sees it, which asks for loss and
// gradient one at a time at the same place.
type descending struct {
	p     *problem
	ctx   context.Context
	goal  float64 // the norm of the gradient at which to stop
	where []float64
	value float64 // the loss at where
	tries int     // gradients on the line at hand
	err   error   // what ended it all
}

func (d *descending) loss(w []float64) float64 {
	if d.err == nil && !slices.Equal(w, d.where) {
		d.where = append(d.where[:0], w...)
		d.value, d.err = d.p.at(d.ctx, w)
	}
	return d.value
}

func (d *descending) gradient(dst, w []float64) {
	d.loss(w)
	d.tries++
	if d.err == nil {
		d.err = d.p.gradient(d.ctx, dst, w)
	}
}

// maxTries bounds the gradients on a line: where rounding hides the slope, gonum's
// search may ask for the same one for ever.
const maxTries = 40

var errLine = errors.New("no lower place on the line")

func (d *descending) status() (optimize.Status, error) {
	if d.err != nil {
		return optimize.Failure, d.err
	}
	if d.tries > maxTries {
		return optimize.Failure, errLine
	}
	return optimize.NotTerminated, nil
}

// Init implements [optimize.Converger].
func (*descending) Init(int) {}

// Converged implements [optimize.Converger]; a new line begins.
func (d *descending) Converged(l *optimize.Location) optimize.Status {
	d.tries = 0
	if math.Sqrt(inner(l.Gradient, l.Gradient)) <= d.goal {
		return optimize.GradientThreshold
	}
	return optimize.NotTerminated
}
