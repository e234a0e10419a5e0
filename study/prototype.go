package study

import (
	"cmp"
	"math"
	"slices"

	"github.com/malguard/malguard/classify"
)

// TraitChoice is how many traits of a kind are columns.
type TraitChoice struct {
	Kind TraitKind
	Top  int // those that tell the classes apart best; 0 means all
}

// minTraitGroups is how many families or origins must have a trait before it can
// tell the classes apart rather than name one campaign.
const minTraitGroups = 5

// Prototypes returns the feature sets by which the size-matched benign data was
// first measured, each in one row a package: F0 knows the size alone, F1 what is
// called as the published code writes it, F2 the resolved APIs and unknown methods,
// F3 also what hid calls and what is done where and when, F4 also which categories
// meet, which constants are handed over and how long and dense they are.
func Prototypes() []Variant {
	f2 := []TraitChoice{{TraitAPI, 500}, {TraitMethod, 500}}
	f3 := append(slices.Clone(f2), TraitChoice{Kind: TraitLayer}, TraitChoice{Kind: TraitPhase})
	f4 := append(slices.Clone(f3), TraitChoice{TraitPair, 400}, TraitChoice{Kind: TraitLiteral}, TraitChoice{Kind: TraitText})
	return []Variant{
		{Name: "F0: size", Traits: []TraitChoice{{Kind: TraitSize}}},
		{Name: "F1: published names", Traits: []TraitChoice{{TraitName, 500}}},
		{Name: "F2: resolved names", Traits: f2},
		{Name: "F3: and phases, layers", Traits: f3},
		{Name: "F4: and pairs, literals", Traits: f4},
	}
}

// PrototypeLearners are a forest whose leaves hold several different rows, and
// boosting with trees grown by leaf.
func PrototypeLearners() []classify.Method {
	return []classify.Method{
		{Name: "forest", New: func(o classify.Options) classify.Trainer {
			return classify.Forest{Trees: 300, MinLeaf: 2, Seed: o.Seed, Workers: o.Workers}
		}},
		{Name: "boosting", New: func(o classify.Options) classify.Trainer {
			return classify.Boost{
				Rounds: 300, Rate: 0.05, Growth: classify.GrowLeaf, MinLeaf: 3, MinChildWeight: 1e-3, L2: -1,
				ColumnsByTree: 0.5, Seed: o.Seed, Workers: o.Workers,
			}
		}},
	}
}

// traitRows makes one row a package.
type traitRows struct{ columns map[traitKey]int32 }

type traitKey struct {
	kind TraitKind
	name string
}

// traitEncoder chooses the columns on units to train on.
func traitEncoder(choices []TraitChoice, train []*Unit) traitRows {
	counts := countTraits(train)
	e := traitRows{map[traitKey]int32{}}
	for _, c := range choices {
		var keys []traitKey
		for k, n := range counts {
			if k.kind == c.Kind && len(n.groups) >= minTraitGroups {
				keys = append(keys, k)
			}
		}
		slices.SortFunc(keys, func(a, b traitKey) int {
			return cmp.Or(cmp.Compare(counts[b].contrast(), counts[a].contrast()), cmp.Compare(a.name, b.name))
		})
		if c.Top > 0 {
			keys = keys[:min(c.Top, len(keys))]
		}
		for _, k := range keys {
			e.columns[k] = int32(len(e.columns))
		}
	}
	return e
}

// traitCount is the share of each class that has a trait, and the groups that do.
type traitCount struct {
	share  [2]float64
	groups map[string]bool
}

func (c *traitCount) contrast() float64 { return math.Abs(c.share[1] - c.share[0]) }

// countTraits counts families once and slices each.
func countTraits(train []*Unit) map[traitKey]*traitCount {
	size := familySizes(train)
	weights, total := make([]float64, len(train)), [2]float64{}
	for i, u := range train {
		weights[i] = 1
		if u.Malicious {
			weights[i] = 1 / size[u.Group]
		}
		total[side(u)] += weights[i]
	}
	counts := map[traitKey]*traitCount{}
	for i, u := range train {
		for _, t := range u.Traits {
			k := traitKey{t.Kind, t.Name}
			c := counts[k]
			if c == nil {
				c = &traitCount{groups: map[string]bool{}}
				counts[k] = c
			}
			c.share[side(u)] += weights[i] / total[side(u)]
			c.groups[u.Group] = true
		}
	}
	return counts
}

func side(u *Unit) int {
	if u.Malicious {
		return 1
	}
	return 0
}

func (e traitRows) width() int { return len(e.columns) }

func (e traitRows) merged(u *Unit) (row, error) {
	type entry struct {
		column int32
		value  float64
	}
	var entries []entry
	for _, t := range u.Traits {
		if c, ok := e.columns[traitKey{t.Kind, t.Name}]; ok && t.Value != 0 {
			entries = append(entries, entry{c, t.Value})
		}
	}
	slices.SortFunc(entries, func(a, b entry) int { return cmp.Compare(a.column, b.column) })
	var r row
	for _, x := range entries {
		r.index, r.values = append(r.index, x.column), append(r.values, x.value)
	}
	return r, nil
}

func (e traitRows) parts(u *Unit) ([]row, error) {
	r, err := e.merged(u)
	return []row{r}, err
}
