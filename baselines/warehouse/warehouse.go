// Package warehouse follows the check of setup.py that PyPI itself ran on uploads in
// 2020 and 2021 and then retired (https://github.com/pypi/warehouse, the folder
// warehouse/malware/checks/setup_patterns at commit 05aeb89ce, Apache-2.0): five
// YARA rules over the text of a setup.py, written afresh from their meaning. Its
// other check, of changes of owners, is about accounts and not here.
//
// Only {base}/setup.py of a source distribution is looked at, as it stands, comments
// and all. The tool gives each rule that matches a class, threat or indeterminate;
// here the score is 1 for a threat, 1/2 for anything else that matches, and 0 where
// nothing does, which the tool calls benign of low confidence. The default verdict
// is a threat; [ThresholdAny] is any match. A package without such a setup.py is
// indeterminate to the tool and scores 0 with the evidence [Missing]; of wheels it
// says nothing, and nor does this.
//
// Three differences are meant: a setup.py at the root, as in a directory, is looked at
// too; where there are several, all are; and matching is bounded, so that a file made
// to take long makes the detection incomplete.
package warehouse

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"sync"

	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/eval"
)

// Name names the detector in tables.
const Name = "warehouse"

// Threshold is that of the default verdict, a threat, and ThresholdAny that of any
// rule.
const (
	Threshold    = 1.0
	ThresholdAny = 0.5
)

// Missing is the evidence that a source distribution has no setup.py.
const Missing = "no_setup_py"

// Detector is the check.
type Detector struct{ *ruleset }

// New returns a detector.
func New() *Detector { return &Detector{compiled()} }

var compiled = sync.OnceValue(newRuleset)

// Name implements [eval.Detector].
func (d *Detector) Name() string { return Name }

// Detect implements [eval.Detector].
func (d *Detector) Detect(ctx context.Context, p *datasets.Package) (eval.Detection, error) {
	detection, err := d.detect(ctx, p)
	if err != nil {
		return eval.Detection{}, fmt.Errorf("%s: %w", Name, err)
	}
	return detection, nil
}

func (d *Detector) detect(ctx context.Context, p *datasets.Package) (eval.Detection, error) {
	detection := eval.Detection{Status: eval.StatusOf(p)}
	files, err := setups(p.FS)
	if err != nil {
		return detection, err
	}
	for _, name := range files {
		if err := ctx.Err(); err != nil {
			return detection, err
		}
		data, err := fs.ReadFile(p.FS, name)
		if err != nil {
			return detection, err
		}
		x := d.patterns.Scan(data)
		for _, r := range d.rules {
			at, ok := r.match(x)
			if !ok {
				continue
			}
			detection.Score = max(detection.Score, r.class.score())
			detection.Evidence = append(detection.Evidence, eval.Evidence{
				Rule: r.name, File: name, Line: 1 + bytes.Count(data[:at], []byte("\n")), Note: string(r.class) + ": " + r.what,
			})
		}
		if x.Exhausted() {
			detection.Status = eval.Incomplete
		}
	}
	if files == nil {
		detection.Evidence = []eval.Evidence{{Rule: Missing, Note: "indeterminate: no setup.py to look at"}}
	}
	return detection, ctx.Err()
}

// setups returns the files to look at: empty of a wheel, nil where there are none.
func setups(fsys fs.FS) ([]string, error) {
	wheel, err := fs.Glob(fsys, "*.dist-info/WHEEL")
	if err != nil || len(wheel) > 0 {
		return []string{}, err
	}
	var files []string
	for _, pattern := range []string{"setup.py", "*/setup.py", "!copy*/*/setup.py"} {
		found, err := fs.Glob(fsys, pattern)
		if err != nil {
			return nil, err
		}
		files = append(files, found...)
	}
	return files, nil
}
