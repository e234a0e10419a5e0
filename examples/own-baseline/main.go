// Command own-baseline compares a detector of its own, in detector.go, with this
// module's and the baselines.
//
//	go run ./examples/own-baseline [-data MANIFEST|facts] [-protocol NAME] [-format NAME] [-detectors NAME,…]
//
// Without -data it judges the two inert packages of the README; "facts" are those
// that come with the module, which need no sample. Detectors that learn need more
// than two packages: their rows say so.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"

	"github.com/malguard/malguard"
	"github.com/malguard/malguard/baselines/all"
	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/datasets/facts"
	"github.com/malguard/malguard/eval"
	"github.com/malguard/malguard/eval/report"
	"github.com/malguard/malguard/graph"
	"github.com/malguard/malguard/graph/callgraph"
	"github.com/malguard/malguard/study"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "own-baseline:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, w io.Writer) error {
	flags := flag.NewFlagSet("own-baseline", flag.ContinueOnError)
	data := flags.String("data", "examples/own-baseline/inert.tsv", "manifest of packages, or facts")
	protocol := flags.String("protocol", "grouped", "which packages are learnt from and which judged")
	format := flags.String("format", "text", "how to write the report")
	names := flags.String("detectors", "malguard,ossgadget,bandit4mal,guarddog", "what to compare with")
	if err := flags.Parse(args); err != nil {
		return err
	}
	p, err := eval.ProtocolNamed(*protocol, eval.ProtocolOptions{Seeds: 1})
	if err != nil {
		return err
	}
	f, err := report.Named(*format)
	if err != nil {
		return err
	}
	var records []eval.Record
	if *data == "facts" {
		records, err = onFacts(ctx, p, strings.Split(*names, ","))
	} else {
		records, err = onPackages(ctx, *data, p, strings.Split(*names, ","))
	}
	if err != nil {
		return err
	}
	r := report.Report{Title: "A detector of one's own", Records: records}
	for _, group := range eval.ByDetector(records) {
		s, err := eval.Summarise(group, eval.SummaryOptions{})
		if err != nil {
			return err
		}
		r.Summaries = append(r.Summaries, s)
	}
	return f.Write(w, r)
}

// onPackages judges the packages of a manifest.
func onPackages(ctx context.Context, manifest string, p eval.Protocol, names []string) ([]eval.Record, error) {
	d, err := datasets.Load(manifest, datasets.Limits{})
	if err != nil {
		return nil, err
	}
	items, unread, err := study.Items(ctx, d, study.ItemOptions{Slices: true})
	if err != nil {
		return nil, err
	}
	for _, err := range unread {
		fmt.Fprintln(os.Stderr, err)
	}
	others, _ := study.Contestants(malguard.TrainOptions{}, all.Options{})
	return compare(ctx, study.Subjects(items), p, study.OnSubjects(dropper[*datasets.Package]{readPackage}), others, names)
}

// onFacts judges what is known of packages that somebody else has read.
func onFacts(ctx context.Context, p eval.Protocol, names []string) ([]eval.Record, error) {
	set, err := facts.Embedded()
	if err != nil {
		return nil, err
	}
	others := study.FactContestants(malguard.TrainOptions{}, all.Options{})
	return compare(ctx, study.FactItems(set.Records), p, dropper[*facts.Record]{readRecord}, others, names)
}

// compare puts a detector before the named ones and runs the protocol.
func compare[T any](ctx context.Context, items []eval.Item[T], p eval.Protocol, own eval.Detector[T], others []eval.Contestant[T], names []string) ([]eval.Record, error) {
	others = slices.DeleteFunc(others, func(c eval.Contestant[T]) bool { return !slices.Contains(names, c.Name) })
	list := append([]eval.Contestant[T]{{Name: own.Name(), Kind: "rule", Threshold: 0.5, Detector: own}}, others...)
	var records []eval.Record
	err := eval.Run(ctx, items, p, list, eval.RunOptions{Seed: 1}, func(r eval.Record) error {
		records = append(records, r)
		return nil
	})
	return records, err
}

func readPackage(ctx context.Context, p *datasets.Package) (*graph.Graph, eval.Status, error) {
	g, err := callgraph.Build(ctx, p.FS, callgraph.Options{Files: datasets.IsPython})
	return g, eval.StatusOf(p), err
}

func readRecord(_ context.Context, r *facts.Record) (*graph.Graph, eval.Status, error) {
	g, err := r.Graph()
	return g, eval.StatusOf(r.Package()), err
}
