// Package rowmodel learns from rows of numbers by a learner of package classify: what
// several baselines and controls have in common.
package rowmodel

import (
	"context"

	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/eval"
)

// Learn trains on the rows of the lessons, which have width numbers each. The scorer
// is the model's probability of malicious.
func Learn(ctx context.Context, width int, lessons []eval.Lesson, learner classify.Trainer) (eval.Scorer, error) {
	rows := make([][]float64, len(lessons))
	for i, l := range lessons {
		rows[i] = l.Row
	}
	x, err := classify.FromRows(width, rows)
	if err != nil {
		return nil, err
	}
	model, err := learner.Train(ctx, Table(x, lessons))
	if err != nil {
		return nil, err
	}
	return func(r datasets.Reading) (float64, error) { return Score(model, r.Row) }, nil
}

// Table returns the rows x, one for each lesson, with their labels and weights.
func Table(x classify.Matrix, lessons []eval.Lesson) *classify.Table {
	t := &classify.Table{X: x}
	for _, l := range lessons {
		y := 0.0
		if l.Malicious {
			y = 1
		}
		t.Y, t.Weight = append(t.Y, y), append(t.Weight, l.Weight)
	}
	return t
}

// Score returns what a model says of one dense row.
func Score(m classify.Model, row []float64) (float64, error) {
	x, err := classify.FromRows(m.Width(), [][]float64{row})
	if err != nil {
		return 0, err
	}
	var score [1]float64
	err = m.Scores(score[:], x)
	return score[0], err
}
