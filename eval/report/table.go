package report

import (
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

// columns are the figures of the tables for people; CSV and JSON hold all.
func columns() []string {
	return []string{"precision", "recall", "family recall", "FPR", "F1", "AUC", "family recall at FPR 5 %", "family recall at FPR 1 %", "family recall at FPR 0.1 %", "precision at a base rate of 0.1 %"}
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

func text(w io.Writer, r Report) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, strings.Join(headings(), "\t"))
	for _, s := range r.Summaries {
		fmt.Fprintln(t, strings.Join(cells(s, plain), "\t"))
	}
	if err := t.Flush(); err != nil {
		return err
	}
	if notes := r.notes(); notes != "" {
		fmt.Fprintln(w, notes)
	}
	for _, g := range r.grids(plain) {
		fmt.Fprintln(w)
		for _, row := range g {
			fmt.Fprintln(t, strings.Join(row, "\t"))
		}
		if err := t.Flush(); err != nil {
			return err
		}
	}
	return nil
}

func markdown(w io.Writer, r Report) error {
	rows := [][]string{headings(), slices.Repeat([]string{"---"}, len(headings()))}
	for _, s := range r.Summaries {
		rows = append(rows, cells(s, escape))
	}
	if err := pipes(w, rows); err != nil {
		return err
	}
	if notes := r.notes(); notes != "" {
		if _, err := fmt.Fprintf(w, "\n%s\n", notes); err != nil {
			return err
		}
	}
	for _, g := range r.grids(escape) {
		if _, err := fmt.Fprintln(w); err != nil {
			return err
		}
		if err := pipes(w, slices.Insert(g, 1, slices.Repeat([]string{"---"}, len(g[0])))); err != nil {
			return err
		}
	}
	return nil
}

func pipes(w io.Writer, rows [][]string) error {
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
