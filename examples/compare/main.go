// Command compare prints which representation of a package tells malice from
// honest code: presence and centralities of APIs, by phase and layer, of
// packages, files and entries, by several rankings and numbers of APIs, and the
// paper's own.
//
//	go run ./examples/compare [-seed N] [-json FILE] MANIFEST
//
// Rows of the manifest with the role train are read, no others. The table is in
// Markdown; docs/FEATURES.md has it with what was learnt.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/features"
	"github.com/malguard/malguard/features/refine"
	"github.com/malguard/malguard/study"
)

func main() {
	opt := study.Options{}
	flag.Uint64Var(&opt.Seed, "seed", 1, "source of all randomness")
	out := flag.String("json", "", "write all results to this file as well")
	flag.Parse()
	if flag.NArg() != 1 {
		flag.Usage()
		os.Exit(2)
	}
	if err := run(context.Background(), os.Stdout, flag.Arg(0), *out, opt); err != nil {
		fmt.Fprintln(os.Stderr, "compare:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, w io.Writer, manifest, out string, opt study.Options) error {
	d, err := datasets.Load(manifest, datasets.Limits{})
	if err != nil {
		return err
	}
	corpus, skipped, err := study.Read(ctx, d, opt)
	for _, err := range skipped {
		fmt.Fprintln(os.Stderr, "skipped:", err)
	}
	if err != nil {
		return err
	}
	lists, err := vocabularies(ctx)
	if err != nil {
		return err
	}
	if corpus.Unmeasured > 0 {
		fmt.Fprintf(os.Stderr, "%d packages or slices are too large for some measure, which is 0 there\n", corpus.Unmeasured)
	}
	headings := study.Headings(lists)
	var variants []study.Variant
	for _, h := range headings {
		variants = append(variants, h.Variants...)
	}
	results, err := corpus.Compare(ctx, variants, learners(), opt)
	if err != nil {
		return err
	}
	if err := study.WriteMarkdown(w, headings, results); err != nil || out == "" {
		return err
	}
	data, err := json.MarshalIndent(results, "", " ")
	if err != nil {
		return err
	}
	return os.WriteFile(out, data, 0o644)
}

// learners are the logistic regression, and a forest whose leaves hold several
// different rows: with leaves of one row many scores are 1, and what shares the
// highest score cannot be put in order.
func learners() []classify.Method {
	list := slices.DeleteFunc(classify.Trainers(), func(m classify.Method) bool { return m.Name != "logistic" && m.Name != "forest" })
	for i, m := range list {
		if m.Name == "forest" {
			list[i].Name = "forest, leaves of 3"
			list[i].New = func(o classify.Options) classify.Trainer {
				return classify.Forest{MinLeaf: 3, Seed: o.Seed, Workers: o.Workers}
			}
		}
	}
	return list
}

// vocabularies are the curated one, and those that the paper's authors refined.
func vocabularies(ctx context.Context) (study.Lists, error) {
	lists := study.Lists{Curated: features.Curated().Names(), Refined: map[string][]string{}}
	for _, name := range refine.PublishedLists() {
		replay, err := refine.Published(name)
		if err != nil {
			return lists, err
		}
		refined, err := replay.Refine(ctx, replay.APIs())
		if err != nil {
			return lists, err
		}
		for _, a := range refined.Kept {
			lists.Refined[name] = append(lists.Refined[name], a.API)
		}
	}
	return lists, nil
}
