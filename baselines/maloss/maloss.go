// Package maloss follows the static filter of MalOSS (Duan et al., Towards Measuring
// Supply Chain Attacks on Package Managers for Interpreted Languages, NDSS 2021;
// https://github.com/osssanitizer/maloss, astgen_py3.py with
// config/astgen_python_smt.config, MIT): which of 335 labelled APIs does a package
// call, and do they satisfy the formula
//
//	(a source and a sink) or an opening of a connection or file or a danger
//
// In the paper this is a filter before taint analysis, dynamic analysis and people,
// none of which is here, so that what it flags is not what the paper calls malicious;
// open alone is enough. Written afresh; the names of the APIs are facts.
//
// Names are resolved as there: what is imported by "from m import x as y" is
// m.x from that statement on, and "import m as n" is not followed. An API is found
// where the text in front of the last dot is its module.
//
// The score counts the APIs that satisfy the formula, n/(n+1), so that it is at
// least [Threshold] where the formula holds. Differences are meant: the tool fails on
// a package with a file that CPython cannot parse; here such a file is read as far as
// it goes, and the exec statement of Python 2 is a call of exec. Files that end in
// .pyw are read too.
package maloss

import (
	"cmp"
	"context"
	"fmt"
	"io/fs"

	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/eval"
	"github.com/malguard/malguard/internal/pysrc"
)

// Name names the detector in tables.
const Name = "maloss"

// Threshold is that of the default verdict: the formula holds.
const Threshold = 0.5

// Detector is the filter.
type Detector struct{ apis map[string]api }

// New returns a detector.
func New() *Detector { return &Detector{labels()} }

// Name implements [eval.Detector].
func (d *Detector) Name() string { return Name }

// maxPlaces is how many calls of one API in one file are named as evidence.
const maxPlaces = 100

// Detect implements [eval.Detector]. Evidence is every labelled call, whether or not
// the formula holds.
func (d *Detector) Detect(ctx context.Context, p *datasets.Package) (eval.Detection, error) {
	detection := eval.Detection{Status: eval.StatusOf(p)}
	called := map[string]bool{}
	err := fs.WalkDir(p.FS, ".", func(name string, e fs.DirEntry, err error) error {
		if err := cmp.Or(err, ctx.Err()); err != nil {
			return err
		}
		if e.IsDir() || !datasets.IsPython(name) {
			return nil
		}
		data, err := fs.ReadFile(p.FS, name)
		if err != nil {
			return err
		}
		file := pysrc.Parse(data)
		if file.Truncated || file.Undecoded {
			detection.Status = eval.Incomplete
		}
		places := map[string]int{}
		calls(file, func(full string, at pysrc.Pos) {
			a, ok := d.apis[full]
			if !ok {
				return
			}
			called[full] = true
			if places[full]++; places[full] <= maxPlaces {
				detection.Evidence = append(detection.Evidence, eval.Evidence{
					Rule: full, File: name, Line: file.Line(at), Note: fmt.Sprintf("%s: %s", a.role, a.kind),
				})
			}
		})
		return ctx.Err()
	})
	if err != nil {
		return eval.Detection{}, fmt.Errorf("%s: %w", Name, err)
	}
	detection.Score = eval.CountScore(d.satisfying(called))
	return detection, nil
}

// satisfying returns how many of the APIs called satisfy the formula.
func (d *Detector) satisfying(called map[string]bool) int {
	n := map[role]int{}
	for name := range called {
		n[d.apis[name].role]++
	}
	alone := n[opening] + n[danger]
	if n[source] > 0 && n[sink] > 0 {
		return alone + n[source] + n[sink]
	}
	return alone
}
