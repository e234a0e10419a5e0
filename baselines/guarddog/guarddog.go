// Package guarddog follows GuardDog 2.10.0 (DataDog, Apache-2.0,
// https://github.com/DataDog/guarddog, May 2026), the last version before 3.0
// turned to risks: fifteen rules for semgrep about Python source, one for YARA, and
// rules about the metadata of a package. Paper and comparisons of detectors know
// this GuardDog.
//
// Ported are all sixteen source rules, with what semgrep 1.185 (the free one) does
// for them and no more: names through imports, constant strings through variables,
// statements in a sequence, and data from a source to a sink within one body of
// statements. What it loses on the way, a slice or what a call returns into a list,
// is lost here; what it does not follow, calls, is not followed. Of the rules about
// metadata the six are ported that need nothing but the package: empty_information,
// release_zero, typosquatting, single_python_file, bundled_binary, deceptive_author.
// Three need the network and are left out: potentially_compromised_email_domain and
// unclaimed_maintainer_email_domain ask who has a domain,
// repository_integrity_mismatch fetches a repository.
//
// The default verdict is at least one source rule, as in the comparisons; rules
// about metadata are evidence and count with [Options.Metadata] alone. Files that
// semgrep does not look at by default are not looked at (folders of tests, of what
// is built and of what others wrote, see the list in files.go), which GuardDog does
// not change although it means to; [Options.All] looks at every file.
//
// Where GuardDog gives up on a file, this does not: of a file with statements that
// nobody can parse the rest is read, also with NUL bytes, in Latin-1, deeply nested,
// larger than 10 MB, or slow to match; a package's own .semgrepignore files, which
// semgrep obeys, hide nothing. Archives within the package are read. One more
// difference: executable files of other names are read with [Options.All] only,
// since the mode of a file is not known here.
package guarddog

import (
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/eval"
	"github.com/malguard/malguard/internal/defang"
)

// Name names the detector in tables.
const Name = "guarddog"

// Threshold is that of the default verdict: one rule.
const Threshold = 0.5

// Options are what the detector can be given. The zero value is what GuardDog does
// with a package on disk.
type Options struct {
	// All looks at every file, also at those that semgrep ignores by their path, at
	// .pyw, and at scripts that begin with a line for Python. Rules for one kind of
	// file, as code-execution for setup.py and __init__.py, stay so.
	All bool
	// Metadata lets rules about metadata count like others.
	Metadata bool
}

// Detector is GuardDog 2.
type Detector struct {
	opt   Options
	rules []rule
}

// New returns a detector.
func New(opt Options) *Detector { return &Detector{opt, rules()} }

// Name implements [eval.Detector].
func (*Detector) Name() string { return Name }

// Detect implements [eval.Detector]. The score counts the rules that fired, see
// [eval.CountScore].
func (d *Detector) Detect(ctx context.Context, p *datasets.Package) (eval.Detection, error) {
	scan := scan{Detector: d, ctx: ctx}
	err := fs.WalkDir(p.FS, ".", func(name string, e fs.DirEntry, err error) error {
		if err := cmp.Or(err, ctx.Err()); err != nil || e.IsDir() {
			return err
		}
		data, err := fs.ReadFile(p.FS, name)
		if err != nil {
			return err
		}
		return scan.file(name, data)
	})
	if err != nil {
		return eval.Detection{}, fmt.Errorf("%s: %w", Name, err)
	}
	fired := map[string]bool{}
	for _, e := range scan.evidence {
		fired[e.Rule] = true
	}
	about := metadataRules(p, scan.facts)
	if d.opt.Metadata {
		for _, e := range about {
			fired[e.Rule] = true
		}
	}
	detection := eval.Detection{
		Score: eval.CountScore(len(fired)), Status: eval.StatusOf(p), Evidence: append(about, scan.evidence...),
	}
	if scan.unread {
		detection.Status = eval.Incomplete
	}
	return detection, nil
}

// scan is what was found in the files of one package so far.
type scan struct {
	*Detector
	ctx      context.Context
	evidence []eval.Evidence
	facts    facts
	unread   bool // a file is longer than what is read, or in an encoding that is not known
}

func (c *scan) file(name string, data []byte) error {
	c.facts.add(name, data)
	var found []eval.Evidence
	if at := passwords(name, data); at >= 0 {
		found = append(found, eval.Evidence{Rule: passwd, File: name, Line: lineOf(string(data), at), Note: "shows the accounts of a machine"})
	}
	if c.opt.All || !isIgnored(name) {
		found = append(found, c.source(name, data)...)
	}
	slices.SortStableFunc(found, func(a, b eval.Evidence) int { return cmp.Compare(a.Line, b.Line) })
	c.evidence = append(c.evidence, found...)
	return c.ctx.Err()
}

// maxPlaces bounds how many places of a file are named for one rule.
const maxPlaces = 50

// source applies the rules to a file of Python, and the one on links to files of
// other languages.
func (c *scan) source(name string, data []byte) []eval.Evidence {
	python := isPython(name, c.opt.All) || c.opt.All && isScript(data)
	var s *source
	var list []eval.Evidence
	for _, r := range c.rules {
		if !r.placed(name) {
			continue
		}
		if python {
			if s == nil {
				s = newSource(c.ctx, data)
				c.unread = c.unread || s.file.Truncated || s.file.Undecoded
			}
			list = append(list, r.evidence(name, s.text, r.find(s), s.line)...)
		} else if r.id == "shady-links" {
			text := string(data)
			if literals, ok := literalsOf(name, text); ok {
				list = append(list, r.evidence(name, text, links(text, literals), func(at span) int { return lineOf(text, int(at.from)) })...)
			}
		}
		if c.ctx.Err() != nil {
			return nil
		}
	}
	return list
}

// evidence names the first places of each line.
func (r rule) evidence(name, text string, found []span, line func(span) int) []eval.Evidence {
	slices.SortFunc(found, func(a, b span) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(b.to, a.to)) })
	var list []eval.Evidence
	for _, at := range found {
		n := line(at)
		if len(list) > 0 && list[len(list)-1].Line == n {
			continue
		}
		if len(list) == maxPlaces {
			break
		}
		list = append(list, eval.Evidence{Rule: r.id, File: name, Line: n, Note: note(r.about, text[at.from:at.to])})
	}
	return list
}

// note says what was found and how it begins: up to the first quote, so that no
// payload gets into it, and without an address that anything links to.
func note(about, text string) string {
	text = text[:min(len(text), 200)]
	if i := strings.IndexAny(text, "'\"`\n"); i >= 0 {
		text = text[:i]
	}
	return defang.Note(strings.TrimSuffix(about+": "+strings.ReplaceAll(strings.TrimSpace(text), ".", "[.]"), ": "))
}

// lineOf is the line of a place in a text.
func lineOf(text string, at int) int { return strings.Count(text[:at], "\n") + 1 }

func (s *source) line(at span) int { return s.file.Line(at.from) }
