package study

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/malguard/malguard/features"
	"github.com/malguard/malguard/features/paper"
)

// Variant is one way to turn packages into rows. The zero value, but for its
// name, is the presence of 500 APIs in each file.
type Variant struct {
	Name string
	// Scope is what a row describes. A package has the score of its highest row.
	Scope features.Scope
	// Vocabulary is the list of APIs; nil means the first APIs of Ranking.
	Vocabulary []string
	Ranking    string // name of a [features.Ranking]; "" means "contrast"
	APIs       int    // 0 means 500
	// Also are APIs that the vocabulary has beside those.
	Also []string
	// Signals are what is measured of each API, Category of each category; nil
	// means presence, and nothing of categories.
	Signals, Category []features.Signal
	// Paper makes rows as the published code does, and then only APIs and
	// Vocabulary count of the above; nil means malguard's own.
	Paper *PaperMode
	// Traits makes one row a package of these, and then nothing else of the above
	// counts.
	Traits []TraitChoice
}

// PaperMode says which of the published features.
type PaperMode struct {
	Measure string // of [paper.Measures]
	Rule    paper.Rule
}

// row is a sparse row.
type row struct {
	index  []int32
	values []float64
}

// encoder turns units into rows of one width.
type encoder interface {
	width() int
	parts(u *Unit) ([]row, error) // one for each part of the unit
	merged(u *Unit) (row, error)  // one for all of it
}

// encoder chooses the vocabulary on units to train on.
func (v Variant) encoder(train []*Unit) (encoder, error) {
	apis := cmp.Or(v.APIs, 500)
	if v.Traits != nil {
		return traitEncoder(v.Traits, train), nil
	}
	if v.Paper != nil {
		return v.Paper.encoder(v.Vocabulary, apis, train)
	}
	vocabulary := v.Vocabulary
	if vocabulary == nil {
		var err error
		if vocabulary, err = v.rank(train, apis); err != nil {
			return nil, err
		}
	}
	vocabulary = slices.Clone(vocabulary)
	for _, api := range v.Also {
		if !slices.Contains(vocabulary, api) {
			vocabulary = append(vocabulary, api)
		}
	}
	signals := v.Signals
	if signals == nil {
		signals = []features.Signal{{Measure: features.Presence}}
	}
	schema, err := features.SchemaFor(vocabulary, signals, v.Category)
	if err != nil {
		return nil, err
	}
	return ours{schema, v.Scope}, nil
}

// rank returns the first APIs of the variant's ranking.
func (v Variant) rank(train []*Unit, apis int) ([]string, error) {
	ranking, err := features.RankingNamed(cmp.Or(v.Ranking, "contrast"))
	if err != nil {
		return nil, err
	}
	size := familySizes(train)
	var examples []features.Example
	for _, u := range train {
		e := features.Example{Profile: u.Profiles[features.ScopePackage][0], Malicious: u.Malicious, Weight: 1, Group: u.Group}
		if u.Malicious {
			e.Weight = 1 / size[u.Group]
		}
		examples = append(examples, e)
	}
	return ranking.Top(examples, apis)
}

// familySizes counts the malicious units of each family.
func familySizes(list []*Unit) map[string]float64 {
	size := map[string]float64{}
	for _, u := range list {
		if u.Malicious {
			size[u.Group]++
		}
	}
	return size
}

// ours makes rows from the true call graph.
type ours struct {
	schema *features.Schema
	scope  features.Scope
}

func (o ours) width() int { return len(o.schema.Columns) }

func (o ours) parts(u *Unit) ([]row, error) {
	var rows []row
	for _, p := range u.Profiles[o.scope] { // none in a package without Python
		v, err := o.schema.Vector(p)
		if err != nil {
			return nil, err
		}
		rows = append(rows, row{v.Index, v.Values})
	}
	return rows, nil
}

func (o ours) merged(u *Unit) (row, error) {
	if len(u.Profiles[o.scope]) == 0 {
		return row{}, nil
	}
	v, err := o.schema.Vector(features.Merge(u.Profiles[o.scope]))
	return row{v.Index, v.Values}, err
}

// publishedRows makes rows as the published code does: one a package.
type publishedRows struct {
	columns       []string
	rule, measure int
}

// encoder chooses the columns as the published code does, by the mean over all
// malicious packages, where no list is given.
func (m PaperMode) encoder(list []string, apis int, train []*Unit) (encoder, error) {
	e := publishedRows{columns: list, rule: slices.Index(paper.Rules(), m.Rule), measure: -1}
	for i, measure := range paper.Measures() {
		if measure.Name == m.Measure {
			e.measure = i
		}
	}
	if e.rule < 0 || e.measure < 0 {
		return nil, fmt.Errorf("study: no rule %v or no measure %q", m.Rule, m.Measure)
	}
	if e.columns == nil {
		var totals paper.Totals
		packages := 0
		for _, u := range train {
			if u.Malicious {
				totals.Add(u.Paper[e.rule][e.measure])
				packages++
			}
		}
		e.columns = totals.Mean(max(packages, 1)).TopK(apis).APIs()
	}
	return e, nil
}

func (e publishedRows) width() int { return len(e.columns) }

func (e publishedRows) merged(u *Unit) (row, error) {
	var r row
	for c, v := range paper.Exact(e.columns, u.Paper[e.rule][e.measure]) {
		if v != 0 {
			r.index, r.values = append(r.index, int32(c)), append(r.values, v)
		}
	}
	return r, nil
}

func (e publishedRows) parts(u *Unit) ([]row, error) {
	r, err := e.merged(u)
	return []row{r}, err
}
