// Package bandit4mal follows Bandit4Mal (https://github.com/lyvd/bandit4mal, commit
// b1ca9eb, Apache-2.0), a Bandit 1.6 whose rules are about malware: 49 about calls,
// 4 about strings and 17 about imports. Rules and the way in which Bandit resolves
// names are written afresh from their meaning. Its list of calls is not here: the
// tool itself has it commented out.
//
// As published, pip leaves out the folder of the 53 rules about calls and strings, so
// that those about imports alone work, without a word. The default here are all 70;
// [Options.AsInstalled] is what an installation does.
//
// The project names no verdict. The default is any alert: the score counts alerts,
// n/(n+1), so that "at least n alerts" is the threshold eval.CountScore(n).
//
// Differences are meant. A file that CPython cannot parse, for a NUL byte, an
// encoding, the grammar of Python 2 or deep nesting, hides nothing here. A comment "#
// nosec" silences nothing, as with Bandit's --ignore-nosec. Folders such as .git and
// .eggs are read, and archives inside the package. The decorators of a function are
// seen before the imports inside it, as they stand, which Bandit sees first.
package bandit4mal

import (
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"path"

	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/eval"
	"github.com/malguard/malguard/internal/defang"
	"github.com/malguard/malguard/internal/pysrc"
)

// Name names the detector in tables.
const Name = "bandit4mal"

// Threshold is that of the default verdict: one alert.
const Threshold = 0.5

// Options are what the detector can be given. The zero value has all 70 rules and
// counts every alert.
type Options struct {
	AsInstalled bool // the 17 rules about imports alone, which is what pip installs
	HighOnly    bool // count alerts of severity HIGH alone
	SetupOnly   bool // count alerts in files named setup.py alone
	Distinct    bool // count rules that fire instead of alerts
}

// Detector is Bandit4Mal.
type Detector struct{ opt Options }

// New returns a detector.
func New(opt Options) *Detector { return &Detector{opt} }

// Name implements [eval.Detector].
func (d *Detector) Name() string { return Name }

// maxPlaces is how many places are named as evidence of one rule in one file. All
// count.
const maxPlaces = 100

// Detect implements [eval.Detector].
func (d *Detector) Detect(ctx context.Context, p *datasets.Package) (eval.Detection, error) {
	detection := eval.Detection{Status: eval.StatusOf(p)}
	alerts, fired := 0, map[string]bool{}
	err := fs.WalkDir(p.FS, ".", func(name string, e fs.DirEntry, err error) error {
		if err := cmp.Or(err, ctx.Err()); err != nil {
			return err
		}
		if e.IsDir() || !datasets.IsPython(name) || d.opt.SetupOnly && path.Base(name) != "setup.py" {
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
		scan(file, func(a alert) {
			if d.opt.AsInstalled && !a.imports || d.opt.HighOnly && a.severity != high {
				return
			}
			alerts++
			fired[a.rule] = true
			if places[a.rule]++; places[a.rule] <= maxPlaces {
				detection.Evidence = append(detection.Evidence, eval.Evidence{
					Rule: a.rule, File: name, Line: file.Line(a.at), Note: defang.Note(fmt.Sprintf("%s: %s", a.severity, a.note)),
				})
			}
		})
		return ctx.Err()
	})
	if err != nil {
		return eval.Detection{}, fmt.Errorf("%s: %w", Name, err)
	}
	if d.opt.Distinct {
		alerts = len(fired)
	}
	detection.Score = eval.CountScore(alerts)
	return detection, nil
}
