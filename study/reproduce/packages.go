package reproduce

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/eval"
	"github.com/malguard/malguard/features"
	"github.com/malguard/malguard/features/paper"
	"github.com/malguard/malguard/graph"
	"github.com/malguard/malguard/study/attack"
)

// Packages are packages of this module's own collections, benign ones cut into slices
// of the size of malicious ones. It is safe for concurrent use.
type Packages struct {
	name    string // of the data, in tables
	items   []eval.Item[unit]
	records memo[map[string][]eval.Record]
	// compare returns what judges the packages by one of the detectors of package
	// study, or why nothing does.
	compare func(detector string) (judge, string)
}

// unit is a package as the learners of the tables see it: what it calls, with a value
// for each API, by measure. The values are 1 plus the measure, as the paper has them,
// and 1 for presence; the graph is that of package callgraph, which the paper's is not.
type unit map[string]paper.List

// centralities returns those of the paper in the order of its tables.
func centralities() []string { return []string{"closeness", "harmonic", "degree", "katz"} }

// measures are what a unit has.
func measures() []string { return append([]string{features.Presence}, centralities()...) }

// collect measures the items, in parallel. Those that cannot be measured are returned
// as errors, one each.
func collect[T any](ctx context.Context, items []eval.Item[T], graphOf func(context.Context, T) (*graph.Graph, error), workers int) (*Packages, []error, error) {
	units, failures := make([]unit, len(items)), make([]error, len(items))
	g, inner := errgroup.WithContext(ctx)
	g.SetLimit(cmp.Or(max(workers, 0), runtime.GOMAXPROCS(0)))
	for i, item := range items {
		g.Go(func() error {
			var err error
			if units[i], err = measure(inner, item, graphOf); err != nil {
				failures[i] = fmt.Errorf("reproduce: %s: %w", item.ID, err)
			}
			return inner.Err()
		})
	}
	if err := g.Wait(); err != nil {
		return nil, nil, fmt.Errorf("reproduce: %w", err)
	}
	p := &Packages{}
	for i, item := range items {
		if failures[i] != nil {
			continue
		}
		p.items = append(p.items, eval.Item[unit]{
			Case: item.Case, Load: func(context.Context) (unit, error) { return units[i], nil },
		})
	}
	return p, slices.DeleteFunc(failures, func(err error) bool { return err == nil }), nil
}

// measure measures one item in every way.
func measure[T any](ctx context.Context, item eval.Item[T], graphOf func(context.Context, T) (*graph.Graph, error)) (unit, error) {
	content, err := item.Load(ctx)
	if err != nil {
		return nil, err
	}
	g, err := graphOf(ctx, content)
	if err != nil {
		return nil, err
	}
	var signals []features.Signal
	for _, m := range measures() {
		signals = append(signals, features.Signal{Measure: m})
	}
	profiles, err := features.Profiles(ctx, g, features.Options{Scope: features.ScopePackage, Signals: signals})
	if err != nil {
		return nil, err
	}
	u := unit{}
	for i, m := range measures() {
		for _, use := range profiles[0].Uses {
			value := 1 + use.Values[i]
			if m == features.Presence {
				value = use.Values[i]
			}
			u[m] = append(u[m], paper.Entry{API: use.API, Value: value})
		}
	}
	return u, nil
}

// protocolNamed returns a protocol dealt once: intervals come from drawing groups.
func protocolNamed(name string) eval.Protocol {
	p, err := eval.ProtocolNamed(name, eval.ProtocolOptions{Seeds: 1, Cut: firstYear})
	if err != nil {
		panic(err) // the names stand in this package
	}
	return p
}

// firstYear is the first that Table 5 tests on.
var firstYear = time.Date(2021, 1, 1, 0, 0, 0, 0, time.UTC)

// representation is how units become rows.
type representation struct {
	name    string // the same for equal ones alone
	measure string
	columns func(train []unit) []string // of the malicious part of the training set
	attacks []attack.RowAttack          // that its rows are put under
}

// ranked are the first k APIs by the mean of the measure over the malicious packages
// of the training set, as the paper ranks; filtered leaves those of the curated
// vocabulary, which stands in for the paper's language model.
func ranked(measure string, k int, filtered bool) representation {
	r := representation{name: fmt.Sprintf("%s %d %t", measure, k, filtered), measure: measure}
	if measure == "closeness" && filtered { // the rows of Figure 5
		r.attacks = attack.RowAttacks()
	}
	r.columns = func(train []unit) []string {
		var totals paper.Totals
		for _, u := range train {
			totals.Add(u[measure])
		}
		names := totals.Mean(max(len(train), 1)).TopK(k).APIs()
		if !filtered {
			return names
		}
		return slices.DeleteFunc(names, func(api string) bool {
			_, sensitive := features.Curated().Lookup(api)
			return !sensitive
		})
	}
	return r
}

// listed are the APIs of the curated vocabulary, called or not.
func listed() representation {
	return representation{
		name: "curated", measure: features.Presence, columns: func([]unit) []string { return features.Curated().Names() },
	}
}

var errNoColumns = errors.New("reproduce: no API to learn from")

// encoder chooses the columns on items to train on.
func (r representation) encoder(train []eval.Item[unit]) (encoder[unit], error) {
	var malicious []unit
	for _, item := range train {
		if item.Label == datasets.Malicious {
			u, err := item.Load(context.Background()) // in memory
			if err != nil {
				return encoder[unit]{}, err
			}
			malicious = append(malicious, u)
		}
	}
	columns := r.columns(malicious)
	if len(columns) == 0 {
		return encoder[unit]{}, errNoColumns
	}
	return encoder[unit]{len(columns), func(u unit) row { return sparse(paper.Exact(columns, u[r.measure])) }}, nil
}

// judge returns the records of a learner on a representation by attack, [noAttack]
// among them.
func (p *Packages) judge(ctx context.Context, l learner, r representation, protocol string) (map[string][]eval.Record, error) {
	return p.records.get(fmt.Sprintf("%s, %s, %s", l.name, r.name, protocol), func() (map[string][]eval.Record, error) {
		return attacked(ctx, p.items, protocolNamed(protocol), trainer[unit]{learner: l, encode: r.encoder}, r.attacks)
	})
}

// other returns the records of a detector of package study likewise.
func (p *Packages) other(ctx context.Context, detector string, by judge, protocol string) (map[string][]eval.Record, error) {
	return p.records.get("detector "+detector+", "+protocol, func() (map[string][]eval.Record, error) {
		list, err := by(ctx, protocolNamed(protocol))
		return map[string][]eval.Record{noAttack: list}, err
	})
}
