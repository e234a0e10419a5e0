package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/eval"
	"github.com/malguard/malguard/study"
)

type slicesCmd struct {
	Data   string `required:"" placeholder:"MANIFEST" help:"The manifest."`
	Seed   uint64 `default:"1" help:"Source of all randomness."`
	Output string `short:"o" placeholder:"FILE" help:"Write to FILE instead of standard output."`
}

// Run prints one line for each slice, and the figures of all on standard error.
func (c *slicesCmd) Run(e *env) error {
	if err := exist(c.Data); err != nil {
		return err
	}
	d, err := datasets.Load(c.Data, datasets.Limits{})
	if err != nil {
		return err
	}
	d.Samples = slices.DeleteFunc(d.Samples, func(s datasets.Sample) bool { return s.Label != datasets.Benign })
	items, unread, err := study.Items(e.ctx, d, study.ItemOptions{Slices: true, Seed: c.Seed})
	if err != nil {
		return err
	}
	for _, err := range unread {
		e.gaps = true
		fmt.Fprintln(e.stderr, err)
	}
	e.nothing = len(items) == 0
	fmt.Fprintln(e.stderr, slicesSummary(items))
	return e.output(c.Output, func(w io.Writer) error { return slicesText(w, items) })
}

func slicesText(w io.Writer, items []eval.Item[*datasets.Package]) error {
	fmt.Fprintln(w, "id\torigin\tkind\tlines\tcalls\tfiles\tsetup")
	for _, item := range items {
		_, slice, _ := strings.Cut(item.ID, "#")
		kind, _, _ := strings.Cut(slice, ":")
		if _, err := fmt.Fprintf(w, "%s\t%s\t%s\t%d\t%d\t%d\t%t\n",
			item.ID, item.Group, kind, item.Shape.Lines, item.Shape.Calls, item.Shape.Files, item.Shape.Setup); err != nil {
			return err
		}
	}
	return nil
}

// slicesSummary counts slices and the origins they come from. Origins that share
// code are counted as one as well.
func slicesSummary(items []eval.Item[*datasets.Package]) string {
	origins, kin, withSetup := map[string]bool{}, map[string]bool{}, map[string]bool{}
	small, setup := 0, 0
	for _, item := range items {
		origins[item.Group] = true
		kin[cmp.Or(item.Kin, item.Group)] = true
		if item.Shape.Lines < 100 {
			small++
		}
		if item.Shape.Setup {
			setup++
			withSetup[item.Group] = true
		}
	}
	return fmt.Sprintf("%d slices of %d origins (%d where those that share code count once), %d under 100 lines, %d with a setup.py of %d origins",
		len(items), len(origins), len(kin), small, setup, len(withSetup))
}
