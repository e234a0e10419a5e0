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
	"github.com/malguard/malguard/eval"
	"github.com/malguard/malguard/graph/callgraph"
)

// ItemOptions says what [Items] judges. The zero value is the default.
type ItemOptions struct {
	// Slices cuts benign packages into pieces of the size of malicious ones, see
	// [datasets.Slices], and leaves of malicious ones the code alone, so that neither
	// size nor packaging tells them apart. Otherwise packages are whole.
	Slices bool
	// Whole adds each benign package that was cut as it is, for the protocol
	// "whole".
	Whole bool
	// PerFamily is how many packages of a family are taken at most, the first by ID;
	// 0 means all.
	PerFamily int
	Seed      uint64
	Workers   int // packages read at a time; 0 = GOMAXPROCS; never changes the result
}

// Items returns what the labelled samples of d hold to be judged, with sizes and
// [Strata], by ID. Samples that cannot be opened, or of which nothing is left without
// tests and documentation, are returned as errors, one each. Slices stay in memory;
// whole packages are opened when they are asked for.
func Items(ctx context.Context, d *datasets.Dataset, opt ItemOptions) ([]eval.Item[*datasets.Package], []error, error) {
	samples := taken(d, opt.PerFamily)
	pieces, failures := make([][]piece, len(samples)), make([]error, len(samples))
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(cmp.Or(max(opt.Workers, 0), runtime.GOMAXPROCS(0)))
	for i, s := range samples {
		g.Go(func() error {
			var err error
			if pieces[i], err = cutUp(gctx, s, opt); err != nil {
				pieces[i], failures[i] = nil, fmt.Errorf("study: %s: %w", s.ID, err)
			}
			return gctx.Err()
		})
	}
	if err := g.Wait(); err != nil {
		return nil, nil, fmt.Errorf("study: %w", err)
	}
	items := distinct(slices.Concat(pieces...))
	slices.SortFunc(items, func(a, b eval.Item[*datasets.Package]) int { return cmp.Compare(a.ID, b.ID) })
	return items, slices.DeleteFunc(failures, func(err error) bool { return err == nil }), nil
}

// taken returns the labelled samples, of a family no more than perFamily.
func taken(d *datasets.Dataset, perFamily int) []datasets.Sample {
	samples := slices.Clone(d.Samples)
	slices.SortStableFunc(samples, func(a, b datasets.Sample) int { return cmp.Compare(a.ID, b.ID) })
	seen := map[string]int{}
	return slices.DeleteFunc(samples, func(s datasets.Sample) bool {
		if s.Label != datasets.Malicious {
			return s.Label == datasets.Unknown
		}
		seen[s.Group]++
		return perFamily > 0 && seen[s.Group] > perFamily
	})
}

// piece is an item, and the slice that it is if it is one.
type piece struct {
	eval.Item[*datasets.Package]
	slice *datasets.Slice
}

var errNothing = errors.New("no Python file that an installation would run")

func cutUp(ctx context.Context, s datasets.Sample, opt ItemOptions) ([]piece, error) {
	p, err := s.Open(ctx)
	if err != nil {
		return nil, err
	}
	c := eval.Case{ID: s.ID, Group: s.Group, Label: s.Label, Time: s.Time, Role: s.Role, Tag: s.Tag}
	if opt.Slices && s.Label == datasets.Benign {
		list, err := slicesOf(ctx, p, c, opt.Seed)
		if err != nil || !opt.Whole {
			return list, err
		}
		c.Whole = true
		whole, err := uncut(ctx, s, p, c, true)
		whole.Load = func(ctx context.Context) (*datasets.Package, error) { return codeOf(ctx, s) } // large: not kept
		return append(list, whole), err
	}
	item, err := uncut(ctx, s, p, c, opt.Slices)
	return []piece{item}, err
}

// uncut returns all of a package, of which it measures the code; bare is the code
// alone.
func uncut(ctx context.Context, s datasets.Sample, p *datasets.Package, c eval.Case, bare bool) (piece, error) {
	code, err := datasets.Code(ctx, p)
	if err != nil {
		return piece{}, err
	}
	if c.Shape, err = datasets.ShapeOf(ctx, code); err != nil {
		return piece{}, err
	}
	if c.Shape.Files == 0 {
		return piece{}, errNothing
	}
	load := s.OpenAll
	if c.Whole { // large, and its slices tell more
		c.Strata = Strata(c.Shape, nil)
	} else if c.Strata, err = strataOf(ctx, code, c.Shape); err != nil {
		return piece{}, err
	}
	if bare {
		load = func(context.Context) (*datasets.Package, error) { return code, nil }
	}
	return piece{Item: eval.Item[*datasets.Package]{Case: c, Load: load}}, nil
}

func strataOf(ctx context.Context, code *datasets.Package, shape datasets.Shape) ([]string, error) {
	g, err := callgraph.Build(ctx, code.FS, callgraph.Options{Files: datasets.IsPython})
	if err != nil {
		return nil, err
	}
	return Strata(shape, g), nil
}

// codeOf reads the code of a sample again.
func codeOf(ctx context.Context, s datasets.Sample) (*datasets.Package, error) {
	p, err := s.Open(ctx)
	if err != nil {
		return nil, err
	}
	return datasets.Code(ctx, p)
}

func slicesOf(ctx context.Context, p *datasets.Package, c eval.Case, seed uint64) ([]piece, error) {
	cut, err := datasets.Slices(ctx, p, datasets.SliceOptions{Seed: seed})
	if err != nil {
		return nil, err
	}
	if len(cut) == 0 {
		return nil, errNothing
	}
	list := make([]piece, len(cut))
	for i := range cut {
		s := &cut[i]
		part := c
		part.ID += "#" + s.ID
		if part.Shape, err = datasets.ShapeOf(ctx, s.Package); err != nil {
			return nil, err
		}
		if part.Strata, err = strataOf(ctx, s.Package, part.Shape); err != nil {
			return nil, err
		}
		list[i] = piece{slice: s, Item: eval.Item[*datasets.Package]{
			Case: part, Load: func(context.Context) (*datasets.Package, error) { return s.Package, nil },
		}}
	}
	return list, nil
}

// distinct leaves one of slices with equal code, and makes origins that share code
// kin, of which none is judged where another was learnt from.
func distinct(list []piece) []eval.Item[*datasets.Package] {
	var items, uncut []eval.Item[*datasets.Package]
	var cut []datasets.Slice
	var of []piece
	var units []Unit
	for _, p := range list {
		if p.slice == nil {
			uncut = append(uncut, p.Item)
			continue
		}
		cut, of = append(cut, *p.slice), append(of, p)
		units = append(units, Unit{Unit: datasets.Unit{ID: p.ID, Group: p.Group}})
	}
	kin := related(cut, units)
	for _, i := range datasets.Distinct(cut) {
		items = append(items, of[i].Item)
	}
	items = append(items, uncut...)
	for i := range items {
		if k := kin[items[i].Group]; items[i].Label == datasets.Benign && k != items[i].Group {
			items[i].Kin = k
		}
	}
	return items
}
