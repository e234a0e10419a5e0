package eval

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"runtime"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/malguard/malguard/datasets"
)

// Contestant is a detector in a comparison, or what trains it anew in every test.
// One of Detector and Trainer is set.
type Contestant[T any] struct {
	Name string
	Kind string // how tables call what it is
	// Threshold is that of its verdict: malicious where the score is at least that.
	// A detector with a method Threshold, as one that found it in training, is asked
	// instead.
	Threshold float64
	Detector  Detector[T]
	Trainer   Trainer[T]
}

// Key names a [Record].
type Key struct {
	Protocol string `json:"protocol"`
	Test     string `json:"test"`
	Detector string `json:"detector"`
	ID       string `json:"id"`
}

// Record is what one detector said of one case in one test. A failure is a record
// too.
type Record struct {
	Key
	Kind  string         `json:"kind"`
	Group string         `json:"group"`
	Tag   string         `json:"tag,omitempty"`
	Time  time.Time      `json:"time,omitzero"`
	Lines int            `json:"lines,omitempty"` // of Python; 0 where nobody counted
	Label datasets.Label `json:"label"`
	// Strata are those of the case.
	Strata []string `json:"strata,omitempty"`
	Detection
	Threshold float64 `json:"threshold"`
	Err       string  `json:"error,omitempty"` // why there is no detection; "" where there is one
	Seconds   float64 `json:"seconds"`         // of wall time; the only field that differs between runs
}

// Flagged says whether the verdict is malicious. A failure is none.
func (r Record) Flagged() bool { return r.Err == "" && r.Score >= r.Threshold }

// RunOptions says how to run. The zero value is the default.
type RunOptions struct {
	Seed    uint64
	Workers int // cases judged at a time; 0 = GOMAXPROCS; never changes a record but for Seconds
	// Have says which records an earlier run has made; they are not made again. Nil
	// has none.
	Have func(Key) bool
	// Known returns a record that says what this run would say of an item that is
	// judged as it is learnt from, such as that of the same protocol without an
	// attack; it is asked from several goroutines. Nil knows nothing.
	Known func(Key) (Record, bool)
	// Progress is told, from one goroutine at a time, how many of how many records
	// are made; nil tells nobody.
	Progress func(done, total int)
}

// batch is how many cases are judged before their records are given away: what an
// interruption costs at most.
const batch = 64

// Run judges the items by the contestants in every test of the protocol, and gives
// each record to emit, in an order that depends on nothing but the arguments. What
// is learnt, from features to thresholds, is learnt by Fit from the training part
// of the test. Failures of an item or a contestant are records; errors are those of
// the protocol, of emit and of ctx.
func Run[T any](ctx context.Context, items []Item[T], p Protocol, contestants []Contestant[T], opt RunOptions, emit func(Record) error) error {
	r := runner[T]{items: items, protocol: p.Name, contestants: contestants, opt: opt, emit: emit, said: map[memo]said{}}
	cases := make([]Case, len(items))
	for i, item := range items {
		cases[i] = item.Case
	}
	splits, err := p.Deal(cases, opt.Seed)
	if err != nil {
		return fmt.Errorf("eval: %s: %w", p.Name, err)
	}
	for _, s := range splits {
		if err := s.check(len(items)); err != nil {
			return fmt.Errorf("eval: %s: %s: %w", p.Name, s.Name, err)
		}
		r.total += len(s.Test) * len(contestants)
	}
	for _, s := range splits {
		if err := r.test(ctx, s); err != nil {
			return fmt.Errorf("eval: %s: %s: %w", p.Name, s.Name, err)
		}
	}
	return nil
}

type runner[T any] struct {
	items       []Item[T]
	protocol    string
	contestants []Contestant[T]
	opt         RunOptions
	emit        func(Record) error
	done, total int
	// said keeps what detectors without training said, which no test can change.
	said map[memo]said
}

type memo struct{ contestant, item int }

type said struct {
	detection          Detection
	err                string
	threshold, seconds float64
}

// test runs one split.
func (r *runner[T]) test(ctx context.Context, s Split) error {
	detectors := make([]Detector[T], len(r.contestants))
	failures := make([]error, len(r.contestants))
	for k, c := range r.contestants {
		if !slices.ContainsFunc(s.Test, func(i int) bool { return !r.have(s, c, i) }) {
			continue // everything is there already
		}
		if detectors[k] = c.Detector; c.Trainer == nil {
			continue
		}
		train := make([]Item[T], len(s.Train))
		for i, at := range s.Train {
			train[i] = r.items[at]
		}
		detectors[k], failures[k] = c.Trainer.Fit(ctx, train, r.opt.Seed)
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	for from := 0; from < len(s.Test); from += batch {
		if err := r.batch(ctx, s, s.Test[from:min(from+batch, len(s.Test))], detectors, failures); err != nil {
			return err
		}
	}
	return nil
}

func (r *runner[T]) key(s Split, c Contestant[T], item int) Key {
	return Key{r.protocol, s.Name, c.Name, r.items[item].ID}
}

func (r *runner[T]) have(s Split, c Contestant[T], item int) bool {
	return r.opt.Have != nil && r.opt.Have(r.key(s, c, item))
}

func (r *runner[T]) known(s Split, c Contestant[T], item int) (Record, bool) {
	if r.opt.Known == nil || r.items[item].Judged != nil {
		return Record{}, false
	}
	return r.opt.Known(r.key(s, c, item))
}

// batch judges some cases at once and gives their records away in order.
func (r *runner[T]) batch(ctx context.Context, s Split, cases []int, detectors []Detector[T], failures []error) error {
	results := make([][]said, len(cases))
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(cmp.Or(max(r.opt.Workers, 0), runtime.GOMAXPROCS(0)))
	for n, i := range cases {
		g.Go(func() error {
			results[n] = r.judge(gctx, s, i, detectors, failures)
			return gctx.Err()
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	for n, i := range cases {
		for k, c := range r.contestants {
			r.done++
			if r.have(s, c, i) {
				continue
			}
			v := results[n][k]
			if c.Trainer == nil {
				r.said[memo{k, i}] = v
			}
			item := r.items[i]
			if err := r.emit(Record{
				Key: r.key(s, c, i), Kind: c.Kind, Group: item.Group, Tag: item.Tag, Time: item.Time, Lines: item.Shape.Lines, Label: item.Label,
				Strata: item.Strata, Detection: v.detection, Threshold: v.threshold, Err: v.err, Seconds: v.seconds,
			}); err != nil {
				return err
			}
		}
	}
	if r.opt.Progress != nil {
		r.opt.Progress(r.done, r.total)
	}
	return nil
}

// judge opens an item once for all detectors that have not judged it yet.
func (r *runner[T]) judge(ctx context.Context, s Split, item int, detectors []Detector[T], failures []error) []said {
	list := make([]said, len(detectors))
	var content T
	var opened bool
	var unopened error
	for k, c := range r.contestants {
		if r.have(s, c, item) {
			continue
		}
		if v, ok := r.said[memo{k, item}]; ok {
			list[k] = v
			continue
		}
		if known, ok := r.known(s, c, item); ok {
			list[k] = said{known.Detection, known.Err, known.Threshold, known.Seconds}
			continue
		}
		if failures[k] != nil {
			list[k].err = fmt.Sprintf("training: %v", failures[k])
			continue
		}
		if !opened {
			load := r.items[item].Load
			if judged := r.items[item].Judged; judged != nil {
				load = judged
			}
			content, unopened = load(ctx)
			opened = true
		}
		if unopened != nil {
			list[k].err = unopened.Error()
			continue
		}
		list[k] = ask(ctx, detectors[k], content)
		list[k].threshold = c.Threshold
		if d, ok := detectors[k].(interface{ Threshold() float64 }); ok {
			list[k].threshold = d.Threshold()
		}
	}
	return list
}

// ask turns what a detector must not say into failures.
func ask[T any](ctx context.Context, d Detector[T], content T) said {
	start := time.Now()
	detection, err := d.Detect(ctx, content)
	v := said{detection: detection, seconds: time.Since(start).Seconds()}
	switch {
	case err != nil:
		v.detection, v.err = Detection{}, err.Error()
	case !(detection.Score >= 0 && detection.Score <= 1) || math.IsNaN(detection.Score):
		v.detection, v.err = Detection{}, fmt.Sprintf("score %v is not in [0,1]", detection.Score)
	}
	return v
}
