// Package verdict writes verdicts for people and for tools.
//
// [Formats] lists the formats; each is a value with a function that writes one
// verdict at a time, so that a long scan can be followed.
package verdict

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/malguard/malguard"
)

// Format is a way to write verdicts.
type Format struct {
	Name string // as users type it
	Doc  string // one line
	// Write writes one verdict.
	Write func(w io.Writer, v *malguard.Verdict) error
}

// Formats returns the formats in the order in which help texts show them. The
// slice is the caller's.
func Formats() []Format {
	return []Format{
		{"text", "for people: label, score and reasons with file and line", Text},
		{"json", "for tools: one JSON object a line", JSON},
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

// orEmpty returns s, or an empty slice for nil, which JSON would write as null.
func orEmpty[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}

// JSON writes the verdict as one line of JSON; keys are those of
// [malguard.Verdict], and lists are lists even where they are nil. Names come
// from the package under study: what is not printable in them is written as \u
// escapes.
func JSON(w io.Writer, v *malguard.Verdict) error {
	whole := *v
	whole.Reasons, whole.Incomplete, whole.Warnings = orEmpty(v.Reasons), orEmpty(v.Incomplete), orEmpty(v.Warnings)
	var line bytes.Buffer
	enc := json.NewEncoder(&line)
	enc.SetEscapeHTML(false) // names such as <builtin>.exec stay as they are
	if err := enc.Encode(whole); err != nil {
		return fmt.Errorf("verdict: %w", err)
	}
	var out strings.Builder
	for _, r := range strings.TrimSuffix(line.String(), "\n") {
		if unicode.IsPrint(r) {
			out.WriteRune(r)
			continue
		}
		for _, unit := range utf16.Encode([]rune{r}) { // only strings hold such characters
			fmt.Fprintf(&out, `\u%04x`, unit)
		}
	}
	out.WriteByte('\n')
	if _, err := io.WriteString(w, out.String()); err != nil {
		return fmt.Errorf("verdict: %w", err)
	}
	return nil
}

// maxLines bounds how many sites, gaps and warnings text shows of each.
const maxLines = 5

// Text writes the verdict for people. Names come from the package under study:
// what is not printable in them is escaped, so that they can neither break lines
// nor move the cursor.
func Text(w io.Writer, v *malguard.Verdict) error {
	var out bytes.Buffer
	fmt.Fprintf(&out, "%s  %s\n", headline(v), plain(v.Path))
	for _, r := range v.Reasons {
		fmt.Fprintf(&out, "  %+.2f  %s", r.Weight, plain(r.API))
		if r.Purpose != "" {
			fmt.Fprintf(&out, ", which may be used to %s", plain(r.Purpose))
		}
		fmt.Fprintln(&out)
		list(&out, "          ", len(r.Sites), func(i int) string {
			s := r.Sites[i]
			return fmt.Sprintf("%s:%d in %s, at %s", s.File, s.Line, s.Function, s.Phase)
		})
	}
	if v.Error != "" {
		fmt.Fprintf(&out, "  not read: %s\n", plain(v.Error))
	}
	list(&out, "  not read: ", len(v.Incomplete), func(i int) string { return v.Incomplete[i].String() })
	list(&out, "  note: ", len(v.Warnings), func(i int) string { return v.Warnings[i] })
	if _, err := out.WriteTo(w); err != nil {
		return fmt.Errorf("verdict: %w", err)
	}
	return nil
}

// list writes a line for each of n items, and for the rest how many there are.
func list(out *bytes.Buffer, prefix string, n int, item func(int) string) {
	for i := range min(n, maxLines) {
		fmt.Fprintf(out, "%s%s\n", prefix, plain(item(i)))
	}
	if n > maxLines {
		fmt.Fprintf(out, "%sand %d more\n", prefix, n-maxLines)
	}
}

// headline returns the label with the score, in columns.
func headline(v *malguard.Verdict) string {
	if v.Status == malguard.Failed {
		return "FAILED    "
	}
	s := fmt.Sprintf("%-10s  score %.3f of %.3f", strings.ToUpper(v.Label), v.Score, v.Threshold)
	if v.Status == malguard.Incomplete {
		s += ", incomplete"
	}
	return s
}

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
