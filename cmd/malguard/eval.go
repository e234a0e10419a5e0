package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/malguard/malguard/baselines/all"
)

type evalCmd struct {
	List   bool   `help:"List all detectors with what they need."`
	Format string `default:"text" enum:"text,json" help:"Output format: ${enum}."`
	Output string `short:"o" placeholder:"FILE" help:"Write to FILE instead of standard output."`
}

// detectorJSON is a detector as --format json prints it.
type detectorJSON struct {
	Name      string  `json:"name"`
	Kind      string  `json:"kind"`
	Doc       string  `json:"doc"`
	Needs     string  `json:"needs"` // empty for nothing
	Threshold float64 `json:"threshold"`
}

// Run prints the list.
func (c *evalCmd) Run(e *env) error {
	if !c.List {
		return usageError{errors.New("nothing to do: try --list")}
	}
	write := map[string]func(io.Writer) error{"text": detectorsText, "json": detectorsJSON}[c.Format]
	return e.output(c.Output, write)
}

func detectorsText(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, d := range all.Entries() {
		doc := d.Doc
		if d.Needs != "" {
			doc += " (needs " + d.Needs + ")"
		}
		fmt.Fprintf(t, "%s\t%s\t%s\n", d.Name, d.Kind, doc)
	}
	return t.Flush()
}

func detectorsJSON(w io.Writer) error {
	list := []detectorJSON{}
	for _, d := range all.Entries() {
		list = append(list, detectorJSON{d.Name, string(d.Kind), d.Doc, d.Needs, d.Threshold})
	}
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	return enc.Encode(list)
}
