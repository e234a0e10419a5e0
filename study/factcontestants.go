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

// FactMalguard is [Malguard] for records: the same detector, by their call graphs.
type FactMalguard struct{ Options malguard.TrainOptions }

// Name implements [eval.Trainer].
func (FactMalguard) Name() string { return Malguard{}.Name() }

// Fit implements [eval.Trainer].
func (m FactMalguard) Fit(ctx context.Context, train []eval.Item[*facts.Record], seed uint64) (eval.Detector[*facts.Record], error) {
	var samples []malguard.GraphSample
	for _, item := range train {
		if item.Label != datasets.Unknown {
			samples = append(samples, malguard.GraphSample{
				ID: item.ID, Group: item.Group, Malicious: item.Label == datasets.Malicious, Graph: graphOf(item),
			})
		}
	}
	opt := m.Options
	opt.Seed = seed
	model, _, err := malguard.TrainGraphs(ctx, samples, opt)
	if err != nil {
		return nil, err
	}
	return factDetector{model}, nil
}

func graphOf(item eval.Item[*facts.Record]) func(context.Context) (*graph.Graph, error) {
	return func(ctx context.Context) (*graph.Graph, error) {
		r, err := item.Load(ctx)
		if err != nil {
			return nil, err
		}
		return r.Graph()
	}
}

type factDetector struct{ model *malguard.Model }

// Name implements [eval.Detector].
func (factDetector) Name() string { return Malguard{}.Name() }

// Threshold is the one found in training.
func (d factDetector) Threshold() float64 { return d.model.Info().Threshold }

// Detect implements [eval.Detector].
func (d factDetector) Detect(ctx context.Context, r *facts.Record) (eval.Detection, error) {
	g, err := r.Graph()
	if err != nil {
		return eval.Detection{}, err
	}
	v, err := d.model.JudgeGraph(ctx, r.Package(), g, malguard.ScanOptions{Explain: true})
	if err != nil {
		return eval.Detection{}, fmt.Errorf("malguard: %w", err)
	}
	return detectionOf(v), nil
}

// FactContestants returns this module's detector, all others that learn, and those of
// which records may hold what they said, in the order in which tables show them.
func FactContestants(own malguard.TrainOptions, opt all.Options) []eval.Contestant[*facts.Record] {
	list := []eval.Contestant[*facts.Record]{{Name: Malguard{}.Name(), Kind: string(all.Learned), Trainer: FactMalguard{own}}}
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

// readingOf returns the source of what a learner has read.
func readingOf(name string) eval.Source[*facts.Record] {
	return func(_ context.Context, r *facts.Record) (datasets.Reading, eval.Status, error) {
		reading, ok := r.Readings[name]
		if !ok {
			return reading, "", eval.ErrNoVerdict
		}
		return reading, eval.StatusOf(r.Package()), nil
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
