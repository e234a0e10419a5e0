package study

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/malguard/malguard/baselines/all"
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
// one as it is, as [Items] makes them. Of each it takes the call graph, what every
// learner of the list reads, and what every detector says that does not learn and
// needs nothing. What cannot be read is in the header.
func Facts(ctx context.Context, d *datasets.Dataset, opt FactOptions) (facts.Header, []*facts.Record, error) {
	h := facts.Header{Data: d.Hash, PerFamily: max(cmp.Or(opt.PerFamily, 3), 0), Seed: opt.Seed, Unread: []string{}, Failures: map[string]int{}}
	items, unread, err := Items(ctx, learnable(d), ItemOptions{Slices: true, Whole: true, PerFamily: h.PerFamily, Seed: opt.Seed, Workers: opt.Workers})
	if err != nil {
		return h, nil, err
	}
	for _, err := range unread {
		h.Unread = append(h.Unread, err.Error())
	}
	m, err := newRecorder(opt, len(items))
	if err != nil {
		return h, nil, err
	}
	records := make([]*facts.Record, len(items))
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(cmp.Or(max(opt.Workers, 0), runtime.GOMAXPROCS(0)))
	for i, item := range items {
		g.Go(func() (err error) {
			if records[i], err = m.record(gctx, item); err != nil {
				return fmt.Errorf("study: %s: %w", item.ID, err)
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return h, nil, err
	}
	h.Failures = m.failures
	commonNames(records)
	return h, records, nil
}

// recorder makes records.
type recorder struct {
	learners  []eval.Learner
	detectors []eval.Detector[*datasets.Package]
	progress  func(done, total int)
	total     int

	mu       sync.Mutex
	done     int
	failures map[string]int
}

func newRecorder(opt FactOptions, total int) (*recorder, error) {
	m := &recorder{progress: opt.Progress, total: total, failures: map[string]int{}}
	for _, e := range all.Entries() {
		switch {
		case e.Learner != nil:
			m.learners = append(m.learners, e.Learner(all.Options{Workers: 1}))
		case recorded(e):
			d, err := e.New(all.Options{})
			if err != nil {
				return nil, fmt.Errorf("study: %w", err)
			}
			m.detectors = append(m.detectors, d)
		}
	}
	return m, nil
}

// recorded says whether what a detector says is kept: it learns nothing, and needs
// nothing that is not here.
func recorded(e all.Entry) bool { return e.New != nil && e.Needs == "" }

func (m *recorder) record(ctx context.Context, item eval.Item[*datasets.Package]) (*facts.Record, error) {
	p, err := item.Load(ctx)
	if err != nil {
		return nil, err
	}
	r := &facts.Record{
		ID: item.ID, Group: item.Group, Kin: item.Kin, Label: item.Label, Time: item.Time, Role: item.Role, Tag: item.Tag,
		Shape: item.Shape, Whole: item.Whole, Incomplete: statuses(p), Readings: map[string]datasets.Reading{}, Outcomes: map[string]facts.Outcome{},
	}
	g, err := callgraph.Build(ctx, p.FS, callgraph.Options{Files: datasets.IsPython, Texts: true})
	if err != nil {
		return nil, err
	}
	r.SetGraph(g)
	if r.Text, err = datasets.TextOf(ctx, p); err != nil {
		return nil, err
	}
	names, err := publishedNames(ctx, p)
	if err != nil {
		return nil, err
	}
	r.Readings[namesReading] = datasets.Reading{Words: names}
	var failed []string
	for _, l := range m.learners {
		if r.Readings[l.Name()], err = l.Read(ctx, p); err != nil {
			delete(r.Readings, l.Name())
			failed = append(failed, l.Name())
		}
	}
	for _, d := range m.detectors {
		v, err := d.Detect(ctx, p)
		if err != nil {
			failed = append(failed, d.Name())
			continue
		}
		r.Outcomes[d.Name()] = facts.Outcome{Score: v.Score, Incomplete: v.Status == eval.Incomplete}
	}
	m.finish(failed)
	return r, ctx.Err()
}

// namesReading is the name under which a record keeps what its package calls, as the
// published code writes it.
const namesReading = "published-names"

// commonNames leaves, of the names as the published code writes them, those that can
// become a column: what fewer families and origins call is none in any fold, and may
// be a name that a package gave.
func commonNames(records []*facts.Record) {
	groups := map[string]map[string]bool{}
	for _, r := range records {
		for _, name := range r.Readings[namesReading].Words {
			if groups[name] == nil {
				groups[name] = map[string]bool{}
			}
			groups[name][r.Group] = true
		}
	}
	for _, r := range records {
		words := r.Readings[namesReading].Words
		r.Readings[namesReading] = datasets.Reading{Words: slices.DeleteFunc(words, func(name string) bool {
			return len(groups[name]) < minTraitGroups
		})}
	}
}

// finish counts a record.
func (m *recorder) finish(failed []string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, name := range failed {
		m.failures[name]++
	}
	if m.done++; m.progress != nil {
		m.progress(m.done, m.total)
	}
}

// statuses returns what kinds of things could not be read of a package, sorted.
func statuses(p *datasets.Package) []string {
	var list []string
	for _, reason := range p.Incomplete {
		list = append(list, reason.Status)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// FactItems returns records as items, by ID: what [Items] returns, without a sample.
// It decodes their call graphs, for the strata.
func FactItems(records []*facts.Record) []eval.Item[*facts.Record] {
	items := make([]eval.Item[*facts.Record], len(records))
	for i, r := range records {
		items[i] = eval.Item[*facts.Record]{
			Case: eval.Case{
				ID: r.ID, Group: r.Group, Kin: r.Kin, Label: r.Label, Time: r.Time, Role: r.Role, Tag: r.Tag, Shape: r.Shape, Whole: r.Whole,
				Strata: factStrata(r),
			},
			Load: func(context.Context) (*facts.Record, error) { return r, nil },
		}
	}
	slices.SortFunc(items, func(a, b eval.Item[*facts.Record]) int { return cmp.Compare(a.ID, b.ID) })
	return items
}

// factStrata returns the strata of a record, those of its size alone where its graph
// is not to be had: whoever judges it meets the error.
func factStrata(r *facts.Record) []string {
	if r.Whole {
		return Strata(r.Shape, nil)
	}
	g, err := r.Graph()
	if err != nil {
		return Strata(r.Shape, nil)
	}
	return Strata(r.Shape, g)
}

// FactCorpus returns records as a collection of which the traits are known, and
// nothing else: for variants of traits.
func FactCorpus(records []*facts.Record) (*Corpus, error) {
	c := &Corpus{}
	for _, r := range records {
		g, err := r.Graph()
		if err != nil {
			return nil, err
		}
		u := Unit{
			Unit: datasets.Unit{ID: r.ID, Group: r.Group, Shape: r.Shape}, Malicious: r.Label == datasets.Malicious, Kin: cmp.Or(r.Kin, r.Group),
			Traits: traitsOf(g, r.Shape, r.Text, r.Readings[namesReading].Words),
		}
		switch {
		case u.Malicious:
			c.Malicious = append(c.Malicious, u)
		case r.Whole:
			c.Whole = append(c.Whole, u)
		default:
			c.Benign = append(c.Benign, u)
		}
	}
	return c, nil
}
