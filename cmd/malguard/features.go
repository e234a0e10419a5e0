package main

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"

	"github.com/malguard/malguard/centrality"
	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/features"
	"github.com/malguard/malguard/features/paper"
	"github.com/malguard/malguard/features/refine"
	"github.com/malguard/malguard/graph/callgraph"
)

type featuresCmd struct {
	Paths   []string `arg:"" name:"path" help:"Archives, directories and Python files, one package each."`
	Mode    string   `default:"malguard" enum:"malguard,paper" help:"Whose features: ${enum}."`
	Model   string   `placeholder:"FILE" help:"Model whose columns are wanted; the embedded one by default."`
	APIs    string   `name:"apis" placeholder:"FILE" help:"APIs to measure instead of the model's: one a line, or what malguard rank, refine or vocabulary --format tsv prints."`
	Signals []string `placeholder:"SIGNAL,…" help:"With --apis: what is measured, MEASURE or MEASURE@VIEW; presence by default."`
	Scope   string   `enum:"file,entry,package," default:"" help:"With --apis: what a row describes, file, entry or package; package by default."`
	List    string   `placeholder:"FILE" help:"Paper's mode: a published list of APIs, refined or not."`
	Measure string   `default:"harmonic" enum:"degree,closeness,harmonic,katz" help:"Paper's mode: ${enum}."`
	Rule    string   `default:"joined" enum:"joined,last,union,mean" help:"Paper's mode, how files become one row: ${enum}."`
	Format  string   `default:"csv" enum:"csv,json" help:"A row a line; json has what stands behind each number."`
	Output  string   `short:"o" placeholder:"FILE" help:"Write to FILE instead of standard output."`
}

// rows turns one package into rows, one after the other.
type rows interface {
	columns() []string
	of(e *env, path string, p *datasets.Package, write func(featureRow) error) error
}

// featureRow is one row with the nodes behind its numbers.
type featureRow struct {
	ID     string          `json:"id"`
	Values []featureColumn `json:"columns"` // those that are not zero
}

type featureColumn struct {
	index  int
	Column string          `json:"column"`
	Doc    string          `json:"doc"`
	Value  float64         `json:"value"`
	Calls  []features.Site `json:"calls,omitempty"`
}

func (c *featuresCmd) Run(e *env) error {
	if err := exist(c.Paths...); err != nil {
		return err
	}
	kind, err := c.rows()
	if err != nil {
		return usageError{err}
	}
	e.nothing = true
	return e.output(c.Output, func(w io.Writer) error {
		write, flush := c.writer(w, kind.columns())
		for _, path := range c.Paths {
			p, err := datasets.Open(e.ctx, path, datasets.Limits{})
			if err != nil {
				if e.ctx.Err() != nil {
					return e.ctx.Err()
				}
				e.warn("not read", err)
				continue
			}
			for _, r := range p.Incomplete {
				e.warn("not read", fmt.Errorf("%s: %v", path, r))
			}
			e.nothing = false
			var broken error // the output, not the package
			err = kind.of(e, path, p, func(r featureRow) error {
				broken = write(r)
				return broken
			})
			if stop := cmp.Or(broken, e.ctx.Err()); stop != nil {
				return stop
			}
			if err != nil {
				e.warn("not read", fmt.Errorf("%s: %w", path, err))
			}
		}
		return flush()
	})
}

// rows returns what makes the rows that are asked for.
func (c *featuresCmd) rows() (rows, error) {
	if c.Mode == "paper" {
		return c.paper()
	}
	if c.List != "" {
		return nil, errors.New("--list is for --mode paper")
	}
	if c.APIs != "" && c.Model != "" {
		return nil, errors.New("--apis and --model exclude each other")
	}
	if c.APIs != "" {
		return c.own()
	}
	if len(c.Signals) > 0 || c.Scope != "" {
		return nil, errors.New("--signals and --scope go with --apis FILE")
	}
	model, err := (&scanCmd{Model: c.Model}).model()
	if err != nil {
		return nil, err
	}
	schema, err := features.NewSchema(model.Info().Columns)
	return graphRows{schema, model.Info().Scope, c.Format == "json"}, err
}

// own are rows of the user's APIs and signals.
func (c *featuresCmd) own() (rows, error) {
	apis, err := readAPIs(c.APIs)
	if err != nil {
		return nil, err
	}
	signals := []features.Signal{{Measure: features.Presence}}
	if len(c.Signals) > 0 {
		if signals, err = parseSignals(c.Signals); err != nil {
			return nil, err
		}
	}
	scope := features.ScopePackage
	if c.Scope != "" {
		if err := scope.UnmarshalText([]byte(c.Scope)); err != nil {
			return nil, err
		}
	}
	schema, err := features.SchemaFor(apis, signals, nil)
	return graphRows{schema, scope, c.Format == "json"}, err
}

// readAPIs reads names of APIs, a table of which they are the first column
// included.
func readAPIs(name string) ([]string, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	apis, err := refine.ReadNames(f)
	if err != nil {
		return nil, fmt.Errorf("%w (in %s)", err, name)
	}
	return apis, nil
}

func parseSignals(list []string) (signals []features.Signal, err error) {
	for _, text := range list {
		s, err := features.ParseSignal(text)
		if err != nil {
			return nil, fmt.Errorf("--signals: %w", err)
		}
		signals = append(signals, s)
	}
	return signals, nil
}

// graphRows are rows from the true call graph.
type graphRows struct {
	schema *features.Schema
	scope  features.Scope
	sites  bool // whether rows tell what stands behind their numbers
}

func (g graphRows) columns() (names []string) {
	for _, c := range g.schema.Columns {
		names = append(names, c.String())
	}
	return names
}

func (g graphRows) of(e *env, path string, p *datasets.Package, write func(featureRow) error) error {
	built, err := callgraph.Build(e.ctx, p.FS, callgraph.Options{Files: datasets.IsPython})
	if err != nil {
		return err
	}
	for _, err := range built.Warnings() {
		e.warn("not resolved", fmt.Errorf("%s: %w", path, err))
	}
	profiles, err := features.Profiles(e.ctx, built, features.Options{Scope: g.scope, Signals: g.schema.Signals()})
	if err != nil {
		return err
	}
	for _, profile := range profiles {
		if profile.Unmeasured {
			e.warn("not measured", fmt.Errorf("%s: %s: its call graph is too large", path, profile.File))
		}
		r, err := g.row(profile)
		if err != nil {
			return err
		}
		if r.ID = path; profile.File != "" {
			r.ID += "#" + profile.File
		}
		if err := write(r); err != nil {
			return err
		}
	}
	return nil
}

// maxCalls bounds the calls shown of one column.
const maxCalls = 20

func (g graphRows) row(p features.Profile) (featureRow, error) {
	r := featureRow{Values: []featureColumn{}}
	v, err := g.schema.Vector(p)
	if err != nil {
		return r, err
	}
	for k, i := range v.Index {
		r.Values = append(r.Values, featureColumn{index: int(i), Value: v.Values[k]})
	}
	if !g.sites {
		return r, nil
	}
	behind, err := g.schema.Behind(p)
	if err != nil {
		return r, err
	}
	for k := range r.Values {
		column := &r.Values[k]
		c := g.schema.Columns[column.index]
		column.Column, column.Doc = c.String(), c.Doc()
		for _, u := range behind[k] {
			left := maxCalls - len(column.Calls)
			column.Calls = append(column.Calls, u.Sites[:min(left, len(u.Sites))]...)
		}
	}
	return r, nil
}

// paper are rows of the published code.
func (c *featuresCmd) paper() (rows, error) {
	if c.List == "" || c.APIs != "" || c.Model != "" || len(c.Signals) > 0 || c.Scope != "" {
		return nil, errors.New("--mode paper needs --list FILE, and neither --model, --apis, --signals nor --scope")
	}
	data, err := os.ReadFile(c.List)
	if err != nil {
		return nil, err
	}
	r := paperRows{}
	if set, err := paper.ReadSet(bytes.NewReader(data)); err == nil {
		r.names = set.Columns()
	} else if list, err2 := paper.ReadList(bytes.NewReader(data)); err2 == nil {
		r.names = list.APIs()
	} else {
		return nil, fmt.Errorf("%s is neither a refined list (%w) nor an unrefined one (%w)", c.List, err, err2)
	}
	for _, m := range paper.Measures() {
		if m.Name == c.Measure {
			r.measure = m
		}
	}
	i := slices.IndexFunc(paper.Rules(), func(rule paper.Rule) bool { return rule.String() == c.Rule })
	r.rule = paper.Rules()[i]
	return r, nil
}

type paperRows struct {
	names   []string
	measure centrality.Measure
	rule    paper.Rule
}

func (r paperRows) columns() []string { return r.names }

func (r paperRows) of(e *env, path string, p *datasets.Package, write func(featureRow) error) error {
	result, err := paper.Process(e.ctx, p.FS, paper.Options{Rule: r.rule}, r.measure)
	if err != nil {
		return err
	}
	for _, err := range result.Warnings {
		e.warn("not read", fmt.Errorf("%s: %w", path, err))
	}
	row := featureRow{ID: path, Values: []featureColumn{}}
	for i, v := range paper.Exact(r.names, result.Values[0]) {
		if v != 0 {
			row.Values = append(row.Values, featureColumn{
				index: i, Column: r.names[i], Doc: "1 + " + r.measure.Name + " of " + r.names[i] + " in the published graph", Value: v,
			})
		}
	}
	return write(row)
}

// writer returns what writes a row, and what is to be called after the last.
func (c *featuresCmd) writer(w io.Writer, columns []string) (write func(featureRow) error, flush func() error) {
	if c.Format == "json" {
		out := bufio.NewWriter(w)
		enc := json.NewEncoder(out)
		enc.SetEscapeHTML(false)
		return func(r featureRow) error { return enc.Encode(r) }, out.Flush
	}
	out := csv.NewWriter(w)
	out.Write(append([]string{"id"}, columns...)) // errors stay until flush
	write = func(r featureRow) error {
		record := make([]string, 1+len(columns))
		record[0] = r.ID
		for i := range columns {
			record[1+i] = "0"
		}
		for _, v := range r.Values {
			record[1+v.index] = strconv.FormatFloat(v.Value, 'g', -1, 64)
		}
		return out.Write(record)
	}
	return write, func() error { out.Flush(); return out.Error() }
}
