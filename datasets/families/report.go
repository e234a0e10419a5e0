package families

import (
	"cmp"
	"encoding/hex"
	"maps"
	"slices"

	"github.com/malguard/malguard/datasets"
)

// Report says what there is to know of a collection before anything is learnt from it.
type Report struct {
	Packages   int `json:"packages"`
	Unread     int `json:"unread"`     // could not be opened: in nothing below
	Incomplete int `json:"incomplete"` // something of them was not read
	NoCode     int `json:"no_code"`    // hold no Python code
	// Levels say how often the same comes again: in the whole code, in its structure, and in
	// families, in this order.
	Levels []Level `json:"levels"`
	// Conflicts are structures that stand under both labels, Mixed families that do.
	Conflicts []Clash `json:"conflicts"`
	Mixed     []Clash `json:"mixed_families"`
	// Lookalikes are the malicious packages that have a benign one near, nearest first.
	Lookalikes []Lookalike `json:"lookalikes"`
	Years      []Year      `json:"years"` // ascending; 0 is unknown
	// Agreement compares families with the groups that the collection names; nil without any.
	Agreement *Agreement `json:"agreement,omitempty"`
}

// Level counts the classes of packages that are alike in one respect.
type Level struct {
	Name       string `json:"name"`
	Packages   int    `json:"packages"` // that can be compared in it
	Distinct   int    `json:"distinct"`
	Singletons int    `json:"singletons"`
	Largest    []int  `json:"largest"` // sizes, at most ten, descending
}

// Clash is something that malicious and benign packages have in common, with their IDs.
type Clash struct {
	Name      string   `json:"name"`
	Malicious []string `json:"malicious"`
	Benign    []string `json:"benign"`
}

// Lookalike is a malicious package with the benign one that its code is most similar to.
type Lookalike struct {
	ID         string  `json:"id"`
	Nearest    string  `json:"nearest"`
	Similarity float64 `json:"similarity"`
}

// Year counts the packages made in one.
type Year struct {
	Year      int `json:"year"`
	Malicious int `json:"malicious"`
	Benign    int `json:"benign"`
	Unknown   int `json:"unknown"`
}

// Summarise makes the report of members and their relations.
func Summarise(members []Member, relations []Relation) Report {
	r := Report{Packages: len(members), Conflicts: []Clash{}, Mixed: []Clash{}, Lookalikes: []Lookalike{}}
	code, shape, family := map[string][]Member{}, map[string][]Member{}, map[string][]Member{}
	years := map[int]Year{}
	for i, m := range members {
		if m.Err != nil {
			r.Unread++
			continue
		}
		if m.Incomplete {
			r.Incomplete++
		}
		if m.Whole == nil {
			r.NoCode++
		} else {
			code[hex.EncodeToString(m.Code[:])] = append(code[hex.EncodeToString(m.Code[:])], m)
			shape[hex.EncodeToString(m.Shape[:])] = append(shape[hex.EncodeToString(m.Shape[:])], m)
		}
		family[relations[i].Family] = append(family[relations[i].Family], m)
		if m.Label == datasets.Malicious && relations[i].Nearest != "" {
			r.Lookalikes = append(r.Lookalikes, Lookalike{m.ID, relations[i].Nearest, relations[i].Similarity})
		}
		count(years, m)
	}
	r.Levels = []Level{level("code", code), level("structure", shape), level("family", family)}
	r.Conflicts, r.Mixed = clashes(shape), clashes(family)
	slices.SortFunc(r.Lookalikes, func(a, b Lookalike) int {
		return cmp.Or(cmp.Compare(b.Similarity, a.Similarity), cmp.Compare(a.ID, b.ID))
	})
	for _, y := range slices.Sorted(maps.Keys(years)) {
		r.Years = append(r.Years, years[y])
	}
	r.Agreement = agreement(members, relations)
	return r
}

func count(years map[int]Year, m Member) {
	y := 0
	if !m.Time.IsZero() {
		y = m.Time.Year()
	}
	c := years[y]
	c.Year = y
	switch m.Label {
	case datasets.Malicious:
		c.Malicious++
	case datasets.Benign:
		c.Benign++
	default:
		c.Unknown++
	}
	years[y] = c
}

func level(name string, classes map[string][]Member) Level {
	l := Level{Name: name, Distinct: len(classes)}
	for _, list := range classes {
		l.Packages += len(list)
		if len(list) == 1 {
			l.Singletons++
		}
		l.Largest = append(l.Largest, len(list))
	}
	slices.SortFunc(l.Largest, func(a, b int) int { return b - a })
	l.Largest = l.Largest[:min(10, len(l.Largest))]
	return l
}

// clashes returns the classes that hold both labels, by name.
func clashes(classes map[string][]Member) []Clash {
	list := []Clash{}
	for _, name := range slices.Sorted(maps.Keys(classes)) {
		c := Clash{Name: name}
		for _, m := range classes[name] {
			switch m.Label {
			case datasets.Malicious:
				c.Malicious = append(c.Malicious, m.ID)
			case datasets.Benign:
				c.Benign = append(c.Benign, m.ID)
			}
		}
		slices.Sort(c.Malicious)
		slices.Sort(c.Benign)
		if len(c.Malicious) > 0 && len(c.Benign) > 0 {
			list = append(list, c)
		}
	}
	return list
}
