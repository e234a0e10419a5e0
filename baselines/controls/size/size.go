// Package size is a control that knows nothing of a package but how much there is
// of it: files, lines, calls and bytes of Python. Collections of malware are small
// and collections of benign packages large, so that this finds most of the malware
// in a careless comparison. A detector that does no better has learnt nothing.
package size

import (
	"cmp"
	"context"
	"io/fs"
	"math"

	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/eval"
	"github.com/malguard/malguard/internal/rowmodel"
)

// Name names the control in tables.
const Name = "control-size"

// Threshold is that of the default verdict.
const Threshold = 0.5

// Trainer fits a forest on the logarithms of four sizes: it finds any range of
// sizes in which malware is common.
type Trainer struct {
	Workers int // packages read at a time; 0 = GOMAXPROCS; never changes the result
}

// Name implements [eval.Trainer].
func (Trainer) Name() string { return Name }

// Fit implements [eval.Trainer].
func (t Trainer) Fit(ctx context.Context, train []eval.Item[*datasets.Package], seed uint64) (eval.Detector[*datasets.Package], error) {
	d, err := rowmodel.Fit(ctx, rowmodel.Spec{
		Name: Name, Width: 4, Row: row, Workers: t.Workers,
		Learner: classify.Forest{MinLeaf: 5, Seed: seed, Workers: t.Workers},
	}, train)
	if err != nil {
		return nil, err
	}
	return d, nil
}

// row returns log2(1+n) of files, lines, calls and bytes of Python.
func row(ctx context.Context, p *datasets.Package) ([]float64, error) {
	shape, err := datasets.ShapeOf(ctx, p)
	if err != nil {
		return nil, err
	}
	size, err := bytes(ctx, p)
	if err != nil {
		return nil, err
	}
	return []float64{log2(shape.Files), log2(shape.Lines), log2(shape.Calls), log2(size)}, nil
}

func log2(n int) float64 { return math.Log2(1 + float64(n)) }

func bytes(ctx context.Context, p *datasets.Package) (n int, err error) {
	err = fs.WalkDir(p.FS, ".", func(name string, d fs.DirEntry, err error) error {
		if err := cmp.Or(err, ctx.Err()); err != nil || d.IsDir() || !datasets.IsPython(name) {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		n += int(info.Size())
		return nil
	})
	return n, err
}
