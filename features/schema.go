package features

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
)

// Column is one feature: a signal of one API, or the largest of all APIs of a
// category.
type Column struct {
	API      string `json:"api,omitempty"`
	Category string `json:"category,omitempty"`
	Signal
}

// String returns "api:measure@view" or "[category]:measure@view".
func (c Column) String() string {
	if c.Category != "" {
		return "[" + c.Category + "]:" + c.Signal.String()
	}
	return c.API + ":" + c.Signal.String()
}

// Schema is an ordered list of columns. It is immutable.
type Schema struct {
	// Columns are shared, read-only.
	Columns []Column
	// Hash identifies the list: the hexadecimal SHA-256 of its columns'
	// strings, one a line.
	Hash string

	taxonomy   *Taxonomy
	signals    []Signal
	apis       map[string][]rule
	categories map[string][]rule
}

// rule says which signal of a use goes to which column.
type rule struct {
	column int32
	signal int // index of signals
}

// NewSchema makes a schema of columns. A column that stands twice, or has an
// unknown measure, view or category, is an error.
func NewSchema(columns []Column) (*Schema, error) {
	s := &Schema{Columns: slices.Clone(columns), taxonomy: Categories(), apis: map[string][]rule{}, categories: map[string][]rule{}}
	hash := sha256.New()
	seen := map[Column]bool{}
	signals := map[Signal]int{}
	for i, c := range columns {
		err := s.check(c)
		if err == nil && seen[c] {
			err = errors.New("stands twice")
		}
		if err != nil {
			return nil, fmt.Errorf("features: column %d, %q: %w", i, c, err)
		}
		seen[c] = true
		if _, ok := signals[c.Signal]; !ok {
			signals[c.Signal] = len(s.signals)
			s.signals = append(s.signals, c.Signal)
		}
		r := rule{int32(i), signals[c.Signal]}
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

func (s *Schema) check(c Column) error {
	if (c.API == "") == (c.Category == "") {
		return errors.New("is of neither an API nor a category, or of both")
	}
	if strings.HasPrefix(c.API, "[") || strings.ContainsFunc(c.API, unicode.IsControl) {
		return errors.New("is of a name that no call graph has")
	}
	if _, ok := s.taxonomy.named(c.Category); !ok && c.Category != "" {
		return fmt.Errorf("unknown category %q", c.Category)
	}
	return c.Signal.Check()
}

// Signals returns the signals that the columns need, in the order in which they
// first occur; shared, read-only.
func (s *Schema) Signals() []Signal { return s.signals }

// SchemaFor returns the columns of a vocabulary: the given signals of each API,
// then those of each category of the taxonomy.
func SchemaFor(apis []string, ofAPI, ofCategory []Signal) (*Schema, error) {
	var columns []Column
	for _, api := range apis {
		for _, s := range ofAPI {
			columns = append(columns, Column{API: api, Signal: s})
		}
	}
	for _, c := range Categories().All() {
		for _, s := range ofCategory {
			columns = append(columns, Column{Category: c.Name, Signal: s})
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

// ErrSignal means that a profile does not have a signal that a schema needs.
var ErrSignal = errors.New("features: the profile lacks a signal")

// Vector returns the row of a profile: in each column the largest value that
// one of its uses contributes. A profile without a signal of the schema is an
// error that wraps [ErrSignal].
func (s *Schema) Vector(p Profile) (Vector, error) {
	at, err := locate(s.signals, p)
	if err != nil {
		return Vector{}, err
	}
	row := map[int32]float64{}
	for _, u := range p.Uses {
		s.each(u, func(r rule) {
			if v := u.Values[at[r.signal]]; v > 0 {
				row[r.column] = max(row[r.column], v)
			}
		})
	}
	v := Vector{Schema: s, Index: slices.Sorted(maps.Keys(row))}
	for _, i := range v.Index {
		v.Values = append(v.Values, row[i])
	}
	return v, nil
}

// locate returns where a profile has each of the signals.
func locate(signals []Signal, p Profile) ([]int, error) {
	at := make([]int, len(signals))
	for i, signal := range signals {
		if at[i] = slices.Index(p.Signals, signal); at[i] < 0 {
			return nil, fmt.Errorf("%w: %s", ErrSignal, signal)
		}
	}
	return at, nil
}

// each calls f for the rules that a use counts for: those of the API and those
// of its category.
func (s *Schema) each(u Use, f func(rule)) {
	for _, r := range s.apis[u.API] {
		f(r)
	}
	if category, ok := s.taxonomy.Of(u.API); ok {
		for _, r := range s.categories[category.Name] {
			f(r)
		}
	}
}

// Touched returns for each use of the profile the columns that it contributes
// to, ascending: those that are set in the row of a profile with this use alone.
// With [Use.Sites] it is what stands behind a row. Errors are those of
// [Schema.Vector].
func (s *Schema) Touched(p Profile) ([][]int32, error) {
	at, err := locate(s.signals, p)
	if err != nil {
		return nil, err
	}
	touched := make([][]int32, len(p.Uses))
	for i, u := range p.Uses {
		s.each(u, func(r rule) {
			if u.Values[at[r.signal]] > 0 {
				touched[i] = append(touched[i], r.column)
			}
		})
		slices.Sort(touched[i])
	}
	return touched, nil
}

// Behind returns for each column of the profile's row, in the order of
// [Vector.Index], the uses that contribute to it: their sites are the nodes and
// calls that the number stands for. Errors are those of [Schema.Vector].
func (s *Schema) Behind(p Profile) ([][]Use, error) {
	touched, err := s.Touched(p)
	if err != nil {
		return nil, err
	}
	of := map[int32][]Use{}
	for i, columns := range touched {
		for _, c := range columns {
			of[c] = append(of[c], p.Uses[i])
		}
	}
	var list [][]Use
	for _, c := range slices.Sorted(maps.Keys(of)) {
		list = append(list, of[c])
	}
	return list, nil
}

// Doc says in words what a column holds: "os.system, which may be used to start
// other programs: 1 where the API is called; of calls at install".
func (c Column) Doc() string {
	text := c.API
	if c.Category != "" {
		category, _ := Categories().named(c.Category)
		text = "any API that may be used to " + category.Doc
	} else if category, ok := Categories().Of(c.API); ok {
		text += ", which may be used to " + category.Doc
	}
	measure, _ := measured(c.Measure)
	text += ": " + measure.Doc
	switch c.View {
	case ViewAll:
		return text
	case ViewHidden:
		return text + "; of calls that were hidden"
	}
	return text + "; of calls at " + string(c.View)
}
