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

// Learner fits a forest on the logarithms of four sizes: it finds any range of
// sizes in which malware is common. It implements [eval.Learner].
type Learner struct {
	Workers int // trees grown at a time; 0 = GOMAXPROCS; never changes the result
}

// Name implements [eval.Learner].
func (Learner) Name() string { return Name }

// Read implements [eval.Learner]: log2(1+n) of files, lines, calls and bytes of Python.
func (Learner) Read(ctx context.Context, p *datasets.Package) (datasets.Reading, error) {
	shape, err := datasets.ShapeOf(ctx, p)
	if err != nil {
		return datasets.Reading{}, err
	}
	size, err := bytes(ctx, p)
	if err != nil {
		return datasets.Reading{}, err
	}
	return datasets.Reading{Row: []float64{log2(shape.Files), log2(shape.Lines), log2(shape.Calls), log2(size)}}, nil
}

// Learn implements [eval.Learner].
func (l Learner) Learn(ctx context.Context, lessons []eval.Lesson, seed uint64) (eval.Scorer, error) {
	return rowmodel.Learn(ctx, 4, lessons, classify.Forest{MinLeaf: 5, Seed: seed, Workers: l.Workers})
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
