package study

import (
	"context"
	"fmt"

	"golang.org/x/sync/errgroup"

	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/eval"
)

// Result is how one variant did with one learner, out of fold.
type Result struct {
	Variant, Learner string
	Columns          float64 // mean over the folds
	// All is on all malicious packages and all slices, Matched and Strict on
	// pairs of equal size ([datasets.Match]).
	All, Matched, Strict eval.Metrics
	// Gain is by how much All is better than that of the reference, the first
	// variant.
	Gain eval.Metrics
	// Whole is the share of whole benign packages that score at or above the
	// threshold at which 1 % of the slices are flagged.
	Whole eval.Estimate
}

// Compare judges each variant with each learner, in that order. Each fold of
// families and origins is scored by a model that saw nothing of it.
func (c *Corpus) Compare(ctx context.Context, variants []Variant, learners []classify.Method, opt Options) ([]Result, error) {
	opt, err := opt.filled()
	if err != nil {
		return nil, err
	}
	p := c.protocol(opt)
	outcomes := make([]judged, len(variants)*len(learners))
	g, inner := errgroup.WithContext(ctx)
	g.SetLimit(opt.Workers)
	for i, v := range variants {
		for k, learner := range learners {
			g.Go(func() (err error) {
				outcomes[i*len(learners)+k], err = p.judge(inner, v, learner)
				if err != nil {
					return fmt.Errorf("study: %s, %s: %w", v.Name, learner.Name, err)
				}
				return nil
			})
		}
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	results := make([]Result, len(outcomes))
	g, inner = errgroup.WithContext(ctx)
	g.SetLimit(opt.Workers)
	for i := range outcomes {
		g.Go(func() (err error) {
			if inner.Err() != nil {
				return inner.Err()
			}
			results[i], err = p.result(outcomes[i], outcomes[i%len(learners)])
			results[i].Variant, results[i].Learner = variants[i/len(learners)].Name, learners[i%len(learners)].Name
			return err
		})
	}
	return results, g.Wait()
}

// protocol is what all variants have in common.
type protocol struct {
	opt   Options
	units []*Unit // malicious packages, then slices
	whole []*Unit
	fold  map[string]int // of kin
	// matched and strict are pairs of units, by index.
	matched, strict []datasets.Pair
}

func (c *Corpus) protocol(opt Options) *protocol {
	p := &protocol{opt: opt, fold: map[string]int{}}
	var groups []string
	var labels []datasets.Label
	var sides [2][]datasets.Unit
	for class, list := range [][]Unit{c.Malicious, c.Benign} {
		for i := range list {
			u := &list[i]
			p.units = append(p.units, u)
			sides[class] = append(sides[class], u.Unit)
		}
	}
	for i := range c.Whole {
		p.whole = append(p.whole, &c.Whole[i])
	}
	for _, u := range append(p.units[:len(p.units):len(p.units)], p.whole...) {
		label := datasets.Benign
		if u.Malicious {
			label = datasets.Malicious
		}
		groups, labels = append(groups, u.kin()), append(labels, label)
	}
	for i, k := range datasets.Folds(groups, labels, opt.Folds, opt.Seed) {
		p.fold[groups[i]] = k
	}
	pairs := func(strict bool) []datasets.Pair {
		list := datasets.Match(sides[0], sides[1], datasets.MatchOptions{Strict: strict, Seed: opt.Seed})
		for i := range list {
			list[i].Benign += len(c.Malicious)
		}
		return list
	}
	p.matched, p.strict = pairs(false), pairs(true)
	return p
}

// judged holds the scores of one variant.
type judged struct {
	units, whole []eval.Outcome
	columns      float64
}

// judge scores every unit out of fold.
func (p *protocol) judge(ctx context.Context, v Variant, learner classify.Method) (judged, error) {
	j := judged{units: make([]eval.Outcome, len(p.units)), whole: make([]eval.Outcome, len(p.whole))}
	for k := range p.opt.Folds {
		var train []*Unit
		for _, u := range p.units {
			if p.fold[u.kin()] != k {
				train = append(train, u)
			}
		}
		f, err := v.fit(ctx, learner, train, p.opt.Seed)
		if err != nil {
			return j, err
		}
		j.columns += float64(f.encoder.width()) / float64(p.opt.Folds)
		for _, set := range []struct {
			units    []*Unit
			outcomes []eval.Outcome
		}{{p.units, j.units}, {p.whole, j.whole}} {
			for i, u := range set.units {
				if p.fold[u.kin()] != k {
					continue
				}
				s, err := f.score(u)
				if err != nil {
					return j, err
				}
				set.outcomes[i] = eval.Outcome{ID: u.ID, Group: u.Group, Label: datasets.Benign, Score: s}
				if u.Malicious {
					set.outcomes[i].Label = datasets.Malicious
				}
			}
		}
	}
	return j, nil
}

// result measures the scores of one variant.
func (p *protocol) result(j, reference judged) (r Result, err error) {
	opt := eval.Options{Rates: []float64{0.05, 0.01}, Resamples: p.opt.Resamples, Seed: p.opt.Seed}
	r.Columns = j.columns
	if r.All, err = eval.Measure(j.units, opt); err != nil {
		return r, err
	}
	paired := opt
	paired.Paired = true
	if r.Matched, err = eval.Measure(partners(j.units, p.matched), paired); err != nil {
		return r, fmt.Errorf("study: pairs of equal size: %w", err)
	}
	if r.Strict, err = eval.Measure(partners(j.units, p.strict), paired); err != nil {
		return r, fmt.Errorf("study: pairs of strictly equal size: %w", err)
	}
	if r.Gain, err = eval.Difference(j.units, reference.units, opt); err != nil {
		return r, err
	}
	flagged := 0
	for _, o := range j.whole {
		if o.Score >= r.All.Threshold[1] {
			flagged++
		}
	}
	r.Whole = eval.Wilson(flagged, len(j.whole))
	return r, nil
}

// partners returns the outcomes of pairs. The benign one of a pair stands in the
// group of its malicious partner and weighs as much: were families weighed and
// their partners not, sizes would differ again.
func partners(outcomes []eval.Outcome, pairs []datasets.Pair) []eval.Outcome {
	size := map[string]float64{}
	for _, p := range pairs {
		size[outcomes[p.Malicious].Group]++
	}
	var list []eval.Outcome
	for _, p := range pairs {
		m, b := outcomes[p.Malicious], outcomes[p.Benign]
		m.Weight = 1 / size[m.Group]
		b.Group, b.Weight = m.Group, m.Weight
		list = append(list, m, b)
	}
	return list
}
