// Package presence is a control that sees which APIs a package calls and nothing
// of where, when or how: a forest on the presence of the 500 that tell the classes
// apart best in training. On the published vectors it does as well as the
// centralities. A call graph that adds nothing to it was built for nothing.
package presence

import (
	"cmp"
	"context"
	"slices"

	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/eval"
	"github.com/malguard/malguard/features"
	"github.com/malguard/malguard/graph"
	"github.com/malguard/malguard/graph/callgraph"
	"github.com/malguard/malguard/internal/rowmodel"
)

// Name names the control in tables.
const Name = "control-presence"

// Threshold is that of the default verdict.
const Threshold = 0.5

// Learner fits a forest on presence. The zero value is the default. It implements
// [eval.Learner].
type Learner struct {
	APIs    int // columns; 0 means 500
	Workers int // trees grown at a time; 0 = GOMAXPROCS; never changes the result
}

// Name implements [eval.Learner].
func (Learner) Name() string { return Name }

// Read implements [eval.Learner]: the names of what a package calls, each once, as
// [graph.PlainName].
func (Learner) Read(ctx context.Context, p *datasets.Package) (datasets.Reading, error) {
	g, err := callgraph.Build(ctx, p.FS, callgraph.Options{Files: datasets.IsPython})
	if err != nil {
		return datasets.Reading{}, err
	}
	profiles, err := features.Profiles(ctx, g, features.Options{Scope: features.ScopePackage, Signals: signals()})
	if err != nil {
		return datasets.Reading{}, err
	}
	var names []string
	for _, u := range profiles[0].Uses {
		names = append(names, graph.PlainName(u.API))
	}
	slices.Sort(names)
	return datasets.Reading{Words: names}, nil
}

// Learn implements [eval.Learner]. Each family and each origin counts once, in the
// choice of the columns and in the forest.
func (l Learner) Learn(ctx context.Context, lessons []eval.Lesson, seed uint64) (eval.Scorer, error) {
	schema, err := l.schema(lessons)
	if err != nil {
		return nil, err
	}
	rows := classify.NewMatrix(len(schema.Columns))
	for _, lesson := range lessons {
		if err := add(rows, schema, lesson.Reading); err != nil {
			return nil, err
		}
	}
	model, err := classify.Forest{Seed: seed, Workers: l.Workers}.Train(ctx, rowmodel.Table(rows.Matrix(), lessons))
	if err != nil {
		return nil, err
	}
	return func(r datasets.Reading) (float64, error) {
		rows := classify.NewMatrix(len(schema.Columns))
		if err := add(rows, schema, r); err != nil {
			return 0, err
		}
		var score [1]float64
		err := model.Scores(score[:], rows.Matrix())
		return score[0], err
	}, nil
}

// schema returns the columns, chosen by the lessons.
func (l Learner) schema(lessons []eval.Lesson) (*features.Schema, error) {
	ranking, err := features.RankingNamed("contrast")
	if err != nil {
		return nil, err
	}
	examples := make([]features.Example, len(lessons))
	for i, e := range lessons {
		examples[i] = features.Example{Profile: profile(e.Reading), Malicious: e.Malicious, Group: e.Group, Weight: e.Weight}
	}
	apis, err := ranking.Top(examples, cmp.Or(l.APIs, 500))
	if err != nil {
		return nil, err
	}
	return features.SchemaFor(apis, signals(), nil)
}

func signals() []features.Signal {
	return []features.Signal{{Measure: features.Presence, View: features.ViewAll}}
}

// profile returns what a reading says, as rankings and schemas take it.
func profile(r datasets.Reading) features.Profile {
	p := features.Profile{Signals: signals()}
	for _, name := range r.Words {
		p.Uses = append(p.Uses, features.Use{API: name, Values: []float64{1}})
	}
	return p
}

func add(rows *classify.MatrixBuilder, schema *features.Schema, r datasets.Reading) error {
	v, err := schema.Vector(profile(r))
	if err != nil {
		return err
	}
	return rows.Append(v.Index, v.Values)
}
