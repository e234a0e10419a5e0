package explain

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/malguard/malguard/classify"
)

// LIME explains a score by a linear model that is fitted to the scores of rows
// about the one that is explained (Ribeiro, Singh and Guestrin 2016, "Why Should
// I Trust You?", https://doi.org/10.1145/2939672.2939778). Rows are drawn column
// by column as they are in the Background; the model sees of each whether it is in
// the same bin as that of x, and rows count by exp(-d²/2w²), where d is the
// distance to x and w the width of the kernel. A weight is how much the score
// rises because a feature of x is in its bin, be that the one of 0.
//
// On the same samples all of this equals the reference package, lime 0.2.0.1.
// Samples are drawn by another generator: an explanation is the same to the bit
// for a seed, and differs from one seed to another the less the more samples are
// drawn.
type LIME struct {
	Background *Background
	Samples    int       // rows scored; 0 means 5,000, and twice as many again until the top is stable
	MaxSamples int       // where Samples is 0: at most; 0 means 640,000
	Agreement  float64   // where Samples is 0: [Explanation].Stability at which to stop; 0 means 0.95
	Features   int       // with a weight at most; 0 means 10
	Select     Selection // how they are chosen
	Width      float64   // of the kernel; 0 means 0.75·√columns
	Ridge      float64   // penalty of the linear model; 0 means 1
	Around     bool      // with Continuous: rows are drawn about x, not about the mean
	Seed       uint64    // of the PCG streams that draw
}

const (
	firstSamples = 5000
	mostSamples  = 640_000
	maxSamples   = 1 << 20
	mostColumns  = 4096 // of the linear model, which needs memory for their square
)

// Explain implements [Explainer]. It ends with the error of ctx or s; a
// Background that is nil or has another width than x and settings out of range
// are errors.
func (c LIME) Explain(ctx context.Context, s Scorer, x []float64) (*Explanation, error) {
	if err := check(ctx, s, x); err != nil {
		return nil, err
	}
	if len(x) == 0 {
		own, err := one(s, x)
		return &Explanation{Score: own, Nothing: "the row has no columns"}, err
	}
	c, err := c.withDefaults(x)
	if err != nil {
		return nil, err
	}
	r := &run{LIME: c, scorer: s, sampler: newSampler(c.Background, x, c.Seed, c.Around)}
	flip := make([]bool, len(x))
	for j := range flip {
		flip[j] = r.sampler.flip(j)
	}
	r.moments = newMoments(flip)
	for {
		if err := r.draw(ctx); err != nil {
			return nil, err
		}
		if e, done := r.explain(x); done {
			return e, nil
		}
	}
}

func (c LIME) withDefaults(x []float64) (LIME, error) {
	if c.Background == nil {
		return c, errors.New("explain: LIME without a background")
	}
	if c.Background.Width() != len(x) || len(x) > mostColumns {
		return c, fmt.Errorf("explain: LIME: row has %d columns, the background %d, at most %d", len(x), c.Background.Width(), mostColumns)
	}
	bad := c.Samples < 0 || c.Samples == 1 || c.Samples > maxSamples || c.MaxSamples < 0 || c.MaxSamples == 1 || c.MaxSamples > maxSamples ||
		c.Features < 0 || c.Select > SelectAll
	for _, v := range [...]float64{c.Agreement, c.Width, c.Ridge} {
		bad = bad || !(v >= 0) || math.IsInf(v, 1)
	}
	if bad || c.Agreement > 1 {
		return c, fmt.Errorf("explain: LIME: settings out of range: %d to %d samples, %d features, selection %d, agreement %g, width %g, ridge %g",
			c.Samples, c.MaxSamples, c.Features, c.Select, c.Agreement, c.Width, c.Ridge)
	}
	for j, v := range x {
		if math.IsInf(v, 0) || c.Background.continuous && math.IsNaN(v) {
			return c, fmt.Errorf("explain: LIME: column %d is %g", j, v)
		}
	}
	setDefault(&c.MaxSamples, mostSamples)
	setDefault(&c.Features, 10)
	setDefault(&c.Agreement, 0.95)
	setDefault(&c.Width, 0.75*math.Sqrt(float64(len(x))))
	setDefault(&c.Ridge, 1)
	return c, nil
}

func setDefault[T int | float64](v *T, to T) {
	if *v == 0 {
		*v = to
	}
}

// run is an explanation in the making.
type run struct {
	LIME
	scorer  Scorer
	sampler *sampler
	moments *moments
	chunks  []*samples
}

// draw draws and scores a chunk: all samples, the first ones, or as many again.
func (r *run) draw(ctx context.Context) error {
	n := r.Samples
	if n == 0 {
		n = min(max(firstSamples, r.moments.rows), r.MaxSamples-r.moments.rows)
	}
	s, err := r.sampler.draw(ctx, n)
	if err != nil {
		return err
	}
	s.y = make([]float64, n)
	if err := score(r.scorer, s.y, s.rows); err != nil {
		return err
	}
	s.rows = classify.Matrix{} // the design is what is needed from here on
	s.w = make([]float64, n)
	for i, square := range s.square {
		s.w[i] = math.Exp(-square / (2 * r.Width * r.Width))
	}
	r.moments.add(s)
	r.chunks = append(r.chunks, s)
	return nil
}

// explain returns what the samples so far say, and whether they are enough.
func (r *run) explain(x []float64) (*Explanation, bool) {
	enough := r.Samples > 0 || r.moments.rows >= r.MaxSamples
	e := &Explanation{Score: r.chunks[0].y[0], Samples: r.moments.rows}
	g := r.moments.gram()
	if r.moments.constant || !(g.yy > 0) || len(g.columns) == 0 {
		e.Base, e.Nothing = e.Score, "all samples near the row have the same score"
		return e, true
	}
	all := g.ridge(g.all(), r.Ridge)
	e.Stability = stability(all.coef, g.standardErrors(all, r.moments, r.chunks, r.Ridge), r.Seed)
	if !enough && e.Stability < r.Agreement {
		return nil, false
	}
	l := all
	if r.Select != SelectAll {
		l = g.ridge(r.Select.choose(g, r.Features), r.Ridge)
	}
	e.Base, e.Fidelity = l.intercept, l.fidelity
	for i, a := range l.of {
		j := g.columns[a]
		e.Weights = append(e.Weights, Weight{Column: j, Value: x[j], Weight: l.coef[i]})
	}
	sortWeights(e.Weights)
	return e, true
}
