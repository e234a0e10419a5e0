package report

import (
	"fmt"
	"math"

	"github.com/malguard/malguard/eval"
	"github.com/malguard/malguard/internal/charts"
)

func value(f eval.Figure) charts.Value {
	return charts.Value(f.Estimate)
}

// exact is a value without an interval.
func exact(v float64) charts.Value { return charts.Value{Value: v, Low: math.NaN(), High: math.NaN()} }

// bars draws a figure of each detector under each name.
func (p *protocol) bars(id, axis string, names, figures []string) charts.Bars {
	b := charts.Bars{ID: p.id + "-" + id, Axis: axis, Share: true}
	for _, d := range p.list {
		b.Rows = append(b.Rows, d.Detector)
	}
	for k, name := range names {
		g := charts.Group{Name: name}
		for _, d := range p.list {
			g.Values = append(g.Values, value(d.Figure(figures[k])))
		}
		b.Groups = append(b.Groups, g)
	}
	return b
}

// precisionRecall draws the two figures with those that were published.
func (p *protocol) precisionRecall() charts.Bars {
	names := []string{"precision", "recall"}
	b := p.bars("precision-recall", "share, with 95 % interval", names, names)
	marks := make([][]float64, len(names))
	for _, d := range p.list {
		pub, ok := p.published[d.Detector]
		for k, v := range []float64{pub.Precision, pub.Recall} {
			if !ok {
				v = math.NaN()
			} else {
				b.Marks = "published, on other data"
			}
			marks[k] = append(marks[k], v)
		}
	}
	for k := range b.Groups {
		b.Groups[k].Marks = marks[k]
	}
	return b
}

// duplicates draws recall with and without copies.
func (p *protocol) duplicates() charts.Bars {
	return p.bars("duplicates", "recall, with 95 % interval", []string{"every case counts", "every family counts once"}, []string{"recall", "family recall"})
}

// cost draws what a case takes.
func (p *protocol) cost() charts.Bars {
	b := charts.Bars{ID: p.id + "-cost", Axis: "milliseconds of wall time a case", Log: true, Groups: []charts.Group{{Name: "median"}, {Name: "95th percentile"}}}
	for _, d := range p.list {
		b.Rows = append(b.Rows, d.Detector)
		for k := range b.Groups {
			b.Groups[k].Values = append(b.Groups[k].Values, exact(1000*d.Seconds[k]))
		}
	}
	return b
}

// ranking draws the precision-recall and the ROC curves of the leading detectors.
func (p *protocol) ranking() (pr, roc charts.Curves, err error) {
	pr = charts.Curves{ID: p.id + "-pr", X: "recall", Y: "precision"}
	roc = charts.Curves{ID: p.id + "-roc", X: "share of benign cases flagged", Y: "recall", LogX: true, Left: 1}
	for _, d := range p.leading() {
		c, err := eval.Sweep(d.records)
		if err != nil {
			return pr, roc, err
		}
		a, b := charts.Line{Name: d.Detector, Step: true, Points: true}, charts.Line{Name: d.Detector, Points: true}
		b.X, b.Y = append(b.X, 0), append(b.Y, exact(0))
		for _, s := range c.Steps {
			a.X, a.Y = append(a.X, s.TP/c.Malicious), append(a.Y, exact(s.TP/(s.TP+s.FP)))
			b.X, b.Y = append(b.X, s.FP/c.Benign), append(b.Y, exact(s.TP/c.Malicious))
		}
		if len(a.X) > 0 { // at the first threshold precision has its first value
			a.X, a.Y = append([]float64{0}, a.X...), append([]charts.Value{a.Y[0]}, a.Y...)
		}
		pr.Lines, roc.Lines = append(pr.Lines, a), append(roc.Lines, b)
		// The left end stands for no false alarm: less than one can be seen nowhere.
		roc.Left = math.Pow10(int(math.Floor(math.Log10(1 / c.Benign))))
	}
	chance := charts.Line{Name: "chance", Guide: true}
	for k := range 61 {
		x := math.Pow(roc.Left, 1-float64(k)/60)
		chance.X, chance.Y = append(chance.X, x), append(chance.Y, exact(x))
	}
	roc.Lines = append(roc.Lines, chance)
	return pr, roc, nil
}

// operating is what the lead does at a threshold.
type operating struct {
	threshold, precision, recall, family, fpr float64
	tp, fp                                    float64
}

func at(c eval.Curve, threshold float64) operating {
	s := c.At(threshold)
	return operating{
		threshold: threshold, tp: s.TP, fp: s.FP,
		precision: s.TP / (s.TP + s.FP), recall: s.TP / c.Malicious, family: s.Families / c.Families, fpr: s.FP / c.Benign,
	}
}

// sweep draws what the lead does at every threshold.
func (p *protocol) sweep(c eval.Curve) charts.Curves {
	lines := []charts.Line{{Name: "precision"}, {Name: "recall"}, {Name: "family recall"}, {Name: "FPR"}}
	for k := range 201 {
		o := at(c, float64(k)/200)
		for i, y := range []float64{o.precision, o.recall, o.family, o.fpr} {
			lines[i].X, lines[i].Y = append(lines[i].X, o.threshold), append(lines[i].Y, exact(y))
		}
	}
	return charts.Curves{ID: p.id + "-sweep", X: "threshold", Y: "share", Lines: lines}
}

// calibration draws how often cases of a score are malicious.
func (p *protocol) calibration(bins []eval.Bin) charts.Curves {
	l := charts.Line{Name: p.lead().Detector, Points: true}
	for _, b := range bins {
		if b.Cases > 0 {
			l.X, l.Y = append(l.X, b.Score), append(l.Y, charts.Value(b.Malicious))
		}
	}
	ideal := charts.Line{Name: "calibrated", X: []float64{0, 1}, Y: []charts.Value{exact(0), exact(1)}, Guide: true}
	return charts.Curves{ID: p.id + "-calibration", X: "mean score", Y: "share that is malicious", Lines: []charts.Line{l, ideal}}
}

// topRules is how many rules are shown.
const topRules = 20

// rules draws the rules of the lead that are evidence most often.
func (p *protocol) rules(list []eval.RuleCount) charts.Bars {
	b := charts.Bars{ID: p.id + "-rules", Axis: "flagged cases", Groups: []charts.Group{{Name: "malicious"}, {Name: "benign"}}}
	for _, r := range list[:min(len(list), topRules)] {
		b.Rows = append(b.Rows, r.Rule)
		b.Groups[0].Values = append(b.Groups[0].Values, exact(r.TP))
		b.Groups[1].Values = append(b.Groups[1].Values, exact(r.FP))
	}
	return b
}

// thresholds says which thresholds records were judged by.
func thresholds(records []eval.Record) string {
	low, high := math.Inf(1), math.Inf(-1)
	for _, r := range records {
		if r.Err == "" {
			low, high = min(low, r.Threshold), max(high, r.Threshold)
		}
	}
	switch {
	case low > high:
		return dash
	case low == high:
		return fmt.Sprintf("%.3f", low)
	}
	return fmt.Sprintf("%.3f to %.3f", low, high)
}
