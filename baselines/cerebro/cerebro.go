// Package cerebro stands in for Cerebro (Zhang et al., Killing Two Birds with One
// Stone: Malicious Package Detection in NPM and PyPI using a Single Model of
// Malicious Behavior Sequence, https://arxiv.org/abs/2309.02637), whose code and
// model are closed.
//
// As there, what a package does is a sequence of phrases for 16 kinds of behaviour,
// see [Phrases], in the order of a walk through the call graph from what runs at
// install time, then at import, then when somebody calls. Which names and strings
// belong to which kind is ours. The original fine-tunes BERT on the text; in its
// place runs of one to three phrases are counted and weighed by logistic
// regression: a surrogate, and nothing that it scores is a figure of Cerebro's.
// Scores of the real model can be brought as recorded verdicts (malguard eval
// --verdicts cerebro=FILE).
//
// The default verdict is malicious where the score is at least 1/2.
package cerebro

import (
	"context"
	"fmt"

	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/eval"
	"github.com/malguard/malguard/internal/ngrams"
	"github.com/malguard/malguard/internal/rowmodel"
)

// Name names the detector in tables.
const Name = "cerebro-surrogate"

// Threshold is that of the default verdict.
const Threshold = 0.5

// Trainer trains the detector. The zero value is the default.
type Trainer struct {
	// Learner learns from the rows of n-grams; nil means logistic regression.
	Learner classify.Trainer
	Workers int // packages read at a time; 0 = GOMAXPROCS; never changes the result
}

type detector struct{ model *ngrams.Model }

// Name implements [eval.Trainer].
func (Trainer) Name() string { return Name }

// Fit implements [eval.Trainer]. Each family and each origin counts once. There is
// no randomness in the default learner.
func (t Trainer) Fit(ctx context.Context, train []eval.Item[*datasets.Package], _ uint64) (eval.Detector[*datasets.Package], error) {
	examples, err := rowmodel.Read(ctx, train, t.Workers, Sequence)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", Name, err)
	}
	sequences := make([][]string, len(examples))
	for i, e := range examples {
		sequences[i] = e.Value
	}
	learner := t.Learner
	if learner == nil {
		learner = classify.Logistic{Workers: t.Workers}
	}
	model, err := ngrams.Train(ctx, sequences, ngrams.Options{}, learner, *rowmodel.Table(classify.Matrix{}, examples))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", Name, err)
	}
	return &detector{model}, nil
}

// Name implements [eval.Detector].
func (*detector) Name() string { return Name }

// Detect implements [eval.Detector].
func (d *detector) Detect(ctx context.Context, p *datasets.Package) (eval.Detection, error) {
	sequence, err := Sequence(ctx, p)
	if err != nil {
		return eval.Detection{}, fmt.Errorf("%s: %w", Name, err)
	}
	scores, err := d.model.Scores(sequence)
	if err != nil {
		return eval.Detection{}, fmt.Errorf("%s: %w", Name, err)
	}
	return eval.Detection{Score: scores[0], Status: eval.StatusOf(p)}, nil
}
