package families

import (
	"cmp"
	"slices"
)

// Agreement says how far families are the groups that somebody else made of the packages.
type Agreement struct {
	Packages int `json:"packages"` // in a group that the collection names
	Groups   int `json:"groups"`
	Families int `json:"families"`
	// AdjustedRand is [AdjustedRand] over all of them, Capped over the first five of each
	// group by ID: without it, one large group is all that counts.
	AdjustedRand float64 `json:"adjusted_rand"`
	Capped       float64 `json:"capped"`
	// Splits are the groups that are in several families, Merges the families of several
	// groups, those that change most pairs first.
	Splits []Parts `json:"splits"`
	Merges []Parts `json:"merges"`
}

// Parts says what one part of one partition is in another one.
type Parts struct {
	Name  string `json:"name"`
	Parts []Part `json:"parts"`
	Pairs int    `json:"pairs"` // of packages that are together in one of the two alone
}

// Part is what it shares with one part of the other.
type Part struct {
	Name string `json:"name"`
	Size int    `json:"size"`
	ID   string `json:"id"` // the first of its packages
}

// agreement compares families and groups, and is nil where there are no groups.
func agreement(members []Member, relations []Relation) *Agreement {
	var given []int
	for i, m := range members {
		if m.Err == nil && m.Group != m.ID {
			given = append(given, i)
		}
	}
	if len(given) == 0 {
		return nil
	}
	slices.SortFunc(given, func(i, j int) int { return cmp.Compare(members[i].ID, members[j].ID) })
	var ids, groups, families, cappedGroups, cappedFamilies []string
	seen := map[string]int{}
	for _, i := range given {
		g, f := members[i].Group, relations[i].Family
		ids, groups, families = append(ids, members[i].ID), append(groups, g), append(families, f)
		if seen[g]++; seen[g] <= 5 {
			cappedGroups, cappedFamilies = append(cappedGroups, g), append(cappedFamilies, f)
		}
	}
	return &Agreement{
		Packages: len(given), Groups: len(seen), Families: len(parts(families)),
		AdjustedRand: AdjustedRand(groups, families), Capped: AdjustedRand(cappedGroups, cappedFamilies),
		Splits: differences(groups, families, ids), Merges: differences(families, groups, ids),
	}
}

func parts(list []string) map[string]int {
	sizes := map[string]int{}
	for _, name := range list {
		sizes[name]++
	}
	return sizes
}

// differences returns what of one partition is not in one part of the other.
func differences(one, other, ids []string) []Parts {
	all := map[string]map[string]Part{}
	for i, name := range one {
		if all[name] == nil {
			all[name] = map[string]Part{}
		}
		p := all[name][other[i]]
		all[name][other[i]] = Part{other[i], p.Size + 1, cmp.Or(p.ID, ids[i])}
	}
	list := []Parts{}
	for name, in := range all {
		if len(in) == 1 {
			continue
		}
		d := Parts{Name: name}
		total, same := 0, 0
		for _, p := range in {
			d.Parts = append(d.Parts, p)
			total, same = total+p.Size, same+p.Size*p.Size
		}
		d.Pairs = (total*total - same) / 2
		slices.SortFunc(d.Parts, func(a, b Part) int { return cmp.Or(b.Size-a.Size, cmp.Compare(a.ID, b.ID)) })
		list = append(list, d)
	}
	slices.SortFunc(list, func(a, b Parts) int { return cmp.Or(b.Pairs-a.Pairs, cmp.Compare(a.Name, b.Name)) })
	return list
}

// AdjustedRand returns the adjusted Rand index of two partitions of the same things, given
// as the part that each thing is in: 1 where they are equal, about 0 where they have nothing
// to do with each other, at least -0.5 (Hubert and Arabie: Comparing partitions, 1985,
// https://doi.org/10.1007/BF01908075). It panics where the lists differ in length.
func AdjustedRand(a, b []string) float64 {
	if len(a) != len(b) {
		panic("families: partitions of different things")
	}
	cells := map[[2]string]int{}
	for i := range a {
		cells[[2]string{a[i], b[i]}]++
	}
	both, inA, inB := pairs(cells), pairs(parts(a)), pairs(parts(b))
	if both == inA && both == inB {
		return 1
	}
	n := float64(len(a))
	expected := inA * inB / (n * (n - 1) / 2)
	return (both - expected) / ((inA+inB)/2 - expected)
}

// pairs counts the pairs of things that are together.
func pairs[K comparable](sizes map[K]int) float64 {
	n := 0
	for _, size := range sizes {
		n += size * (size - 1) / 2
	}
	return float64(n)
}
