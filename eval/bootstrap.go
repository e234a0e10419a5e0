package eval

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
)

// Options says how outcomes are measured. The zero value is the default.
type Options struct {
	// Rates are the shares of benign samples that may be flagged; nil means 5 %
	// and 1 %.
	Rates []float64
	// Resamples is how many times groups are drawn anew for the intervals; 0
	// means 1,000, a negative number none.
	Resamples int
	Seed      uint64
	// Paired says that the benign outcomes of a group are partners of its malicious
	// ones: both are drawn together.
	Paired bool
}

func (o Options) filled() Options {
	if o.Rates == nil {
		o.Rates = []float64{0.05, 0.01}
	}
	if o.Resamples == 0 {
		o.Resamples = 1000
	}
	return o
}

// ErrOneClass means that outcomes are all of one class.
var ErrOneClass = errors.New("eval: outcomes are all of one class")

// Measure computes the metrics of outcomes. Intervals are percentiles of a
// bootstrap that draws whole families and whole origins with replacement
// (Efron and Tibshirani, An Introduction to the Bootstrap, chapters 8 and 13).
func Measure(outcomes []Outcome, opt Options) (Metrics, error) {
	opt = opt.filled()
	r, err := rank(outcomes)
	if err != nil {
		return Metrics{}, err
	}
	n := len(opt.Rates)
	m := Metrics{
		Rates: slices.Clone(opt.Rates), Recall: make([]Estimate, n), Threshold: make([]float64, n),
		Families: len(r.class[1]), Origins: len(r.class[0]),
	}
	for _, malicious := range r.malicious {
		if malicious {
			m.Malicious++
		} else {
			m.Benign++
		}
	}
	recall := make([]float64, n)
	auc := r.figures(once(len(r.groups)), opt.Rates, recall, m.Threshold)
	draws := r.draw(opt, func(times []float64) []float64 {
		again := make([]float64, n)
		return append(again, r.figures(times, opt.Rates, again, make([]float64, n)))
	})
	m.AUC = estimate(auc, draws, n)
	for i := range recall {
		m.Recall[i] = estimate(recall[i], draws, i)
	}
	return m, nil
}

// Difference measures by how much a is better than b, two sets of scores of the
// same samples: AUC and recalls of a minus those of b, with intervals from the
// same draws of groups for both.
func Difference(a, b []Outcome, opt Options) (Metrics, error) {
	opt = opt.filled()
	ra, err := rank(a)
	if err != nil {
		return Metrics{}, err
	}
	rb, err := rank(b)
	if err != nil {
		return Metrics{}, err
	}
	if !slices.Equal(ra.ids, rb.ids) {
		return Metrics{}, errors.New("eval: outcomes of different samples")
	}
	figures := Options{Rates: opt.Rates, Resamples: -1}
	ma, err := Measure(a, figures)
	if err != nil {
		return Metrics{}, err
	}
	mb, err := Measure(b, figures)
	if err != nil {
		return Metrics{}, err
	}
	n := len(opt.Rates)
	draws := ra.draw(opt, func(times []float64) []float64 {
		x, y, threshold := make([]float64, n), make([]float64, n), make([]float64, n)
		auc := ra.figures(times, opt.Rates, x, threshold) - rb.figures(times, opt.Rates, y, threshold)
		for i := range x {
			x[i] -= y[i]
		}
		return append(x, auc)
	})
	d := ma
	d.Recall, d.Threshold = make([]Estimate, n), nil
	d.AUC = estimate(ma.AUC.Value-mb.AUC.Value, draws, n)
	for i := range d.Recall {
		d.Recall[i] = estimate(ma.Recall[i].Value-mb.Recall[i].Value, draws, i)
	}
	return d, nil
}

func once(groups int) []float64 {
	times := make([]float64, groups)
	for i := range times {
		times[i] = 1
	}
	return times
}

// draw calls f with how often each group was drawn, once a resample, and
// collects what it returns.
func (r *ranked) draw(opt Options, f func(times []float64) []float64) [][]float64 {
	source := rand.New(rand.NewPCG(opt.Seed, 0x9e3779b97f4a7c15))
	times := make([]float64, len(r.groups))
	drawn := r.class[:]
	if opt.Paired {
		drawn = r.class[1:]
	}
	var draws [][]float64
	for range opt.Resamples {
		clear(times)
		for _, groups := range drawn {
			for range groups {
				times[groups[source.IntN(len(groups))]]++
			}
		}
		if opt.Paired {
			r.follow(times)
		}
		draws = append(draws, f(times))
	}
	return draws
}

// follow draws each benign group as often as the malicious one of its name.
func (r *ranked) follow(times []float64) {
	of := map[string]float64{}
	for _, g := range r.class[1] {
		of[r.groups[g].group] = times[g]
	}
	for _, g := range r.class[0] {
		times[g] = of[r.groups[g].group]
	}
}

// estimate returns a figure with the 2.5th and 97.5th percentile of its draws.
func estimate(value float64, draws [][]float64, at int) Estimate {
	if len(draws) == 0 {
		return Estimate{value, value, value}
	}
	all := make([]float64, len(draws))
	for i, d := range draws {
		all[i] = d[at]
	}
	slices.Sort(all)
	last := float64(len(all) - 1)
	return Estimate{value, all[int(math.Floor(0.025*last))], all[int(math.Ceil(0.975*last))]}
}
