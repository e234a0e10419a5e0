package reproduce

import (
	"context"
	"fmt"
	"math"

	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/eval"
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

// trainer trains a learner on rows, each of which counts once, as in the paper.
type trainer[T any] struct {
	learner
	encode func(train []eval.Item[T]) (encoder[T], error)
	fitted func(detector[T]) // told of every detector that is trained; nil is told nothing
}

// Name implements [eval.Trainer].
func (t trainer[T]) Name() string { return t.name }

// Fit implements [eval.Trainer].
func (t trainer[T]) Fit(ctx context.Context, train []eval.Item[T], seed uint64) (eval.Detector[T], error) {
	e, err := t.encode(train)
	if err != nil {
		return nil, err
	}
	table, err := e.table(ctx, train)
	if err != nil {
		return nil, err
	}
	model, err := t.new(seed).Train(ctx, table)
	if err != nil {
		return nil, err
	}
	d := detector[T]{t.name, e, model}
	if t.fitted != nil {
		t.fitted(d)
	}
	return d, nil
}

// table returns the rows of items.
func (e encoder[T]) table(ctx context.Context, items []eval.Item[T]) (*classify.Table, error) {
	b, table := classify.NewMatrix(e.width), &classify.Table{}
	for _, item := range items {
		content, err := item.Load(ctx)
		if err != nil {
			return nil, err
		}
		r, y := e.row(content), 0.
		if item.Label == datasets.Malicious {
			y = 1
		}
		if err := b.Append(r.index, r.values); err != nil {
			return nil, fmt.Errorf("reproduce: %s: %w", item.ID, err)
		}
		table.Y = append(table.Y, y)
	}
	table.X = b.Matrix()
	return table, nil
}

// detector is a trained learner.
type detector[T any] struct {
	name    string
	encoder encoder[T]
	model   classify.Model
}

// Name implements [eval.Detector].
func (d detector[T]) Name() string { return d.name }

// Detect implements [eval.Detector].
func (d detector[T]) Detect(_ context.Context, content T) (eval.Detection, error) {
	r, b := d.encoder.row(content), classify.NewMatrix(d.encoder.width)
	if err := b.Append(r.index, r.values); err != nil {
		return eval.Detection{}, fmt.Errorf("reproduce: %w", err)
	}
	score := make([]float64, 1)
	if err := d.model.Scores(score, b.Matrix()); err != nil {
		return eval.Detection{}, fmt.Errorf("reproduce: %w", err)
	}
	return eval.Detection{Score: score[0], Status: eval.Scored}, nil
}

// run judges the items by one trainer.
func run[T any](ctx context.Context, items []eval.Item[T], p eval.Protocol, t trainer[T]) (records []eval.Record, err error) {
	contestant := []eval.Contestant[T]{{Name: t.name, Kind: "learned", Threshold: verdict, Trainer: t}}
	err = eval.Run(ctx, items, p, contestant, eval.RunOptions{Seed: seed, Workers: 1}, func(r eval.Record) error {
		records = append(records, r)
		return nil
	})
	return records, err
}
