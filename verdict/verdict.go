// Package verdict writes verdicts for people and for tools.
//
// [Formats] lists the formats; each is a value with a function that writes the
// verdicts of a scan. [Review] marks in them what somebody has looked at and accepts.
//
// Names come from the package under study, and whoever made it may want them to
// break lines, move a cursor, or run as a script: each format says how it keeps
// them from that.
package verdict

import (
	"fmt"
	"io"
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/malguard/malguard"
	"github.com/malguard/malguard/datasets"
)

// Verdicts are those of a scan, in the order of its paths. An error ends them.
type Verdicts = iter.Seq2[*malguard.Verdict, error]

// All returns verdicts that are already known.
func All(verdicts ...*malguard.Verdict) Verdicts {
	return func(yield func(*malguard.Verdict, error) bool) {
		for _, v := range verdicts {
			if !yield(v, nil) {
				return
			}
		}
	}
}

// Format is a way to write verdicts.
type Format struct {
	Name string // as users type it
	Doc  string // one line
	// Write writes verdicts. Its errors are those of w, that of verdicts, and those of
	// what the format cannot say.
	Write func(w io.Writer, verdicts Verdicts) error
}

// Formats returns the formats in the order in which help texts show them. The
// slice is the caller's.
func Formats() []Format {
	return []Format{
		{"text", "for people: label, score and reasons with file and line", Each(Text)},
		{"json", "for tools: one JSON object a line", Each(JSON)},
		{"sarif", "for code scanning: one SARIF 2.1.0 log, and none if a package could not be read at all", SARIF},
		{"html", "for people: one page with the calls that lead to the reasons, readable offline", HTML},
		{"osv", "for malicious-packages: a draft of an OSV record for each finding, one a line", OSV},
		{"pypi-observation", "for observers of PyPI: the payload of an observation for each finding, one a line; nothing is sent", Observation},
	}
}

// Named returns the format with the given name.
func Named(name string) (Format, error) {
	var names []string
	for _, f := range Formats() {
		if f.Name == name {
			return f, nil
		}
		names = append(names, f.Name)
	}
	return Format{}, fmt.Errorf("verdict: format %q is none of %s", name, strings.Join(names, ", "))
}

// Each makes a way to write all verdicts of one to write one, so that a long scan
// can be followed.
func Each(write func(io.Writer, *malguard.Verdict) error) func(io.Writer, Verdicts) error {
	return func(w io.Writer, verdicts Verdicts) error {
		for v, err := range verdicts {
			if err != nil {
				return err
			}
			if err := write(w, v); err != nil {
				return err
			}
		}
		return nil
	}
}

// Finding reports whether a verdict is a finding that nobody has accepted.
func Finding(v *malguard.Verdict) bool { return flagged(v) && v.Reviewed == "" }

// flagged reports whether a verdict is a finding, accepted or not.
func flagged(v *malguard.Verdict) bool { return v.Label == datasets.Malicious.String() }

// plain escapes what is not printable, with the backslash of an escape.
func plain(s string) string {
	var b strings.Builder
	for _, r := range s {
		if unicode.IsPrint(r) && r != utf8.RuneError {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, `\u{%x}`, r)
		}
	}
	return b.String()
}
