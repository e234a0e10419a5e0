package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/malguard/malguard/eval"
	"github.com/malguard/malguard/eval/report"
)

// report writes what the records say.
func (c *evalCmd) report(e *env, hash string, protocols []eval.Protocol, records []eval.Record) error {
	r := report.Report{
		Title: "Detectors of malicious Python packages, compared", Facts: c.head(e, hash, protocols), Records: records, Published: report.Paper(), Seed: c.Seed,
	}
	lead := map[string][]eval.Record{} // of the first detector of each protocol
	for _, group := range eval.ByDetector(records) {
		s, err := eval.Summarise(group, eval.SummaryOptions{Seed: c.Seed})
		if err != nil {
			return fmt.Errorf("%s, %s: %w", group[0].Protocol, group[0].Detector, err)
		}
		b, err := report.BreakDown(group, lead[group[0].Protocol], eval.SummaryOptions{Seed: c.Seed})
		if err != nil {
			return fmt.Errorf("%s, %s: %w", group[0].Protocol, group[0].Detector, err)
		}
		if lead[group[0].Protocol] == nil {
			lead[group[0].Protocol] = group
		}
		r.Summaries, r.Breakdowns = append(r.Summaries, s), append(r.Breakdowns, b)
	}
	if c.Out != "" {
		if err := c.keep(e, r); err != nil {
			return err
		}
	}
	f, err := report.Named(c.Format)
	if err != nil {
		return usageError{err}
	}
	return e.output(c.Output, func(w io.Writer) error { return f.Write(w, r) })
}

// head says what was judged, and how to do it again.
func (c *evalCmd) head(e *env, hash string, protocols []eval.Protocol) []report.Fact {
	unit := "benign packages cut into pieces of the size of malicious ones, of both the code alone"
	if c.Whole {
		unit = "whole packages"
	}
	list := []report.Fact{{Name: "Data", Text: c.Data + ", hash " + hash}, {Name: "Cases", Text: unit}}
	for _, p := range protocols {
		list = append(list, report.Fact{Name: "Protocol " + p.Name, Text: p.Doc})
	}
	return append(list, report.Fact{Name: "Seed", Text: fmt.Sprint(c.Seed)}, report.Fact{Name: "Made by", Text: "malguard " + strings.Join(e.args, " ")})
}

// keep writes all formats and the charts into the directory of the run.
func (c *evalCmd) keep(e *env, r report.Report) error {
	for _, f := range report.Formats() {
		name := "summary." + f.Name
		if f.Name == "html" {
			name = "report.html"
		}
		if err := e.output(filepath.Join(c.Out, name), func(w io.Writer) error { return f.Write(w, r) }); err != nil {
			return err
		}
	}
	charts := filepath.Join(c.Out, "charts")
	if err := os.MkdirAll(charts, 0o755); err != nil {
		return err
	}
	pictures, err := report.Pictures(r)
	if err != nil {
		return err
	}
	for _, p := range pictures {
		for _, format := range report.PictureFormats() {
			err := e.output(filepath.Join(charts, p.Name+"."+format), func(w io.Writer) error { return p.Write(w, format) })
			if err != nil {
				return err
			}
		}
	}
	return nil
}
