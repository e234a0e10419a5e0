package features

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// Example is one labelled profile of a training set.
type Example struct {
	Profile   Profile
	Malicious bool
	// Weight is what the example counts: a package of a family of k packages has
	// 1/k, so that a campaign counts once however many copies it uploads.
	Weight float64
	Group  string // family or origin
}

// Ranked is one API of a training set.
type Ranked struct {
	API   string
	Score float64 // as the ranking defines it; the larger the better
	// Malicious and Benign are the shares of the weight of each class that uses
	// the API, in [0,1].
	Malicious, Benign float64
	// Families and Origins are the groups of each class that do.
	Families, Origins int
}

// Ranking orders APIs by what a training set says of them. The first ones of the
// list deserve columns. Rankings that compare the classes rank high what either
// calls more often; [Ranked] says which.
type Ranking struct {
	Name string
	Doc  string // one line
	// Signals are what the profiles must have.
	Signals []Signal

	copies bool // every package counts once, not every family
	groups int  // families or origins that must use an API
	score  func(tally) float64
}

// minGroups is how many families or origins must use an API before it can tell
// the classes apart rather than name one campaign.
const minGroups = 5

// Rankings returns all rankings in the order in which tables show them. The
// slice is the caller's.
func Rankings() []Ranking {
	present := []Signal{{Presence, ViewAll}}
	harmonic := []Signal{{"harmonic", ViewAll}}
	published := []Signal{{Presence, ViewAll}, {"closeness", ViewAll}}
	roots := []Signal{{"nearness", ViewInstall}, {"nearness", ViewImport}}
	return []Ranking{
		{"paper", "mean of 1 + closeness over malicious packages, 0 where absent, each package counted: the paper's rule, on this module's graph", published, true, 1, meanMalicious},
		{"paper-family", "the same with each family counted once", published, false, minGroups, meanMalicious},
		{"harmonic", "mean harmonic centrality over malicious families", harmonic, false, minGroups, meanMalicious},
		{"harmonic-contrast", "difference of the classes' mean harmonic centralities", harmonic, false, minGroups, meanContrast},
		{"roots-contrast", "difference of the classes' mean nearness to what runs at installation and on import", roots, false, minGroups, meanContrast},
		{"contrast", "difference of the classes' shares of users", present, false, minGroups, meanContrast},
		{"log-odds", "log-odds ratio over its standard error, with half a user of each kind added (Haldane and Anscombe); weights are no counts, so it ranks and tests nothing", present, false, minGroups, logOdds},
		{"mutual-information", "mutual information of use and class, in bits", present, false, minGroups, mutualInformation},
		{"chi-square", "Pearson's chi-square of use and class", present, false, minGroups, chiSquare},
	}
}

// RankingNamed returns the ranking with the given name.
func RankingNamed(name string) (Ranking, error) {
	all := Rankings()
	i := slices.IndexFunc(all, func(r Ranking) bool { return r.Name == name })
	if i < 0 {
		return Ranking{}, fmt.Errorf("features: unknown ranking %q", name)
	}
	return all[i], nil
}

// tally is what the examples of both classes say of one API; index 1 is the
// malicious class.
type tally struct {
	users [2]float64 // weight of the examples that use it
	sum   [2]float64 // weighted sum of the ranking's signals
	total [2]float64 // weight of all examples
}

// Rank orders the APIs of a training set, largest score first, ties by name.
// A profile that lacks one of the signals is an error that wraps [ErrSignal].
func (r Ranking) Rank(examples []Example) ([]Ranked, error) {
	tallies, total, err := r.count(examples)
	if err != nil {
		return nil, err
	}
	var list []Ranked
	for api, c := range tallies {
		families, origins := len(c.groups[1]), len(c.groups[0])
		if families+origins < r.groups {
			continue
		}
		c.total = total
		list = append(list, Ranked{api, r.score(c.tally), share(c.users[1], total[1]), share(c.users[0], total[0]), families, origins})
	}
	slices.SortFunc(list, func(a, b Ranked) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.API, b.API))
	})
	return list, nil
}

// Top returns the names of the first n APIs of the ranking, or of all if there are
// fewer: a vocabulary. Errors are those of [Ranking.Rank].
func (r Ranking) Top(examples []Example, n int) ([]string, error) {
	ranked, err := r.Rank(examples)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, a := range ranked[:min(n, len(ranked))] {
		names = append(names, a.API)
	}
	return names, nil
}

// counted is a tally with the groups of each class behind it.
type counted struct {
	tally
	groups [2]map[string]bool
}

func (r Ranking) count(examples []Example) (map[string]*counted, [2]float64, error) {
	var total [2]float64
	tallies := map[string]*counted{}
	for _, e := range examples {
		class, weight := 0, e.Weight
		if e.Malicious {
			class = 1
		}
		if r.copies && e.Malicious {
			weight = 1
		}
		at, err := locate(r.Signals, e.Profile)
		if err != nil {
			return nil, total, err
		}
		total[class] += weight
		for _, u := range e.Profile.Uses {
			c := tallies[u.API]
			if c == nil {
				c = &counted{groups: [2]map[string]bool{{}, {}}}
				tallies[u.API] = c
			}
			c.users[class] += weight
			for _, i := range at {
				c.sum[class] += weight * u.Values[i]
			}
			c.groups[class][e.Group] = true
		}
	}
	return tallies, total, nil
}

// share returns part of total, 0 where the class has no examples.
func share(part, total float64) float64 { return part / max(total, math.SmallestNonzeroFloat64) }

func meanMalicious(t tally) float64 { return share(t.sum[1], t.total[1]) }

func meanContrast(t tally) float64 {
	return math.Abs(share(t.sum[1], t.total[1]) - share(t.sum[0], t.total[0]))
}

// table returns the weights of use and class: malicious users, benign users,
// malicious others, benign others, each with add more.
func (t tally) table(add float64) (a, b, c, d float64) {
	return t.users[1] + add, t.users[0] + add, max(t.total[1]-t.users[1], 0) + add, max(t.total[0]-t.users[0], 0) + add
}

func logOdds(t tally) float64 {
	a, b, c, d := t.table(0.5)
	return math.Abs(math.Log(a*d/(b*c))) / math.Sqrt(1/a+1/b+1/c+1/d)
}

func chiSquare(t tally) float64 {
	a, b, c, d := t.table(0)
	margins := (a + b) * (c + d) * (a + c) * (b + d)
	if margins == 0 {
		return 0
	}
	return (a + b + c + d) * (a*d - b*c) * (a*d - b*c) / margins
}

func mutualInformation(t tally) float64 {
	a, b, c, d := t.table(0)
	n := a + b + c + d
	term := func(cell, row, column float64) float64 {
		if cell == 0 {
			return 0
		}
		return cell / n * math.Log2(cell*n/(row*column))
	}
	return max(term(a, a+b, a+c)+term(b, a+b, b+d)+term(c, c+d, a+c)+term(d, c+d, b+d), 0)
}
