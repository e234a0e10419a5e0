package study

import (
	"context"
	"fmt"

	"github.com/malguard/malguard/classify"
)

// fitted scores units.
type fitted struct {
	encoder encoder
	model   classify.Model
}

// fit trains on some units: once on whole malicious packages, and where a row is
// less than a package again on the part of each that the first model scores
// highest. Families count equally, and all benign rows together count as much as
// all families. It is simpler than malguard.Train, which weighs origins and
// setup.py files too: what variants differ in are their rows.
func (v Variant) fit(ctx context.Context, method classify.Method, train []*Unit, seed uint64) (*fitted, error) {
	e, err := v.encoder(train)
	if err != nil {
		return nil, err
	}
	f := &fitted{encoder: e}
	t := &table{width: e.width(), size: familySizes(train)}
	several := false
	for _, u := range train {
		parts, err := e.parts(u)
		if err != nil {
			return nil, err
		}
		if !u.Malicious {
			t.benign(parts)
			continue
		}
		whole, err := e.merged(u)
		if err != nil {
			return nil, err
		}
		several = several || len(parts) > 1
		t.malicious(u, whole, parts)
	}
	if f.model, err = t.train(ctx, method, seed); err != nil || !several {
		return f, err
	}
	if err := t.witnesses(f.model); err != nil {
		return nil, err
	}
	f.model, err = t.train(ctx, method, seed)
	return f, err
}

// table collects rows to train on.
type table struct {
	width  int
	size   map[string]float64 // of a family
	rows   []row
	y      []float64
	weight []float64
	choice map[int][]row // the parts of the package whose row this is
}

func (t *table) benign(parts []row) {
	for _, r := range parts {
		t.rows, t.y, t.weight = append(t.rows, r), append(t.y, 0), append(t.weight, 1)
	}
}

func (t *table) malicious(u *Unit, whole row, parts []row) {
	if t.choice == nil {
		t.choice = map[int][]row{}
	}
	if len(parts) > 1 {
		t.choice[len(t.rows)] = parts
	}
	t.rows, t.y, t.weight = append(t.rows, whole), append(t.y, 1), append(t.weight, 1/t.size[u.Group])
}

// witnesses replaces the row of each malicious package of several parts by that
// of the part with the highest score.
func (t *table) witnesses(m classify.Model) error {
	for i, parts := range t.choice {
		scores, err := score(m, t.width, parts)
		if err != nil {
			return err
		}
		best := 0
		for k, s := range scores {
			if s > scores[best] {
				best = k
			}
		}
		t.rows[i] = parts[best]
	}
	return nil
}

func (t *table) train(ctx context.Context, method classify.Method, seed uint64) (classify.Model, error) {
	var total [2]float64
	for i, w := range t.weight {
		total[int(t.y[i])] += w
	}
	weight := make([]float64, len(t.weight))
	for i, w := range t.weight {
		weight[i] = w
		if t.y[i] == 0 {
			weight[i] = w * total[1] / total[0]
		}
	}
	x, err := matrix(t.width, t.rows)
	if err != nil {
		return nil, err
	}
	return method.New(classify.Options{Seed: seed, Workers: 1}).Train(ctx, &classify.Table{X: x, Y: t.y, Weight: weight})
}

func matrix(width int, rows []row) (classify.Matrix, error) {
	b := classify.NewMatrix(width)
	for _, r := range rows {
		if err := b.Append(r.index, r.values); err != nil {
			return classify.Matrix{}, fmt.Errorf("study: %w", err)
		}
	}
	return b.Matrix(), nil
}

func score(m classify.Model, width int, rows []row) ([]float64, error) {
	x, err := matrix(width, rows)
	if err != nil {
		return nil, err
	}
	scores := make([]float64, len(rows))
	return scores, m.Scores(scores, x)
}

// score returns the highest score of the unit's parts, 0 where it has none.
func (f *fitted) score(u *Unit) (float64, error) {
	parts, err := f.encoder.parts(u)
	if err != nil {
		return 0, err
	}
	scores, err := score(f.model, f.encoder.width(), parts)
	if err != nil {
		return 0, err
	}
	highest := 0.0
	for _, s := range scores {
		highest = max(highest, s)
	}
	return highest, nil
}
