package report

import (
	"fmt"
	"html/template"
	"math"
	"strings"

	"github.com/malguard/malguard/eval"
	"github.com/malguard/malguard/internal/charts"
)

// part is one question of a protocol's section: charts, and tables which say the
// same to those without scripts.
type part struct {
	ID, Title, Text string
	Charts          []template.HTML
	Tables          []grid
	Matrices        []grid // small, beside each other
}

// grid is a table of a page.
type grid struct {
	Caption string
	Head    []string
	Rows    [][]cell
}

// Words says whether a column is text, for the template.
func (g grid) Words(column int) bool {
	return len(g.Rows) > 0 && column < len(g.Rows[0]) && g.Rows[0][column].Words
}

// cell is what a table shows at one place.
type cell struct {
	Text, Sub string // Sub is small print below, as an interval
	Name      bool   // that it names the row
	Words     bool   // that it is text to read, with a line for each of its own
	Style     template.CSS
}

// element is a chart as charts draws it.
type element interface{ Element() (template.HTML, error) }

// draw adds charts to a part.
func (q *part) draw(list ...element) error {
	for _, c := range list {
		html, err := c.Element()
		if err != nil {
			return err
		}
		q.Charts = append(q.Charts, html)
	}
	return nil
}

// parts returns what a section says, in its order.
func parts() []func(*protocol) (part, error) {
	return []func(*protocol) (part, error){
		(*protocol).figuresPart, (*protocol).rankingPart, (*protocol).duplicatesPart, (*protocol).sweepPart,
		(*protocol).calibrationPart, (*protocol).confusionPart, (*protocol).strataPart, (*protocol).failuresPart,
		(*protocol).costPart, (*protocol).rulesPart, (*protocol).worstPart,
	}
}

// row begins with a name.
func row(name string, cells ...cell) []cell {
	return append([]cell{{Text: shown(name), Name: true}}, cells...)
}

// shown makes a text that somebody chose fit for a table.
func shown(s string) string { return charts.Text(s, 160) }

// figure is a cell with an interval.
func figure(f eval.Figure) cell {
	c := estimate(f.Estimate)
	if f.Note != "" {
		c.Sub = f.Note
	}
	return c
}

func estimate(e eval.Estimate) cell {
	c := cell{Text: share(e.Value)}
	if !math.IsNaN(e.Value) && !math.IsNaN(e.Low) && e.Low != e.High {
		c.Sub = share(e.Low) + "–" + share(e.High)
	}
	return c
}

// share writes a figure with three decimals.
func share(v float64) string {
	switch {
	case math.IsNaN(v):
		return dash
	case math.Abs(v) < 0.0005: // never "-0.000"
		v = 0
	}
	return fmt.Sprintf("%.3f", v)
}

// shaded colours a cell by a share: the more, the darker. The number is in it too.
func (c cell) shaded(share float64) cell {
	if !math.IsNaN(share) {
		c.Style = template.CSS(fmt.Sprintf("background:rgba(0,114,178,%.2f)", 0.45*share))
	}
	return c
}

func words(s string) cell { return cell{Text: s, Words: true} }

func texts(list ...string) []cell {
	cells := make([]cell, len(list))
	for i, t := range list {
		cells[i] = cell{Text: t}
	}
	return cells
}

// figuresPart has precision and recall of all, and the other figures.
func (p *protocol) figuresPart() (part, error) {
	q := part{ID: "figures", Title: "Precision and recall", Text: "Each detector by its own verdict. Intervals are of a bootstrap that draws whole families and origins. " +
		"Precision depends on how many cases of each class the collection has. Diamonds are figures published on other data by another protocol."}
	if err := q.draw(p.precisionRecall()); err != nil {
		return q, err
	}
	columns := []string{"precision", "recall", "F1", "FPR", "accuracy", "MCC", "AUC", "average precision", "Brier"}
	rates := []string{"family recall at FPR 5 %", "family recall at FPR 1 %", "family recall at FPR 0.1 %", "precision at a base rate of 0.1 %"}
	for _, names := range [][]string{columns, rates} {
		t := grid{Head: []string{"detector", "kind"}}
		for _, name := range names {
			t.Head = append(t.Head, strings.ReplaceAll(name, " %", "\u00a0%"))
		}
		for _, d := range p.list {
			cells := row(d.Detector, words(charts.Text(d.Kind, 20)))
			for _, name := range names {
				cells = append(cells, figure(d.Figure(name)))
			}
			t.Rows = append(t.Rows, cells)
		}
		q.Tables = append(q.Tables, t)
	}
	q.Tables[1].Caption = "Where so many benign cases may be flagged, and where so few of all are malicious"
	if len(p.published) > 0 {
		q.Tables = append(q.Tables, p.publishedTable())
	}
	return q, nil
}

func (p *protocol) publishedTable() grid {
	t := grid{Caption: "Beside the published figures", Head: []string{"detector", "precision", "published", "recall", "published", "F1", "published"}}
	for _, d := range p.list {
		if pub, ok := p.published[d.Detector]; ok {
			t.Rows = append(t.Rows, row(d.Detector,
				figure(d.Figure("precision")), cell{Text: share(pub.Precision)}, figure(d.Figure("recall")), cell{Text: share(pub.Recall)},
				figure(d.Figure("F1")), cell{Text: share(pub.F1)}))
		}
	}
	return t
}

// duplicatesPart has figures by case and by family.
func (p *protocol) duplicatesPart() (part, error) {
	q := part{ID: "duplicates", Title: "With and without duplicates", Text: "Copies of one campaign are many cases and one family. Family figures count every family of malicious cases once, " +
		"by the share of its cases that is flagged; benign cases count one each in both."}
	t := grid{Head: []string{"detector"}}
	names := []string{"precision", "family precision", "recall", "family recall", "F1", "family F1"}
	t.Head = append(t.Head, names...)
	for _, d := range p.list {
		cells := row(d.Detector)
		for _, name := range names {
			cells = append(cells, figure(d.Figure(name)))
		}
		t.Rows = append(t.Rows, cells)
	}
	q.Tables = []grid{t}
	return q, q.draw(p.duplicates())
}

// confusionPart has the four counts of each detector.
func (p *protocol) confusionPart() (part, error) {
	q := part{ID: "confusion", Title: "Confusion matrices", Text: "Cases; one that is judged in several tests counts in each a part. A failure is not flagged. Shades are shares of a row."}
	for _, d := range p.list {
		of := func(n, all float64) cell {
			return cell{Text: amount(n), Sub: share(n / all)}.shaded(n / all)
		}
		m, b := d.TP+d.FN, d.FP+d.TN
		q.Matrices = append(q.Matrices, grid{
			Caption: shown(d.Detector), Head: []string{"", "flagged", "not flagged"},
			Rows: [][]cell{row("malicious", of(d.TP, m), of(d.FN, m)), row("benign", of(d.FP, b), of(d.TN, b))},
		})
	}
	return q, nil
}

// costPart has the time of each detector.
func (p *protocol) costPart() (part, error) {
	q := part{ID: "cost", Title: "Cost", Text: "Wall time to judge a case that is open already, with as many at a time as the machine has processors; training is not in it. " +
		"These are the only figures that differ from run to run."}
	t := grid{Head: []string{"detector", "median, ms", "95th percentile, ms"}}
	for _, d := range p.list {
		t.Rows = append(t.Rows, row(d.Detector, texts(fmt.Sprintf("%.3f", 1000*d.Seconds[0]), fmt.Sprintf("%.3f", 1000*d.Seconds[1]))...))
	}
	q.Tables = []grid{t}
	return q, q.draw(p.cost())
}
