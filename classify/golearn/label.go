//go:build golearn_cgo && cgo

package golearn

import (
	"fmt"

	"github.com/sjwhitworth/golearn/base"

	"github.com/malguard/malguard/classify"
)

// labelModel scores by a classifier of golearn: 1 where it says malicious and 0
// elsewhere, since labels are all that golearn tells.
type labelModel struct {
	layout layout
	// predict labels rows; it is safe for concurrent use.
	predict func(base.FixedDataGrid) (base.FixedDataGrid, error)
}

// Width implements [classify.Model].
func (m *labelModel) Width() int { return len(m.layout.columns) }

// Scores implements [classify.Model].
func (m *labelModel) Scores(dst []float64, x classify.Matrix) error {
	if err := checkScores(dst, x, m.Width()); err != nil {
		return err
	}
	scores := make([]float64, 0, len(dst))
	for len(scores) < len(dst) { // in blocks, as golearn wants every zero
		rows := make([]int, min(1024, len(dst)-len(scores)))
		for k := range rows {
			rows[k] = len(scores) + k
		}
		var err error
		if scores, err = m.append(scores, x.Select(rows)); err != nil {
			return err
		}
	}
	copy(dst, scores)
	return nil
}

func (m *labelModel) append(scores []float64, x classify.Matrix) ([]float64, error) {
	var labels base.FixedDataGrid
	err := guard(func() (err error) {
		labels, err = m.predict(m.layout.instances(x, nil))
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("golearn: predict: %w", err)
	}
	spec, err := labels.GetAttribute(m.layout.class)
	if err != nil {
		return nil, fmt.Errorf("golearn: predict: %w", err)
	}
	for i := range x.Rows() {
		score := 0.0
		if string(labels.Get(spec, i)) == string(m.layout.values[1]) {
			score = 1
		}
		scores = append(scores, score)
	}
	return scores, nil
}
