package classify

import (
	"context"
	"fmt"
	"slices"
)

// Voting configures the mean of some trainers' scores, as scikit-learn's
// VotingClassifier with voting="soft".
type Voting struct {
	Trainers []Trainer // none is an error
	Weights  []float64 // how much each trainer's score counts, not negative; nil counts all alike
	Hard     bool      // count labels, scores above 1/2, in place of scores
	Workers  int       // models trained at a time; 0 = GOMAXPROCS; never changes the result
}

// VotingModel is the mean of some models' scores.
type VotingModel struct {
	models []Model
	weight []float64
	hard   bool
}

// Train implements [Trainer].
func (c Voting) Train(ctx context.Context, t *Table) (Model, error) {
	if err := t.checkMissing(); err != nil {
		return nil, err
	}
	m, err := newVotingModel(make([]Model, len(c.Trainers)), c.Weights, c.Hard)
	if err != nil {
		return nil, fmt.Errorf("classify: voting: %w", err)
	}
	all := &crossFit{table: t, workers: c.Workers} // without folds
	if m.models, err = all.train(ctx, c.Trainers, true); err != nil {
		return nil, fmt.Errorf("classify: voting: %w", err)
	}
	return m, nil
}

// newVotingModel checks the weights, which it copies.
func newVotingModel(models []Model, weight []float64, hard bool) (*VotingModel, error) {
	m := &VotingModel{models: models, weight: slices.Clone(weight), hard: hard}
	if weight == nil {
		m.weight = slices.Repeat([]float64{1}, len(models))
	}
	bad := len(models) == 0 || len(m.weight) != len(models)
	for _, w := range m.weight {
		bad = bad || !(w >= 0 && w <= MaxWeight)
	}
	if total := sum(m.weight); bad || total == 0 || total > MaxWeight {
		return nil, fmt.Errorf("%d trainers with weights %g", len(models), weight)
	}
	return m, nil
}

// Width implements [Model].
func (m *VotingModel) Width() int { return m.models[0].Width() }

// Scores implements [Model].
func (m *VotingModel) Scores(dst []float64, x Matrix) error {
	all, err := scoresOf(m.models, dst, x)
	if err != nil {
		return err
	}
	total := sum(m.weight)
	for i := range dst {
		var votes float64
		for k, w := range m.weight {
			p := all[k][i]
			if m.hard && p > 0.5 {
				p = 1
			} else if m.hard {
				p = 0
			}
			votes += w * p
		}
		dst[i] = votes / total
	}
	return nil
}
