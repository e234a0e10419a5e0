package paper

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"github.com/malguard/malguard/centrality"
	"github.com/malguard/malguard/graph"
	"github.com/malguard/malguard/graph/sequence"
)

// Options says how the values of a package come about. The zero value gives those
// of the published vectors.
type Options struct {
	Rule Rule
	// Files reports whether the file at a slash-separated path is read. Nil means
	// every path that ends in .py, as in their code.
	Files func(path string) bool
}

// Package is what the published code keeps of one package.
type Package struct {
	// Values holds a list for each measure asked for, in that order: 1 + the
	// centrality of each API that is called. Equal values are in the order in
	// which the names first occur.
	//
	// A list is empty where the published code writes no file: no call in the
	// whole package, or for katz no file with two different ones. Such a package
	// has no row, rather than one of zeros.
	Values []List
	// Files is the number of files that have calls.
	Files int
	// Warnings say what could not be read, or not completely, where the published
	// code goes on with what is left; see package sequence.
	Warnings []error
}

// Process computes the values of a package for each measure, after
// process_package in social-network/cal_cen_new.py of the published code. Their
// code takes every directory next to each other for a package; here that is
// fsys.
//
// Files are read one at a time, in ascending order of their paths as strings but
// for the rule [Joined]. An error is that of ctx, of the root of fsys or of a
// measure, or says that the rule is unknown. Katz fails for an equation without
// solution, where their program ends too, and for one that is too large for
// [centrality.Katz].
func Process(ctx context.Context, fsys fs.FS, opt Options, measures ...centrality.Measure) (*Package, error) {
	p := &process{measures: measures, sums: make([]Totals, len(measures))}
	p.pkg.Values = make([]List, len(measures))
	var err error
	switch opt.Rule {
	case Joined:
		err = p.joined(ctx, fsys, opt)
	case Last:
		err = p.last(ctx, fsys, opt)
	case Union:
		err = p.union(ctx, fsys, opt)
	case Mean:
		err = p.mean(ctx, fsys, opt)
	default:
		err = fmt.Errorf("unknown rule %v", opt.Rule)
	}
	if err != nil {
		return nil, fmt.Errorf("paper: %w", err)
	}
	return &p.pkg, nil
}

// process is a Process in work.
type process struct {
	measures []centrality.Measure
	pkg      Package
	sums     []Totals // by measure, of the rule Mean
}

// files hands the graph of each file with calls to use, and counts.
func (p *process) files(ctx context.Context, fsys fs.FS, opt Options, use func(*graph.Graph) error) error {
	for g, err := range sequence.Files(ctx, fsys, sequence.Options{Files: opt.Files}) {
		if err != nil {
			return err
		}
		p.warn(g)
		if g.NumNodes() == 0 {
			continue
		}
		p.pkg.Files++
		if err := use(g); err != nil {
			return err
		}
	}
	return nil
}

func (p *process) warn(g *graph.Graph) {
	p.pkg.Warnings = append(p.pkg.Warnings, g.Warnings()...)
}

// last scores no more than two graphs: the last one, and for Katz the last that
// has more than one node.
func (p *process) last(ctx context.Context, fsys fs.FS, opt Options) error {
	var last, larger *graph.Graph
	err := p.files(ctx, fsys, opt, func(g *graph.Graph) error {
		last = g
		if g.NumNodes() > 1 {
			larger = g
		}
		return nil
	})
	if err != nil || last == nil {
		return err
	}
	for i, m := range p.measures {
		list, err := values(ctx, last, m)
		if errors.Is(err, ErrOneNode) && larger != nil {
			list, err = values(ctx, larger, m)
		}
		if err != nil && !errors.Is(err, ErrOneNode) {
			return err
		}
		p.pkg.Values[i] = list
	}
	return nil
}

func (p *process) union(ctx context.Context, fsys fs.FS, opt Options) error {
	g, err := sequence.Merged(ctx, fsys, sequence.Options{Files: opt.Files})
	if err != nil {
		return err
	}
	p.warn(g)
	for _, f := range g.Files() {
		if f.Calls > 0 {
			p.pkg.Files++
		}
	}
	return p.score(ctx, g)
}

// score takes one graph for the whole package.
func (p *process) score(ctx context.Context, g *graph.Graph) (err error) {
	if g.NumNodes() == 0 {
		return nil
	}
	for i, m := range p.measures {
		p.pkg.Values[i], err = values(ctx, g, m)
		if err != nil && !errors.Is(err, ErrOneNode) {
			return err
		}
	}
	return nil
}

func (p *process) mean(ctx context.Context, fsys fs.FS, opt Options) error {
	err := p.files(ctx, fsys, opt, func(g *graph.Graph) error {
		for i, m := range p.measures {
			list, err := unsorted(ctx, g, m)
			if err != nil && !errors.Is(err, ErrOneNode) {
				return err
			}
			p.sums[i].Add(list)
		}
		return nil
	})
	if err != nil || p.pkg.Files == 0 {
		return err
	}
	for i := range p.measures {
		p.pkg.Values[i] = p.sums[i].Mean(p.pkg.Files)
	}
	return nil
}

// values returns 1 + the scores of a graph as the published code writes them to
// a file.
func values(ctx context.Context, g *graph.Graph, m centrality.Measure) (List, error) {
	list, err := unsorted(ctx, g, m)
	list.sort()
	return list, err
}

func unsorted(ctx context.Context, g *graph.Graph, m centrality.Measure) (List, error) {
	scores, err := m.Compute(ctx, g)
	if err != nil {
		return nil, err
	}
	list := make(List, len(scores))
	for u, score := range scores {
		list[u] = Entry{g.Node(graph.NodeID(u)).Name, score + 1}
	}
	return list, nil
}
