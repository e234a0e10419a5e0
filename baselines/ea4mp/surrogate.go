package ea4mp

import (
	"context"
	"fmt"
	"math"

	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/eval"
	"github.com/malguard/malguard/internal/ngrams"
	"github.com/malguard/malguard/internal/rowmodel"
)

// SurrogateName is the name of the detector that stands in for the whole EA4MP.
const SurrogateName = "ea4mp-surrogate"

// Folds is in how many parts the training items are cut to score them by what was
// not learnt from them.
const Folds = 5

// Surrogate trains the detector that joins metadata with the sequence of calls. The
// zero value is the default.
type Surrogate struct {
	// Mean takes the mean of the two halves rather than boosted stumps over them.
	Mean bool
	// Learner learns from the metadata; nil means naive Bayes, as in the original's
	// ensembles.
	Learner classify.Trainer
	Workers int // packages read at a time; 0 = GOMAXPROCS; never changes the result
}

// Name implements [eval.Trainer].
func (Surrogate) Name() string { return SurrogateName }

// both is what the halves are made of.
type both struct {
	facts
	calls []string
}

type surrogate struct {
	halves
	boost *boost // nil for the mean
}

// halves are the two models.
type halves struct {
	metadata *metadata
	calls    *ngrams.Model
}

// Fit implements [eval.Trainer]. The stumps learn from scores of halves that other
// families taught: what a half says of its own lesson tells nothing.
func (t Surrogate) Fit(ctx context.Context, train []eval.Item[*datasets.Package], seed uint64) (eval.Detector[*datasets.Package], error) {
	examples, err := rowmodel.Read(ctx, train, t.Workers, readBoth)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", SurrogateName, err)
	}
	d, err := t.fit(ctx, examples, seed)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", SurrogateName, err)
	}
	return d, nil
}

func (t Surrogate) fit(ctx context.Context, examples []rowmodel.Example[both], seed uint64) (*surrogate, error) {
	all, err := t.halves(ctx, examples, seed)
	if err != nil || t.Mean {
		return &surrogate{halves: all}, err
	}
	rows, err := t.outOfFold(ctx, examples, seed)
	if err != nil {
		return nil, err
	}
	var kept []pair
	var labels []bool
	var weights []float64
	for i, row := range rows {
		if row != nil {
			kept, labels, weights = append(kept, *row), append(labels, examples[i].Malicious), append(weights, examples[i].Weight)
		}
	}
	return &surrogate{all, fitBoost(kept, labels, weights)}, nil
}

// outOfFold returns what halves that were taught without an example's fold say of
// it; nil where the others are all of one class.
func (t Surrogate) outOfFold(ctx context.Context, examples []rowmodel.Example[both], seed uint64) ([]*pair, error) {
	groups, labels := make([]string, len(examples)), make([]datasets.Label, len(examples))
	for i, e := range examples {
		groups[i], labels[i] = e.Group, datasets.Benign
		if e.Malicious {
			labels[i] = datasets.Malicious
		}
	}
	fold := datasets.Folds(groups, labels, Folds, seed)
	rows := make([]*pair, len(examples))
	for k := range Folds {
		var others []rowmodel.Example[both]
		classes := map[bool]bool{}
		for i, e := range examples {
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
		for i, e := range examples {
			if fold[i] == k {
				row, err := h.score(e.Value)
				if err != nil {
					return nil, err
				}
				rows[i] = &row
			}
		}
	}
	return rows, nil
}

func (t Surrogate) halves(ctx context.Context, examples []rowmodel.Example[both], seed uint64) (halves, error) {
	learner := t.Learner
	if learner == nil {
		learner = classify.GaussianNB{}
	}
	half := make([]rowmodel.Example[facts], len(examples))
	calls := make([][]string, len(examples))
	for i, e := range examples {
		half[i] = rowmodel.Example[facts]{Value: e.Value.facts, Group: e.Group, Malicious: e.Malicious, Weight: e.Weight}
		calls[i] = e.Value.calls
	}
	m, err := Metadata{Learner: learner, Workers: t.Workers}.fit(ctx, half, seed)
	if err != nil {
		return halves{}, err
	}
	c, err := ngrams.Train(ctx, calls, ngrams.Options{}, classify.Logistic{Workers: t.Workers}, *rowmodel.Table(classify.Matrix{}, examples))
	return halves{m, c}, err
}

// pair holds the log-odds by calls and the probability by metadata.
type pair [2]float64

func (h halves) score(b both) (pair, error) {
	byCalls, err := h.calls.Scores(b.calls)
	if err != nil {
		return pair{}, err
	}
	p := min(max(byCalls[0], 1e-15), 1-1e-15) // log-odds stay finite
	byMetadata, err := h.metadata.score(b.facts)
	return pair{math.Log(p / (1 - p)), byMetadata}, err
}

// Name implements [eval.Detector].
func (*surrogate) Name() string { return SurrogateName }

// Detect implements [eval.Detector]. The score is the share of the stumps' votes.
// For the mean m, which adds log-odds to a probability as the original does, it is
// the logistic function of m-1/2.
func (d *surrogate) Detect(ctx context.Context, p *datasets.Package) (eval.Detection, error) {
	b, err := readBoth(ctx, p)
	if err != nil {
		return eval.Detection{}, fmt.Errorf("%s: %w", SurrogateName, err)
	}
	row, err := d.score(b)
	if err != nil {
		return eval.Detection{}, fmt.Errorf("%s: %w", SurrogateName, err)
	}
	score := 1 / (1 + math.Exp(1.0/2-(row[0]+row[1])/2))
	if d.boost != nil {
		score = d.boost.vote(row)
	}
	return eval.Detection{Score: score, Status: eval.StatusOf(p)}, nil
}
