package main

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"

	"github.com/malguard/malguard/features/paper"
)

// agreement says how near a list is to a published one.
type agreement struct {
	ranks      float64 // Spearman's correlation of the values of the first 100 published APIs
	difference float64 // mean of their absolute differences
	equal      int     // published values that are equal to within 1e-9
	common     int     // APIs in both, of as many as are published
}

func agree(published, ours paper.List) (a agreement) {
	values := make(map[string]float64, len(ours))
	for _, e := range ours {
		values[e.API] = e.Value
	}
	first := ours.TopK(len(published)).APIs()
	for _, e := range published {
		if math.Abs(values[e.API]-e.Value) < 1e-9 {
			a.equal++
		}
		if slices.Contains(first, e.API) {
			a.common++
		}
	}
	top := published.TopK(100)
	x, y := make([]float64, len(top)), make([]float64, len(top))
	for i, e := range top {
		x[i], y[i] = e.Value, values[e.API]
		a.difference += math.Abs(x[i]-y[i]) / float64(len(top))
	}
	a.ranks = stat.Correlation(ranks(x), ranks(y), nil)
	return a
}

// ranks returns the rank of each value, the mean of their ranks for equal ones.
func ranks(x []float64) []float64 {
	order := make([]int, len(x))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(x[a], x[b]) })
	out := make([]float64, len(x))
	for low := 0; low < len(order); {
		high := low + 1
		for high < len(order) && x[order[high]] == x[order[low]] {
			high++
		}
		for _, i := range order[low:high] {
			out[i] = float64(low+high-1) / 2
		}
		low = high
	}
	return out
}
