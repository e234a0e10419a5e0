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
	"slices"

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

// Metadata is the detector by metadata. The zero value is a forest, which the authors
// prefer. It implements [eval.Learner].
type Metadata struct {
	// Rows learns from the rows of [Features]; nil means the forest of the original:
	// 100 trees, at most 200 splits deep. classify.GaussianNB is its other choice.
	Rows    classify.Trainer
	Workers int // trees grown at a time; 0 = GOMAXPROCS; never changes the result
}

// metadata is what was learnt.
type metadata struct {
	authors map[string]bool // hashes, of malicious packages
	model   classify.Model
}

// Name implements [eval.Learner].
func (Metadata) Name() string { return MetadataName }

// Read implements [eval.Learner]: the ten [Features], as if the author were not known
// for malicious packages, and a hash of the author, or "".
func (Metadata) Read(ctx context.Context, p *datasets.Package) (datasets.Reading, error) {
	f, err := metadataOf(ctx, p)
	return f.reading(), err
}

// Learn implements [eval.Learner]. Authors of malicious packages are those of the
// lessons given, the original's list being of its own collection. To a package that
// is learnt from, its author is known to be malicious only if a package of another
// family has him too: else the list would give the label away.
func (t Metadata) Learn(ctx context.Context, lessons []eval.Lesson, seed uint64) (eval.Scorer, error) {
	d, err := t.learn(ctx, lessons, seed)
	if err != nil {
		return nil, err
	}
	return d.score, nil
}

func (t Metadata) learn(ctx context.Context, lessons []eval.Lesson, seed uint64) (*metadata, error) {
	known := authorsOf(lessons)
	rows := make([][]float64, len(lessons))
	for i, l := range lessons {
		rows[i] = row(l.Reading, known.beyond(authorOf(l.Reading), l.Group))
	}
	x, err := classify.FromRows(Width, rows)
	if err != nil {
		return nil, err
	}
	learner := t.Rows
	if learner == nil {
		learner = classify.Forest{MaxDepth: 200, Seed: seed, Workers: t.Workers}
	}
	model, err := learner.Train(ctx, rowmodel.Table(x, lessons))
	if err != nil {
		return nil, err
	}
	return &metadata{known.all(), model}, nil
}

func (d *metadata) score(r datasets.Reading) (float64, error) {
	return rowmodel.Score(d.model, row(r, d.authors[authorOf(r)]))
}

// row returns the features of a reading.
func row(r datasets.Reading, knownAuthor bool) []float64 {
	if !knownAuthor || len(r.Row) != Width {
		return r.Row
	}
	row := slices.Clone(r.Row)
	row[authorColumn] = 0
	return row
}

// authorOf returns the hash of the author, "" where there is none.
func authorOf(r datasets.Reading) string {
	if len(r.Words) == 0 {
		return ""
	}
	return r.Words[0]
}

// authors holds the families in which an author stands.
type authors map[string]map[string]bool

func authorsOf(lessons []eval.Lesson) authors {
	known := authors{}
	for _, l := range lessons {
		if author := authorOf(l.Reading); l.Malicious && author != "" {
			if known[author] == nil {
				known[author] = map[string]bool{}
			}
			known[author][l.Group] = true
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
