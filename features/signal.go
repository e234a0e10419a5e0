package features

import (
	"fmt"
	"slices"
	"strings"

	"github.com/malguard/malguard/graph"
)

// View is a part of the calls of a package: by what makes them run, or by
// whether they were hidden.
type View string

// The views. Phases are exact: what runs at installation is not in ViewImport.
const (
	ViewAll     View = ""        // every call
	ViewRun     View = "run"     // only when somebody calls into the package
	ViewImport  View = "import"  // when the package is imported
	ViewInstall View = "install" // when the package is installed
	ViewHidden  View = "hidden"  // whenever it runs, but below at least one layer of obfuscation
)

// Views returns all views. The slice is the caller's.
func Views() []View { return []View{ViewAll, ViewRun, ViewImport, ViewInstall, ViewHidden} }

// holds reports whether a call is in the view.
func (v View) holds(s graph.Site) bool {
	switch v {
	case ViewAll:
		return true
	case ViewHidden:
		return s.Layer > 0
	}
	return s.Phase.String() == string(v)
}

// Signal is what is measured of an API: by which [Measure], among which calls.
type Signal struct {
	Measure string `json:"measure"`
	View    View   `json:"view,omitempty"`
}

// String returns "measure" or "measure@view".
func (s Signal) String() string {
	if s.View == ViewAll {
		return s.Measure
	}
	return s.Measure + "@" + string(s.View)
}

// ParseSignal is the inverse of [Signal.String].
func ParseSignal(text string) (Signal, error) {
	measure, view, _ := strings.Cut(text, "@")
	s := Signal{measure, View(view)}
	if s.String() != text {
		return Signal{}, fmt.Errorf("features: malformed signal %q", text)
	}
	return s, s.Check()
}

// Check returns an error where the signal names no measure or view that there is.
func (s Signal) Check() error {
	if _, ok := measured(s.Measure); !ok {
		return fmt.Errorf("unknown measure %q", s.Measure)
	}
	if !slices.Contains(Views(), s.View) {
		return fmt.Errorf("unknown view %q", s.View)
	}
	return nil
}
