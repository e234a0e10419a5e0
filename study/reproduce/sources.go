package reproduce

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/malguard/malguard"
	"github.com/malguard/malguard/baselines/all"
	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/datasets/facts"
	"github.com/malguard/malguard/eval"
	"github.com/malguard/malguard/graph"
	"github.com/malguard/malguard/graph/callgraph"
	"github.com/malguard/malguard/study"
)

// replayed is the detector of Table 8 that only repeats verdicts.
const replayed = "virustotal"

var errVerdicts = errors.New("its verdicts are not to be had: the paper's are unpublished, and no sample is sent anywhere")

// sliceSeed draws the slices of benign packages as for the embedded facts, so that
// packages read live give the same figures.
const sliceSeed = 1

// LiveOptions says which packages [Live] reads. The zero value is the default.
type LiveOptions struct {
	PerFamily int // packages of a family at most; 0 means all
	Workers   int // packages read at a time; 0 = GOMAXPROCS; never changes a result
	Detectors all.Options
}

// Live reads the labelled samples of d with the role train or none: the collection's
// test set is not for tables that are looked at again and again. Samples that cannot
// be read are returned as errors, one each.
func Live(ctx context.Context, d *datasets.Dataset, opt LiveOptions) (*Packages, []error, error) {
	part := *d
	part.Samples = slices.DeleteFunc(slices.Clone(d.Samples), func(s datasets.Sample) bool { return s.Role != "" && s.Role != "train" })
	items, unread, err := study.Items(ctx, &part, study.ItemOptions{
		Slices: true, PerFamily: opt.PerFamily, Seed: sliceSeed, Workers: opt.Workers,
	})
	if err != nil {
		return nil, nil, err
	}
	p, unmeasured, err := collect(ctx, items, callGraph, opt.Workers)
	if err != nil {
		return nil, nil, err
	}
	p.name = fmt.Sprintf("ours: %.12s, live", d.Hash)
	contestants, lacking := study.Contestants(malguard.TrainOptions{Workers: 1}, opt.Detectors)
	if opt.Detectors.Verdicts[replayed] == "" {
		lacking[replayed] = errVerdicts
	}
	p.compare = comparison(study.Subjects(items), contestants, lacking)
	return p, append(unread, unmeasured...), nil
}

// Facts takes the records of a set, see [facts.Embedded]; whole packages beside slices
// are left out. Records without a call graph are returned as errors, one each.
func Facts(ctx context.Context, set *facts.Set, workers int) (*Packages, []error, error) {
	items := slices.DeleteFunc(study.FactItems(set.Records), func(i eval.Item[*facts.Record]) bool { return i.Whole })
	p, unmeasured, err := collect(ctx, items, func(_ context.Context, r *facts.Record) (*graph.Graph, error) { return r.Graph() }, workers)
	if err != nil {
		return nil, nil, err
	}
	p.name = fmt.Sprintf("ours: facts %.12s", set.Header.Body.SHA256)
	contestants := study.FactContestants(malguard.TrainOptions{Workers: 1}, all.Options{Workers: 1})
	p.compare = comparison(items, contestants, map[string]error{replayed: errVerdicts})
	return p, unmeasured, nil
}

func callGraph(ctx context.Context, p *datasets.Package) (*graph.Graph, error) {
	return callgraph.Build(ctx, p.FS, callgraph.Options{Files: datasets.IsPython})
}

// comparison returns what judges the items by the contestant of a name, or why there
// is none.
func comparison[T any](items []eval.Item[T], contestants []eval.Contestant[T], lacking map[string]error) func(string) (judge, string) {
	return func(detector string) (judge, string) {
		if err := lacking[detector]; err != nil {
			return nil, err.Error()
		}
		i := slices.IndexFunc(contestants, func(c eval.Contestant[T]) bool { return c.Name == detector })
		if i < 0 {
			return nil, "the data hold nothing of this detector"
		}
		return func(ctx context.Context, p eval.Protocol) (records []eval.Record, err error) {
			err = eval.Run(ctx, items, p, contestants[i:i+1], eval.RunOptions{Seed: seed, Workers: 1}, func(r eval.Record) error {
				records = append(records, r)
				return nil
			})
			return records, err
		}, ""
	}
}

// judge judges packages in a protocol.
type judge func(context.Context, eval.Protocol) ([]eval.Record, error)
