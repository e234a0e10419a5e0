package reproduce

import (
	"context"
	"hash/fnv"
	"math/rand/v2"
	"strings"

	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/eval"
	"github.com/malguard/malguard/study"
)

// noAttack is the tag of records of rows as they are.
const noAttack = "no attack"

// attacked judges the items, and the malicious ones besides under each attack, by
// models that have learned from rows as they are. It returns the records of each
// attack and of none, benign ones included: an attacker changes what is his own.
func attacked[T any](ctx context.Context, items []eval.Item[sample[T]], p eval.Protocol, t trainer[T], attacks []study.RowAttack) (map[string][]eval.Record, error) {
	clean := len(items)
	all := items[:clean:clean]
	victims := map[int][]int{} // clean item to those under attack
	for i, item := range items {
		if item.Label != datasets.Malicious {
			continue
		}
		for _, a := range attacks {
			victims[i] = append(victims[i], len(all))
			all = append(all, struck(item, a))
		}
	}
	deal := p.Deal
	p.Deal = func(cases []eval.Case, seed uint64) ([]eval.Split, error) {
		splits, err := deal(cases[:clean], seed)
		for k, s := range splits {
			for _, i := range s.Test {
				splits[k].Test = append(splits[k].Test, victims[i]...)
			}
		}
		return splits, err
	}
	records, err := run(ctx, all, p, t)
	if err != nil {
		return nil, err
	}
	by := map[string][]eval.Record{}
	for _, r := range records {
		switch {
		case r.Label != datasets.Malicious:
			by[noAttack] = append(by[noAttack], r)
			for _, a := range attacks {
				by[a.Name] = append(by[a.Name], r)
			}
		case strings.HasPrefix(r.Tag, underAttack):
			by[r.Tag[len(underAttack):]] = append(by[r.Tag[len(underAttack):]], r)
		default:
			by[noAttack] = append(by[noAttack], r)
		}
	}
	return by, nil
}

// underAttack begins the tag of items under an attack, whose name follows.
const underAttack = "attack: "

// struck returns the item under an attack.
func struck[T any](item eval.Item[sample[T]], a study.RowAttack) eval.Item[sample[T]] {
	load := item.Load
	item.ID += " " + underAttack + a.Name
	item.Tag = underAttack + a.Name
	item.Load = func(ctx context.Context) (sample[T], error) {
		s, err := load(ctx)
		s.attack = &a
		return s, err
	}
	return item
}

// stream returns a source of random numbers of the item's own.
func stream(seed uint64, item string) *rand.Rand {
	h := fnv.New64a()
	h.Write([]byte(item))
	return rand.New(rand.NewPCG(seed, h.Sum64()))
}
