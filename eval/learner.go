package eval

import (
	"context"
	"errors"
	"fmt"
	"runtime"

	"golang.org/x/sync/errgroup"

	"github.com/malguard/malguard/datasets"
)

// Learner is a detector that learns, in two halves: one reads a package, the other
// learns from what was read. What was read can be kept, so that the second half learns
// the same where there is no package. It is safe for concurrent use.
type Learner interface {
	// Name names it in tables, in lower case.
	Name() string
	// Read returns all that the detector sees of a package. Errors are those of ctx.
	Read(ctx context.Context, p *datasets.Package) (datasets.Reading, error)
	// Learn returns what the lessons, which are in a fixed order, and the seed teach.
	Learn(ctx context.Context, lessons []Lesson, seed uint64) (Scorer, error)
}

// Lesson is what was read of a labelled package.
type Lesson struct {
	datasets.Reading
	Group     string // family or origin
	Malicious bool
	Weight    float64 // all of a group have 1 together
}

// Scorer returns the score, in [0,1], of what was read of a package. An error means
// that it was not read by the same [Learner]. It is safe for concurrent use.
type Scorer func(datasets.Reading) (float64, error)

// Source returns what a learner has read of an item and how much of it there was to
// be read. An item that nothing is known of is [ErrNoVerdict].
type Source[T any] func(ctx context.Context, item T) (datasets.Reading, Status, error)

// TrainerOf returns the trainer whose detectors read packages. workers is how many are
// read at a time, 0 for GOMAXPROCS; it never changes the result.
func TrainerOf(l Learner, workers int) Trainer[*datasets.Package] {
	return TrainerFrom(l, workers, func(ctx context.Context, p *datasets.Package) (datasets.Reading, Status, error) {
		reading, err := l.Read(ctx, p)
		return reading, StatusOf(p), err
	})
}

// TrainerFrom is [TrainerOf] for items of which a source knows what was read.
func TrainerFrom[T any](l Learner, workers int, source Source[T]) Trainer[T] {
	return learning[T]{l, workers, source}
}

type learning[T any] struct {
	learner Learner
	workers int
	source  Source[T]
}

// Name implements [Trainer].
func (t learning[T]) Name() string { return t.learner.Name() }

// Fit implements [Trainer]. Each family and each origin counts once, however many
// packages it has. Items that cannot be opened are left out.
func (t learning[T]) Fit(ctx context.Context, train []Item[T], seed uint64) (Detector[T], error) {
	lessons, err := t.lessons(ctx, train)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", t.Name(), err)
	}
	score, err := t.learner.Learn(ctx, lessons, seed)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", t.Name(), err)
	}
	return learned[T]{t.Name(), t.source, score}, nil
}

// lessons reads the items with a label that can be opened, in their order.
func (t learning[T]) lessons(ctx context.Context, train []Item[T]) ([]Lesson, error) {
	type class struct {
		group string
		label datasets.Label
	}
	size := map[class]int{}
	for _, item := range train {
		size[class{item.Group, item.Label}]++
	}
	all := make([]*Lesson, len(train))
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(workersOf(t.workers))
	for i, item := range train {
		if item.Label == datasets.Unknown {
			continue
		}
		g.Go(func() error {
			content, err := item.Load(gctx)
			if err != nil {
				return gctx.Err() // what cannot be opened teaches nothing
			}
			reading, _, err := t.source(gctx, content)
			if errors.Is(err, ErrNoVerdict) {
				return nil
			}
			if err != nil {
				return err
			}
			all[i] = &Lesson{reading, item.Group, item.Label == datasets.Malicious, 1 / float64(size[class{item.Group, item.Label}])}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	var lessons []Lesson
	for _, l := range all {
		if l != nil {
			lessons = append(lessons, *l)
		}
	}
	return lessons, nil
}

func workersOf(n int) int {
	if n <= 0 {
		return runtime.GOMAXPROCS(0)
	}
	return n
}

// learned scores items by what was learnt.
type learned[T any] struct {
	name   string
	source Source[T]
	score  Scorer
}

// Name implements [Detector].
func (d learned[T]) Name() string { return d.name }

// Detect implements [Detector]. There is no evidence: a reading does not say where its
// parts come from.
func (d learned[T]) Detect(ctx context.Context, item T) (Detection, error) {
	reading, status, err := d.source(ctx, item)
	if err != nil {
		return Detection{}, fmt.Errorf("%s: %w", d.name, err)
	}
	score, err := d.score(reading)
	if err != nil {
		return Detection{}, fmt.Errorf("%s: %w", d.name, err)
	}
	return Detection{Score: score, Status: status}, nil
}
