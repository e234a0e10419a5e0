// Package ea4mp follows EA4MP (Sun et al., 1+1>2: Integrating Deep Code Behaviors
// with Metadata Features for Malicious PyPI Package Detection, ASE 2024,
// https://doi.org/10.1145/3691620.3695493; https://github.com/EA4MP/EA4MP at
// 66fe608). It has two halves, and two detectors are here.
//
// "ea4mp-metadata" judges by ten small numbers of the metadata, see [Features].
// What they tell apart is often how a collection was made: a repository has no
// PKG-INFO, an upload has. Read it beside the controls.
//
// "ea4mp-surrogate" joins it with a stand-in for the other half. The original
// fine-tunes BERT (bert-base-cased, 512 tokens, 8 epochs) on the calls of setup.py
// and the largest files; its weights are not published. In its place the same
// calls, in the order of a walk through our call graph, are counted as n-grams and
// weighed by logistic regression. What joins the halves is the original's: AdaBoost
// of stumps, or the mean. Scores of the real model can be brought as recorded
// verdicts (malguard eval --verdicts ea4mp=FILE).
//
// Both default verdicts are malicious where the score is at least 1/2. Nothing of
// the original's code, which has no licence, is used.
package ea4mp

import (
	"context"
	"fmt"

	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/eval"
	"github.com/malguard/malguard/internal/rowmodel"
)

// Names of the detectors, and the threshold of their default verdicts.
const (
	MetadataName = "ea4mp-metadata"
	Threshold    = 0.5
)

// Metadata trains the detector by metadata. The zero value is a forest, which the
// authors prefer.
type Metadata struct {
	// Learner learns from the rows of [Features]; nil means the forest of the
	// original: 100 trees, at most 200 splits deep. classify.GaussianNB is its
	// other choice.
	Learner classify.Trainer
	Workers int // packages read at a time; 0 = GOMAXPROCS; never changes the result
}

// metadata is what was learnt.
type metadata struct {
	authors map[string]bool // of malicious packages
	model   classify.Model
}

// Name implements [eval.Trainer].
func (Metadata) Name() string { return MetadataName }

// Fit implements [eval.Trainer]. Authors of malicious packages are those of the
// items given, the original's list being of its own collection. To a package that
// is learnt from, its author is known to be malicious only if a package of another
// family has him too: else the list would give the label away.
func (t Metadata) Fit(ctx context.Context, train []eval.Item[*datasets.Package], seed uint64) (eval.Detector[*datasets.Package], error) {
	examples, err := rowmodel.Read(ctx, train, t.Workers, metadataOf)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", MetadataName, err)
	}
	d, err := t.fit(ctx, examples, seed)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", MetadataName, err)
	}
	return d, nil
}

func (t Metadata) fit(ctx context.Context, examples []rowmodel.Example[facts], seed uint64) (*metadata, error) {
	known := authorsOf(examples)
	rows := make([][]float64, len(examples))
	for i, e := range examples {
		rows[i] = vector(e.Value, known.beyond(e.Value.author, e.Group))
	}
	x, err := classify.FromRows(Width, rows)
	if err != nil {
		return nil, err
	}
	learner := t.Learner
	if learner == nil {
		learner = classify.Forest{MaxDepth: 200, Seed: seed, Workers: t.Workers}
	}
	model, err := learner.Train(ctx, rowmodel.Table(x, examples))
	if err != nil {
		return nil, err
	}
	return &metadata{known.all(), model}, nil
}

// Name implements [eval.Detector].
func (*metadata) Name() string { return MetadataName }

// Detect implements [eval.Detector].
func (d *metadata) Detect(ctx context.Context, p *datasets.Package) (eval.Detection, error) {
	f, err := metadataOf(ctx, p)
	if err != nil {
		return eval.Detection{}, fmt.Errorf("%s: %w", MetadataName, err)
	}
	score, err := d.score(f)
	if err != nil {
		return eval.Detection{}, fmt.Errorf("%s: %w", MetadataName, err)
	}
	return eval.Detection{Score: score, Status: eval.StatusOf(p)}, nil
}

func (d *metadata) score(f facts) (float64, error) {
	return rowmodel.Score(d.model, vector(f, d.authors[f.author]))
}

// authors holds the families in which an author stands.
type authors map[string]map[string]bool

func authorsOf(examples []rowmodel.Example[facts]) authors {
	known := authors{}
	for _, e := range examples {
		if e.Malicious && e.Value.author != unknown {
			if known[e.Value.author] == nil {
				known[e.Value.author] = map[string]bool{}
			}
			known[e.Value.author][e.Group] = true
		}
	}
	return known
}

// beyond reports whether the author stands in another family than the given one.
func (a authors) beyond(author, family string) bool {
	n := len(a[author])
	if a[author][family] {
		n--
	}
	return n > 0
}

func (a authors) all() map[string]bool {
	all := make(map[string]bool, len(a))
	for author := range a {
		all[author] = true
	}
	return all
}
