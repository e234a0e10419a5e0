package study

import (
	"context"
	"hash/fnv"
	"slices"

	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/eval"
	"github.com/malguard/malguard/study/attack"
)

// Under returns the items with those that are malicious attacked where they are
// judged, in memory. What is learnt is learnt from them as they are, and benign ones
// stay. The seed of each attack comes from seed and the item's ID.
func Under(items []eval.Item[*datasets.Package], a attack.Attack, seed uint64) []eval.Item[*datasets.Package] {
	list := slices.Clone(items)
	for i := range list {
		item := items[i]
		if item.Label != datasets.Malicious {
			continue
		}
		list[i].Judged = func(ctx context.Context) (*datasets.Package, error) {
			p, err := item.Load(ctx)
			if err != nil {
				return nil, err
			}
			own := fnv.New64a()
			own.Write([]byte(item.ID)) // never fails
			return a.Apply(ctx, p, seed^own.Sum64())
		}
	}
	return list
}
