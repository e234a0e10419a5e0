package report

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/malguard/malguard/eval"
)

// table writes a line for each figure: one that is not defined is empty.
func table(w io.Writer, r Report) error {
	out := csv.NewWriter(w)
	if err := out.Write([]string{"protocol", "detector", "kind", "figure", "value", "low", "high", "wilson_low", "wilson_high", "note"}); err != nil {
		return err
	}
	for _, s := range r.Summaries {
		for _, f := range slices.Concat(counts(s), s.Figures, r.of(s).figures()) {
			row := []string{harmless(s.Protocol), harmless(s.Detector), harmless(s.Kind), harmless(f.Name), decimal(f.Value), decimal(f.Low), decimal(f.High), "", "", f.Note}
			if f.Wilson != nil {
				row[7], row[8] = decimal(f.Wilson.Low), decimal(f.Wilson.High)
			}
			if err := out.Write(row); err != nil {
				return err
			}
		}
	}
	out.Flush()
	return out.Error()
}

// harmless keeps a name from being a formula where the table is opened.
func harmless(s string) string {
	s = plain(s)
	if s != "" && strings.ContainsRune("=+-@", rune(s[0])) {
		return "'" + s
	}
	return s
}

// counts returns the numbers of a summary as figures.
func counts(s eval.Summary) []eval.Figure {
	var list []eval.Figure
	for _, c := range []struct {
		name  string
		value float64
	}{
		{"malicious cases", float64(s.Malicious)}, {"families", float64(s.Families)}, {"benign cases", float64(s.Benign)},
		{"origins", float64(s.Origins)}, {"tests", float64(s.Tests)}, {"TP", s.TP}, {"FP", s.FP}, {"FN", s.FN}, {"TN", s.TN},
		{"failed", s.Failed}, {"incomplete", s.Incomplete}, {"incomplete and not flagged", s.Unsure},
	} {
		list = append(list, eval.Figure{Name: c.name, Estimate: eval.Estimate{Value: c.value, Low: c.value, High: c.value}})
	}
	return list
}

func decimal(v float64) string {
	if math.IsNaN(v) {
		return ""
	}
	return strconv.FormatFloat(v, 'g', -1, 64)
}

// figureJSON has null where a number is not defined.
type figureJSON struct {
	Name   string      `json:"name"`
	Value  *float64    `json:"value"`
	Low    *float64    `json:"low"`
	High   *float64    `json:"high"`
	Wilson *[2]float64 `json:"wilson,omitempty"`
	Note   string      `json:"note,omitempty"`
}

type summaryJSON struct {
	Protocol string       `json:"protocol"`
	Detector string       `json:"detector"`
	Kind     string       `json:"kind"`
	Figures  []figureJSON `json:"figures"`
	Median   float64      `json:"median_seconds"`
	P95      float64      `json:"p95_seconds"`
	// Strata and Alarms are left out where nobody broke the records down.
	Strata []stratumJSON `json:"strata,omitempty"`
	Alarms []alarmJSON   `json:"alarms,omitempty"`
	Lead   *leadJSON     `json:"lead,omitempty"`
}

type stratumJSON struct {
	By      string       `json:"by"`
	Name    string       `json:"name"`
	Label   string       `json:"label"`
	Cases   int          `json:"cases"`
	Groups  int          `json:"groups"`
	Flagged figureJSON   `json:"flagged"`
	Figures []figureJSON `json:"figures"`
}

// leadJSON is the first detector of the protocol compared with this one.
type leadJSON struct {
	Detector  string       `json:"detector"`
	Minus     []figureJSON `json:"minus"` // its figures less those of this one
	OnlyLead  int          `json:"only_lead"`
	OnlyOther int          `json:"only_other"`
	P         float64      `json:"p"` // of McNemar's test
}

type alarmJSON struct {
	Origin string  `json:"origin"`
	Cases  float64 `json:"cases"`
	Share  float64 `json:"share"`
}

func document(w io.Writer, r Report) error {
	out := make([]summaryJSON, len(r.Summaries))
	for i, s := range r.Summaries {
		out[i] = summaryJSON{Protocol: s.Protocol, Detector: s.Detector, Kind: s.Kind, Figures: []figureJSON{}, Median: s.Seconds[0], P95: s.Seconds[1]}
		for _, f := range slices.Concat(counts(s), s.Figures) {
			out[i].Figures = append(out[i].Figures, figureOf(f))
		}
		b := r.of(s)
		for _, s := range b.Strata {
			j := stratumJSON{s.By, s.Name, s.Label.String(), s.Cases, s.Groups, figureOf(eval.Figure{Name: "flagged", Estimate: s.Flagged}), nil}
			for _, f := range s.Figures {
				j.Figures = append(j.Figures, figureOf(f))
			}
			out[i].Strata = append(out[i].Strata, j)
		}
		for _, a := range b.Alarms {
			out[i].Alarms = append(out[i].Alarms, alarmJSON(a))
		}
		if c := b.Lead; c != nil {
			out[i].Lead = &leadJSON{Detector: c.A, OnlyLead: c.OnlyA, OnlyOther: c.OnlyB, P: c.P}
			for _, f := range c.Figures {
				out[i].Lead.Minus = append(out[i].Lead.Minus, figureOf(f))
			}
		}
	}
	enc := json.NewEncoder(w)
	enc.SetIndent("", " ")
	return enc.Encode(out)
}

func figureOf(f eval.Figure) figureJSON {
	j := figureJSON{Name: f.Name, Value: defined(f.Value), Low: defined(f.Low), High: defined(f.High), Note: f.Note}
	if f.Wilson != nil {
		j.Wilson = &[2]float64{f.Wilson.Low, f.Wilson.High}
	}
	return j
}

func defined(v float64) *float64 {
	if math.IsNaN(v) {
		return nil
	}
	return &v
}
