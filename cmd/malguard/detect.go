package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/malguard/malguard/baselines/all"
	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/eval"
)

type detectCmd struct {
	Paths     []string          `arg:"" optional:"" name:"path" help:"Archives, directories and Python files, one package each."`
	Data      string            `placeholder:"MANIFEST" help:"Judge the packages of a manifest."`
	Detectors []string          `short:"d" placeholder:"NAME,…" help:"Detectors to ask, see eval --list; by default all rules."`
	Verdicts  map[string]string `placeholder:"NAME=FILE;…" help:"Recorded verdicts of detectors: CSV with sha256 or name-version, and verdict or score (positives for virustotal)."`
	Tools     map[string]string `placeholder:"NAME=PATH;…" help:"Installed programs of detectors that run one."`
	Format    string            `default:"text" enum:"text,json" help:"Output format: ${enum}; json is a line for each package and detector."`
	Output    string            `short:"o" placeholder:"FILE" help:"Write to FILE instead of standard output."`
}

// judge is a detector with its entry of the list.
type judge struct {
	all.Entry
	eval.Detector[*datasets.Package]
}

// opinionJSON is what one detector says of one package.
type opinionJSON struct {
	Path      string         `json:"path"`
	Detector  string         `json:"detector"`
	Status    string         `json:"status"` // scored, incomplete, or failed
	Malicious bool           `json:"malicious"`
	Score     float64        `json:"score"`
	Threshold float64        `json:"threshold"`
	Evidence  []evidenceJSON `json:"evidence"`
	Error     string         `json:"error,omitempty"`
}

type evidenceJSON struct {
	Rule string `json:"rule"`
	File string `json:"file,omitempty"`
	Line int    `json:"line,omitempty"`
	Note string `json:"note,omitempty"`
}

// Run asks each detector about each package, in their order.
func (c *detectCmd) Run(e *env) error {
	judges, err := c.judges()
	if err != nil {
		return usageError{err}
	}
	items, err := c.items()
	if err != nil {
		return err
	}
	e.nothing = len(items) == 0
	write := map[string]func(io.Writer, opinionJSON) error{"text": opinionText, "json": opinionLine}[c.Format]
	return e.output(c.Output, func(w io.Writer) error {
		for _, item := range items {
			for _, o := range opinions(e, item, judges) {
				if err := e.ctx.Err(); err != nil {
					return err
				}
				e.findings = e.findings || o.Malicious
				e.gaps = e.gaps || o.Status != string(eval.Scored)
				if err := write(w, o); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

func (c *detectCmd) judges() ([]judge, error) {
	entries := all.Entries()
	for _, name := range slices.Sorted(maps.Keys(c.Verdicts)) {
		if !listed(entries, name) {
			entries = append(entries, all.Recorded(name))
		}
	}
	for _, name := range c.Detectors {
		if !listed(entries, name) {
			return nil, fmt.Errorf("no detector %q: see eval --list", name)
		}
	}
	var judges []judge
	for _, entry := range entries {
		if !c.wants(entry) {
			continue
		}
		if entry.New == nil {
			return nil, fmt.Errorf("%s has to be trained first, which is for evaluations", entry.Name)
		}
		d, err := entry.New(all.Options{Verdicts: c.Verdicts, Tools: c.Tools})
		if err != nil {
			return nil, err
		}
		judges = append(judges, judge{entry, d})
	}
	return judges, nil
}

func listed(entries []all.Entry, name string) bool {
	return slices.ContainsFunc(entries, func(e all.Entry) bool { return e.Name == name })
}

// wants: by default all rules, and whatever was given what it needs.
func (c *detectCmd) wants(e all.Entry) bool {
	if len(c.Detectors) > 0 {
		return slices.Contains(c.Detectors, e.Name)
	}
	return e.Kind == all.Rule || c.Verdicts[e.Name] != "" || c.Tools[e.Name] != ""
}

// items returns the packages of the arguments and of the manifest.
func (c *detectCmd) items() ([]eval.Item[*datasets.Package], error) {
	if len(c.Paths) == 0 && c.Data == "" {
		return nil, usageError{errors.New("no path and no manifest")}
	}
	if err := exist(c.Paths...); err != nil {
		return nil, err
	}
	d := &datasets.Dataset{}
	if c.Data != "" {
		if err := exist(c.Data); err != nil {
			return nil, err
		}
		var err error
		if d, err = datasets.Load(c.Data, datasets.Limits{}); err != nil {
			return nil, err
		}
	}
	return append(eval.Packages(datasets.Paths(c.Paths, datasets.Limits{})), eval.Packages(d)...), nil
}

// opinions opens the package once for all detectors.
func opinions(e *env, item eval.Item[*datasets.Package], judges []judge) []opinionJSON {
	p, err := item.Load(e.ctx)
	var list []opinionJSON
	for _, j := range judges {
		o := opinionJSON{Path: item.ID, Detector: j.Entry.Name, Status: "failed", Threshold: j.Threshold, Evidence: []evidenceJSON{}}
		var d eval.Detection
		failure := err
		if failure == nil {
			d, failure = j.Detect(e.ctx, p)
		}
		if failure != nil {
			o.Error = failure.Error()
			list = append(list, o)
			continue
		}
		o.Status, o.Score, o.Malicious = string(d.Status), d.Score, d.Score >= j.Threshold
		for _, v := range d.Evidence {
			o.Evidence = append(o.Evidence, evidenceJSON{v.Rule, v.File, v.Line, v.Note})
		}
		list = append(list, o)
	}
	return list
}

func opinionLine(w io.Writer, o opinionJSON) error { return json.NewEncoder(w).Encode(o) }

func opinionText(w io.Writer, o opinionJSON) error {
	said := "not malicious"
	switch {
	case o.Status == "failed":
		said = "failed: " + o.Error
	case o.Malicious:
		said = "malicious"
	case o.Status != string(eval.Scored):
		said = o.Status
	}
	if _, err := fmt.Fprintf(w, "%q %s: %s, score %.3f of %.3f\n", o.Path, o.Detector, said, o.Score, o.Threshold); err != nil {
		return err
	}
	for _, v := range o.Evidence {
		if _, err := fmt.Fprintf(w, "  %s  %q:%d  %q\n", v.Rule, cmp.Or(v.File, "."), v.Line, v.Note); err != nil {
			return err
		}
	}
	return nil
}
