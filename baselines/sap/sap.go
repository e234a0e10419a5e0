// Package sap follows the features of Ladisa et al., On the Feasibility of
// Cross-Language Detection of Malicious Packages in npm and PyPI, ACSAC 2023,
// https://doi.org/10.1145/3627106.3627138, as its extractor for PyPI computes them
// (https://github.com/SAP-samples/cross-language-detection-artifacts at ea937f5):
// 140 numbers a package, see [Columns], and boosted trees that learn from them.
//
// Many of them tell how large a package is and which files lie around the code. Our
// own detector must not see those; a baseline is faithful, so read its figures
// beside the controls. Differences: the list of suspicious tokens is ours and has
// fewer; of a string, the first [MaxMatched] bytes are searched; strings and names
// are told by a lexer of our own, not Pygments; URLs are what has a scheme; common
// English words are not dropped from strings. As there, URLs of setup.py are never
// counted. Packages of equal size are not dropped. Scores of the real models can
// be brought as recorded verdicts (malguard eval --verdicts sap=FILE).
//
// The default verdict is malicious where the score is at least 1/2.
package sap

import (
	"context"

	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/eval"
	"github.com/malguard/malguard/internal/rowmodel"
)

// Name names the detector in tables.
const Name = "sap"

// Threshold is that of the default verdict.
const Threshold = 0.5

// Learner is the detector. The zero value is the default. It implements
// [eval.Learner].
type Learner struct {
	// Rows learns from the rows; nil means 300 boosted trees at a rate of 0.1, the
	// kind of model that does best in the paper, whose settings were searched for on
	// its data and are not given. [classify.Forest] and [classify.Tree] are its others.
	Rows    classify.Trainer
	Workers int // trees grown at a time; 0 = GOMAXPROCS; never changes the result
}

// Name implements [eval.Learner].
func (Learner) Name() string { return Name }

// Read implements [eval.Learner] by [Row].
func (Learner) Read(ctx context.Context, p *datasets.Package) (datasets.Reading, error) {
	row, err := Row(ctx, p)
	return datasets.Reading{Row: row}, err
}

// Learn implements [eval.Learner].
func (l Learner) Learn(ctx context.Context, lessons []eval.Lesson, seed uint64) (eval.Scorer, error) {
	rows := l.Rows
	if rows == nil {
		rows = classify.Boost{Rounds: 300, Rate: 0.1, Seed: seed, Workers: l.Workers}
	}
	return rowmodel.Learn(ctx, len(Columns()), lessons, rows)
}
