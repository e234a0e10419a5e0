package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/malguard/malguard"
	"github.com/malguard/malguard/baselines/all"
	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/datasets/facts"
	"github.com/malguard/malguard/eval"
	"github.com/malguard/malguard/study"
	"github.com/malguard/malguard/study/attack"
)

type evalCmd struct {
	List      bool              `help:"List all detectors with what they need."`
	Data      string            `placeholder:"MANIFEST" help:"Judge the packages of a manifest, or the records of a file of facts; \"facts\" is the embedded one."`
	Protocol  []string          `default:"grouped" placeholder:"NAME,…" help:"Protocols: paper, grouped, matched, whole, temporal, holdout."`
	Detectors []string          `short:"d" placeholder:"NAME,…" help:"Detectors; by default all that have what they need."`
	Whole     bool              `help:"Judge whole packages. By default benign ones are cut into pieces of the size of malicious ones, and packaging is left out of both."`
	PerFamily int               `placeholder:"N" help:"Take N packages of a family at most; 0 takes all."`
	Attack    []string          `placeholder:"NAME,…" help:"Judge malicious packages once more after each attack: ${attacks}."`
	Folds     int               `default:"5" help:"Folds of grouped and matched."`
	Seeds     int               `default:"3" help:"How many times protocols deal anew."`
	Seed      uint64            `default:"1" help:"The source of all randomness."`
	Verdicts  map[string]string `placeholder:"NAME=FILE;…" help:"Recorded verdicts of detectors, as in detect."`
	Tools     map[string]string `placeholder:"NAME=PATH;…" help:"Installed programs of detectors that run one."`
	Format    string            `default:"text" enum:"text,csv,json,md,html" help:"Output format: ${enum}; of --list text or json."`
	Out       string            `placeholder:"DIR" help:"Keep every record, the report in all formats and charts in DIR; a run that was stopped goes on there."`
	Output    string            `short:"o" placeholder:"FILE" help:"Write to FILE instead of standard output."`
}

// detectorJSON is a detector as --format json prints it.
type detectorJSON struct {
	Name      string  `json:"name"`
	Kind      string  `json:"kind"`
	Doc       string  `json:"doc"`
	Needs     string  `json:"needs"` // empty for nothing
	Threshold float64 `json:"threshold"`
}

// Run prints the list, or compares detectors.
func (c *evalCmd) Run(e *env) error {
	if c.List {
		if c.Format == "json" {
			return e.output(c.Output, detectorsJSON)
		}
		return e.output(c.Output, detectorsText)
	}
	if c.Data == "" {
		return usageError{errors.New("nothing to do: try --list, or --data MANIFEST")}
	}
	if c.Data != embeddedFacts {
		if err := exist(c.Data); err != nil {
			return err
		}
	}
	protocols, err := c.protocols()
	if err != nil {
		return usageError{err}
	}
	judge := c.packages
	if c.Data == embeddedFacts || facts.IsFile(c.Data) {
		judge = c.facts
	}
	hash, records, err := judge(e, protocols)
	if err != nil {
		return err
	}
	return c.report(e, hash, protocols, records)
}

// protocols returns those that were asked for.
func (c *evalCmd) protocols() (list []eval.Protocol, err error) {
	for _, name := range c.Protocol {
		p, err := eval.ProtocolNamed(name, eval.ProtocolOptions{Folds: c.Folds, Seeds: c.Seeds})
		if err != nil {
			return nil, err
		}
		list = append(list, p)
	}
	return list, nil
}

// packages judges the packages of a manifest, whose hash it returns.
func (c *evalCmd) packages(e *env, protocols []eval.Protocol) (hash string, records []eval.Record, err error) {
	everything, lacking := study.Contestants(malguard.TrainOptions{}, all.Options{Verdicts: c.Verdicts, Tools: c.Tools})
	contestants, err := named(c.Detectors, everything, lacking)
	if err != nil {
		return "", nil, usageError{err}
	}
	attacks, err := c.attacks()
	if err != nil {
		return "", nil, usageError{err}
	}
	d, err := datasets.Load(c.Data, datasets.Limits{})
	if err != nil {
		return "", nil, err
	}
	items, unread, err := study.Items(e.ctx, d, study.ItemOptions{
		Slices: !c.Whole, Whole: !c.Whole && slices.Contains(c.Protocol, "whole"), PerFamily: c.PerFamily, Seed: c.Seed,
	})
	if err != nil {
		return "", nil, err
	}
	for _, err := range unread {
		e.gaps = true
		fmt.Fprintln(e.stderr, err)
	}
	records, err = compare(e, c, d.Hash, rounds(items, protocols, attacks, c.Seed), contestants)
	return d.Hash, records, err
}

// facts judges what is known of packages that have been read before, and returns
// the hash of that.
func (c *evalCmd) facts(e *env, protocols []eval.Protocol) (hash string, records []eval.Record, err error) {
	if c.Whole || c.PerFamily != 0 || len(c.Attack) > 0 {
		return "", nil, usageError{errors.New("facts are of slices, of as many of a family as were taken, and as they were: no --whole, no --per-family, no --attack")}
	}
	contestants, err := named(c.Detectors, study.FactContestants(malguard.TrainOptions{}, all.Options{}), nil)
	if err != nil {
		return "", nil, usageError{err}
	}
	set, err := openFacts(c.Data)
	if err != nil {
		return "", nil, err
	}
	hash = set.Header.Body.SHA256
	var list []round[*facts.Record]
	items := study.FactItems(set.Records)
	for _, p := range protocols {
		list = append(list, round[*facts.Record]{p, items, p.Name})
	}
	records, err = compare(e, c, hash, list, contestants)
	return hash, records, err
}

// round is what one protocol judges.
type round[T any] struct {
	protocol eval.Protocol
	items    []eval.Item[T]
	plain    string // name of the protocol without an attack
}

// rounds returns each protocol on the packages as they are, and after each attack
// under its own name.
func rounds(items []eval.Item[*datasets.Package], protocols []eval.Protocol, attacks []attack.Attack, seed uint64) []round[*study.Subject] {
	var list []round[*study.Subject]
	plain := study.Subjects(items)
	under := map[string][]eval.Item[*study.Subject]{}
	for _, a := range attacks {
		under[a.Name] = study.Subjects(study.Under(items, a, seed))
	}
	for _, p := range protocols {
		list = append(list, round[*study.Subject]{p, plain, p.Name})
		for _, a := range attacks {
			attacked := p
			attacked.Name += "+" + a.Name
			list = append(list, round[*study.Subject]{attacked, under[a.Name], p.Name})
		}
	}
	return list
}

func (c *evalCmd) attacks() ([]attack.Attack, error) {
	var list []attack.Attack
	for _, name := range c.Attack {
		a, err := attack.Named(name)
		if err != nil {
			return nil, err
		}
		list = append(list, a)
	}
	return list, nil
}

// attackNames lists the attacks for the help.
func attackNames() string {
	var names []string
	for _, a := range attack.Attacks() {
		names = append(names, a.Name)
	}
	return strings.Join(names, ", ")
}

// named returns the contestants with the names, or all of them where there are none.
func named[T any](names []string, everything []eval.Contestant[T], lacking map[string]error) (list []eval.Contestant[T], err error) {
	for _, name := range names {
		if err := lacking[name]; err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(everything, func(c eval.Contestant[T]) bool { return c.Name == name }) {
			return nil, fmt.Errorf("no detector %q: see eval --list", name)
		}
	}
	for _, contestant := range everything {
		if len(names) == 0 || slices.Contains(names, contestant.Name) {
			if contestant.Trainer != nil { // protocols of the same folds, and attacks, learn the same
				contestant.Trainer = eval.Reuse(contestant.Trainer)
			}
			list = append(list, contestant)
		}
	}
	return list, nil
}

// compare judges the rounds, in a store where one is asked for.
func compare[T any](e *env, c *evalCmd, hash string, rounds []round[T], list []eval.Contestant[T]) (records []eval.Record, err error) {
	e.nothing = len(rounds) == 0 || len(rounds[0].items) == 0
	opt := eval.RunOptions{Seed: c.Seed}
	said := map[eval.Key]eval.Record{}
	add := func(r eval.Record) error {
		records = append(records, r)
		said[r.Key] = r
		return nil
	}
	if c.Out != "" {
		if err := os.MkdirAll(c.Out, 0o755); err != nil {
			return nil, usageError{err}
		}
		// What is judged is part of what the records are of.
		data := fmt.Sprintf("%s whole=%t per-family=%d folds=%d seeds=%d", hash, c.Whole, c.PerFamily, c.Folds, c.Seeds)
		store, openErr := eval.OpenStore(filepath.Join(c.Out, "records.jsonl"), eval.Header{Data: data, Seed: c.Seed})
		if openErr != nil {
			return nil, openErr
		}
		defer func() { // also of a run that was stopped: it goes on from there
			records, err = store.Records(), errors.Join(err, store.Close())
		}()
		for _, r := range store.Records() {
			said[r.Key] = r
		}
		opt.Have, add = store.Have, func(r eval.Record) error {
			said[r.Key] = r
			return store.Add(r)
		}
	}
	for _, r := range rounds {
		opt.Known = func(k eval.Key) (eval.Record, bool) {
			k.Protocol = r.plain
			record, ok := said[k]
			return record, ok
		}
		opt.Progress = progress(e, r.protocol.Name)
		if err := eval.Run(e.ctx, r.items, r.protocol, list, opt, add); err != nil {
			return nil, err
		}
	}
	return records, nil
}

// progress returns what tells how far a protocol is, on a terminal, and nil
// elsewhere.
func progress(e *env, name string) func(done, total int) {
	f, ok := e.stderr.(*os.File)
	if !ok || !terminal(f) {
		return nil
	}
	start := time.Now()
	return func(done, total int) {
		left := time.Duration(float64(time.Since(start)) / float64(done) * float64(total-done)).Round(time.Second)
		end := "\r"
		if done == total {
			end = "\n"
		}
		fmt.Fprintf(f, "%s: %d of %d, %v left    %s", name, done, total, left, end)
	}
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
