package study

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/datasets/facts"
	"github.com/malguard/malguard/eval"
	"github.com/malguard/malguard/graph/callgraph"
)

// FactOptions says what [Facts] takes. The zero value is the default.
type FactOptions struct {
	PerFamily int // packages of a family at most, the first by ID; 0 means 3, less than 0 all
	Seed      uint64
	Workers   int // packages read at a time; 0 = GOMAXPROCS; never changes the result
	// Progress is told, from one goroutine at a time, how many of how many records are
	// made; nil tells nobody.
	Progress func(done, total int)
}

// Facts reads the samples of d that may be learnt from, those with a label and the
// role train or none: malicious packages, the slices of benign ones and each benign
// one as it is, as [Items] makes them. What cannot be read is in the header.
func Facts(ctx context.Context, d *datasets.Dataset, opt FactOptions) (facts.Header, []*facts.Record, error) {
	h := facts.Header{Data: d.Hash, PerFamily: max(cmp.Or(opt.PerFamily, 3), 0), Seed: opt.Seed, Unread: []string{}, Failures: map[string]int{}}
	learnt := &datasets.Dataset{Hash: d.Hash}
	for _, s := range d.Samples {
		if s.Role == "" || s.Role == "train" {
			learnt.Samples = append(learnt.Samples, s)
		}
	}
	items, unread, err := Items(ctx, learnt, ItemOptions{Slices: true, Whole: true, PerFamily: h.PerFamily, Seed: opt.Seed, Workers: opt.Workers})
	if err != nil {
		return h, nil, err
	}
	for _, err := range unread {
		h.Unread = append(h.Unread, err.Error())
	}
	records := make([]*facts.Record, len(items))
	var told sync.Mutex
	done := 0
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(cmp.Or(max(opt.Workers, 0), runtime.GOMAXPROCS(0)))
	for i, item := range items {
		g.Go(func() (err error) {
			if records[i], err = record(gctx, item); err != nil {
				return fmt.Errorf("study: %s: %w", item.ID, err)
			}
			told.Lock()
			defer told.Unlock()
			if done++; opt.Progress != nil {
				opt.Progress(done, len(items))
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return h, nil, err
	}
	return h, records, nil
}

func record(ctx context.Context, item eval.Item[*datasets.Package]) (*facts.Record, error) {
	p, err := item.Load(ctx)
	if err != nil {
		return nil, err
	}
	r := &facts.Record{
		ID: item.ID, Group: item.Group, Kin: item.Kin, Label: item.Label, Time: item.Time, Role: item.Role, Tag: item.Tag,
		Shape: item.Shape, Whole: item.Whole,
	}
	for _, reason := range p.Incomplete {
		r.Incomplete = append(r.Incomplete, reason.Status)
	}
	slices.Sort(r.Incomplete)
	r.Incomplete = slices.Compact(r.Incomplete)
	g, err := callgraph.Build(ctx, p.FS, callgraph.Options{Files: datasets.IsPython})
	if err != nil {
		return nil, err
	}
	r.SetGraph(g)
	return r, nil
}

// FactItems returns records as items, by ID: what [Items] returns, without a sample.
func FactItems(records []*facts.Record) []eval.Item[*facts.Record] {
	items := make([]eval.Item[*facts.Record], len(records))
	for i, r := range records {
		items[i] = eval.Item[*facts.Record]{
			Case: eval.Case{
				ID: r.ID, Group: r.Group, Kin: r.Kin, Label: r.Label, Time: r.Time, Role: r.Role, Tag: r.Tag, Shape: r.Shape, Whole: r.Whole,
			},
			Load: func(context.Context) (*facts.Record, error) { return r, nil },
		}
	}
	slices.SortFunc(items, func(a, b eval.Item[*facts.Record]) int { return cmp.Compare(a.ID, b.ID) })
	return items
}
