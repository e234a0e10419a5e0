package ea4mp

import (
	"context"
	"math"

	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/eval"
	"github.com/malguard/malguard/graph"
	"github.com/malguard/malguard/internal/ngrams"
	"github.com/malguard/malguard/internal/rowmodel"
)

// SurrogateName is the name of the detector that stands in for the whole EA4MP.
const SurrogateName = "ea4mp-surrogate"

// Folds is in how many parts the training items are cut to score them by what was
// not learnt from them.
const Folds = 5

// Surrogate is the detector that joins metadata with the sequence of calls. The zero
// value is the default. It implements [eval.Learner].
type Surrogate struct {
	// Mean takes the mean of the two halves rather than boosted stumps over them.
	Mean bool
	// Rows learns from the metadata; nil means naive Bayes, as in the original's
	// ensembles.
	Rows    classify.Trainer
	Workers int // of what learns; 0 = GOMAXPROCS; never changes the result
}

// Name implements [eval.Learner].
func (Surrogate) Name() string { return SurrogateName }

// Read implements [eval.Learner]: what [Metadata] reads, and then the names of the
// [Sequence], each as [graph.PlainName].
func (Surrogate) Read(ctx context.Context, p *datasets.Package) (datasets.Reading, error) {
	r, err := Metadata{}.Read(ctx, p)
	if err != nil {
		return r, err
	}
	calls, err := Sequence(ctx, p)
	for _, name := range calls {
		r.Words = append(r.Words, graph.PlainName(name))
	}
	return r, err
}

// callsOf returns the names of the sequence.
func callsOf(r datasets.Reading) []string { return r.Words[min(len(r.Words), 1):] }

type surrogate struct {
	halves
	boost *boost // nil for the mean
}

// halves are the two models.
type halves struct {
	metadata *metadata
	calls    *ngrams.Model
}

// Learn implements [eval.Learner]. The stumps learn from scores of halves that other
// families taught: what a half says of its own lesson tells nothing.
func (t Surrogate) Learn(ctx context.Context, lessons []eval.Lesson, seed uint64) (eval.Scorer, error) {
	d, err := t.learn(ctx, lessons, seed)
	if err != nil {
		return nil, err
	}
	return d.score, nil
}

func (t Surrogate) learn(ctx context.Context, lessons []eval.Lesson, seed uint64) (*surrogate, error) {
	all, err := t.halves(ctx, lessons, seed)
	if err != nil || t.Mean {
		return &surrogate{halves: all}, err
	}
	rows, err := t.outOfFold(ctx, lessons, seed)
	if err != nil {
		return nil, err
	}
	var kept []pair
	var labels []bool
	var weights []float64
	for i, row := range rows {
		if row != nil {
			kept, labels, weights = append(kept, *row), append(labels, lessons[i].Malicious), append(weights, lessons[i].Weight)
		}
	}
	return &surrogate{all, fitBoost(kept, labels, weights)}, nil
}

// outOfFold returns what halves that were taught without an example's fold say of
// it; nil where the others are all of one class.
func (t Surrogate) outOfFold(ctx context.Context, lessons []eval.Lesson, seed uint64) ([]*pair, error) {
	groups, labels := make([]string, len(lessons)), make([]datasets.Label, len(lessons))
	for i, e := range lessons {
		groups[i], labels[i] = e.Group, datasets.Benign
		if e.Malicious {
			labels[i] = datasets.Malicious
		}
	}
	fold := datasets.Folds(groups, labels, Folds, seed)
	rows := make([]*pair, len(lessons))
	for k := range Folds {
		var others []eval.Lesson
		classes := map[bool]bool{}
		for i, e := range lessons {
			if fold[i] != k {
				others = append(others, e)
				classes[e.Malicious] = true
			}
		}
		if len(classes) < 2 {
			continue
		}
		h, err := t.halves(ctx, others, seed)
		if err != nil {
			return nil, err
		}
		for i, e := range lessons {
			if fold[i] == k {
				row, err := h.score(e.Reading)
				if err != nil {
					return nil, err
				}
				rows[i] = &row
			}
		}
	}
	return rows, nil
}

func (t Surrogate) halves(ctx context.Context, lessons []eval.Lesson, seed uint64) (halves, error) {
	learner := t.Rows
	if learner == nil {
		learner = classify.GaussianNB{}
	}
	calls := make([][]string, len(lessons))
	for i, l := range lessons {
		calls[i] = callsOf(l.Reading)
	}
	m, err := Metadata{Rows: learner, Workers: t.Workers}.learn(ctx, lessons, seed)
	if err != nil {
		return halves{}, err
	}
	c, err := ngrams.Train(ctx, calls, ngrams.Options{}, classify.Logistic{Workers: t.Workers}, *rowmodel.Table(classify.Matrix{}, lessons))
	return halves{m, c}, err
}

// pair holds the log-odds by calls and the probability by metadata.
type pair [2]float64

func (h halves) score(r datasets.Reading) (pair, error) {
	byCalls, err := h.calls.Scores(callsOf(r))
	if err != nil {
		return pair{}, err
	}
	p := min(max(byCalls[0], 1e-15), 1-1e-15) // log-odds stay finite
	byMetadata, err := h.metadata.score(r)
	return pair{math.Log(p / (1 - p)), byMetadata}, err
}

// score is the share of the stumps' votes. For the mean m, which adds log-odds to a
// probability as the original does, it is the logistic function of m-1/2.
func (d *surrogate) score(r datasets.Reading) (float64, error) {
	row, err := d.halves.score(r)
	if err != nil {
		return 0, err
	}
	if d.boost != nil {
		return d.boost.vote(row), nil
	}
	return 1 / (1 + math.Exp(1.0/2-(row[0]+row[1])/2)), nil
}
