// Package rowmodel makes detectors of a function from a package to a row of
// numbers and a learner of package classify: what several baselines and controls
// have in common.
package rowmodel

import (
	"context"
	"fmt"
	"runtime"

	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/eval"
)

// Spec says what is learnt from.
type Spec struct {
	Name  string
	Width int // columns of a row
	// Row returns the Width numbers of a package. Its errors are those of ctx.
	Row     func(ctx context.Context, p *datasets.Package) ([]float64, error)
	Learner classify.Trainer
	Workers int // packages read at a time; 0 = GOMAXPROCS; never changes the result
}

// Detector scores packages by what was learnt.
type Detector struct {
	spec  Spec
	model classify.Model
}

// Fit learns from the items with a label. Each family and each origin counts once,
// however many packages it has. Items that cannot be opened are left out.
func Fit(ctx context.Context, spec Spec, train []eval.Item[*datasets.Package]) (*Detector, error) {
	table, err := table(ctx, spec, train)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", spec.Name, err)
	}
	model, err := spec.Learner.Train(ctx, table)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", spec.Name, err)
	}
	return &Detector{spec, model}, nil
}

func table(ctx context.Context, spec Spec, train []eval.Item[*datasets.Package]) (*classify.Table, error) {
	examples, err := Read(ctx, train, spec.Workers, spec.Row)
	if err != nil {
		return nil, err
	}
	rows := make([][]float64, len(examples))
	for i, e := range examples {
		rows[i] = e.Value
	}
	x, err := classify.FromRows(spec.Width, rows)
	if err != nil {
		return nil, err
	}
	return Table(x, examples), nil
}

// Group is a family or origin with its class.
type Group struct {
	Name  string
	Label datasets.Label
}

// Sizes counts the items of each group.
func Sizes(items []eval.Item[*datasets.Package]) map[Group]int {
	size := map[Group]int{}
	for _, item := range items {
		size[Group{item.Group, item.Label}]++
	}
	return size
}

// Workers is how many packages are read at a time where n are asked for.
func Workers(n int) int {
	if n <= 0 {
		return runtime.GOMAXPROCS(0)
	}
	return n
}

// Name implements [eval.Detector].
func (d *Detector) Name() string { return d.spec.Name }

// Detect implements [eval.Detector]. There is no evidence: a row does not say where
// its numbers come from.
func (d *Detector) Detect(ctx context.Context, p *datasets.Package) (eval.Detection, error) {
	row, err := d.spec.Row(ctx, p)
	if err != nil {
		return eval.Detection{}, fmt.Errorf("%s: %w", d.spec.Name, err)
	}
	score, err := Score(d.model, row)
	if err != nil {
		return eval.Detection{}, fmt.Errorf("%s: %w", d.spec.Name, err)
	}
	return eval.Detection{Score: score, Status: eval.StatusOf(p)}, nil
}
