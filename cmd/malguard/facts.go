package main

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/datasets/facts"
	"github.com/malguard/malguard/study"
)

type factsCmd struct {
	Data      string `required:"" placeholder:"MANIFEST" help:"The manifest. Packages with the role test or reserved are left out."`
	PerFamily int    `default:"3" placeholder:"N" help:"Take N packages of a family at most; 0 takes all."`
	Seed      uint64 `default:"1" help:"The source of all randomness."`
	Output    string `short:"o" placeholder:"FILE" help:"Write to FILE instead of standard output."`
}

// Run writes a file of facts and tells what is in it.
func (c *factsCmd) Run(e *env) error {
	if err := exist(c.Data); err != nil {
		return err
	}
	d, err := datasets.Load(c.Data, datasets.Limits{})
	if err != nil {
		return err
	}
	opt := study.FactOptions{PerFamily: c.PerFamily, Seed: c.Seed, Progress: progress(e, "facts")}
	if c.PerFamily == 0 {
		opt.PerFamily = -1
	}
	h, records, err := study.Facts(e.ctx, d, opt)
	if err != nil {
		return err
	}
	for _, err := range h.Unread {
		e.warn("unread", err)
	}
	e.nothing = len(records) == 0
	if err := e.output(c.Output, func(w io.Writer) (err error) {
		h, err = facts.Write(w, h, records)
		return err
	}); err != nil {
		return err
	}
	return printHeader(e.stderr, h)
}

type verifyCmd struct {
	File string `arg:"" help:"A file of facts, or \"facts\" for the embedded one."`
}

// Run decodes everything.
func (c *verifyCmd) Run(e *env) error {
	set, err := openFacts(c.File)
	if err != nil {
		return err
	}
	for _, r := range set.Records {
		if _, err := r.Graph(); err != nil {
			return err
		}
	}
	return printHeader(e.stdout, set.Header)
}

// openFacts returns the set in a file, or the embedded one.
func openFacts(name string) (*facts.Set, error) {
	if name == embeddedFacts {
		return facts.Embedded()
	}
	if err := exist(name); err != nil {
		return nil, err
	}
	return facts.Open(name)
}

// embeddedFacts is what stands for the embedded set where a file may be named.
const embeddedFacts = "facts"

func printHeader(w io.Writer, h facts.Header) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	if err := enc.Encode(h); err != nil {
		return fmt.Errorf("header: %w", err)
	}
	return nil
}
