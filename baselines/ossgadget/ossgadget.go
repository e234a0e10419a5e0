// Package ossgadget follows oss-detect-backdoor of OSSGadget (Microsoft, MIT,
// https://github.com/microsoft/OSSGadget, rules of November 2024): 44 rules,
// BD000100 to BD001003, that ApplicationInspector (MIT) applies to every text file
// of a package. Rules and the ways in which that engine matches are written afresh
// from their meaning.
//
// By default the rules are as published, so that four of them never match
// (BD000100, BD000105, BD000400, BD000810) and .txt and .md files are searched,
// which the exclusions fail to exclude. [Options.Intended] mends both.
//
// The tool gives no verdict; as in the literature, any match is one, so that the
// default verdict is malicious for most packages. The score counts the rules that
// match: n/(n+1).
//
// Three differences are meant. The tool takes a file with a NUL byte for binary and
// leaves it alone, Python or not; here Python source is always read. Its regular
// expressions have been seen to exhaust all memory on a line of 22 MB; here a match
// extends no farther than 64 KiB from its literal, and a file on which matching
// takes too long makes the detection incomplete. White space and letters beyond
// ASCII bound texts, but not expressions, as they do there.
package ossgadget

import (
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/eval"
	"github.com/malguard/malguard/internal/patterns"
)

// Names of the detector in tables.
const (
	Name         = "ossgadget"
	NameIntended = "ossgadget-intended"
)

// Threshold is that of the default verdict: one rule matches.
const Threshold = 0.5

// Options are what the detector can be given. The zero value is the tool as
// published.
type Options struct {
	// Intended gives the rules that cannot match what was meant by them, and leaves
	// out the files that the tool means to leave out: LICENSE, *.md and *.txt.
	Intended bool
}

// Detector is OSSGadget.
type Detector struct {
	opt Options
	set *ruleset
}

// New returns a detector.
func New(opt Options) (*Detector, error) {
	set, err := compile(rules(opt.Intended))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", Name, err)
	}
	return &Detector{opt, set}, nil
}

// Name implements [eval.Detector].
func (d *Detector) Name() string {
	if d.opt.Intended {
		return NameIntended
	}
	return Name
}

// maxFiles is how many files are named as evidence of one rule.
const maxFiles = 10

// Detect implements [eval.Detector].
func (d *Detector) Detect(ctx context.Context, p *datasets.Package) (eval.Detection, error) {
	s := scan{ruleset: d.set, found: make([][]eval.Evidence, len(d.set.rules))}
	err := fs.WalkDir(p.FS, ".", func(name string, e fs.DirEntry, err error) error {
		if err := cmp.Or(err, ctx.Err()); err != nil {
			return err
		}
		if e.IsDir() || d.opt.Intended && excluded(name) {
			return nil
		}
		return s.file(p.FS, name)
	})
	if err != nil {
		return eval.Detection{}, fmt.Errorf("%s: %w", d.Name(), err)
	}
	detection := eval.Detection{Status: eval.StatusOf(p)}
	if s.exhausted {
		detection.Status = eval.Incomplete
	}
	matched := 0
	for _, places := range s.found {
		if len(places) > 0 {
			matched++
		}
		detection.Evidence = append(detection.Evidence, places...)
	}
	detection.Score = eval.CountScore(matched)
	slices.SortStableFunc(detection.Evidence, func(a, b eval.Evidence) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	return detection, nil
}

// excluded reports whether the tool means to leave a file out.
func excluded(name string) bool {
	base := strings.ToLower(path.Base(name))
	return base == "license" || strings.HasSuffix(base, ".md") || strings.HasSuffix(base, ".txt")
}

// ruleset is rules with their patterns compiled together.
type ruleset struct {
	rules    []rule
	patterns *patterns.Set
	first    []int            // by rule: the number of its first pattern
	programs map[string][]int // by name: the rules that look for it between blanks
}

// reach is how far a match may extend.
const reach = 64 << 10

func compile(list []rule) (*ruleset, error) {
	s := &ruleset{rules: list, programs: map[string][]int{}}
	var all []patterns.Pattern
	for i, r := range list {
		s.first = append(s.first, len(all))
		for _, p := range r.patterns {
			all = append(all, p.compiled())
		}
		for _, b := range r.blanks {
			s.programs[b] = append(s.programs[b], i)
		}
	}
	set, err := patterns.Compile(all, patterns.Options{Reach: reach})
	if err != nil {
		return nil, err
	}
	s.patterns = set
	return s, nil
}
