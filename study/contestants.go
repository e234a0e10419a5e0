package study

import (
	"context"
	"fmt"

	"github.com/malguard/malguard"
	"github.com/malguard/malguard/baselines/all"
	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/eval"
)

// Malguard trains this module's own detector as [malguard.Train] does, with the
// threshold that it finds in the training part of a test.
type Malguard struct{ Options malguard.TrainOptions }

// Name implements [eval.Trainer].
func (Malguard) Name() string { return "malguard" }

// Fit implements [eval.Trainer].
func (m Malguard) Fit(ctx context.Context, train []eval.Item[*datasets.Package], seed uint64) (eval.Detector[*datasets.Package], error) {
	d := &datasets.Dataset{}
	for _, item := range train {
		d.Samples = append(d.Samples, datasets.Sample{ID: item.ID, Group: item.Group, Label: item.Label, Open: item.Load})
	}
	opt := m.Options
	opt.Seed = seed
	model, _, err := malguard.Train(ctx, d, opt) // what cannot be opened teaches nothing
	if err != nil {
		return nil, err
	}
	return detector{model}, nil
}

// detector is a trained model.
type detector struct{ model *malguard.Model }

// Name implements [eval.Detector].
func (detector) Name() string { return Malguard{}.Name() }

// Threshold is the one found in training.
func (d detector) Threshold() float64 { return d.model.Info().Threshold }

// Detect implements [eval.Detector]. Its evidence are the reasons of the score, of one
// below the threshold too, so that what was missed can be looked into,
// each with its first place.
func (d detector) Detect(ctx context.Context, p *datasets.Package) (eval.Detection, error) {
	v, err := d.model.Judge(ctx, p, malguard.ScanOptions{Explain: true})
	if err != nil {
		return eval.Detection{}, fmt.Errorf("malguard: %w", err)
	}
	return detectionOf(v), nil
}

// detectionOf returns what a verdict says.
func detectionOf(v *malguard.Verdict) eval.Detection {
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
	return detection
}

// Contestants returns this module's detector and all others that have what they
// need, in the order in which tables show them. Those that lack it are returned by
// name with the reason.
func Contestants(own malguard.TrainOptions, opt all.Options) (list []eval.Contestant[*datasets.Package], lacking map[string]error) {
	lacking = map[string]error{}
	list = append(list, eval.Contestant[*datasets.Package]{Name: Malguard{}.Name(), Kind: string(all.Learned), Trainer: Malguard{own}})
	for _, e := range all.Entries() {
		c := eval.Contestant[*datasets.Package]{Name: e.Name, Kind: string(e.Kind), Threshold: e.Threshold}
		if e.Learner != nil {
			c.Trainer = e.Trainer(opt)
		} else {
			var err error
			if c.Detector, err = e.New(opt); err != nil {
				lacking[e.Name] = err
				continue
			}
		}
		list = append(list, c)
	}
	return list, lacking
}
