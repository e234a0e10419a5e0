package report

import (
	"fmt"
	"strings"

	"github.com/malguard/malguard/eval"
)

// The parts of this file look at records. A part without a title is left out.

// rankingPart has the curves.
func (p *protocol) rankingPart() (part, error) {
	pr, roc, err := p.ranking()
	if err != nil || len(pr.Lines) == 0 {
		return part{}, err
	}
	q := part{ID: "ranking", Title: "Ranking", Text: fmt.Sprintf("Precision-recall and ROC curves of %s, of cases: the first, those with published figures, and those of the largest AUC. "+
		"The left end of the ROC curve stands for no false alarm. Areas are in the table above as AUC and average precision.", count(len(pr.Lines), "detector"))}
	return q, q.draw(pr, roc)
}

// sweepPart has the lead at every threshold.
func (p *protocol) sweepPart() (part, error) {
	d := p.lead()
	if d.records == nil {
		return part{}, nil
	}
	c, err := eval.Sweep(d.records)
	if err != nil {
		return part{}, err
	}
	q := part{ID: "sweep", Title: "Thresholds of " + shown(d.Detector), Text: "What would be flagged if one threshold were used in all tests. Those that were used: " + thresholds(d.records) + "."}
	t := grid{Head: []string{"threshold", "TP", "FP", "precision", "recall", "family recall", "FPR"}}
	for _, threshold := range []float64{.05, .1, .2, .3, .4, .5, .6, .7, .8, .9, .95, .99} {
		o := at(c, threshold)
		t.Rows = append(t.Rows, append([]cell{{Text: fmt.Sprint(threshold), Name: true}},
			texts(amount(o.tp), amount(o.fp), share(o.precision), share(o.recall), share(o.family), share(o.fpr))...))
	}
	q.Tables = []grid{t}
	return q, q.draw(p.sweep(c))
}

// calibrationPart compares the lead's scores with what they would promise.
func (p *protocol) calibrationPart() (part, error) {
	d := p.lead()
	if d.records == nil {
		return part{}, nil
	}
	bins, err := eval.Reliability(d.records, 10)
	if err != nil {
		return part{}, err
	}
	q := part{ID: "calibration", Title: "Calibration of " + shown(d.Detector), Text: "Cases by tenths of the score. If scores were probabilities in this collection, points would lie on the diagonal. " +
		"Intervals are Wilson's and take cases for independent. Brier score: " + share(d.Figure("Brier").Value) + "."}
	t := grid{Head: []string{"score", "cases", "mean score", "malicious"}}
	for _, b := range bins {
		cells := texts(amount(b.Cases), dash, dash)
		if b.Cases > 0 {
			cells[1].Text, cells[2] = share(b.Score), estimate(b.Malicious)
		}
		t.Rows = append(t.Rows, append([]cell{{Text: fmt.Sprintf("%.1f to %.1f", b.Low, b.High), Name: true}}, cells...))
	}
	q.Tables = []grid{t}
	return q, q.draw(p.calibration(bins))
}

// mostStrata is how many parts of a collection are shown.
const mostStrata = 40

// strataPart has the shares flagged in parts of the collection.
func (p *protocol) strataPart() (part, error) {
	q := part{ID: "strata", Title: "By stratum", Text: "The share of each part that is flagged: of malicious cases that is recall, of benign ones FPR. Lines are those of Python that are not blank."}
	var t grid
	for k, d := range p.leading() {
		list, err := eval.Strata(d.records, eval.SummaryOptions{Seed: p.seed})
		if err != nil {
			return q, err
		}
		if k == 0 {
			t.Head = []string{"part", "class", "cases (groups)"}
		}
		t.Head = append(t.Head, shown(d.Detector))
		for i, s := range list[:min(len(list), mostStrata)] {
			if k == 0 {
				t.Rows = append(t.Rows, row(s.By+" "+s.Name, words(s.Label.String()), cell{Text: fmt.Sprintf("%d (%d)", s.Cases, s.Groups)}))
			}
			if i < len(t.Rows) {
				t.Rows[i] = append(t.Rows[i], estimate(s.Flagged).shaded(s.Flagged.Value))
			}
		}
	}
	if len(t.Rows) == 0 {
		return part{}, nil
	}
	q.Tables = []grid{t}
	return q, nil
}

// mostFailures is how many reasons are shown of a detector.
const mostFailures = 5

// failuresPart has what was not judged, and why.
func (p *protocol) failuresPart() (part, error) {
	q := part{ID: "failures", Title: "Failures", Text: "A failure has no verdict; it counts as not flagged and ranks last, and is never dropped. An incomplete case was seen in part."}
	t := grid{Head: []string{"detector", "failed", "incomplete", "incomplete and not flagged"}}
	why := grid{Caption: "Why there was no verdict", Head: []string{"detector", "cases", "reason"}}
	for _, d := range p.list {
		t.Rows = append(t.Rows, row(d.Detector, texts(amount(d.Failed), amount(d.Incomplete), amount(d.Unsure))...))
		if d.records == nil {
			continue
		}
		list, err := eval.Failures(d.records)
		if err != nil {
			return q, err
		}
		for _, f := range list[:min(len(list), mostFailures)] {
			why.Rows = append(why.Rows, row(d.Detector, cell{Text: amount(f.Cases)}, words(shown(f.Err))))
		}
	}
	q.Tables = []grid{t}
	if len(why.Rows) > 0 {
		q.Tables = append(q.Tables, why)
	}
	return q, nil
}

// rulesPart has the evidence of the lead.
func (p *protocol) rulesPart() (part, error) {
	d := p.lead()
	if d.records == nil {
		return part{}, nil
	}
	list, err := eval.Rules(d.records)
	if err != nil || len(list) == 0 {
		return part{}, err
	}
	q := part{ID: "rules", Title: "Top evidence of " + shown(d.Detector), Text: "In how many flagged cases an API or a rule is among the evidence."}
	t := grid{Head: []string{"rule", "malicious", "benign"}}
	for _, r := range list[:min(len(list), topRules)] {
		t.Rows = append(t.Rows, row(r.Rule, texts(amount(r.TP), amount(r.FP))...))
	}
	q.Tables = []grid{t}
	return q, q.draw(p.rules(list))
}

// worst is how many errors of each kind are shown, and of each how much evidence.
const (
	worst         = 10
	worstEvidence = 5
)

// worstPart has what the lead was most wrong about.
func (p *protocol) worstPart() (part, error) {
	d := p.lead()
	if d.records == nil {
		return part{}, nil
	}
	benign, malicious, err := eval.Worst(d.records, worst)
	if err != nil {
		return part{}, err
	}
	q := part{ID: "worst", Title: "Worst errors of " + shown(d.Detector), Text: "Those furthest on the wrong side, of each origin and family one, with the evidence that the detector gives. A case that is judged rightly all the same says so."}
	for _, t := range []struct {
		caption string
		list    []eval.Record
	}{{"Benign, with the highest scores", benign}, {"Malicious, with the lowest scores", malicious}} {
		g := grid{Caption: t.caption, Head: []string{"case", "score", "threshold", "verdict", "evidence"}}
		for _, r := range t.list {
			verdict := "not flagged"
			if r.Flagged() {
				verdict = "flagged"
			}
			g.Rows = append(g.Rows, row(r.ID, cell{Text: share(r.Score)}, cell{Text: share(r.Threshold)}, words(verdict), words(evidence(r))))
		}
		q.Tables = append(q.Tables, g)
	}
	return q, nil
}

// evidence writes the first of a record.
func evidence(r eval.Record) string {
	var list []string
	for _, e := range r.Evidence[:min(len(r.Evidence), worstEvidence)] {
		s := shown(e.Rule)
		if e.Line > 0 {
			s += fmt.Sprintf(" (%s:%d)", shown(e.File), e.Line)
		} else if e.File != "" {
			s += fmt.Sprintf(" (%s)", shown(e.File))
		}
		list = append(list, s)
	}
	if more := len(r.Evidence) - worstEvidence; more > 0 {
		list = append(list, fmt.Sprintf("and %d more", more))
	}
	if len(list) == 0 {
		return dash
	}
	return strings.Join(list, "\n")
}
