// Package report writes what detectors are worth: [eval.Summary] values and the
// records behind them as text, CSV, JSON and Markdown, as one HTML page that opens
// offline, and as pictures for papers. It computes nothing; eval does.
package report

import (
	"fmt"
	"io"
	"slices"

	"github.com/malguard/malguard/eval"
)

// Report is what is written.
type Report struct {
	Title string
	Facts []Fact // what the figures are of and how they are made again
	// Summaries are in the order in which tables show them. The first detector of a
	// protocol is the one that is looked at more closely.
	Summaries []eval.Summary
	// Breakdowns are shown below the summaries, those of the same detectors and
	// protocols beside them.
	Breakdowns []Breakdown
	// Records are those that the summaries are of. HTML and pictures draw curves from
	// them; without them, they show the summaries alone.
	Records []eval.Record
	// Published are figures from elsewhere, shown beside those of the same detector.
	Published []Published
	Seed      uint64 // of the intervals of strata
}

// Fact is a line of the head of a page.
type Fact struct{ Name, Text string }

// Format is a way to write a report.
type Format struct {
	Name  string // as users type it
	Write func(w io.Writer, r Report) error
}

// Formats returns all formats. The slice is the caller's.
func Formats() []Format {
	return []Format{{"text", text}, {"csv", table}, {"json", document}, {"md", markdown}, {"html", page}}
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
