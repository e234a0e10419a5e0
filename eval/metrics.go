package eval

import (
	"fmt"
	"math"

	"github.com/malguard/malguard/datasets"
)

// tallies is what one pass over ranked records counts.
type tallies struct {
	tp, fp, fn, tn float64   // cases
	found, total   float64   // families, by the share of their cases
	auc, ap        float64   // of cases
	brier, scored  float64   // sum of squared errors, and of cases with a score
	recall         []float64 // of families, at each rate
}

// metric is one figure of a summary.
type metric struct {
	name string
	of   func(tallies) float64
	// share gives k and n where the metric is a share of cases.
	share func(Summary) (k, n float64)
	// least is how many benign cases it needs to mean anything, and alarms how many
	// false positives.
	least, alarms int
}

// lacks says what keeps the metric from meaning anything; "" if nothing does.
func (m metric) lacks(s Summary) string {
	switch {
	case m.least > s.Benign:
		return fmt.Sprintf("needs %d benign cases", m.least)
	case float64(m.alarms) > s.FP:
		return fmt.Sprintf("needs %d false positives", m.alarms)
	}
	return ""
}

// metrics returns all, in the order in which tables show them.
func metrics(opt SummaryOptions) []metric {
	list := []metric{
		{name: "precision", of: func(t tallies) float64 { return t.tp / (t.tp + t.fp) },
			share: func(s Summary) (float64, float64) { return s.TP, s.TP + s.FP }},
		{name: "recall", of: func(t tallies) float64 { return t.tp / (t.tp + t.fn) },
			share: func(s Summary) (float64, float64) { return s.TP, s.TP + s.FN }},
		{name: "F1", of: func(t tallies) float64 { return 2 * t.tp / (2*t.tp + t.fp + t.fn) }},
		{name: "FPR", of: func(t tallies) float64 { return t.fp / (t.fp + t.tn) },
			share: func(s Summary) (float64, float64) { return s.FP, s.FP + s.TN }},
		{name: "accuracy", of: func(t tallies) float64 { return (t.tp + t.tn) / (t.tp + t.fp + t.fn + t.tn) },
			share: func(s Summary) (float64, float64) { return s.TP + s.TN, s.TP + s.FP + s.FN + s.TN }},
		{name: "MCC", of: tallies.mcc},
		{name: "family recall", of: func(t tallies) float64 { return t.found / t.total }},
		// Benign cases have no copies: each counts.
		{name: "family precision", of: func(t tallies) float64 { return t.found / (t.found + t.fp) }},
		{name: "family F1", of: func(t tallies) float64 { return 2 * t.found / (t.total + t.found + t.fp) }},
		{name: "AUC", of: func(t tallies) float64 { return t.auc }},
		{name: "average precision", of: func(t tallies) float64 { return t.ap }},
		{name: "Brier", of: func(t tallies) float64 { return t.brier / t.scored }},
	}
	for k, rate := range opt.Rates {
		list = append(list, metric{
			name: fmt.Sprintf("family recall at FPR %g %%", 100*rate), of: func(t tallies) float64 { return t.recall[k] },
			least: fewest(rate),
		})
	}
	return append(list, metric{
		name: fmt.Sprintf("precision at a base rate of %g %%", 100*opt.Base),
		of: func(t tallies) float64 {
			found, alarms := opt.Base*t.tp/(t.tp+t.fn), (1-opt.Base)*t.fp/(t.fp+t.tn)
			return found / (found + alarms)
		},
		alarms: 3, // none of a thousand would be a precision of 1, and luck
	})
}

// fewest is how many benign cases a false positive rate needs to mean anything: so
// many that three of them may be flagged, for fewer are luck.
func fewest(rate float64) int { return int(math.Ceil(3 / rate)) }

// mcc is Matthews' correlation coefficient.
func (t tallies) mcc() float64 {
	return (t.tp*t.tn - t.fp*t.fn) / math.Sqrt((t.tp+t.fp)*(t.tp+t.fn)*(t.tn+t.fp)*(t.tn+t.fn))
}

// measure computes the metrics with each group counted as often as times says.
func (p *pool) measure(list []metric, rates, times []float64) []float64 {
	t := p.tally(rates, times)
	values := make([]float64, len(list))
	for k, m := range list {
		values[k] = m.of(t)
	}
	return values
}

// tally makes one pass from the highest score down; ties stand at one threshold.
func (p *pool) tally(rates, times []float64) tallies {
	t := tallies{recall: make([]float64, len(rates))}
	var total [2]float64
	for i, r := range p.records {
		w := times[p.of[i]] * p.part[i]
		c := class(r.Label == datasets.Malicious)
		total[c] += w
		t.count(r, w, times[p.of[i]]*p.family[i])
	}
	var above [2]float64 // cases with a higher score
	var found float64    // families
	for i := 0; i < len(p.records); {
		var here [2]float64
		score := rankScore(p.records[i])
		for ; i < len(p.records) && rankScore(p.records[i]) == score; i++ {
			c := class(p.records[i].Label == datasets.Malicious)
			here[c] += times[p.of[i]] * p.part[i]
			if c == 1 {
				found += times[p.of[i]] * p.family[i]
			}
		}
		t.auc += here[0] * (above[1] + here[1]/2)
		above[0] += here[0]
		above[1] += here[1]
		if score < 0 {
			break // failures cannot be flagged at any threshold
		}
		if here[1] > 0 {
			t.ap += here[1] / total[1] * above[1] / (above[0] + above[1])
		}
		for k, rate := range rates {
			if above[0] <= rate*total[0]*(1+1e-12) {
				t.recall[k] = found / t.total
			}
		}
	}
	t.auc /= total[0] * total[1]
	return t
}

// count adds one record of the given weights among cases and among families.
func (t *tallies) count(r Record, w, family float64) {
	y := 0.0
	if r.Label == datasets.Malicious {
		y = 1
		t.total += family
		if r.Flagged() {
			t.found += family
		}
	}
	switch {
	case r.Flagged() && y == 1:
		t.tp += w
	case r.Flagged():
		t.fp += w
	case y == 1:
		t.fn += w
	default:
		t.tn += w
	}
	if r.Err == "" {
		t.brier += w * (r.Score - y) * (r.Score - y)
		t.scored += w
	}
}
