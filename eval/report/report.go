// Package report writes what detectors are worth: [eval.Summary] values as text,
// CSV, JSON and Markdown. It computes nothing.
package report

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/malguard/malguard/eval"
)

// Format is a way to write summaries.
type Format struct {
	Name  string // as users type it
	Write func(w io.Writer, list []eval.Summary) error
}

// Formats returns all formats. The slice is the caller's.
func Formats() []Format {
	return []Format{{"text", text}, {"csv", table}, {"json", document}, {"md", markdown}}
}

// Named returns the format with the given name.
func Named(name string) (Format, error) {
	all := Formats()
	i := slices.IndexFunc(all, func(f Format) bool { return f.Name == name })
	if i < 0 {
		return Format{}, fmt.Errorf("report: unknown format %q", name)
	}
	return all[i], nil
}

// columns are the figures of the tables for people; CSV and JSON hold all.
func columns() []string {
	return []string{"precision", "recall", "family recall", "FPR", "F1", "AUC", "family recall at FPR 5 %", "family recall at FPR 1 %"}
}

// dash stands for what is not defined.
const dash = "–"

// number writes a figure for people, with its interval where it has one.
func number(f eval.Figure) string {
	switch {
	case math.IsNaN(f.Value):
		return dash
	case f.Low == f.High || math.IsNaN(f.Low):
		return fmt.Sprintf("%.3f", f.Value)
	}
	return fmt.Sprintf("%.3f [%.3f, %.3f]", f.Value, f.Low, f.High)
}

// headings of a row, and its cells.
func headings() []string {
	return append(append([]string{"protocol", "detector", "kind"}, columns()...), "malicious (families)", "benign (origins)", "failed", "incomplete")
}

// cells writes names, which somebody chose, as name says.
func cells(s eval.Summary, name func(string) string) []string {
	row := []string{name(s.Protocol), name(s.Detector), name(s.Kind)}
	for _, c := range columns() {
		row = append(row, number(s.Figure(c)))
	}
	return append(row, fmt.Sprintf("%d (%d)", s.Malicious, s.Families), fmt.Sprintf("%d (%d)", s.Benign, s.Origins),
		amount(s.Failed), amount(s.Incomplete))
}

// amount writes a number of cases that may be counted in parts.
func amount(n float64) string { return strconv.FormatFloat(math.Round(n*10)/10, 'f', -1, 64) }

// plain makes a name that somebody chose fit for a line of text.
func plain(s string) string {
	q := strconv.Quote(s)
	return q[1 : len(q)-1]
}

func text(w io.Writer, list []eval.Summary) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, strings.Join(headings(), "\t"))
	for _, s := range list {
		fmt.Fprintln(t, strings.Join(cells(s, plain), "\t"))
	}
	return t.Flush()
}

func markdown(w io.Writer, list []eval.Summary) error {
	rows := [][]string{headings(), slices.Repeat([]string{"---"}, len(headings()))}
	for _, s := range list {
		rows = append(rows, cells(s, escape))
	}
	for _, row := range rows {
		if _, err := fmt.Fprintf(w, "| %s |\n", strings.Join(row, " | ")); err != nil {
			return err
		}
	}
	return nil
}

// escape keeps a name from being anything but text in a Markdown table.
func escape(s string) string { return special.ReplaceAllString(plain(s), `\$0`) }

var special = regexp.MustCompile("[\\\\|`*_<>&!\\[\\]#~]")

// table writes a line for each figure: one that is not defined is empty.
func table(w io.Writer, list []eval.Summary) error {
	out := csv.NewWriter(w)
	if err := out.Write([]string{"protocol", "detector", "kind", "figure", "value", "low", "high", "wilson_low", "wilson_high", "note"}); err != nil {
		return err
	}
	for _, s := range list {
		for _, f := range slices.Concat(counts(s), s.Figures) {
			row := []string{harmless(s.Protocol), harmless(s.Detector), harmless(s.Kind), f.Name, decimal(f.Value), decimal(f.Low), decimal(f.High), "", "", f.Note}
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
}

func document(w io.Writer, list []eval.Summary) error {
	out := make([]summaryJSON, len(list))
	for i, s := range list {
		out[i] = summaryJSON{Protocol: s.Protocol, Detector: s.Detector, Kind: s.Kind, Figures: []figureJSON{}, Median: s.Seconds[0], P95: s.Seconds[1]}
		for _, f := range slices.Concat(counts(s), s.Figures) {
			j := figureJSON{Name: f.Name, Value: defined(f.Value), Low: defined(f.Low), High: defined(f.High), Note: f.Note}
			if f.Wilson != nil {
				j.Wilson = &[2]float64{f.Wilson.Low, f.Wilson.High}
			}
			out[i].Figures = append(out[i].Figures, j)
		}
	}
	enc := json.NewEncoder(w)
	enc.SetIndent("", " ")
	return enc.Encode(out)
}

func defined(v float64) *float64 {
	if math.IsNaN(v) {
		return nil
	}
	return &v
}
