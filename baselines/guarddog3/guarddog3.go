// Package guarddog3 follows GuardDog 3.2.0 (DataDog, Apache-2.0,
// https://github.com/DataDog/guarddog, June 2026), which turned from findings to
// risks: rules over bytes find what code is able to do (capabilities) and what
// malware does (threats), a threat becomes a risk alone or together with a
// capability of its kind, and all risks give one score from 0 to 10. Rules, pairing,
// score and labels are written afresh from their meaning.
//
// Ported are the 46 source rules that apply to Python files, setup.py or the hooks
// of installers, with what the tool does around YARA: paths, matches in comments
// dropped, like snippets counted once, and so many findings a rule. Not ported are
// the eight rules for JavaScript and npm alone, and the metadata rules that need the
// index or the network (metadata_mismatch, three on mail domains and repositories).
// [Options.Metadata] adds the three others.
//
// The default verdict is the tool's label high_risk. A malicious package that it
// refuses to open (a bomb, a directory that lies) is judged here by what could be
// read, and is incomplete where that is not all; archives within the package are
// read as well. Two more differences are meant: a comment is looked for where the
// match is, also where lines end in a carriage return alone, and a file on which
// matching takes too long makes the detection incomplete.
package guarddog3

import (
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"sync"

	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/eval"
	"github.com/malguard/malguard/internal/defang"
)

// Name names the detector in tables.
const Name = "guarddog3"

// Thresholds of the score, which is the tool's divided by 10.
const (
	Threshold  = 0.7 // of the default verdict: high_risk
	Suspicious = 0.5 // of the next lower label
)

// Options are what the detector can be given. The zero value is what the tool does
// with a package on disk.
type Options struct {
	// Metadata adds bundled_binary, deceptive_author and typosquatting, which the
	// tool applies to packages that it has from an index. What the index says there,
	// the package says here, in PKG-INFO or METADATA. By themselves they make nothing
	// malicious.
	Metadata bool
}

// Detector is GuardDog 3.
type Detector struct{ opt Options }

// New returns a detector. Rules are compiled when one is first used.
func New(opt Options) *Detector { return &Detector{opt} }

var compiled = sync.OnceValue(newRuleset)

// Name implements [eval.Detector].
func (*Detector) Name() string { return Name }

// Detect implements [eval.Detector].
func (d *Detector) Detect(ctx context.Context, p *datasets.Package) (eval.Detection, error) {
	s := scan{ruleset: compiled(), found: make([][]finding, len(compiled().rules)), seen: map[string]bool{}}
	err := walk(ctx, p.FS, ".", func(name string) error { return s.file(p.FS, name) })
	if err == nil && d.opt.Metadata {
		err = s.metadata(ctx, p)
	}
	if err != nil {
		return eval.Detection{}, fmt.Errorf("%s: %w", Name, err)
	}
	findings := slices.Concat(s.found...)
	formed := risks(findings)
	detection := eval.Detection{Score: score(formed) / 10, Status: eval.StatusOf(p), Evidence: evidence(findings, formed)}
	if s.exhausted {
		detection.Status = eval.Incomplete
	}
	return detection, nil
}

// walk visits files as os.walk of Python does, each level sorted: those of a
// directory, then its directories. The order decides which findings are the first.
func walk(ctx context.Context, fsys fs.FS, dir string, visit func(string) error) error {
	entries, err := fs.ReadDir(fsys, dir)
	if err != nil {
		return err
	}
	for _, directories := range []bool{false, true} {
		for _, e := range entries {
			if e.IsDir() != directories {
				continue
			}
			name := path.Join(dir, e.Name())
			err := ctx.Err()
			switch {
			case err != nil:
			case directories:
				err = walk(ctx, fsys, name, visit)
			default:
				err = visit(name)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// evidence returns findings and the risks formed, in the order of files and lines.
func evidence(findings []finding, formed []risk) []eval.Evidence {
	var list []eval.Evidence
	for _, f := range findings {
		list = append(list, eval.Evidence{Rule: f.rule.id, File: f.file, Line: f.line, Note: defang.Note(f.rule.what + ": " + f.text)})
	}
	for _, r := range formed {
		by := r.threat.rule.id
		if r.capability != nil {
			by += " with " + r.capability.rule.id
		}
		list = append(list, eval.Evidence{Rule: r.name(), File: r.threat.file, Line: r.threat.line, Note: defang.Note(by)})
	}
	slices.SortStableFunc(list, func(a, b eval.Evidence) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	return list
}
