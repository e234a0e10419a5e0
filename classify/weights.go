package classify

// Reweighted returns the table with the weight of each row multiplied by that of
// its class. It shares everything else with t.
func (t *Table) Reweighted(benign, malicious float64) *Table {
	r := *t
	r.Weight = make([]float64, len(t.Y))
	for i, y := range t.Y {
		r.Weight[i] = t.weight(i) * benign
		if y == 1 {
			r.Weight[i] = t.weight(i) * malicious
		}
	}
	return &r
}

// Balanced returns the table with weights that give both classes half of the
// total, which stays as it is. Where all rows weigh the same this is
// class_weight="balanced" of scikit-learn. A class without weight is
// [ErrOneClass].
func (t *Table) Balanced() (*Table, error) {
	if err := t.checkMissing(); err != nil {
		return nil, err
	}
	var total [2]float64
	for i, y := range t.Y {
		total[int(y)] += t.weight(i)
	}
	half := (total[0] + total[1]) / 2
	return t.Reweighted(half/total[0], half/total[1]), nil
}
