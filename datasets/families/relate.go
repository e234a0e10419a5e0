package families

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"

	"github.com/malguard/malguard/datasets"
)

// Options says how near is near. Zero fields stand for the defaults.
type Options struct {
	// Jaccard is the similarity from which two packages are linked into one family, in (0,1];
	// 0 means 0.8. Below 0.3 some pairs are missed.
	Jaccard float64
	// Lookalike is the similarity from which a benign package is named as the nearest, in
	// (0,1]; 0 means 0.5. Below 0.3 some are missed.
	Lookalike float64
}

// Relation is what a package has to do with the others of its collection.
type Relation struct {
	// Family names the packages that this one is a near-duplicate of, itself among them. The
	// name is made of what is in them. It is empty for a package that could not be read.
	Family string
	Size   int // packages of the family, of any label
	// CopyOf is the first ID, by name, of those with equal code, and empty for that one.
	CopyOf string
	// Nearest is the ID of the benign package whose installed code is most similar to that
	// of this one, which is not benign itself; empty where none is similar enough.
	Nearest    string
	Similarity float64 // to Nearest, in [0,1]
}

// Relate finds families, copies and lookalikes, and returns a relation for each member, in
// their order. In another order the same members have the same relations.
func Relate(members []Member, opt Options) []Relation {
	relations := make([]Relation, len(members))
	name(members, relations, cmp.Or(opt.Jaccard, 0.8))
	first := map[Digest]string{}
	for _, m := range members {
		if id, known := first[m.Code]; !known || m.ID < id {
			first[m.Code] = m.ID
		}
	}
	for i, m := range members {
		if m.Code != (Digest{}) && first[m.Code] != m.ID {
			relations[i].CopyOf = first[m.Code]
		}
	}
	lookalikes(members, relations, cmp.Or(opt.Lookalike, 0.5))
	return relations
}

// distinct returns the sets of members, each once, in an order that those of members has
// nothing to do with, and where each stands.
func distinct(members []Member, of func(Member) *Set) (sets []*Set, at map[Digest]int) {
	all := map[Digest]*Set{}
	for _, m := range members {
		if s := of(m); s != nil {
			all[s.sum] = s
		}
	}
	at = map[Digest]int{}
	for i, sum := range slices.SortedFunc(maps.Keys(all), compare) {
		sets, at[sum] = append(sets, all[sum]), i
	}
	return sets, at
}

// name gives families.
func name(members []Member, relations []Relation, threshold float64) {
	sets, at := distinct(members, func(m Member) *Set { return m.Whole })
	linked := link(sets, threshold)
	size := map[string]int{}
	for i, m := range members {
		switch {
		case m.Err != nil:
			relations[i].Size = 1
			continue
		case m.Whole == nil: // without code, the same only where it is the same archive
			sum := sha256.Sum256([]byte("no code " + m.SHA256))
			relations[i].Family = short(sum)
		default:
			relations[i].Family = short(sets[linked.find(at[m.Whole.sum])].sum)
		}
		size[relations[i].Family]++
	}
	for i := range relations {
		if f := relations[i].Family; f != "" {
			relations[i].Size = size[f]
		}
	}
}

func short(d Digest) string { return "f" + hex.EncodeToString(d[:8]) }

// lookalikes finds the nearest benign packages.
func lookalikes(members []Member, relations []Relation, threshold float64) {
	sets, at := distinct(members, func(m Member) *Set { return m.Installed })
	asks, answers, ids := make([]bool, len(sets)), make([]bool, len(sets)), make([]string, len(sets))
	for _, m := range members {
		if m.Installed == nil {
			continue
		}
		switch i := at[m.Installed.sum]; {
		case m.Label != datasets.Benign:
			asks[i] = true
		case !answers[i] || m.ID < ids[i]:
			answers[i], ids[i] = true, m.ID
		}
	}
	best := nearest(sets, asks, answers, threshold)
	for i, m := range members {
		if m.Label == datasets.Benign || m.Installed == nil {
			continue
		}
		if n, ok := best[at[m.Installed.sum]]; ok {
			relations[i].Nearest, relations[i].Similarity = ids[n.set], n.similarity
		}
	}
}
