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

// FactContestants returns this module's detector and all others of which records may
// hold something, in the order in which tables show them.
func FactContestants(own malguard.TrainOptions, opt all.Options) []eval.Contestant[*facts.Record] {
	return []eval.Contestant[*facts.Record]{
		{Name: Malguard{}.Name(), Kind: string(all.Learned), Trainer: FactMalguard{own}},
	}
}
