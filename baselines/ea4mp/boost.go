package ea4mp

import (
	"cmp"
	"math"
	"slices"
)

// Rounds is how many stumps are boosted at most.
const Rounds = 50

// stump says yes on one side of a cut.
type stump struct {
	column       int
	cut          float64 // of two values, or infinite where all are one side
	below, above bool    // what it says of values up to the cut, and of others
	weight       float64
}

func (s stump) says(row pair) bool {
	if row[s.column] <= s.cut {
		return s.below
	}
	return s.above
}

// boost is a vote of stumps.
type boost struct{ stumps []stump }

// fitBoost boosts stumps by AdaBoost SAMME (Zhu, Zou, Rosset and Hastie 2009,
// Multi-class AdaBoost, https://doi.org/10.4310/SII.2009.v2.n3.a8) with the learning
// rate 1, as scikit-learn does: a stump without error gets the weight 1 and is the
// last, and one no better than chance is left out and ends it.
func fitBoost(rows []pair, labels []bool, weights []float64) *boost {
	b := &boost{}
	w := scaled(weights)
	order := orders(rows)
	for range Rounds {
		s := fitStump(rows, labels, w, order)
		e := 0.0
		for i, row := range rows {
			if s.says(row) != labels[i] {
				e += w[i]
			}
		}
		if e <= 0 {
			s.weight = 1
			b.stumps = append(b.stumps, s)
			break
		}
		if e >= 0.5 {
			break
		}
		s.weight = math.Log((1 - e) / e)
		b.stumps = append(b.stumps, s)
		for i, row := range rows {
			if s.says(row) != labels[i] {
				w[i] *= (1 - e) / e
			}
		}
		w = scaled(w)
	}
	return b
}

// vote returns the share of the votes, by weight, for malicious; 1/2 of none.
func (b *boost) vote(row pair) float64 {
	yes, all := 0.0, 0.0
	for _, s := range b.stumps {
		all += s.weight
		if s.says(row) {
			yes += s.weight
		}
	}
	if all == 0 {
		return 0.5
	}
	return min(yes/all, 1)
}

func scaled(weights []float64) []float64 {
	sum := 0.0
	for _, w := range weights {
		sum += w
	}
	out := make([]float64, len(weights))
	for i, w := range weights {
		out[i] = w / sum
	}
	return out
}

// orders returns the rows sorted by each column.
func orders(rows []pair) (order [2][]int) {
	for c := range order {
		for i := range rows {
			order[c] = append(order[c], i)
		}
		slices.SortStableFunc(order[c], func(a, b int) int { return cmp.Compare(rows[a][c], rows[b][c]) })
	}
	return order
}

// fitStump returns the cut with the least Gini impurity, of several the first; each
// side says what its weight says, and no where both weigh the same.
func fitStump(rows []pair, labels []bool, w []float64, order [2][]int) stump {
	var total [2]float64
	for i := range rows {
		total[class(labels[i])] += w[i]
	}
	most := total[1] > total[0]
	best, least := stump{cut: math.Inf(1), below: most, above: most}, math.Inf(1)
	for c := range order {
		var left [2]float64
		for k, i := range order[c][:max(len(rows)-1, 0)] {
			left[class(labels[i])] += w[i]
			value, next := rows[i][c], rows[order[c][k+1]][c]
			right := [2]float64{total[0] - left[0], total[1] - left[1]}
			if impurity := gini(left) + gini(right); value != next && impurity < least {
				least = impurity
				best = stump{column: c, cut: value + (next-value)/2, below: left[1] > left[0], above: right[1] > right[0]}
			}
		}
	}
	return best
}

func class(malicious bool) int {
	if malicious {
		return 1
	}
	return 0
}

// gini is the impurity of a side times its weight.
func gini(side [2]float64) float64 {
	if side[0]+side[1] <= 0 {
		return 0
	}
	return 2 * side[0] * side[1] / (side[0] + side[1])
}
