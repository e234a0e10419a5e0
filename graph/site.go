package graph

import (
	"cmp"
	"fmt"
	"strconv"
)

// Phase says what makes a call run. The zero value is the weakest claim; a
// call that runs in several phases carries the largest, which is the one that
// needs the least from the victim.
type Phase uint8

// The phases, from the weakest to the strongest.
const (
	PhaseRun     Phase = iota // only when somebody calls into the package
	PhaseImport               // already when the package is imported
	PhaseInstall              // already when the package is installed (setup.py and its hooks)
	numPhases
)

var phaseNames = [numPhases]string{"run", "import", "install"}

// String returns "run", "import" or "install".
func (p Phase) String() string {
	if p < numPhases {
		return phaseNames[p]
	}
	return fmt.Sprintf("phase(%d)", uint8(p))
}

// MarshalText implements [encoding.TextMarshaler]; it never fails.
func (p Phase) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// ParsePhase is the inverse of [Phase.String].
func ParsePhase(s string) (Phase, error) {
	for p, name := range phaseNames {
		if name == s {
			return Phase(p), nil
		}
	}
	return 0, fmt.Errorf("graph: unknown phase %q", s)
}

// FileID refers to a file of one graph; 0 is "no file known".
type FileID int32

// FactsID refers to the [Facts] of one graph; 0 is "nothing more is known".
type FactsID int32

// Site is one call site: where a call of an edge stands and when it runs.
// Sites are values of 20 bytes and comparable; the sites of an edge are a set.
// The zero Site is a call at an unknown place.
type Site struct {
	File  FileID  // index for [Graph.File]
	Line  int32   // from 1; 0 if unknown
	Col   int32   // byte offset in the line from 0; only tells calls on one line apart
	Facts FactsID // index for [Graph.Facts]
	Layer uint16  // layers of obfuscation taken off before the call was seen; 0 = as written
	Phase Phase   // what makes it run
}

// Facts is what a builder of graphs learned about a call besides its place.
// It is kept apart from [Site], and once for each distinct value, because most
// calls have none: whoever learns a new kind of fact adds a field here and its
// line in key, and sites stay as small as they are.
type Facts struct {
	// Trick names the way in which the callee was hidden ("getattr",
	// "base64", …); "" for a plain call.
	Trick string `json:"trick,omitempty"`
	// Args is what is known of the arguments that are constants, in the order of
	// the source.
	Args []Arg `json:"args,omitempty"`
	// Commands names the programs that a shell would run for the arguments
	// ("curl", "powershell"), in their order.
	Commands []string `json:"commands,omitempty"`
	// ByName says that nothing is known of the object whose method is called, and
	// that only this one of the package has that name.
	ByName bool `json:"by_name,omitempty"`
	// Unreachable says that the call stands where no run gets to: below if False,
	// behind return.
	Unreachable bool `json:"unreachable,omitempty"`
}

// MaxArgValue bounds [Arg.Value] in bytes.
const MaxArgValue = 160

// Arg is what is known of one constant argument.
type Arg struct {
	// Name is the keyword, "" for an argument by position.
	Name string `json:"name,omitempty"`
	// Index is the position from 0, -1 for a keyword.
	Index int `json:"index"`
	// Kind is str, bytes or int.
	Kind string `json:"kind"`
	// Value is the constant, cut after MaxArgValue bytes.
	Value string `json:"value"`
	// Len is the length of the whole constant in bytes.
	Len int `json:"len"`
	// Entropy is the Shannon entropy in bits for each byte, of texts of 16 bytes
	// and more, rounded to two digits.
	Entropy float64 `json:"entropy,omitempty"`
	// URL is the kind of place that a URL or address leads to ("web", "webhook",
	// "paste", "ip", …), Host its host.
	URL  string `json:"url,omitempty"`
	Host string `json:"host,omitempty"`
	// Target is the class of files that a path or registry key belongs to
	// ("startup", "browser", "ssh", …).
	Target string `json:"target,omitempty"`
}

// empty reports whether f says nothing.
func (f Facts) empty() bool {
	return f.Trick == "" && len(f.Args) == 0 && len(f.Commands) == 0 && !f.Unreachable && !f.ByName
}

// key is equal for equal facts only: each string is written with its length.
func (f Facts) key() string {
	b := make([]byte, 0, 64)
	put := func(s string) {
		b = strconv.AppendInt(b, int64(len(s)), 10)
		b = append(b, ':')
		b = append(b, s...)
	}
	put(f.Trick)
	if f.Unreachable {
		b = append(b, '!')
	}
	if f.ByName {
		b = append(b, '?')
	}
	for _, c := range f.Commands {
		put(c)
	}
	for _, a := range f.Args {
		b = append(b, '/')
		b = strconv.AppendInt(b, int64(a.Index), 10)
		b = append(b, ',')
		b = strconv.AppendInt(b, int64(a.Len), 10)
		b = append(b, ',')
		b = strconv.AppendFloat(b, a.Entropy, 'g', -1, 64)
		for _, s := range [...]string{a.Name, a.Kind, a.Value, a.URL, a.Host, a.Target} {
			put(s)
		}
	}
	return string(b)
}

// compare orders sites by place, then by the rest, so that lists are stable.
func (s Site) compare(t Site) int {
	return cmp.Or(
		cmp.Compare(s.File, t.File), cmp.Compare(s.Line, t.Line), cmp.Compare(s.Col, t.Col),
		cmp.Compare(s.Layer, t.Layer), cmp.Compare(s.Phase, t.Phase), cmp.Compare(s.Facts, t.Facts),
	)
}

// File holds the facts of one file that a builder of graphs read or tried to.
type File struct {
	Path   string  // relative to the package root, slashes
	Calls  int     // call expressions the parser saw, resolved or not
	Errors []error // what could not be parsed, in the order of lines; nil if everything was
	// Texts counts constants by what they look like, whatever the code does with them,
	// by kind and the plain ones first; nil if nobody asked. Those of hidden source are
	// among them, and what was computed from constants wherever it is handed on;
	// docstrings are not.
	Texts []TextKind
}

// TextKind counts constants of one kind.
type TextKind struct {
	// Kind is a kind of place ([Arg.URL]), a class of files ([Arg.Target]), "powershell"
	// for a script or command of it, or "odd-host" for a URL below a top-level domain in
	// which names cost little.
	Kind string `json:"kind"`
	// Hidden says that the source holds them in disguise.
	Hidden bool `json:"hidden,omitempty"`
	Count  int  `json:"count"`
}
