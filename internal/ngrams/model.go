package ngrams

import (
	"context"

	"github.com/malguard/malguard/classify"
)

// Model scores sequences.
type Model struct {
	vectoriser *Vectoriser
	model      classify.Model
}

// Train learns from sequences: learner sees a table that has their rows in place of
// X. Errors are those of the learner.
func Train(ctx context.Context, sequences [][]string, opt Options, learner classify.Trainer, table classify.Table) (*Model, error) {
	v := Learn(sequences, opt)
	x, err := v.Rows(sequences...)
	if err != nil {
		return nil, err
	}
	table.X = x
	m, err := learner.Train(ctx, &table)
	if err != nil {
		return nil, err
	}
	return &Model{v, m}, nil
}

// Scores returns the probability of malicious of each sequence.
func (m *Model) Scores(sequences ...[]string) ([]float64, error) {
	x, err := m.vectoriser.Rows(sequences...)
	if err != nil {
		return nil, err
	}
	scores := make([]float64, len(sequences))
	return scores, m.model.Scores(scores, x)
}
