package verdict

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/malguard/malguard"
)

// maxLines bounds how many sites, gaps and warnings text shows of each.
const maxLines = 5

// Text writes the verdict for people. Names come from the package under study:
// what is not printable in them is escaped, so that they can neither break lines
// nor move the cursor.
func Text(w io.Writer, v *malguard.Verdict) error { return text(w, v, false) }

// ColorText is [Text] for a terminal: labels have a colour, by the escapes of ECMA-48
// that every terminal knows.
func ColorText(w io.Writer, v *malguard.Verdict) error { return text(w, v, true) }

func text(w io.Writer, v *malguard.Verdict, color bool) error {
	var out bytes.Buffer
	fmt.Fprintf(&out, "%s  %s\n", headline(v, color), plain(v.Path))
	if v.Reviewed != "" {
		fmt.Fprintf(&out, "  accepted: %s\n", plain(v.Reviewed))
	}
	for _, r := range v.Reasons {
		reasonText(&out, r)
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

// reasonText writes a reason: what is called and what for, how it is reached, and where.
func reasonText(out *bytes.Buffer, r malguard.Reason) {
	const indent = "          "
	fmt.Fprintf(out, "  %+.2f  %s", r.Weight, plain(r.API))
	if r.Purpose != "" {
		fmt.Fprintf(out, ", which may be used to %s", plain(r.Purpose))
	}
	if r.Technique != "" {
		fmt.Fprintf(out, " (%s)", plain(r.Technique))
	}
	fmt.Fprintln(out)
	if r.Reviewed != "" {
		fmt.Fprintf(out, "%saccepted: %s\n", indent, plain(r.Reviewed))
	}
	if len(r.Path) > 2 { // a shorter one says no more than the site
		fmt.Fprintf(out, "%sby %s\n", indent, plain(strings.Join(r.Path, " > ")))
	}
	list(out, indent, len(r.Sites), func(i int) string {
		s := r.Sites[i]
		line := fmt.Sprintf("%s:%d in %s, at %s", s.File, s.Line, s.Function, s.Phase)
		if len(s.Arguments) > 0 {
			line += ": " + strings.Join(s.Arguments, ", ")
		}
		return line
	})
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
func headline(v *malguard.Verdict, color bool) string {
	label := fmt.Sprintf("%-10s", labelOf(v))
	if color {
		label = paint(v) + label + "\x1b[0m"
	}
	if v.Status == malguard.Failed {
		return label
	}
	s := fmt.Sprintf("%s  score %.3f of %.3f", label, v.Score, v.Threshold)
	if v.Status == malguard.Incomplete {
		s += ", incomplete"
	}
	if v.Reviewed != "" {
		s += ", accepted"
	}
	return s
}

func labelOf(v *malguard.Verdict) string {
	if v.Status == malguard.Failed {
		return "FAILED"
	}
	return strings.ToUpper(v.Label)
}

// paint returns the escape for the colour of a verdict: red for a finding, green for
// what is clean, yellow for what was accepted and what nobody can say.
func paint(v *malguard.Verdict) string {
	switch {
	case v.Status != malguard.Failed && Finding(v):
		return "\x1b[1;31m"
	case v.Status == malguard.Scored && !flagged(v):
		return "\x1b[32m"
	}
	return "\x1b[33m"
}
