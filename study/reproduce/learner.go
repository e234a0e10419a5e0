package reproduce

import (
	"context"
	"fmt"
	"math"

	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/eval"
	"github.com/malguard/malguard/study"
)

// learner is a classifier of the paper with the settings of its code.
type learner struct {
	name string // as the paper prints it, in lower case
	new  func(seed uint64) classify.Trainer
}

// learners returns the four of Tables 9 and 10. Their "SVM" is logistic regression by
// stochastic gradient descent, 100 passes over the rows, and their MLP 500 passes.
func learners() []learner {
	return []learner{
		{"rf", func(seed uint64) classify.Trainer { return classify.Forest{Seed: seed, Workers: 1} }},
		{"xgboost", func(seed uint64) classify.Trainer { return classify.Boost{Rate: 0.1, Seed: seed, Workers: 1} }},
		{"svm", func(seed uint64) classify.Trainer {
			return classify.SGD{Loss: classify.LossLog, Passes: 100, Seed: seed}
		}},
		{"mlp", func(seed uint64) classify.Trainer { return classify.MLP{Passes: 500, Seed: seed, Workers: 1} }},
	}
}

// bayes is the fifth of Table 3.
func bayes() learner {
	return learner{"nb", func(uint64) classify.Trainer { return classify.GaussianNB{} }}
}

// verdict is the least score that is malicious: scikit-learn calls one half benign.
var verdict = math.Nextafter(0.5, 1)

// row is a sparse row.
type row struct {
	index  []int32
	values []float64
}

// encoder makes rows of one width.
type encoder[T any] struct {
	width int
	row   func(T) row
}

// sample is what is judged, and the attack that its row is under.
type sample[T any] struct {
	id      string
	content T
	attack  *study.RowAttack // nil for none
}

// trainer trains a learner on rows, each of which counts once, as in the paper.
type trainer[T any] struct {
	learner
	encode func(train []eval.Item[sample[T]]) (encoder[T], error)
}

// Name implements [eval.Trainer].
func (t trainer[T]) Name() string { return t.name }

// Fit implements [eval.Trainer].
func (t trainer[T]) Fit(ctx context.Context, train []eval.Item[sample[T]], seed uint64) (eval.Detector[sample[T]], error) {
	e, err := t.encode(train)
	if err != nil {
		return nil, err
	}
	all, benign := classify.NewMatrix(e.width), classify.NewMatrix(e.width)
	table := &classify.Table{}
	for _, item := range train {
		s, err := item.Load(ctx)
		if err != nil {
			return nil, err
		}
		r, y := e.row(s.content), 1.
		if item.Label != datasets.Malicious {
			y = 0
			if err := benign.Append(r.index, r.values); err != nil {
				return nil, fmt.Errorf("reproduce: %s: %w", item.ID, err)
			}
		}
		if err := all.Append(r.index, r.values); err != nil {
			return nil, fmt.Errorf("reproduce: %s: %w", item.ID, err)
		}
		table.Y = append(table.Y, y)
	}
	table.X = all.Matrix()
	model, err := t.new(seed).Train(ctx, table)
	if err != nil {
		return nil, err
	}
	return detector[T]{t.name, e, model, benign.Matrix(), seed}, nil
}

// detector is a trained learner.
type detector[T any] struct {
	name    string
	encoder encoder[T]
	model   classify.Model
	benign  classify.Matrix // training rows that attacks may borrow from
	seed    uint64
}

// Name implements [eval.Detector].
func (d detector[T]) Name() string { return d.name }

// Detect implements [eval.Detector].
func (d detector[T]) Detect(_ context.Context, s sample[T]) (eval.Detection, error) {
	r := d.encoder.row(s.content)
	if s.attack != nil {
		draw := stream(d.seed, s.attack.Name+"\x00"+s.id)
		r.index, r.values = s.attack.Apply(draw, r.index, r.values, d.benign)
	}
	b := classify.NewMatrix(d.encoder.width)
	if err := b.Append(r.index, r.values); err != nil {
		return eval.Detection{}, fmt.Errorf("reproduce: %s: %w", s.id, err)
	}
	score := make([]float64, 1)
	if err := d.model.Scores(score, b.Matrix()); err != nil {
		return eval.Detection{}, fmt.Errorf("reproduce: %s: %w", s.id, err)
	}
	return eval.Detection{Score: score[0], Status: eval.Scored}, nil
}

// contestant is the trainer in a comparison.
func (t trainer[T]) contestant() []eval.Contestant[sample[T]] {
	return []eval.Contestant[sample[T]]{{Name: t.name, Kind: "learned", Threshold: verdict, Trainer: t}}
}

// run judges the items by one trainer.
func run[T any](ctx context.Context, items []eval.Item[sample[T]], p eval.Protocol, t trainer[T]) ([]eval.Record, error) {
	var records []eval.Record
	opt := eval.RunOptions{Seed: seed, Workers: 1}
	err := eval.Run(ctx, items, p, t.contestant(), opt, func(r eval.Record) error {
		records = append(records, r)
		return nil
	})
	return records, err
}
