// Command prototypes measures the feature sets of study.Prototypes, from the size of
// a package alone to what it calls, when, from where, hidden by what and with which
// constants, each with a forest and with boosted trees, out of fold.
//
//	go run ./examples/prototypes [-seed N] [facts | FILE | MANIFEST]
//
// By default on the embedded facts: no sample is needed. A manifest is read live, its
// rows with the role train. The table is in Markdown; docs/FEATURES.md has it.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/datasets/facts"
	"github.com/malguard/malguard/study"
)

func main() {
	opt := study.Options{TraitsAlone: true}
	flag.Uint64Var(&opt.Seed, "seed", 1, "source of all randomness")
	flag.Parse()
	data := "facts"
	if flag.NArg() > 0 {
		data = flag.Arg(0)
	}
	if err := run(context.Background(), os.Stdout, data, opt); err != nil {
		fmt.Fprintln(os.Stderr, "prototypes:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, w io.Writer, data string, opt study.Options) error {
	corpus, err := corpus(ctx, data, opt)
	if err != nil {
		return err
	}
	headings := []study.Heading{{Question: "How far does each set of features get?", Variants: study.Prototypes()}}
	results, err := corpus.Compare(ctx, headings[0].Variants, study.PrototypeLearners(), opt)
	if err != nil {
		return err
	}
	return study.WriteMarkdown(w, headings, results)
}

func corpus(ctx context.Context, data string, opt study.Options) (*study.Corpus, error) {
	if data != "facts" && !facts.IsFile(data) {
		d, err := datasets.Load(data, datasets.Limits{})
		if err != nil {
			return nil, err
		}
		c, skipped, err := study.Read(ctx, d, opt)
		for _, err := range skipped {
			fmt.Fprintln(os.Stderr, "skipped:", err)
		}
		return c, err
	}
	set, err := facts.Embedded()
	if data != "facts" {
		set, err = facts.Open(data)
	}
	if err != nil {
		return nil, err
	}
	return study.FactCorpus(set.Records)
}
