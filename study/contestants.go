package study

import (
	"context"
	"fmt"

	"github.com/malguard/malguard"
	"github.com/malguard/malguard/baselines/all"
	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/datasets/facts"
	"github.com/malguard/malguard/eval"
	"github.com/malguard/malguard/graph"
)

// ownName names this module's detector.
const ownName = "malguard"

// Contestants returns this module's detector and all others that have what they
// need, in the order in which tables show them. Those that lack it are returned by
// name with the reason.
func Contestants(own malguard.TrainOptions, opt all.Options) (list []eval.Contestant[*Subject], lacking map[string]error) {
	lacking = map[string]error{}
	list = append(list, ownContestant(own, func(ctx context.Context, s *Subject) (*graph.Graph, *datasets.Package, error) {
		return s.callGraph(ctx)
	}))
	for _, e := range all.Entries() {
		c := eval.Contestant[*Subject]{Name: e.Name, Kind: string(e.Kind), Threshold: e.Threshold}
		if e.Learner != nil {
			l := e.Learner(opt)
			c.Trainer = eval.TrainerFrom(l, opt.Workers, func(ctx context.Context, s *Subject) (datasets.Reading, eval.Status, error) {
				return s.reading(ctx, l)
			})
		} else {
			d, err := e.New(opt)
			if err != nil {
				lacking[e.Name] = err
				continue
			}
			c.Detector = OnSubjects(d)
		}
		list = append(list, c)
	}
	return list, lacking
}

// FactContestants returns this module's detector, all others that learn, and those of
// which records may hold what they said, in the order in which tables show them.
func FactContestants(own malguard.TrainOptions, opt all.Options) []eval.Contestant[*facts.Record] {
	list := []eval.Contestant[*facts.Record]{
		ownContestant(own, func(_ context.Context, r *facts.Record) (*graph.Graph, *datasets.Package, error) {
			g, err := r.Graph()
			return g, r.Package(), err
		}),
	}
	for _, e := range all.Entries() {
		c := eval.Contestant[*facts.Record]{Name: e.Name, Kind: string(e.Kind), Threshold: e.Threshold}
		switch {
		case e.Learner != nil:
			c.Trainer = eval.TrainerFrom(e.Learner(opt), opt.Workers, readingOf(e.Name))
		case recorded(e):
			c.Detector = replayed(e.Name)
		default:
			continue
		}
		list = append(list, c)
	}
	return list
}

// graphs returns the call graph of an item, and what else is known of its package.
type graphs[T any] func(context.Context, T) (*graph.Graph, *datasets.Package, error)

// ownContestant is this module's detector, trained as [malguard.Train] does, with the
// threshold that it finds in the training part of a test.
func ownContestant[T any](opt malguard.TrainOptions, of graphs[T]) eval.Contestant[T] {
	return eval.Contestant[T]{Name: ownName, Kind: string(all.Learned), Trainer: ownTrainer[T]{opt, of}}
}

type ownTrainer[T any] struct {
	opt malguard.TrainOptions
	of  graphs[T]
}

// Name implements [eval.Trainer].
func (ownTrainer[T]) Name() string { return ownName }

// Fit implements [eval.Trainer].
func (t ownTrainer[T]) Fit(ctx context.Context, train []eval.Item[T], seed uint64) (eval.Detector[T], error) {
	var samples []malguard.GraphSample
	for _, item := range train {
		if item.Label == datasets.Unknown {
			continue
		}
		samples = append(samples, malguard.GraphSample{
			ID: item.ID, Group: item.Group, Malicious: item.Label == datasets.Malicious,
			Graph: func(ctx context.Context) (*graph.Graph, error) {
				content, err := item.Load(ctx)
				if err != nil {
					return nil, err
				}
				g, _, err := t.of(ctx, content)
				return g, err
			},
		})
	}
	opt := t.opt
	opt.Seed = seed
	model, _, err := malguard.TrainGraphs(ctx, samples, opt) // what cannot be opened teaches nothing
	if err != nil {
		return nil, err
	}
	return ownDetector[T]{model, t.of}, nil
}

// ownDetector is a trained model.
type ownDetector[T any] struct {
	model *malguard.Model
	of    graphs[T]
}

// Name implements [eval.Detector].
func (ownDetector[T]) Name() string { return ownName }

// Threshold is the one found in training.
func (d ownDetector[T]) Threshold() float64 { return d.model.Info().Threshold }

// Detect implements [eval.Detector]. Its evidence are the reasons of the score, each
// with its first place, of a score below the threshold too, so that what was missed
// can be looked into.
func (d ownDetector[T]) Detect(ctx context.Context, content T) (eval.Detection, error) {
	g, p, err := d.of(ctx, content)
	if err != nil {
		return eval.Detection{}, err
	}
	v, err := d.model.JudgeGraph(ctx, p, g, malguard.ScanOptions{Explain: true})
	if err != nil {
		return eval.Detection{}, fmt.Errorf("malguard: %w", err)
	}
	detection := eval.Detection{Score: v.Score, Status: eval.Scored}
	if v.Status != malguard.Scored {
		detection.Status = eval.Incomplete
	}
	for _, r := range v.Reasons {
		e := eval.Evidence{Rule: r.API, Note: r.Purpose}
		if len(r.Sites) > 0 {
			e.File, e.Line = r.Sites[0].File, r.Sites[0].Line
		}
		detection.Evidence = append(detection.Evidence, e)
	}
	return detection, nil
}

// readingOf returns the source of what a learner has read.
func readingOf(name string) eval.Source[*facts.Record] {
	return func(_ context.Context, r *facts.Record) (datasets.Reading, eval.Status, error) {
		reading, ok := r.Readings[name]
		if !ok {
			return reading, "", eval.ErrNoVerdict
		}
		g, err := r.Graph()
		if err != nil {
			return reading, "", err
		}
		return reading, statusOf(r.Package(), g), nil
	}
}

// replayed is a detector that repeats what the one of its name said.
type replayed string

// Name implements [eval.Detector].
func (d replayed) Name() string { return string(d) }

// Detect implements [eval.Detector]. There is no evidence.
func (d replayed) Detect(_ context.Context, r *facts.Record) (eval.Detection, error) {
	o, ok := r.Outcomes[string(d)]
	if !ok {
		return eval.Detection{}, fmt.Errorf("%s: %w", d, eval.ErrNoVerdict)
	}
	v := eval.Detection{Score: o.Score, Status: eval.Scored}
	if o.Incomplete {
		v.Status = eval.Incomplete
	}
	return v, nil
}
