package eval

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/malguard/malguard/datasets"
)

// Outcome is the score that something out of its training gave a sample.
type Outcome struct {
	ID    string
	Group string // family or origin
	Label datasets.Label
	Score float64 // the larger the more malicious; any scale
	// Weight is what the outcome counts in its class; 0 stands for a malicious
	// package's share of its family, so that each family counts once, and for 1 of
	// a benign sample.
	Weight float64
}

// ranked is a set of outcomes by descending score, with what resampling needs.
type ranked struct {
	scores    []float64
	malicious []bool
	group     []int     // of an outcome, by index
	weight    []float64 // of an outcome in its class: 1 by family of the malicious, 1 each of the benign
	class     [2][]int  // the groups of each class; 1 is malicious
	groups    []key
	ids       []string // sorted: label, group and ID of each outcome
}

// key is a family or an origin; some origins share their name with a family.
type key struct {
	group string
	label datasets.Label
}

// rank sorts outcomes. Those of unknown label are left out. It fails where a
// class is missing or a score is no number.
func rank(outcomes []Outcome) (*ranked, error) {
	outcomes = slices.DeleteFunc(slices.Clone(outcomes), func(o Outcome) bool { return o.Label == datasets.Unknown })
	slices.SortFunc(outcomes, func(a, b Outcome) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Label, b.Label), cmp.Compare(a.Group, b.Group), cmp.Compare(a.ID, b.ID))
	})
	r := &ranked{}
	size := map[key]float64{}
	for _, o := range outcomes {
		if math.IsNaN(o.Score) {
			return nil, fmt.Errorf("eval: the score of %q is no number", o.ID)
		}
		if !(o.Weight >= 0 && o.Weight <= 1e100) {
			return nil, fmt.Errorf("eval: the weight of %q is %v", o.ID, o.Weight)
		}
		size[key{o.Group, o.Label}]++
	}
	// Numbered by name, so that the order of the outcomes cannot matter.
	number := map[key]int{}
	keys := make([]key, 0, len(size))
	for k := range size {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b key) int {
		return cmp.Or(cmp.Compare(a.label, b.label), cmp.Compare(a.group, b.group))
	})
	for i, k := range keys {
		number[k] = i
		class := 0
		if k.label == datasets.Malicious {
			class = 1
		}
		r.class[class] = append(r.class[class], i)
	}
	r.groups = keys
	if len(r.class[0]) == 0 || len(r.class[1]) == 0 {
		return nil, ErrOneClass
	}
	for _, o := range outcomes {
		k := key{o.Group, o.Label}
		weight := 1.0
		if o.Label == datasets.Malicious {
			weight = 1 / size[k]
		}
		if o.Weight != 0 {
			weight = o.Weight
		}
		r.ids = append(r.ids, fmt.Sprintf("%v %q %q", o.Label, o.Group, o.ID))
		r.scores = append(r.scores, o.Score)
		r.malicious = append(r.malicious, o.Label == datasets.Malicious)
		r.group = append(r.group, number[k])
		r.weight = append(r.weight, weight)
	}
	slices.Sort(r.ids)
	return r, nil
}

// Metrics are the figures of one set of outcomes.
type Metrics struct {
	// AUC is the probability that a malicious package, of a family drawn at
	// random, has a higher score than a benign one; ties count half.
	AUC Estimate
	// Recall is the share of the families found at each of the rates, where at
	// most that share of the benign samples is flagged. A family counts by the
	// share of its packages that is found.
	Recall []Estimate
	Rates  []float64
	// Threshold is the lowest score that is flagged at each rate; where the rate
	// allows none, the next number above all scores.
	Threshold []float64
	// Families and Origins are the groups behind the figures, Malicious and
	// Benign the samples.
	Families, Origins, Malicious, Benign int
}

// Estimate is a figure with its 95 % interval. An interval that was not asked
// for is the figure itself.
type Estimate struct{ Value, Low, High float64 }

// String prints "0.950 [0.931, 0.967]".
func (e Estimate) String() string { return fmt.Sprintf("%.3f [%.3f, %.3f]", e.Value, e.Low, e.High) }

// String prints the figures with their intervals and n.
func (m Metrics) String() string {
	s := "AUC " + m.AUC.String()
	for i, r := range m.Recall {
		s += fmt.Sprintf(", recall %v at %g %%", r, 100*m.Rates[i])
	}
	return s + fmt.Sprintf(" (%d packages of %d families, %d benign of %d origins)", m.Malicious, m.Families, m.Benign, m.Origins)
}

// figures computes AUC and recalls with each group counted as often as times
// says, in one pass from the highest score down.
func (r *ranked) figures(times []float64, rates, recall, threshold []float64) (auc float64) {
	var total [2]float64
	for i := range r.scores {
		total[class(r.malicious[i])] += times[r.group[i]] * r.weight[i]
	}
	var above [2]float64
	for i := range recall {
		recall[i], threshold[i] = 0, math.Nextafter(r.scores[0], math.Inf(1))
	}
	for i := 0; i < len(r.scores); {
		var here [2]float64
		score := r.scores[i]
		for ; i < len(r.scores) && r.scores[i] == score; i++ {
			here[class(r.malicious[i])] += times[r.group[i]] * r.weight[i]
		}
		auc += here[0] * (above[1] + here[1]/2)
		above[0] += here[0]
		above[1] += here[1]
		for k, rate := range rates {
			if above[0] <= rate*total[0]*(1+1e-12) {
				recall[k], threshold[k] = above[1]/total[1], score
			}
		}
	}
	return auc / (total[0] * total[1])
}

func class(malicious bool) int {
	if malicious {
		return 1
	}
	return 0
}
