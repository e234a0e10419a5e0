package features

import (
	"cmp"
	"math"
	"slices"
)

// Example is one labelled profile of a training set.
type Example struct {
	Profile   Profile
	Malicious bool
	Weight    float64 // of the example in the shares below; positive
	Group     string  // family or origin
}

// Ranked is one API and how differently the classes use it.
type Ranked struct {
	API string
	// Malicious and Benign are the weighted shares of the examples of each
	// class that use the API, in [0,1].
	Malicious, Benign float64
}

// minGroups is how many families or origins must use an API before it can tell
// the classes apart rather than name one campaign.
const minGroups = 5

// Rank orders the APIs of a training set by the absolute difference of their
// shares in the two classes, largest first, ties by name. APIs of fewer than
// five groups are left out.
func Rank(examples []Example) []Ranked {
	type tally struct {
		share  [2]float64
		groups map[string]bool
	}
	var total [2]float64
	tallies := map[string]*tally{}
	for _, e := range examples {
		class := 0
		if e.Malicious {
			class = 1
		}
		total[class] += e.Weight
		for _, u := range e.Profile.Uses {
			t := tallies[u.API]
			if t == nil {
				t = &tally{groups: map[string]bool{}}
				tallies[u.API] = t
			}
			t.share[class] += e.Weight
			if len(t.groups) < minGroups {
				t.groups[e.Group] = true
			}
		}
	}
	var list []Ranked
	for api, t := range tallies {
		if len(t.groups) >= minGroups {
			list = append(list, Ranked{api, t.share[1] / max(total[1], 1e-300), t.share[0] / max(total[0], 1e-300)})
		}
	}
	slices.SortFunc(list, func(a, b Ranked) int {
		return cmp.Or(
			cmp.Compare(math.Abs(b.Malicious-b.Benign), math.Abs(a.Malicious-a.Benign)),
			cmp.Compare(a.API, b.API))
	})
	return list
}
