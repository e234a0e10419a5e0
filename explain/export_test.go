package explain

import (
	"math"

	"github.com/malguard/malguard/classify"
)

// FitSamples fits the linear model of LIME to samples that are given. The first
// of rows is the one that is explained.
func FitSamples(design classify.Matrix, flip []bool, square, scores []float64, width float64, s Selection, features int) *Explanation {
	m := newMoments(flip)
	given := &samples{design: design, y: scores, w: make([]float64, len(scores))}
	for i, d := range square {
		given.w[i] = math.Exp(-d / (2 * width * width))
	}
	m.add(given)
	g := m.gram()
	l := g.ridge(s.choose(g, features), 1)
	e := &Explanation{Score: scores[0], Base: l.intercept, Fidelity: l.fidelity}
	for i, a := range l.of {
		e.Weights = append(e.Weights, Weight{Column: g.columns[a], Weight: l.coef[i]})
	}
	sortWeights(e.Weights)
	return e
}

// BinOf is a bin of a [Background].
type BinOf struct{ Share, Low, High, Mean, SD float64 }

// Bins returns the borders between the bins of a column, and the bins.
func (b *Background) Bins(column int) (bounds []float64, bins []BinOf) {
	for _, s := range b.columns[column].bins {
		bins = append(bins, BinOf{s.share, s.low, s.high, s.mean, s.sd})
	}
	return b.columns[column].bounds, bins
}
