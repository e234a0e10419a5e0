// Package rowmodel makes detectors of a function from a package to a row of
// numbers and a learner of package classify: what several baselines and controls
// have in common.
package rowmodel

import (
	"context"
	"errors"
	"fmt"
	"runtime"

	"golang.org/x/sync/errgroup"

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
	rows := make([][]float64, len(train))
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(Workers(spec.Workers))
	for i, item := range train {
		if item.Label == datasets.Unknown {
			continue
		}
		g.Go(func() error {
			p, err := item.Load(gctx)
			if err != nil {
				return gctx.Err() // what cannot be opened teaches nothing
			}
			rows[i], err = spec.Row(gctx, p)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	t := &classify.Table{}
	b := classify.NewMatrix(spec.Width)
	size := Sizes(train)
	for i, item := range train {
		if rows[i] == nil {
			continue
		}
		if err := appendRow(b, spec.Width, rows[i]); err != nil {
			return nil, err
		}
		t.Y = append(t.Y, label(item.Label))
		t.Weight = append(t.Weight, 1/float64(size[Group{item.Group, item.Label}]))
	}
	t.X = b.Matrix()
	return t, nil
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

func label(l datasets.Label) float64 {
	if l == datasets.Malicious {
		return 1
	}
	return 0
}

// Workers is how many packages are read at a time where n are asked for.
func Workers(n int) int {
	if n <= 0 {
		return runtime.GOMAXPROCS(0)
	}
	return n
}

var errWidth = errors.New("row of another width")

func appendRow(b *classify.MatrixBuilder, width int, row []float64) error {
	if len(row) != width {
		return fmt.Errorf("%w: %d, want %d", errWidth, len(row), width)
	}
	index := make([]int32, width)
	for j := range index {
		index[j] = int32(j)
	}
	return b.Append(index, row)
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
	b := classify.NewMatrix(d.spec.Width)
	if err := appendRow(b, d.spec.Width, row); err != nil {
		return eval.Detection{}, fmt.Errorf("%s: %w", d.spec.Name, err)
	}
	var score [1]float64
	if err := d.model.Scores(score[:], b.Matrix()); err != nil {
		return eval.Detection{}, fmt.Errorf("%s: %w", d.spec.Name, err)
	}
	return eval.Detection{Score: score[0], Status: eval.StatusOf(p)}, nil
}
