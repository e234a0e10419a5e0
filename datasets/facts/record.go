package facts

import (
	"fmt"
	"time"

	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/graph"
)

// Record is what is known of one package, or one slice of a package.
type Record struct {
	// ID is the path of the package in its collection, for slices with "#" and what
	// was cut out. Group is its family or origin.
	ID, Group string
	// Kin names the groups that share code with this one; "" is the group alone.
	Kin       string
	Label     datasets.Label
	Time      time.Time // a day; zero where unknown
	Role, Tag string
	Shape     datasets.Shape
	Text      datasets.Text
	// Whole marks a benign package as it is, beside the slices that it was cut into.
	Whole bool
	// Incomplete holds the statuses of what could not be read, see
	// [datasets.Reason].
	Incomplete []string
	// Readings are what learned detectors have read, and Outcomes what others said,
	// by the detector's name. One that failed has none.
	Readings map[string]datasets.Reading
	Outcomes map[string]Outcome

	graph func() (*graph.Graph, error) // nil where there is none
}

// Outcome is what a detector that does not learn said of a package.
type Outcome struct {
	Score      float64 // in [0,1]
	Incomplete bool    // it did not see everything
}

// SetGraph gives the record the call graph of its package, or what [Strip] leaves of
// it.
func (r *Record) SetGraph(g *graph.Graph) {
	g = Strip(g)
	r.graph = func() (*graph.Graph, error) { return g, nil }
}

// Graph returns the call graph. Of a record that was read it is decoded by the first
// call and kept. What cannot be decoded is an error that wraps [ErrFormat].
func (r *Record) Graph() (*graph.Graph, error) {
	if r.graph == nil {
		return nil, fmt.Errorf("facts: %s: no call graph", r.ID)
	}
	g, err := r.graph()
	if err != nil {
		return nil, fmt.Errorf("facts: %s: %w", r.ID, err)
	}
	return g, nil
}

// Package returns what is known of the package besides its code: there is no file
// system.
func (r *Record) Package() *datasets.Package {
	p := &datasets.Package{}
	for _, status := range r.Incomplete {
		p.Incomplete = append(p.Incomplete, datasets.Reason{Status: status})
	}
	return p
}
