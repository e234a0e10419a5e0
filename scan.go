package malguard

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/explain"
	"github.com/malguard/malguard/features"
	"github.com/malguard/malguard/graph"
	"github.com/malguard/malguard/graph/callgraph"
)

// ScanOptions says how to scan. The zero value is the default.
type ScanOptions struct {
	Limits datasets.Limits // what opening may cost
	// Score says which files' scores count; nil counts all. It is for studies: a
	// verdict on part of a package says nothing of the rest.
	Score func(file string) bool
	// Explain asks for reasons below the threshold too.
	Explain bool
	// MaxReasons is how many reasons a verdict holds at most; 0 means 10, a
	// negative number none.
	MaxReasons int
	// Code asks for the lines of the calls of reasons. They are what the package's
	// author wrote, and tools that pass verdicts on may not want them.
	Code bool
}

// maxSites bounds the calls shown of one API.
const maxSites = 20

// Scan judges the archive or directory at path. It never fails: what goes
// wrong, the end of ctx included, is a Verdict with the status failed.
func (m *Model) Scan(ctx context.Context, path string, opt ScanOptions) *Verdict {
	p, err := datasets.Open(ctx, path, opt.Limits)
	if err == nil {
		var v *Verdict
		if v, err = m.Judge(ctx, p, opt); err == nil {
			v.Path = path
			return v
		}
	}
	return &Verdict{
		Path: path, Status: Failed, Label: datasets.Unknown.String(), Threshold: m.info.Threshold,
		Reasons: []Reason{}, Error: err.Error(),
	}
}

// Judge judges an opened package; the Verdict has no Path. Its only errors are
// that of ctx and those of a model that does not fit its schema.
func (m *Model) Judge(ctx context.Context, p *datasets.Package, opt ScanOptions) (*Verdict, error) {
	// The same test as when the package was opened: a file that counts as Python
	// there must be read here.
	g, err := callgraph.Build(ctx, p.FS, callgraph.Options{Files: datasets.IsPython})
	if err != nil {
		return nil, fmt.Errorf("malguard: %w", err)
	}
	return m.JudgeGraph(ctx, p, g, opt)
}

// JudgeGraph is [Model.Judge] for a package whose call graph is known; of p it needs
// no file system.
func (m *Model) JudgeGraph(ctx context.Context, p *datasets.Package, g *graph.Graph, opt ScanOptions) (*Verdict, error) {
	profiles, err := features.Profiles(ctx, g, features.Options{Scope: m.info.Scope, Signals: m.schema.Signals()})
	if err != nil {
		return nil, fmt.Errorf("malguard: %w", err)
	}
	if opt.Score != nil {
		profiles = slices.DeleteFunc(profiles, func(p features.Profile) bool { return !opt.Score(p.File) })
	}
	scores, err := m.score(profiles)
	if err != nil {
		return nil, err
	}
	v := &Verdict{Name: p.Name, Version: p.Version, SHA256: p.SHA256, Threshold: m.info.Threshold, Reasons: []Reason{}}
	v.doubts(p, g, profiles)
	worst, scored := highest(scores)
	if scored {
		v.Score, v.File = scores[worst], profiles[worst].File
	}
	v.decide(scored)
	if scored && (opt.Explain || v.Score >= v.Threshold) {
		if v.Reasons, err = m.reasons(ctx, profiles[worst], cmp.Or(opt.MaxReasons, 10)); err != nil {
			return nil, err
		}
		evidence(g, v.Reasons)
		if opt.Code && p.FS != nil {
			quote(p.FS, v.Reasons)
		}
	}
	return v, nil
}

// highest returns the index of the first of the highest scores, and whether
// there is any score.
func highest(scores []float64) (int, bool) {
	best := 0
	for i, s := range scores {
		if s > scores[best] {
			best = i
		}
	}
	return best, len(scores) > 0
}

// doubts collects what was not read, and what is odd.
func (v *Verdict) doubts(p *datasets.Package, g *graph.Graph, profiles []features.Profile) {
	v.Incomplete = slices.Clone(p.Incomplete)
	for _, f := range g.Files() {
		switch {
		case len(f.Errors) == 0:
		case len(f.Errors) > f.Calls: // what little looks like a call may be noise
			v.Incomplete = append(v.Incomplete, datasets.Reason{Status: "unparsed", File: f.Path, Detail: f.Errors[0].Error()})
		default:
			v.Warnings = append(v.Warnings, fmt.Sprintf("%s: %d places that no Python accepts, the first in %v", f.Path, len(f.Errors), f.Errors[0]))
		}
	}
	for _, err := range g.Warnings() {
		status := "unreadable"
		switch {
		case errors.Is(err, callgraph.ErrLimit):
			status = "limit-steps"
		case errors.Is(err, callgraph.ErrHidden):
			status = "limit-hidden"
		case errors.Is(err, callgraph.ErrTruncated):
			status = "limit-tokens"
		case errors.Is(err, callgraph.ErrEncoding):
			status = "unknown-encoding"
		}
		v.Incomplete = append(v.Incomplete, datasets.Reason{Status: status, Detail: err.Error()})
	}
	for _, f := range profiles {
		if f.Unmeasured {
			v.Incomplete = append(v.Incomplete, datasets.Reason{Status: "limit-graph", File: f.File, Detail: "its call graph is too large to measure"})
		}
	}
	for _, err := range p.Warnings {
		v.Warnings = append(v.Warnings, err.Error())
	}
}

// decide sets the status and the label; scored says whether there is a score.
func (v *Verdict) decide(scored bool) {
	v.Status, v.Label = Scored, datasets.Benign.String()
	if len(v.Incomplete) > 0 || !scored {
		v.Status, v.Label = Incomplete, datasets.Unknown.String()
	}
	if scored && v.Score >= v.Threshold {
		v.Label = datasets.Malicious.String()
	}
}

// reasons returns the APIs of a file that raise its score. The weight of a
// column that several APIs share is divided between them.
func (m *Model) reasons(ctx context.Context, p features.Profile, most int) ([]Reason, error) {
	row := make([]float64, len(m.schema.Columns))
	v, err := m.schema.Vector(p)
	if err != nil {
		return nil, fmt.Errorf("malguard: %w", err)
	}
	for k, i := range v.Index {
		row[i] = v.Values[k]
	}
	e, err := explain.Occlusion{}.Explain(ctx, explain.ScorerFunc(m.scoreRows), row)
	if err != nil {
		return nil, fmt.Errorf("malguard: %w", err)
	}
	weights, err := m.share(p, e.Weights)
	if err != nil {
		return nil, err
	}
	list := []Reason{}
	for i, u := range p.Uses {
		if weights[i] > 0 {
			list = append(list, reason(u, weights[i]))
		}
	}
	slices.SortStableFunc(list, func(a, b Reason) int { return cmp.Compare(b.Weight, a.Weight) })
	return list[:min(len(list), max(most, 0))], nil
}

// share returns how much of the weights of the columns falls to each use.
func (m *Model) share(p features.Profile, columns []explain.Weight) ([]float64, error) {
	touched, err := m.schema.Touched(p)
	if err != nil {
		return nil, fmt.Errorf("malguard: %w", err)
	}
	each := make([]float64, len(m.schema.Columns)) // what one use has of a column's weight
	users := make([]int, len(each))
	for _, columns := range touched {
		for _, c := range columns {
			users[c]++
		}
	}
	for _, w := range columns {
		each[w.Column] = w.Weight / float64(max(users[w.Column], 1))
	}
	weights := make([]float64, len(p.Uses))
	for i := range p.Uses {
		for _, c := range touched[i] {
			weights[i] += each[c]
		}
	}
	return weights, nil
}

// scoreRows returns log-odds: near 0 and 1 the score itself hardly moves,
// whatever is taken away.
func (m *Model) scoreRows(dst []float64, rows [][]float64) error {
	x, err := classify.FromRows(len(m.schema.Columns), rows)
	if err != nil {
		return err
	}
	if err := m.classifier.Scores(dst, x); err != nil {
		return err
	}
	for i, p := range dst {
		dst[i] = logit(p)
	}
	return nil
}

// logit returns the log-odds of p, which it keeps away from 0 and 1 by the
// precision of a float64.
func logit(p float64) float64 {
	const least = 1e-15
	p = min(max(p, least), 1-least)
	return math.Log(p / (1 - p))
}

func reason(u features.Use, weight float64) Reason {
	r := Reason{API: u.API, Weight: weight, Sites: []Site{}}
	if p, ok := features.Categories().Of(u.API); ok {
		r.Purpose = p.Doc
	}
	for _, s := range u.Sites[:min(len(u.Sites), maxSites)] {
		r.Sites = append(r.Sites, Site{File: s.File, Line: s.Line, Function: s.Caller, Phase: s.Phase, Layer: s.Layer})
	}
	return r
}
