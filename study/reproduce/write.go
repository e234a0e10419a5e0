package reproduce

import (
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
)

// Measured is a table with its cells.
type Measured struct {
	Table
	Cells []Cell
}

// Format is a way to write tables.
type Format struct {
	Name  string // as users type it
	Write func(io.Writer, []Measured) error
}

// Formats returns all formats. The slice is the caller's.
func Formats() []Format {
	return []Format{{"text", writeText}, {"json", writeJSON}, {"md", writeMarkdown}}
}

// writeJSON writes a line for each cell.
func writeJSON(w io.Writer, tables []Measured) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for _, t := range tables {
		for _, c := range t.Cells {
			if err := enc.Encode(c); err != nil {
				return err
			}
		}
	}
	return nil
}

func writeText(w io.Writer, tables []Measured) error {
	for i, t := range tables {
		if i > 0 {
			fmt.Fprintln(w)
		}
		fmt.Fprintf(w, "Table %s: %s (%s)\n", t.Name, t.Title, t.Origin)
		fmt.Fprintln(w, legend)
		tab := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		for _, line := range grid(t.Cells, plain) {
			fmt.Fprintln(tab, strings.Join(line, "\t"))
		}
		if err := tab.Flush(); err != nil {
			return err
		}
		for _, n := range t.Notes {
			if _, err := fmt.Fprintln(w, "-", n); err != nil {
				return err
			}
		}
	}
	return nil
}

const legend = "per cent: printed / measured [95 % interval]"

func writeMarkdown(w io.Writer, tables []Measured) error {
	for _, t := range tables {
		fmt.Fprintf(w, "## Table %s: %s\n\n%s; %s.\n\n", t.Name, t.Title, t.Origin, legend)
		lines := grid(t.Cells, escape)
		rule := slices.Repeat([]string{"---"}, len(lines[0]))
		for _, line := range slices.Insert(lines, 1, rule) {
			fmt.Fprintf(w, "| %s |\n", strings.Join(line, " | "))
		}
		fmt.Fprintln(w)
		for _, n := range t.Notes {
			fmt.Fprintln(w, "-", n)
		}
		if _, err := fmt.Fprintln(w); err != nil {
			return err
		}
	}
	return nil
}

// grid returns a header and a line for each place of a table.
func grid(cells []Cell, text func(string) string) [][]string {
	places := placesOf(cells)
	var metrics []string
	columns := false
	for _, c := range cells {
		if !slices.Contains(metrics, c.Metric) {
			metrics = append(metrics, c.Metric)
		}
		columns = columns || c.Column != c.Metric
	}
	header := []string{"row"}
	if columns {
		header = append(header, "column")
	}
	header = append(append(append(header, "protocol"), metrics...), "tp", "fp", "fn", "tn", "n", "data", "note")
	lines := [][]string{header}
	for _, place := range places {
		first := place[0]
		line := []string{text(first.Row)}
		if columns {
			line = append(line, text(first.Column))
		}
		line = append(line, text(first.Protocol))
		for _, m := range metrics {
			i := slices.IndexFunc(place, func(c Cell) bool { return c.Metric == m })
			if i < 0 {
				line = append(line, "")
				continue
			}
			line = append(line, place[i].figures())
		}
		line = append(line, count(first.TP), count(first.FP), count(first.FN), count(first.TN), strconv.Itoa(first.N), text(first.Data))
		lines = append(lines, append(line, text(remark(first))))
	}
	return lines
}

// placesOf groups the cells of one task.
func placesOf(cells []Cell) (places [][]Cell) {
	for _, c := range cells {
		if n := len(places); n > 0 {
			first := places[n-1][0]
			together := first.Row == c.Row && first.Protocol == c.Protocol && first.Data == c.Data &&
				(first.Column == c.Column || c.Column == c.Metric)
			if together && !slices.ContainsFunc(places[n-1], func(o Cell) bool { return o.Metric == c.Metric }) {
				places[n-1] = append(places[n-1], c)
				continue
			}
		}
		places = append(places, []Cell{c})
	}
	return places
}

// figures writes what is printed and what was measured.
func (c Cell) figures() string {
	s := decimal(c.Published) + " / " + decimal(c.Measured)
	if c.Low != nil && c.High != nil && *c.Low < *c.High {
		s += fmt.Sprintf(" [%.1f, %.1f]", *c.Low, *c.High)
	}
	return s
}

// remark joins the reason and the note.
func remark(c Cell) string {
	parts := slices.DeleteFunc([]string{c.Reason, c.Note}, func(s string) bool { return s == "" })
	return strings.Join(parts, "; ")
}

func decimal(x *float64) string {
	if x == nil {
		return "–"
	}
	return strconv.FormatFloat(*x, 'f', 1, 64)
}

func count(x *float64) string {
	if x == nil {
		return "–"
	}
	return strconv.FormatFloat(*x, 'f', -1, 64)
}

// plain keeps what a file named, such as data, from being more than text.
func plain(s string) string {
	q := strconv.Quote(s)
	return strings.ReplaceAll(q[1:len(q)-1], `\"`, `"`)
}

func escape(s string) string { return special.ReplaceAllString(plain(s), `\$0`) }

var special = regexp.MustCompile("[\\\\|`*_<>&!\\[\\]#~]")
