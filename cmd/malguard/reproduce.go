package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/datasets/facts"
	"github.com/malguard/malguard/study/reproduce"
)

type reproduceCmd struct {
	Table     string `default:"all" enum:"3,5,8,9,10,K,robust,all" help:"Which table or figure: ${enum}."`
	Vectors   string `placeholder:"DIR" help:"Files of the published repository; by default malguard-release in the folder that MALGUARD_REFERENCE names, if it does."`
	Data      string `default:"facts" placeholder:"MANIFEST" help:"Measure what the vectors do not tell on the packages of a manifest, or on a file of facts; \"facts\" is the embedded one, \"none\" nothing."`
	PerFamily int    `default:"3" placeholder:"N" help:"Take N packages of a family of a manifest at most; 0 takes all."`
	Format    string `default:"text" enum:"text,json,md" help:"Output format: ${enum}; json is a line for each figure."`
	Output    string `short:"o" placeholder:"FILE" help:"Write to FILE instead of standard output."`
}

// Run measures tables and prints them beside what is published.
func (c *reproduceCmd) Run(e *env) error {
	tables, err := reproduce.Named(c.Table)
	if err != nil {
		return usageError{err}
	}
	src, err := c.source(e)
	if err != nil {
		return err
	}
	var measured []reproduce.Measured
	for _, t := range tables {
		show := progress(e, "table "+t.Name)
		src.Progress = func(_ string, done, total int) {
			if show != nil {
				show(done, total)
			}
		}
		cells, err := t.Measure(e.ctx, src)
		if err != nil {
			return err
		}
		measured = append(measured, reproduce.Measured{Table: t, Cells: cells})
	}
	formats := reproduce.Formats()
	f := formats[slices.IndexFunc(formats, func(f reproduce.Format) bool { return f.Name == c.Format })]
	return e.output(c.Output, func(w io.Writer) error { return f.Write(w, measured) })
}

// source opens what there is to measure on.
func (c *reproduceCmd) source(e *env) (src *reproduce.Source, err error) {
	src = &reproduce.Source{}
	if dir := c.vectors(); dir != "" {
		if err := exist(dir); err != nil {
			return nil, err
		}
		if src.Vectors, err = reproduce.ReadVectors(os.DirFS(dir)); err != nil {
			return nil, usageError{err}
		}
	}
	var unread []error
	switch {
	case c.Data == "none":
	case c.Data == embeddedFacts || facts.IsFile(c.Data):
		set, err := openFacts(c.Data)
		if err != nil {
			return nil, err
		}
		src.Packages, unread, err = reproduce.Facts(e.ctx, set, 0)
		if err != nil {
			return nil, err
		}
	default:
		if err := exist(c.Data); err != nil {
			return nil, err
		}
		d, err := datasets.Load(c.Data, datasets.Limits{})
		if err != nil {
			return nil, err
		}
		src.Packages, unread, err = reproduce.Live(e.ctx, d, reproduce.LiveOptions{PerFamily: c.PerFamily})
		if err != nil {
			return nil, err
		}
	}
	for _, err := range unread {
		e.gaps = true
		fmt.Fprintln(e.stderr, err)
	}
	return src, nil
}

// vectors returns the folder of the published repository, if one is named.
func (c *reproduceCmd) vectors() string {
	reference := os.Getenv("MALGUARD_REFERENCE")
	if c.Vectors != "" || reference == "" {
		return c.Vectors
	}
	if dir := filepath.Join(reference, "malguard-release"); exist(dir) == nil {
		return dir
	}
	return ""
}
