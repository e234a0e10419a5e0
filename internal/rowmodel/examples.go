package rowmodel

import (
	"context"

	"golang.org/x/sync/errgroup"

	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/eval"
)

// Example is what was read of a package to learn from.
type Example[T any] struct {
	Value     T
	Group     string // family or origin
	Malicious bool
	Weight    float64 // all of a group have 1 together
}

// Read reads the items with a label that can be opened, in their order; the errors
// of read are those of ctx. workers is how many it reads at a time, 0 for
// GOMAXPROCS.
func Read[T any](
	ctx context.Context, train []eval.Item[*datasets.Package], workers int, read func(context.Context, *datasets.Package) (T, error),
) ([]Example[T], error) {
	size := Sizes(train)
	all := make([]*Example[T], len(train))
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(Workers(workers))
	for i, item := range train {
		if item.Label == datasets.Unknown {
			continue
		}
		g.Go(func() error {
			p, err := item.Load(gctx)
			if err != nil {
				return gctx.Err() // what cannot be opened teaches nothing
			}
			value, err := read(gctx, p)
			if err != nil {
				return err
			}
			all[i] = &Example[T]{value, item.Group, item.Label == datasets.Malicious, 1 / float64(size[Group{item.Group, item.Label}])}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	var examples []Example[T]
	for _, e := range all {
		if e != nil {
			examples = append(examples, *e)
		}
	}
	return examples, nil
}

// Table returns the rows x, one for each example, with their labels and weights.
func Table[T any](x classify.Matrix, examples []Example[T]) *classify.Table {
	t := &classify.Table{X: x}
	for _, e := range examples {
		y := 0.0
		if e.Malicious {
			y = 1
		}
		t.Y, t.Weight = append(t.Y, y), append(t.Weight, e.Weight)
	}
	return t
}

// Score returns what a model says of one dense row.
func Score(m classify.Model, row []float64) (float64, error) {
	x, err := classify.FromRows(m.Width(), [][]float64{row})
	if err != nil {
		return 0, err
	}
	var score [1]float64
	err = m.Scores(score[:], x)
	return score[0], err
}
