package classify

import (
	"context"
	"fmt"
)

// Stacking configures a trainer that learns from other trainers' scores (Wolpert
// 1992, Stacked generalization, https://doi.org/10.1016/S0893-6080(05)80023-1):
// Final learns from scores of rows that the models giving them have not learnt
// from, as for [Calibrated], and then scores by models of all rows. It is
// scikit-learn's StackingClassifier with scores in place of log-odds unless
// LogOdds is set.
//
// Folds hold about the same share of each class, and rows of one group
// ([Table.Groups]) together. Rows of weight 0 are left out. A fold without which a
// class is gone is [ErrOneClass].
type Stacking struct {
	Trainers    []Trainer // none is an error
	Final       Trainer   // nil means Logistic{Scaling: ScaleNone}
	LogOdds     bool      // Final sees log-odds, within those of 0.0001 and 0.9999, in place of scores
	Passthrough bool      // Final also sees the columns of the table, after the scores
	Folds       int       // 0 means 5; 1 is an error; never more than rows
	Seed        uint64    // of the folds
	Workers     int       // models trained at a time; 0 = GOMAXPROCS; never changes the result
}

// StackingModel is some models and one that scores their scores.
type StackingModel struct {
	models      []Model
	final       Model
	logOdds     bool
	passthrough bool
}

// Train implements [Trainer].
func (c Stacking) Train(ctx context.Context, t *Table) (Model, error) {
	if err := t.checkMissing(); err != nil {
		return nil, err
	}
	m, err := c.train(ctx, t)
	if err != nil {
		return nil, fmt.Errorf("classify: stacking: %w", err)
	}
	return m, nil
}

func (c Stacking) train(ctx context.Context, t *Table) (Model, error) {
	if c.Final == nil {
		c.Final = Logistic{Scaling: ScaleNone, Workers: c.Workers}
	}
	cross, err := newCrossFit(t, c.Folds, c.Seed, c.Workers)
	if err != nil {
		return nil, err
	}
	t = cross.table
	models, err := cross.train(ctx, c.Trainers, true)
	if err != nil {
		return nil, err
	}
	m := &StackingModel{logOdds: c.LogOdds, passthrough: c.Passthrough}
	columns := make([][]float64, len(c.Trainers))
	for k := range columns {
		own := models[k*(cross.folds+1) : (k+1)*(cross.folds+1)]
		if columns[k], err = cross.scores(own); err != nil {
			return nil, fmt.Errorf("trainer %d: %w", k, err)
		}
		m.models = append(m.models, own[cross.folds])
	}
	x, err := m.columns(columns, t.X)
	if err != nil {
		return nil, err
	}
	if m.final, err = c.Final.Train(ctx, &Table{X: x, Y: t.Y, Weight: t.Weight, Groups: t.Groups}); err != nil {
		return nil, fmt.Errorf("final: %w", err)
	}
	return m, nil
}

// columns returns what the final model sees of rows x with the given scores of
// each model.
func (m *StackingModel) columns(scores [][]float64, x Matrix) (Matrix, error) {
	width := len(scores)
	if m.passthrough {
		width += x.Width()
	}
	b := NewMatrix(width)
	b.Missing = m.passthrough && x.Missing()
	for i := range x.Rows() {
		var index []int32
		var values []float64
		for k := range scores {
			v := scores[k][i]
			if m.logOdds {
				v = logOdd(v)
			}
			index, values = append(index, int32(k)), append(values, v)
		}
		if m.passthrough {
			more, entries := x.Row(i)
			for e, j := range more {
				index, values = append(index, int32(len(scores))+j), append(values, entries[e])
			}
		}
		if err := b.Append(index, values); err != nil {
			return Matrix{}, err
		}
	}
	return b.Matrix(), nil
}

// Width implements [Model].
func (m *StackingModel) Width() int { return m.models[0].Width() }

// Scores implements [Model].
func (m *StackingModel) Scores(dst []float64, x Matrix) error {
	all, err := scoresOf(m.models, dst, x)
	if err != nil {
		return err
	}
	seen, err := m.columns(all, x)
	if err != nil {
		return err
	}
	return m.final.Scores(dst, seen)
}
