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

	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/datasets"
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
	headings := study.Headings(study.Lists{})
	var variants []study.Variant
	for _, h := range headings {
		variants = append(variants, h.Variants...)
	}
	results, err := corpus.Compare(ctx, variants, classify.Trainers(), opt)
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
