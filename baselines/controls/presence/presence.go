// Package presence is a control that sees which APIs a package calls and nothing
// of where, when or how: a forest on the presence of the 500 that tell the classes
// apart best in training. On the published vectors it does as well as the
// centralities. A call graph that adds nothing to it was built for nothing.
package presence

import (
	"context"
	"fmt"

	"golang.org/x/sync/errgroup"

	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/eval"
	"github.com/malguard/malguard/features"
	"github.com/malguard/malguard/graph/callgraph"
	"github.com/malguard/malguard/internal/rowmodel"
)

// Name names the control in tables.
const Name = "control-presence"

// Threshold is that of the default verdict.
const Threshold = 0.5

// Trainer fits a forest on presence. The zero value is the default.
type Trainer struct {
	APIs    int // columns; 0 means 500
	Workers int // packages read at a time; 0 = GOMAXPROCS; never changes the result
}

// detector scores the row of a whole package.
type detector struct {
	schema *features.Schema
	model  classify.Model
}

// Name implements [eval.Trainer].
func (Trainer) Name() string { return Name }

// Fit implements [eval.Trainer]. Each family and each origin counts once, in the
// choice of the columns and in the forest. Items that cannot be opened are left out.
func (t Trainer) Fit(ctx context.Context, train []eval.Item[*datasets.Package], seed uint64) (eval.Detector[*datasets.Package], error) {
	d, err := t.fit(ctx, train, seed)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", Name, err)
	}
	return d, nil
}

func (t Trainer) fit(ctx context.Context, train []eval.Item[*datasets.Package], seed uint64) (*detector, error) {
	examples, err := t.read(ctx, train)
	if err != nil {
		return nil, err
	}
	ranking, err := features.RankingNamed("contrast")
	if err != nil {
		return nil, err
	}
	n := t.APIs
	if n == 0 {
		n = 500
	}
	apis, err := ranking.Top(examples, n)
	if err != nil {
		return nil, err
	}
	schema, err := features.SchemaFor(apis, signals(), nil)
	if err != nil {
		return nil, err
	}
	table := &classify.Table{}
	rows := classify.NewMatrix(len(schema.Columns))
	for _, e := range examples {
		if err := add(rows, schema, e.Profile); err != nil {
			return nil, err
		}
		y := 0.0
		if e.Malicious {
			y = 1
		}
		table.Y, table.Weight = append(table.Y, y), append(table.Weight, e.Weight)
	}
	table.X = rows.Matrix()
	model, err := classify.Forest{Seed: seed, Workers: t.Workers}.Train(ctx, table)
	if err != nil {
		return nil, err
	}
	return &detector{schema, model}, nil
}

func signals() []features.Signal {
	return []features.Signal{{Measure: features.Presence, View: features.ViewAll}}
}

// read returns an example for each labelled item that can be opened.
func (t Trainer) read(ctx context.Context, train []eval.Item[*datasets.Package]) ([]features.Example, error) {
	size := rowmodel.Sizes(train)
	all := make([]*features.Example, len(train))
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(rowmodel.Workers(t.Workers))
	for i, item := range train {
		if item.Label == datasets.Unknown {
			continue
		}
		g.Go(func() error {
			p, err := item.Load(gctx)
			if err != nil {
				return gctx.Err() // what cannot be opened teaches nothing
			}
			profile, err := profileOf(gctx, p)
			if err != nil {
				return err
			}
			all[i] = &features.Example{
				Profile: profile, Malicious: item.Label == datasets.Malicious, Group: item.Group,
				Weight: 1 / float64(size[rowmodel.Group{Name: item.Group, Label: item.Label}]),
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	var examples []features.Example
	for _, e := range all {
		if e != nil {
			examples = append(examples, *e)
		}
	}
	return examples, nil
}

func profileOf(ctx context.Context, p *datasets.Package) (features.Profile, error) {
	g, err := callgraph.Build(ctx, p.FS, callgraph.Options{Files: datasets.IsPython})
	if err != nil {
		return features.Profile{}, err
	}
	profiles, err := features.Profiles(ctx, g, features.Options{Scope: features.ScopePackage, Signals: signals()})
	if err != nil {
		return features.Profile{}, err
	}
	return profiles[0], nil
}

func add(rows *classify.MatrixBuilder, schema *features.Schema, p features.Profile) error {
	v, err := schema.Vector(p)
	if err != nil {
		return err
	}
	return rows.Append(v.Index, v.Values)
}

// Name implements [eval.Detector].
func (*detector) Name() string { return Name }

// Detect implements [eval.Detector].
func (d *detector) Detect(ctx context.Context, p *datasets.Package) (eval.Detection, error) {
	profile, err := profileOf(ctx, p)
	if err != nil {
		return eval.Detection{}, fmt.Errorf("%s: %w", Name, err)
	}
	rows := classify.NewMatrix(len(d.schema.Columns))
	if err := add(rows, d.schema, profile); err != nil {
		return eval.Detection{}, fmt.Errorf("%s: %w", Name, err)
	}
	var score [1]float64
	if err := d.model.Scores(score[:], rows.Matrix()); err != nil {
		return eval.Detection{}, fmt.Errorf("%s: %w", Name, err)
	}
	return eval.Detection{Score: score[0], Status: eval.StatusOf(p)}, nil
}
