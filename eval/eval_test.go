package eval_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/eval"
)

func mal(group string, score float64) eval.Outcome {
	return eval.Outcome{Group: group, Label: datasets.Malicious, Score: score}
}

func ben(group string, score float64) eval.Outcome {
	return eval.Outcome{Group: group, Label: datasets.Benign, Score: score}
}

func measure(t testing.TB, outcomes []eval.Outcome, opt eval.Options) eval.Metrics {
	t.Helper()
	m, err := eval.Measure(outcomes, opt)
	require.NoError(t, err)
	return m
}

// By hand. Family a has a package at .9 and one at .2, family b one at .6;
// benign samples stand at .6, .5, .3 and .1. Weights of the malicious are ½, ½, 1.
//
//	AUC       (½·4 + ½·1 + 1·(3 + ½)) / (2·4) = 6/8
//	at 0 %    above .6 stands .9 alone: ½ of 2
//	at 25 %   at .6, which flags one benign sample of four: 1½ of 2
//	at 75 %   at .3: the same; at .2 no more are flagged: all
func TestMeasureByHand(t *testing.T) {
	outcomes := []eval.Outcome{
		mal("a", .9), mal("a", .2), mal("b", .6),
		ben("x", .6), ben("x", .5), ben("y", .3), ben("z", .1),
		{Group: "?", Label: datasets.Unknown, Score: 1},
	}
	m := measure(t, outcomes, eval.Options{Rates: []float64{0, .25, .75}, Resamples: -1})
	require.Equal(t, eval.Metrics{
		AUC:       eval.Estimate{Value: .75, Low: .75, High: .75},
		Recall:    []eval.Estimate{{Value: .25, Low: .25, High: .25}, {Value: .75, Low: .75, High: .75}, {Value: 1, Low: 1, High: 1}},
		Rates:     []float64{0, .25, .75},
		Threshold: []float64{.9, .6, .2},
		Families:  2, Origins: 3, Malicious: 3, Benign: 4,
	}, m)
	require.Equal(t, "AUC 0.750 [0.750, 0.750], recall 0.250 [0.250, 0.250] at 0 %, recall 0.750 [0.750, 0.750] at 25 %, "+
		"recall 1.000 [1.000, 1.000] at 75 % (3 packages of 2 families, 4 benign of 3 origins)", m.String())
}

// random has families and origins of several samples, with many equal scores.
func random(seed uint64, shift float64) []eval.Outcome {
	draw := rand.New(rand.NewPCG(seed, 2))
	var list []eval.Outcome
	for i := range 60 {
		group := fmt.Sprint("g", draw.IntN(20))
		score := float64(draw.IntN(20)) / 20
		if i%2 == 0 {
			list = append(list, mal(group, score+shift))
		} else {
			list = append(list, ben(group, score))
		}
		list[i].ID = fmt.Sprint(i)
	}
	return list
}

// AUC is what counting all pairs gives, and recall what flagging all from the
// threshold on gives.
func TestMeasureEqualsItsDefinition(t *testing.T) {
	for seed := range uint64(50) {
		outcomes := random(seed, .1)
		size := map[string]float64{}
		for _, o := range outcomes {
			if o.Label == datasets.Malicious {
				size[o.Group]++
			}
		}
		m := measure(t, outcomes, eval.Options{Rates: []float64{.1, .5}, Resamples: -1})
		var pairs, all, benign float64
		for _, a := range outcomes {
			for _, b := range outcomes {
				if a.Label == datasets.Malicious && b.Label == datasets.Benign {
					w := 1 / size[a.Group]
					all += w
					if a.Score > b.Score {
						pairs += w
					} else if a.Score == b.Score {
						pairs += w / 2
					}
				}
			}
			if a.Label == datasets.Benign {
				benign++
			}
		}
		require.InDelta(t, pairs/all, m.AUC.Value, 1e-12)
		for k, threshold := range m.Threshold {
			var found, flagged float64
			for _, o := range outcomes {
				if o.Score >= threshold && o.Label == datasets.Malicious {
					found += 1 / size[o.Group] / float64(len(size))
				} else if o.Score >= threshold {
					flagged++
				}
			}
			require.InDelta(t, found, m.Recall[k].Value, 1e-12)
			require.LessOrEqual(t, flagged, m.Rates[k]*benign)
		}
	}
}

// Intervals hold their figure, and neither the order of the outcomes nor
// anything but the seed changes them.
func TestIntervals(t *testing.T) {
	for seed := range uint64(5) {
		outcomes := random(seed, .2)
		opt := eval.Options{Resamples: 200, Seed: seed}
		m := measure(t, outcomes, opt)
		for _, e := range append(slices.Clone(m.Recall), m.AUC) {
			require.LessOrEqual(t, e.Low, e.Value)
			require.GreaterOrEqual(t, e.High, e.Value)
			require.True(t, e.Low >= 0 && e.High <= 1)
		}
		require.Less(t, m.AUC.Low, m.AUC.High)
		turned := slices.Clone(outcomes)
		slices.Reverse(turned)
		require.Equal(t, m, measure(t, turned, opt))
	}
}

// What is known of one family is not known better for having it a hundred times.
func TestCopiesTeachNothing(t *testing.T) {
	outcomes := random(1, .2)
	many := slices.Clone(outcomes)
	for _, o := range outcomes {
		if o.Label == datasets.Malicious {
			for range 3 {
				many = append(many, o)
			}
		}
	}
	opt := eval.Options{Resamples: 100}
	a, b := measure(t, outcomes, opt), measure(t, many, opt)
	require.InDelta(t, a.AUC.Value, b.AUC.Value, 1e-12)
	require.InDelta(t, a.AUC.Low, b.AUC.Low, 1e-12)
	require.InDelta(t, a.AUC.High, b.AUC.High, 1e-12)
}

func TestDifference(t *testing.T) {
	a, b := random(3, .5), random(3, 0)
	opt := eval.Options{Resamples: 300}
	same, err := eval.Difference(a, a, opt)
	require.NoError(t, err)
	require.Equal(t, eval.Estimate{}, same.AUC)
	d, err := eval.Difference(a, b, opt)
	require.NoError(t, err)
	require.InDelta(t, measure(t, a, opt).AUC.Value-measure(t, b, opt).AUC.Value, d.AUC.Value, 1e-12)
	require.Positive(t, d.AUC.Low, "the shift of .5 shows")
	back, err := eval.Difference(b, a, opt)
	require.NoError(t, err)
	require.InDelta(t, -d.AUC.Value, back.AUC.Value, 1e-12)
	for _, other := range [][]eval.Outcome{b[:40], append(slices.Clone(b[1:]), b[1])} {
		_, err = eval.Difference(a, other, opt)
		require.ErrorContains(t, err, "different samples")
	}
}

// Pairs of equal size say nothing of size: where families differ in size and in
// their number of packages, partners must weigh the same, and be drawn together.
func TestPairs(t *testing.T) {
	var outcomes []eval.Outcome
	pair := func(group string, size, weight float64) {
		outcomes = append(outcomes,
			eval.Outcome{ID: fmt.Sprint(len(outcomes)), Group: group, Label: datasets.Malicious, Score: size, Weight: weight},
			eval.Outcome{ID: fmt.Sprint(len(outcomes)), Group: group, Label: datasets.Benign, Score: size, Weight: weight})
	}
	for i := range 20 {
		for range 3 {
			pair(fmt.Sprint("small", i), 2, 1./3)
		}
		pair(fmt.Sprint("large", i), 100, 1)
	}
	m := measure(t, outcomes, eval.Options{Resamples: 100, Paired: true})
	require.InDelta(t, .5, m.AUC.Value, 1e-12)
	require.InDelta(t, .5, m.AUC.Low, 1e-12)
	require.InDelta(t, .5, m.AUC.High, 1e-12)
	_, err := eval.Measure([]eval.Outcome{mal("a", 1), {Group: "x", Label: datasets.Benign, Weight: -1}}, eval.Options{})
	require.ErrorContains(t, err, "weight")
}

func TestNotANumber(t *testing.T) {
	_, err := eval.Measure([]eval.Outcome{mal("a", math.NaN()), ben("x", 1)}, eval.Options{})
	require.ErrorContains(t, err, "no number")
	m := measure(t, []eval.Outcome{mal("a", math.Inf(1)), ben("x", math.Inf(-1))}, eval.Options{})
	require.Equal(t, 1.0, m.AUC.Value)
}

// Where the highest score is benign, no threshold flags nothing but malice.
func TestThresholdAboveAll(t *testing.T) {
	m := measure(t, []eval.Outcome{ben("x", .75), mal("a", .75), mal("b", .5)}, eval.Options{Rates: []float64{0}, Resamples: 10})
	require.Equal(t, math.Nextafter(.75, 1), m.Threshold[0])
	require.Zero(t, m.Recall[0].Value)
}

func TestOneClass(t *testing.T) {
	for _, outcomes := range [][]eval.Outcome{nil, {mal("a", 1)}, {ben("x", 1)}} {
		_, err := eval.Measure(outcomes, eval.Options{})
		require.ErrorIs(t, err, eval.ErrOneClass)
		_, err = eval.Difference(outcomes, outcomes, eval.Options{})
		require.ErrorIs(t, err, eval.ErrOneClass)
	}
}

// The formula of the paper, evaluated in Python.
func TestWilson(t *testing.T) {
	for _, test := range []struct {
		k, n      int
		low, high float64
	}{
		{158, 200, .7284, .8407}, {5, 50, .0435, .2136}, {0, 10, 0, .2775}, {10, 10, .7225, 1}, {0, 0, 0, 1},
	} {
		got := eval.Wilson(test.k, test.n)
		require.InDelta(t, test.low, got.Low, 5e-5)
		require.InDelta(t, test.high, got.High, 5e-5)
	}
	require.Equal(t, "0.500 [0.095, 0.905]", eval.Wilson(1, 2).String())
}

func Example() {
	outcomes := []eval.Outcome{
		{ID: "a-1", Group: "a", Label: datasets.Malicious, Score: .9},
		{ID: "a-2", Group: "a", Label: datasets.Malicious, Score: .8},
		{ID: "b-1", Group: "b", Label: datasets.Malicious, Score: .3},
		{ID: "x", Group: "x", Label: datasets.Benign, Score: .4},
		{ID: "y", Group: "y", Label: datasets.Benign, Score: .1},
	}
	m, err := eval.Measure(outcomes, eval.Options{Rates: []float64{0}, Resamples: -1})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("AUC %.2f, families found without a false alarm: %.2f\n", m.AUC.Value, m.Recall[0].Value)
	// Output: AUC 0.75, families found without a false alarm: 0.50
}

func BenchmarkMeasure(b *testing.B) {
	var outcomes []eval.Outcome
	for i := range uint64(60) {
		outcomes = append(outcomes, random(i, .2)...)
	}
	for b.Loop() {
		if _, err := eval.Measure(outcomes, eval.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
