package eval

import (
	"cmp"
	"context"
	"errors"
	"time"

	"github.com/malguard/malguard/datasets"
)

// Case is what is known of an item besides what it holds. No detector sees it.
type Case struct {
	ID, Group string // Group is the family or origin
	// Kin names the groups that share code with this one: what is learnt from one
	// must not be judged on another. "" is the group alone.
	Kin       string
	Label     datasets.Label
	Time      time.Time // zero where unknown
	Role, Tag string
	Shape     datasets.Shape // zero where nobody measured it
	// Strata are parts of the cases that are shown apart, each "division: part"; a case
	// may be in any number of them. See [Strata].
	Strata []string
	// Whole marks a benign package as it is, beside the slices that it was cut into.
	// Only the protocol "whole" judges it, and nothing is learnt from it.
	Whole bool
}

func (c Case) kin() string { return cmp.Or(c.Kin, c.Group) }

// Item is what is judged, a package, a record of one or a row. Only what its
// functions return is shown to detectors.
type Item[T any] struct {
	Case
	Load func(context.Context) (T, error)
	// Judged returns what is judged where that is not what is learnt from, such as a
	// package that hides; nil stands for Load.
	Judged func(context.Context) (T, error)
}

// Packages returns the samples of d as items that hold every file, see
// [datasets.OpenAll].
func Packages(d *datasets.Dataset) []Item[*datasets.Package] {
	items := make([]Item[*datasets.Package], len(d.Samples))
	for i, s := range d.Samples {
		items[i] = Item[*datasets.Package]{
			Case: Case{ID: s.ID, Group: s.Group, Label: s.Label, Time: s.Time, Role: s.Role, Tag: s.Tag}, Load: s.OpenAll,
		}
	}
	return items
}

// Detector judges items of one kind. It is safe for concurrent use.
type Detector[T any] interface {
	// Name names it in tables, in lower case.
	Name() string
	// Detect judges one item. What of it cannot be read makes the detection
	// incomplete; errors are those of ctx, and [ErrNoVerdict].
	Detect(ctx context.Context, item T) (Detection, error)
}

// Trainer makes detectors from labelled items, one for each fold, so that nothing
// that is tested can have been learnt.
type Trainer[T any] interface {
	Name() string
	Fit(ctx context.Context, train []Item[T], seed uint64) (Detector[T], error)
}

// ErrNoVerdict means that a detector that repeats recorded verdicts has none of
// an item. It is not a verdict of "clean".
var ErrNoVerdict = errors.New("eval: no verdict")

// Status says how much of an item a detector saw.
type Status string

// The statuses.
const (
	Scored     Status = "scored"
	Incomplete Status = "incomplete" // part of it could not be read: never clean
)

// StatusOf is that of a detection which saw all of p that could be opened.
func StatusOf(p *datasets.Package) Status {
	if len(p.Incomplete) > 0 {
		return Incomplete
	}
	return Scored
}

// Detection is what a detector says of one item.
type Detection struct {
	Score    float64    `json:"score"` // in [0,1]; the larger, the more malicious
	Status   Status     `json:"status,omitempty"`
	Evidence []Evidence `json:"evidence,omitempty"` // in the order of files and lines
}

// Evidence is a rule that fired and where.
type Evidence struct {
	Rule string `json:"rule"`           // as the original names it
	File string `json:"file,omitempty"` // path in the package; "" of the whole package
	Line int    `json:"line,omitempty"` // from 1; 0 of the whole file
	Note string `json:"note,omitempty"` // for people
}

// CountScore is the score of n alerts for detectors that know no other: n/(n+1),
// so that one alert is 1/2, two are 2/3, and a threshold on the score is one on
// their number.
func CountScore(n int) float64 { return float64(n) / float64(n+1) }
