package features

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/malguard/malguard/graph"
)

// Column is one feature. A column of an API has API set, one of all APIs of a
// category has Category set. Measure is "presence" (0 or 1) or one of
// [Measures]; Phase restricts presence to calls of a phase ("install",
// "import") and is empty for any.
type Column struct {
	API      string `json:"api,omitempty"`
	Category string `json:"category,omitempty"`
	Measure  string `json:"measure"`
	Phase    string `json:"phase,omitempty"`
}

// String returns "api:measure@phase" or "[category]:measure@phase".
func (c Column) String() string {
	s := c.API
	if c.Category != "" {
		s = "[" + c.Category + "]"
	}
	s += ":" + c.Measure
	if c.Phase != "" {
		s += "@" + c.Phase
	}
	return s
}

// Schema is an ordered list of columns. It is immutable.
type Schema struct {
	// Columns are shared, read-only.
	Columns []Column
	// Hash identifies the list: the hexadecimal SHA-256 of its columns'
	// strings, one a line.
	Hash string

	taxonomy   *Taxonomy
	apis       map[string][]rule
	categories map[string][]rule
}

// rule is how one column is computed from a use.
type rule struct {
	column  int32
	measure int   // index of Measures, or -1 for presence
	phases  uint8 // phases that count
}

// NewSchema makes a schema of columns. A column that stands twice, or has an
// unknown measure, phase or category, is an error.
func NewSchema(columns []Column) (*Schema, error) {
	s := &Schema{Columns: slices.Clone(columns), taxonomy: Categories(), apis: map[string][]rule{}, categories: map[string][]rule{}}
	hash := sha256.New()
	seen := map[Column]bool{}
	for i, c := range columns {
		r, err := s.rule(i, c)
		if err == nil && seen[c] {
			err = errors.New("stands twice")
		}
		if err != nil {
			return nil, fmt.Errorf("features: column %d, %q: %w", i, c, err)
		}
		seen[c] = true
		if c.Category != "" {
			s.categories[c.Category] = append(s.categories[c.Category], r)
		} else {
			s.apis[c.API] = append(s.apis[c.API], r)
		}
		fmt.Fprintln(hash, c)
	}
	s.Hash = hex.EncodeToString(hash.Sum(nil))
	return s, nil
}

// rule returns how column i is computed.
func (s *Schema) rule(i int, c Column) (rule, error) {
	r := rule{column: int32(i), measure: slices.Index(Measures(), c.Measure), phases: 0xff}
	if r.measure < 0 && c.Measure != "presence" {
		return r, fmt.Errorf("unknown measure %q", c.Measure)
	}
	if (c.API == "") == (c.Category == "") {
		return r, errors.New("is of neither an API nor a category, or of both")
	}
	if _, ok := s.taxonomy.named(c.Category); !ok && c.Category != "" {
		return r, fmt.Errorf("unknown category %q", c.Category)
	}
	if c.Phase != "" {
		p, err := graph.ParsePhase(c.Phase)
		if err != nil {
			return r, err
		}
		r.phases = 1 << p
	}
	return r, nil
}

// value returns what a use contributes to the rule's column.
func (r rule) value(u Use) float64 {
	switch {
	case u.Phases&r.phases == 0:
		return 0
	case r.measure < 0:
		return 1
	}
	return u.Measures[r.measure]
}

// SchemaFor returns the columns of the first version's models: for each API its
// presence at all, at install and at import and its measures, and for each
// category of the taxonomy its presence at all, at install and at import.
func SchemaFor(apis []string) (*Schema, error) {
	var columns []Column
	phases := []string{"", graph.PhaseInstall.String(), graph.PhaseImport.String()}
	for _, api := range apis {
		for _, phase := range phases {
			columns = append(columns, Column{API: api, Measure: "presence", Phase: phase})
		}
		for _, m := range Measures() {
			columns = append(columns, Column{API: api, Measure: m})
		}
	}
	for _, p := range Categories().All() {
		for _, phase := range phases {
			columns = append(columns, Column{Category: p.Name, Measure: "presence", Phase: phase})
		}
	}
	return NewSchema(columns)
}

// Vector is one sparse row: the columns that are not zero, ascending.
type Vector struct {
	Index  []int32
	Values []float64
	Schema *Schema
}

// Vector returns the row of a profile: in each column the largest value that
// one of its uses contributes.
func (s *Schema) Vector(p Profile) Vector {
	row := map[int32]float64{}
	for _, u := range p.Uses {
		for _, rules := range s.rules(u) {
			for _, r := range rules {
				if v := r.value(u); v > 0 {
					row[r.column] = max(row[r.column], v)
				}
			}
		}
	}
	v := Vector{Schema: s, Index: slices.Sorted(maps.Keys(row))}
	for _, i := range v.Index {
		v.Values = append(v.Values, row[i])
	}
	return v
}

// rules returns the rules that a use counts for: those of the API and those of
// its category.
func (s *Schema) rules(u Use) [2][]rule {
	category, _ := s.taxonomy.Of(u.API)
	return [2][]rule{s.apis[u.API], s.categories[category.Name]}
}

// Touched returns the columns that a use contributes to, ascending: those that
// are set in the row of a profile with this use alone.
func (s *Schema) Touched(u Use) []int32 {
	var columns []int32
	for _, rules := range s.rules(u) {
		for _, r := range rules {
			if r.value(u) > 0 {
				columns = append(columns, r.column)
			}
		}
	}
	slices.Sort(columns)
	return columns
}
