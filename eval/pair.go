package eval

import (
	"cmp"
	"errors"
	"math"
	"slices"

	"github.com/malguard/malguard/datasets"
)

// Comparison says by how much one detector differs from another on the same cases.
type Comparison struct {
	Protocol, A, B string
	// Figures are the metrics of A minus those of B, with intervals from the same
	// draws of groups for both.
	Figures []Figure
	// OnlyA and OnlyB count the cases of the first test of each that one of the two
	// alone judges rightly, and P is the probability that they differ as much by
	// chance: the exact two-sided test of McNemar (Psychometrika 12, 1947,
	// https://doi.org/10.1007/BF02295996). It takes cases for independent.
	OnlyA, OnlyB int
	P            float64
}

// Compare compares two detectors in one protocol. They must have judged the same
// cases in the same tests.
func Compare(a, b []Record, opt SummaryOptions) (Comparison, error) {
	opt = opt.filled()
	pa, err := newPool(a)
	if err != nil {
		return Comparison{}, err
	}
	pb, err := newPool(b)
	if err != nil {
		return Comparison{}, err
	}
	if !slices.Equal(pa.ids, pb.ids) || pa.records[0].Protocol != pb.records[0].Protocol {
		return Comparison{}, errors.New("eval: records of different cases")
	}
	c := Comparison{Protocol: pa.records[0].Protocol, A: pa.records[0].Detector, B: pb.records[0].Detector}
	list := metrics(opt)
	measure := func(times []float64) []float64 {
		values := pa.measure(list, opt.Rates, times)
		for k, v := range pb.measure(list, opt.Rates, times) {
			values[k] -= v
		}
		return values
	}
	value := measure(once(len(pa.groups)))
	draws := pa.draw(Options{Resamples: opt.Resamples, Seed: opt.Seed}, measure)
	sa, sb := pa.summary(), pb.summary()
	for k, m := range list {
		f := Figure{Name: m.name, Estimate: interval(value[k], draws, k)}
		switch {
		case pa.mute() || pb.mute():
			f = undefined(m.name, "no verdicts")
		case m.lacks(sa) != "" || m.lacks(sb) != "":
			f = undefined(m.name, cmp.Or(m.lacks(sa), m.lacks(sb)))
		}
		c.Figures = append(c.Figures, f)
	}
	c.mcNemar(firsts(a), firsts(b))
	return c, nil
}

// firsts returns for each case whether its first record is right.
func firsts(records []Record) map[string]bool {
	right := map[string]bool{}
	for _, r := range records {
		if _, seen := right[r.ID]; !seen && r.Label != datasets.Unknown {
			right[r.ID] = r.Flagged() == (r.Label == datasets.Malicious)
		}
	}
	return right
}

func (c *Comparison) mcNemar(a, b map[string]bool) {
	for id, right := range a {
		switch {
		case right && !b[id]:
			c.OnlyA++
		case !right && b[id]:
			c.OnlyB++
		}
	}
	n := c.OnlyA + c.OnlyB
	// Twice the smaller tail of the binomial distribution of n coins.
	var tail float64
	for k := range min(c.OnlyA, c.OnlyB) + 1 {
		tail += math.Exp(lnChoose(n, k) - float64(n)*math.Ln2)
	}
	c.P = min(1, 2*tail)
}

func lnChoose(n, k int) float64 {
	a, _ := math.Lgamma(float64(n + 1))
	b, _ := math.Lgamma(float64(k + 1))
	c, _ := math.Lgamma(float64(n - k + 1))
	return a - b - c
}
