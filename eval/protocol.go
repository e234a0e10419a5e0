package eval

import (
	"cmp"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/malguard/malguard/datasets"
)

// Split is one test of a protocol: what may be learnt from and what is judged, as
// indexes of cases in the order of their IDs. Nothing of Test is in Train.
type Split struct {
	Name        string // "seed 2, fold 3"
	Train, Test []int
}

// ErrLeak means that a test judges what was learnt from.
var ErrLeak = errors.New("eval: a case is learnt from and judged")

// check returns what is wrong with a split of n cases.
func (s Split) check(n int) error {
	side := make(map[int]bool, len(s.Train))
	for _, i := range s.Train {
		side[i] = true
	}
	for _, i := range s.Test {
		if side[i] {
			return fmt.Errorf("%w: number %d", ErrLeak, i)
		}
	}
	for _, i := range slices.Concat(s.Train, s.Test) {
		if i < 0 || i >= n {
			return fmt.Errorf("eval: case %d of %d", i, n)
		}
	}
	return nil
}

// Protocol says which cases are learnt from and which are judged.
type Protocol struct {
	Name string
	Doc  string // one line
	// Deal returns the tests. The same cases and seed give the same tests, whatever
	// the order of the cases.
	Deal func(cases []Case, seed uint64) ([]Split, error)
}

// ProtocolOptions says how protocols deal. The zero value is the default.
type ProtocolOptions struct {
	Folds int       // of grouped ones; 0 means 5
	Seeds int       // how many times they deal anew; 0 means 3
	Cut   time.Time // of the temporal one; zero means 1 January 2025
}

func (o ProtocolOptions) filled() ProtocolOptions {
	o.Folds, o.Seeds = cmp.Or(o.Folds, 5), cmp.Or(o.Seeds, 3)
	if o.Cut.IsZero() {
		o.Cut = time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return o
}

// Protocols returns the protocols in the order in which tables show them. The
// slice is the caller's.
func Protocols(opt ProtocolOptions) []Protocol {
	o := opt.filled()
	return []Protocol{
		{"paper", "random 80/20, the copies of a family on both sides: as published", o.paper},
		{"grouped", fmt.Sprintf("%d folds by family and origin, dealt %d times", o.Folds, o.Seeds), o.grouped},
		{"matched", "the same folds; judged are pairs of equal size alone", o.matched},
		{"whole", "the same folds, learnt from slices; benign packages are judged whole", o.whole},
		{"temporal", "learnt before " + o.Cut.Format(time.DateOnly) + ", judged after it, in families not seen before", o.temporal},
		{"holdout", "learnt from the role train, judged on the role test", holdout},
	}
}

// ProtocolNamed returns the protocol with the given name.
func ProtocolNamed(name string, opt ProtocolOptions) (Protocol, error) {
	all := Protocols(opt)
	i := slices.IndexFunc(all, func(p Protocol) bool { return p.Name == name })
	if i < 0 {
		return Protocol{}, fmt.Errorf("eval: unknown protocol %q", name)
	}
	return all[i], nil
}

// labelled returns the indexes of the cases with a label that are no whole
// packages beside their slices, by ID.
func labelled(cases []Case) ([]int, error) {
	list, err := known(cases)
	return slices.DeleteFunc(list, func(i int) bool { return cases[i].Whole }), err
}

// known returns the indexes of the cases with a label, by ID: the order of cases
// must not matter. Two cases of one ID are an error.
func known(cases []Case) ([]int, error) {
	var list []int
	for i, c := range cases {
		if c.Label != datasets.Unknown {
			list = append(list, i)
		}
	}
	slices.SortFunc(list, func(i, j int) int { return cmp.Compare(cases[i].ID, cases[j].ID) })
	for k := 1; k < len(list); k++ {
		if cases[list[k]].ID == cases[list[k-1]].ID {
			return nil, fmt.Errorf("eval: two cases are called %q", cases[list[k]].ID)
		}
	}
	return list, nil
}

// paper deals items as they come, which puts copies of one family on both sides.
func (o ProtocolOptions) paper(cases []Case, seed uint64) ([]Split, error) {
	list, err := labelled(cases)
	if err != nil {
		return nil, err
	}
	var splits []Split
	for k := range o.Seeds {
		draw := rand.New(rand.NewPCG(seed, uint64(k)))
		split := Split{Name: fmt.Sprintf("seed %d", k+1)}
		test := (len(list) + 4) / 5 // as scikit-learn rounds
		drawn := map[int]bool{}
		for _, at := range draw.Perm(len(list))[:test] {
			drawn[at] = true
		}
		for at, i := range list {
			if drawn[at] {
				split.Test = append(split.Test, i)
			} else {
				split.Train = append(split.Train, i)
			}
		}
		splits = append(splits, split)
	}
	return splits, nil
}

func (o ProtocolOptions) grouped(cases []Case, seed uint64) ([]Split, error) {
	list, err := labelled(cases)
	if err != nil {
		return nil, err
	}
	return o.folds(cases, list, seed, func(int) bool { return true }), nil
}

// whole judges benign packages as they are, where a large one has many chances to
// be flagged.
func (o ProtocolOptions) whole(cases []Case, seed uint64) ([]Split, error) {
	list, err := known(cases)
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(list, func(i int) bool { return cases[i].Whole }) {
		return nil, errors.New("eval: no whole packages beside slices")
	}
	return o.folds(cases, list, seed, func(i int) bool { return cases[i].Whole || cases[i].Label == datasets.Malicious }), nil
}

// folds deals the cases of list; judged are those that are wanted, and nothing is
// learnt from whole packages beside their slices.
func (o ProtocolOptions) folds(cases []Case, list []int, seed uint64, wanted func(int) bool) []Split {
	groups, labels := make([]string, len(list)), make([]datasets.Label, len(list))
	for k, i := range list {
		groups[k], labels[k] = cases[i].kin(), cases[i].Label
	}
	var splits []Split
	for s := range o.Seeds {
		fold := datasets.Folds(groups, labels, o.Folds, seed+uint64(s))
		for f := range o.Folds {
			split := Split{Name: fmt.Sprintf("seed %d, fold %d", s+1, f+1)}
			for k, i := range list {
				switch {
				case fold[k] == f && wanted(i):
					split.Test = append(split.Test, i)
				case fold[k] != f && !cases[i].Whole:
					split.Train = append(split.Train, i)
				}
			}
			splits = append(splits, split)
		}
	}
	return splits
}

// matched judges malicious and benign cases of equal size alone, so that size
// tells nothing. See [datasets.Match], whose strict form it uses.
func (o ProtocolOptions) matched(cases []Case, seed uint64) ([]Split, error) {
	list, err := labelled(cases)
	if err != nil {
		return nil, err
	}
	var sides [2][]datasets.Unit
	var at [2][]int
	for _, i := range list {
		c := class(cases[i].Label == datasets.Malicious)
		if cases[i].Shape == (datasets.Shape{}) {
			return nil, fmt.Errorf("eval: nobody measured the size of %q, which matching needs", cases[i].ID)
		}
		sides[c] = append(sides[c], datasets.Unit{ID: cases[i].ID, Group: cases[i].Group, Shape: cases[i].Shape})
		at[c] = append(at[c], i)
	}
	partnered := map[int]bool{}
	for _, pair := range datasets.Match(sides[1], sides[0], datasets.MatchOptions{Strict: true, Seed: seed}) {
		partnered[at[1][pair.Malicious]], partnered[at[0][pair.Benign]] = true, true
	}
	return o.folds(cases, list, seed, func(i int) bool { return partnered[i] }), nil
}

// temporal learns from what is older than the cut. Benign cases have no time that
// means anything, so that half of the origins are learnt from and half judged;
// malicious ones without a time are neither.
func (o ProtocolOptions) temporal(cases []Case, seed uint64) ([]Split, error) {
	list, err := labelled(cases)
	if err != nil {
		return nil, err
	}
	old := map[string]bool{}
	for _, i := range list {
		if c := cases[i]; c.Label == datasets.Malicious && !c.Time.IsZero() && c.Time.Before(o.Cut) {
			old[c.kin()] = true
		}
	}
	var splits []Split
	for s := range o.Seeds {
		split := Split{Name: fmt.Sprintf("seed %d", s+1)}
		half := benignHalf(cases, list, seed+uint64(s))
		for _, i := range list {
			switch c := cases[i]; {
			case c.Label == datasets.Benign && half[c.kin()], c.Label == datasets.Malicious && !c.Time.IsZero() && c.Time.Before(o.Cut):
				split.Train = append(split.Train, i)
			case c.Label == datasets.Benign, !c.Time.IsZero() && !c.Time.Before(o.Cut) && !old[c.kin()]:
				split.Test = append(split.Test, i)
			}
		}
		splits = append(splits, split)
	}
	return splits, nil
}

// benignHalf returns the origins of one half of the benign cases.
func benignHalf(cases []Case, list []int, seed uint64) map[string]bool {
	var groups []string
	var labels []datasets.Label
	for _, i := range list {
		if cases[i].Label == datasets.Benign {
			groups, labels = append(groups, cases[i].kin()), append(labels, datasets.Benign)
		}
	}
	half := map[string]bool{}
	for k, f := range datasets.Folds(groups, labels, 2, seed) {
		if f == 0 {
			half[groups[k]] = true
		}
	}
	return half
}

// holdout learns from what has the role train or none, and judges the role test.
func holdout(cases []Case, _ uint64) ([]Split, error) {
	list, err := labelled(cases)
	if err != nil {
		return nil, err
	}
	split := Split{Name: "test"}
	for _, i := range list {
		switch cases[i].Role {
		case "", "train":
			split.Train = append(split.Train, i)
		case "test":
			split.Test = append(split.Test, i)
		}
	}
	return []Split{split}, nil
}
