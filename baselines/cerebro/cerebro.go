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

// Learner is the detector. The zero value is the default. It implements
// [eval.Learner].
type Learner struct {
	// Rows learns from the rows of n-grams; nil means logistic regression.
	Rows    classify.Trainer
	Workers int // of the regression; 0 = GOMAXPROCS; never changes the result
}

// Name implements [eval.Learner].
func (Learner) Name() string { return Name }

// Read implements [eval.Learner] by [Sequence].
func (Learner) Read(ctx context.Context, p *datasets.Package) (datasets.Reading, error) {
	sequence, err := Sequence(ctx, p)
	return datasets.Reading{Words: sequence}, err
}

// Learn implements [eval.Learner]. There is no randomness in the default learner.
func (l Learner) Learn(ctx context.Context, lessons []eval.Lesson, _ uint64) (eval.Scorer, error) {
	sequences := make([][]string, len(lessons))
	for i, lesson := range lessons {
		sequences[i] = lesson.Words
	}
	rows := l.Rows
	if rows == nil {
		rows = classify.Logistic{Workers: l.Workers}
	}
	model, err := ngrams.Train(ctx, sequences, ngrams.Options{}, rows, *rowmodel.Table(classify.Matrix{}, lessons))
	if err != nil {
		return nil, err
	}
	return func(r datasets.Reading) (float64, error) {
		scores, err := model.Scores(r.Words)
		if err != nil {
			return 0, err
		}
		return scores[0], nil
	}, nil
}
