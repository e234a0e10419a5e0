package study

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/datasets/facts"
	"github.com/malguard/malguard/features"
	"github.com/malguard/malguard/features/paper"
	"github.com/malguard/malguard/graph"
	"github.com/malguard/malguard/graph/callgraph"
)

// Corpus is a measured collection.
type Corpus struct {
	Malicious []Unit // packages, without tests and documentation
	Benign    []Unit // slices of benign packages
	Whole     []Unit // benign packages as they are, without tests and documentation
	// Unmeasured counts units of which some measure would have cost too much and is
	// 0, of those above.
	Unmeasured int
}

// Unit is what is known of one package or slice.
type Unit struct {
	datasets.Unit
	Malicious bool
	// Kin names the groups that share a whole slice with this one's, itself among
	// them: origins that vendor the same file are never on both sides of a split.
	// Empty is the group alone.
	Kin string
	// Profiles are those of each scope, with [Signals].
	Profiles map[features.Scope][]features.Profile
	// Paper holds the values of the paper's mode by rule and by measure, in the
	// order of [paper.Rules] and [paper.Measures].
	Paper [][]paper.List
	// Traits are by kind and name.
	Traits []Trait
}

// Options says how to read and compare. The zero value is the default.
type Options struct {
	PerFamily int // packages of a family at most; 0 means 3
	Folds     int // 0 means 5
	Seed      uint64
	// Resamples is how many times groups are drawn for an interval; 0 means
	// 1,000, a negative number that there are no intervals.
	Resamples int
	// TraitsAlone leaves out profiles and the paper's values, which take most of the
	// time, where only variants of traits are compared.
	TraitsAlone bool
	Workers     int // packages read and variants compared at a time; 0 = GOMAXPROCS; never changes a result
}

func (o Options) filled() (Options, error) {
	o.PerFamily = cmp.Or(o.PerFamily, 3)
	o.Folds = cmp.Or(o.Folds, 5)
	o.Workers = cmp.Or(o.Workers, runtime.GOMAXPROCS(0))
	if o.PerFamily < 0 || o.Folds < 2 || o.Workers < 0 {
		return o, fmt.Errorf("study: %d packages of a family, %d folds, %d workers", o.PerFamily, o.Folds, o.Workers)
	}
	return o, nil
}

// Signals are all that [Read] measures: every measure among all calls, and of
// each part of the calls presence, harmonic centrality and nearness.
func Signals() []features.Signal {
	var list []features.Signal
	for _, m := range features.Measures() {
		list = append(list, features.Signal{Measure: m.Name})
	}
	for _, view := range features.Views()[1:] {
		for _, measure := range []string{features.Presence, "harmonic", "nearness"} {
			list = append(list, features.Signal{Measure: measure, View: view})
		}
	}
	return list
}

// Read opens the samples of d that have a label and the role train or none. Of a
// family no more than PerFamily packages are taken, the first by id. Samples that
// cannot be opened, or of which nothing is left without tests and documentation,
// are returned as errors, one each.
func Read(ctx context.Context, d *datasets.Dataset, opt Options) (*Corpus, []error, error) {
	opt, err := opt.filled()
	if err != nil {
		return nil, nil, err
	}
	samples := chosen(d, opt.PerFamily)
	read, failures := make([]units, len(samples)), make([]error, len(samples))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(opt.Workers)
	for i, s := range samples {
		g.Go(func() error {
			var err error
			if read[i], err = measure(ctx, s, opt); err != nil {
				failures[i] = fmt.Errorf("study: %s: %w", s.ID, err)
			}
			return ctx.Err()
		})
	}
	if err := g.Wait(); err != nil {
		return nil, nil, fmt.Errorf("study: %w", err)
	}
	c := &Corpus{}
	var cut []datasets.Slice
	var benign []Unit
	for i, u := range read {
		switch {
		case failures[i] != nil:
		case samples[i].Label == datasets.Malicious:
			c.Malicious = append(c.Malicious, u.whole)
		default:
			c.Whole = append(c.Whole, u.whole)
			cut, benign = append(cut, u.cut...), append(benign, u.slices...)
		}
	}
	kin := related(cut, benign)
	for _, i := range datasets.Distinct(cut) {
		c.Benign = append(c.Benign, benign[i])
	}
	for _, list := range [][]Unit{c.Malicious, c.Benign, c.Whole} {
		for i := range list {
			u := &list[i]
			if u.Kin = u.Group; kin[u.Group] != "" {
				u.Kin = kin[u.Group]
			}
			if unmeasured(*u) {
				c.Unmeasured++
			}
		}
	}
	return c, slices.DeleteFunc(failures, func(err error) bool { return err == nil }), nil
}

// related returns for each group that shares the content of a slice with another
// the first name of all that hang together so.
func related(cut []datasets.Slice, units []Unit) map[string]string {
	parent := map[string]string{}
	var find func(string) string
	find = func(g string) string {
		if p := cmp.Or(parent[g], g); p != g {
			parent[g] = find(p)
			return parent[g]
		}
		return g
	}
	first := map[string]string{}
	for i, s := range cut {
		g := units[i].Group
		if first[s.Content] == "" {
			first[s.Content] = g
		}
		a, b := find(first[s.Content]), find(g)
		parent[max(a, b)] = min(a, b)
	}
	kin := map[string]string{}
	for _, u := range units {
		kin[u.Group] = find(u.Group)
	}
	return kin
}

func (u Unit) kin() string { return cmp.Or(u.Kin, u.Group) }

func unmeasured(u Unit) bool {
	for _, list := range u.Profiles {
		if slices.ContainsFunc(list, func(p features.Profile) bool { return p.Unmeasured }) {
			return true
		}
	}
	return false
}

// chosen returns the samples to read.
func chosen(d *datasets.Dataset, perFamily int) []datasets.Sample {
	return taken(learnable(d), perFamily)
}

// learnable leaves the samples that may be learnt from: those with the role train or
// none.
func learnable(d *datasets.Dataset) *datasets.Dataset {
	part := *d
	part.Samples = slices.DeleteFunc(slices.Clone(d.Samples), func(s datasets.Sample) bool { return s.Role != "" && s.Role != "train" })
	return &part
}

// units is what one sample yields: itself, and if it is benign its slices.
type units struct {
	whole  Unit
	cut    []datasets.Slice
	slices []Unit
}

func measure(ctx context.Context, s datasets.Sample, opt Options) (u units, err error) {
	p, err := s.Open(ctx)
	if err != nil {
		return u, err
	}
	if s.Label == datasets.Benign {
		if u.cut, err = datasets.Slices(ctx, p, datasets.SliceOptions{Seed: opt.Seed}); err != nil {
			return u, err
		}
		for _, c := range u.cut {
			part, err := unit(ctx, c.Package, s, s.ID+"#"+c.ID, opt)
			if err != nil {
				return u, err
			}
			u.slices = append(u.slices, part)
		}
	}
	if p, err = datasets.Trim(ctx, p); err != nil {
		return u, err
	}
	u.whole, err = unit(ctx, p, s, s.ID, opt)
	if err == nil && u.whole.Files == 0 {
		err = errors.New("no Python file that an installation would run")
	}
	return u, err
}

// unit measures one package or slice in every way.
func unit(ctx context.Context, p *datasets.Package, s datasets.Sample, id string, opt Options) (Unit, error) {
	shape, err := datasets.ShapeOf(ctx, p)
	if err != nil {
		return Unit{}, err
	}
	u := Unit{Malicious: s.Label == datasets.Malicious, Unit: datasets.Unit{ID: id, Group: s.Group, Shape: shape}}
	g, err := callgraph.Build(ctx, p.FS, callgraph.Options{Files: datasets.IsPython, Texts: true})
	if err != nil {
		return u, err
	}
	names, err := publishedNames(ctx, p)
	if err != nil {
		return u, err
	}
	text, err := datasets.TextOf(ctx, p)
	if err != nil {
		return u, err
	}
	u.Traits = traitsOf(facts.Strip(g), shape, text, names) // as facts have them
	if opt.TraitsAlone {
		return u, nil
	}
	if u.Paper, err = paperValues(ctx, p); err != nil {
		return u, err
	}
	return u, u.profile(ctx, g)
}

// profile measures the profiles of each scope.
func (u *Unit) profile(ctx context.Context, g *graph.Graph) error {
	u.Profiles = map[features.Scope][]features.Profile{}
	for _, scope := range []features.Scope{features.ScopeFile, features.ScopeEntry, features.ScopePackage} {
		list, err := features.Profiles(ctx, g, features.Options{Scope: scope, Signals: Signals()})
		if err != nil {
			return err
		}
		for _, profile := range list {
			for i := range profile.Uses {
				profile.Uses[i].Sites = nil // not needed, and most of the memory
			}
		}
		u.Profiles[scope] = list
	}
	return nil
}

// paperValues returns the values of the paper's mode.
func paperValues(ctx context.Context, p *datasets.Package) ([][]paper.List, error) {
	var lists [][]paper.List
	for _, rule := range paper.Rules() {
		result, err := paper.Process(ctx, p.FS, paper.Options{Rule: rule}, paper.Measures()...)
		if err != nil {
			return nil, err
		}
		lists = append(lists, result.Values)
	}
	return lists, nil
}
