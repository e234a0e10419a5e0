package reproduce

import (
	"cmp"
	"context"
	"math"
	"strings"

	"github.com/malguard/malguard/eval"
)

// Cell is one figure of a table, in per cent unless Metric says otherwise: what is
// printed and what was measured. Pointers are nil where there is nothing.
type Cell struct {
	Table  string `json:"table"`
	Row    string `json:"row"`    // as the paper prints it, in lower case
	Column string `json:"column"` // likewise
	Metric string `json:"metric"`
	// Published is what the paper prints, Measured what was measured, and Low and High
	// its 95 % interval: a bootstrap that draws whole families, origins or, of
	// published vectors, sets of equal ones.
	Published *float64 `json:"published"`
	Measured  *float64 `json:"measured"`
	Low       *float64 `json:"low"`
	High      *float64 `json:"high"`
	// TP to TN count the cases behind a measured figure, N all of them.
	TP       *float64 `json:"tp"`
	FP       *float64 `json:"fp"`
	FN       *float64 `json:"fn"`
	TN       *float64 `json:"tn"`
	N        int      `json:"n"`
	Protocol string   `json:"protocol"`
	Data     string   `json:"data"`
	Reason   string   `json:"reason"` // why there is no measurement; "" where there is one
	Note     string   `json:"note"`   // what to know before comparing
}

// The metrics. Others that tables print are named as there and are not measured.
const (
	Precision = "precision"
	Recall    = "recall"
	F1        = "f1"
	Detected  = "detected" // malicious packages found of 100
)

// figureOf names the metrics as package eval does.
var figureOf = map[string]string{Precision: "precision", Recall: "recall", F1: "F1", Detected: "recall"}

// Printed is one figure that the paper prints.
type Printed struct {
	Metric string
	Value  float64
}

// prf are the three metrics of most tables.
func prf(precision, recall, f1 float64) []Printed {
	return []Printed{{Precision, precision}, {Recall, recall}, {F1, f1}}
}

// Task measures one place of a table by one protocol.
type Task struct {
	Row, Column    string // no column where metrics are the columns
	Detector       string // what is measured there, by the name that charts and benchmarks group by
	Protocol, Data string
	Note           string
	// Printed is what the paper prints at this place; none where the task measures
	// what it does not have.
	Printed []Printed
	// Measure does the work; nil where Reason says why it cannot be done.
	Measure func(context.Context) (eval.Summary, error)
	Reason  string
}

// Name names what the task measures besides its detector, in the form of Go's
// benchmarks: "protocol=paper/data=vectors/column=harmonic_filtered/detector=rf". Rows
// and columns that only name the detector are left out, so that benchstat's
// "-col /detector" sets detectors side by side.
func (t Task) Name() string {
	data := "packages"
	if t.Data == vectorsName {
		data = "vectors"
	}
	parts := []string{"protocol=" + t.Protocol, "data=" + data}
	if t.Column != "" && !strings.HasPrefix(t.Detector, t.Row) {
		parts = append(parts, "row="+t.Row)
	}
	if t.Column != "" && !strings.HasPrefix(t.Detector, t.Column) {
		parts = append(parts, "column="+t.Column)
	}
	return strings.ReplaceAll(strings.Join(append(parts, "detector="+t.Detector), "/"), " ", "_")
}

// Cells returns the figures of the task: the printed ones, and precision, recall and
// F1 where there are none. A nil summary is no measurement, for the given reason.
func (t Task) Cells(table string, s *eval.Summary, reason string) []Cell {
	figures := t.Printed
	if len(figures) == 0 {
		nan := math.NaN()
		figures = prf(nan, nan, nan)
	}
	var cells []Cell
	for _, f := range figures {
		if math.IsNaN(f.Value) && figureOf[f.Metric] == "" {
			continue // neither printed nor measured
		}
		c := Cell{
			Table: table, Row: t.Row, Column: cmp.Or(t.Column, f.Metric), Metric: f.Metric, Published: defined(f.Value),
			Protocol: t.Protocol, Data: t.Data, Reason: reason, Note: t.Note,
		}
		c.fill(s)
		cells = append(cells, c)
	}
	return cells
}

// fill takes from the summary what the metric is.
func (c *Cell) fill(s *eval.Summary) {
	if s == nil {
		return
	}
	name := figureOf[c.Metric]
	if name == "" {
		c.Reason = cmp.Or(c.Reason, "a time is that of one machine: see the benchmarks")
		return
	}
	f := s.Figure(name)
	c.Measured, c.Low, c.High = percent(f.Value), percent(f.Low), percent(f.High)
	if c.Measured == nil {
		c.Reason = cmp.Or(f.Note, "not defined: nothing is flagged")
	}
	c.N = s.Malicious + s.Benign
	c.TP, c.FP, c.FN, c.TN = &s.TP, &s.FP, &s.FN, &s.TN
}

func percent(share float64) *float64 { return defined(100 * share) }

func defined(x float64) *float64 {
	if math.IsNaN(x) {
		return nil
	}
	return &x
}
