// Package packaging is a control that knows nothing of a package but how it is
// packed: which of the usual files lie around the code. Collections of malware are
// uploads, collections of benign packages often repositories, so that this tells
// them apart without a look at the code. A detector that does no better has learnt
// nothing.
package packaging

import (
	"cmp"
	"context"
	"io/fs"
	"path"
	"strings"

	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/eval"
	"github.com/malguard/malguard/internal/rowmodel"
)

// Name names the control in tables.
const Name = "control-packaging"

// Threshold is that of the default verdict.
const Threshold = 0.5

// Learner fits a logistic regression on the presence of each of [Signs]. It
// implements [eval.Learner].
type Learner struct {
	Workers int // of the regression; 0 = GOMAXPROCS; never changes the result
}

// Name implements [eval.Learner].
func (Learner) Name() string { return Name }

// Learn implements [eval.Learner]. There is no randomness in it.
func (l Learner) Learn(ctx context.Context, lessons []eval.Lesson, _ uint64) (eval.Scorer, error) {
	return rowmodel.Learn(ctx, len(Signs()), lessons, classify.Logistic{Workers: l.Workers})
}

// Signs returns the names, in lower case, that are looked for among the segments
// of the paths of all files; one that begins with "*" is the ending of a segment.
func Signs() []string {
	return []string{
		"pkg-info", "*.egg-info", "*.dist-info", "setup.py", "setup.cfg", "pyproject.toml", "manifest.in", "tox.ini",
		"requirements.txt", "*.md", "*.rst", "license", "license.txt", "tests", "test", "docs", "doc", "examples", "*.yml", "*.toml",
		"*.txt", "*.json", ".gitignore", ".github", "__init__.py", "__main__.py", "conftest.py",
	}
}

// Read implements [eval.Learner]: 1 for each of [Signs] that is there.
func (Learner) Read(ctx context.Context, p *datasets.Package) (datasets.Reading, error) {
	signs := Signs()
	values := make([]float64, len(signs))
	err := fs.WalkDir(p.FS, ".", func(name string, d fs.DirEntry, err error) error {
		if err := cmp.Or(err, ctx.Err()); err != nil {
			return err
		}
		base := strings.ToLower(path.Base(name))
		for i := range signs {
			if matches(signs[i], base) {
				values[i] = 1
			}
		}
		return nil
	})
	return datasets.Reading{Row: values}, err
}

func matches(sign, segment string) bool {
	if ending, ok := strings.CutPrefix(sign, "*"); ok {
		return strings.HasSuffix(segment, ending)
	}
	return segment == sign
}
