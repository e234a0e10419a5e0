package classify

import (
	"context"
	"fmt"
	"math"
)

// Calibration says how [Calibrated] makes probabilities of scores.
type Calibration uint8

// The calibrations.
const (
	// CalibrationPlatt fits [Platt] to the log-odds of scores, which are kept
	// within those of 0.0001 and 0.9999. On log-odds it can leave probabilities
	// that are right as they are.
	CalibrationPlatt Calibration = iota
	// CalibrationPlattScore fits [Platt] to the scores themselves, as
	// scikit-learn does for a classifier without decision function.
	CalibrationPlattScore
	// CalibrationIsotonic fits [Isotonic] to the scores. It takes any shape but
	// makes ties, and its probabilities of 0 and 1 cost an infinite log loss where
	// they are wrong.
	CalibrationIsotonic
)

// Calibrated configures a trainer whose scores are made probabilities by a map
// that is fitted to scores of rows that Base has not learnt from: rows are cut in
// folds, and each fold is scored by a model of the others. What is fitted is then
// the map of all these scores, and the model is one more of Base on all rows; with
// Ensemble it is a map for each fold's model, and the score is their mean. These
// are ensemble=False and True of scikit-learn's CalibratedClassifierCV, whose
// folds are stratified as here.
//
// Folds hold about the same share of each class, and rows of one group
// ([Table.Groups]) together. Rows of weight 0 are left out. A fold without which a
// class is gone is [ErrOneClass].
type Calibrated struct {
	Base     Trainer // nil is an error
	Method   Calibration
	Folds    int    // 0 means 5; 1 is an error; never more than rows
	Ensemble bool   // a model for each fold
	Seed     uint64 // of the folds
	Workers  int    // models trained at a time; 0 = GOMAXPROCS; never changes the result
}

// CalibratedModel is a model, or some, with a map for its scores.
type CalibratedModel struct {
	models []Model
	maps   []scoreMap
}

// scoreMap is a fitted [Calibration].
type scoreMap struct {
	method   Calibration
	platt    Platt
	isotonic *Isotonic
}

// Train implements [Trainer].
func (c Calibrated) Train(ctx context.Context, t *Table) (Model, error) {
	if err := t.checkMissing(); err != nil {
		return nil, err
	}
	m, err := c.train(ctx, t)
	if err != nil {
		return nil, fmt.Errorf("classify: calibrated: %w", err)
	}
	return m, nil
}

func (c Calibrated) train(ctx context.Context, t *Table) (Model, error) {
	if c.Method > CalibrationIsotonic {
		return nil, fmt.Errorf("unknown method %d", c.Method)
	}
	cross, err := newCrossFit(t, c.Folds, c.Seed, c.Workers)
	if err != nil {
		return nil, err
	}
	t = cross.table
	models, err := cross.train(ctx, []Trainer{c.Base}, !c.Ensemble)
	if err != nil {
		return nil, err
	}
	scores, err := cross.scores(models)
	if err != nil {
		return nil, err
	}
	if !c.Ensemble {
		m, err := c.Method.fit(scores, t.Y, t.Weight)
		return &CalibratedModel{models[cross.folds:], []scoreMap{m}}, err
	}
	m := &CalibratedModel{}
	for f, model := range models {
		rows := cross.rows(f, true)
		if len(rows) == 0 { // more folds than groups
			continue
		}
		part := t.Select(rows)
		fitted, err := c.Method.fit(pick(scores, rows), part.Y, part.Weight)
		if err != nil {
			return nil, err
		}
		m.models, m.maps = append(m.models, model), append(m.maps, fitted)
	}
	return m, nil
}

// fit fits the map of scores to labels.
func (c Calibration) fit(scores, y, weight []float64) (m scoreMap, err error) {
	m.method = c
	switch c {
	case CalibrationPlatt:
		m.platt, err = FitPlatt(logOdds(scores), y, weight)
	case CalibrationPlattScore:
		m.platt, err = FitPlatt(scores, y, weight)
	default:
		m.isotonic, err = FitIsotonic(scores, y, weight)
	}
	return m, err
}

func (m scoreMap) at(p float64) float64 {
	switch m.method {
	case CalibrationPlatt:
		return m.platt.At(logOdd(p))
	case CalibrationPlattScore:
		return m.platt.At(p)
	default:
		return m.isotonic.At(p)
	}
}

// logOdd returns the log-odds of a score that is kept off 0 and 1. A forest's
// scores of 0 and 1 say less than a nine more would: among 1e-2 to 1e-12, those
// around 1e-4 gave the least log loss over all data sets tried.
func logOdd(p float64) float64 {
	const least = 1e-4
	p = min(max(p, least), 1-least)
	return math.Log(p / (1 - p))
}

func logOdds(scores []float64) []float64 {
	odds := make([]float64, len(scores))
	for i, p := range scores {
		odds[i] = logOdd(p)
	}
	return odds
}

// Width implements [Model].
func (m *CalibratedModel) Width() int { return m.models[0].Width() }

// Scores implements [Model].
func (m *CalibratedModel) Scores(dst []float64, x Matrix) error {
	all, err := scoresOf(m.models, dst, x)
	if err != nil {
		return err
	}
	for i := range dst {
		var sum float64
		for k, s := range m.maps {
			sum += s.at(all[k][i])
		}
		dst[i] = sum / float64(len(m.maps))
	}
	return nil
}

// scoresOf returns the scores of each model, of the same width, for x; dst,
// whose length is checked, stays as it is.
func scoresOf(models []Model, dst []float64, x Matrix) ([][]float64, error) {
	if err := checkScoresMissing(dst, x, models[0].Width()); err != nil {
		return nil, err
	}
	all := make([][]float64, len(models))
	for k, m := range models {
		all[k] = make([]float64, len(dst))
		if err := m.Scores(all[k], x); err != nil {
			return nil, err
		}
	}
	return all, nil
}
