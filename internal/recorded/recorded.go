// Package recorded reads tables of verdicts that tools gave elsewhere.
//
// A table is CSV (RFC 4180) with a header. Columns are found by name, in any case:
// sha256, of the archive as [datasets.Package] has it; or name-version, as in
// "demo-1.0"; and those that the caller asks for. Others are ignored.
package recorded

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/malguard/malguard/datasets"
)

// Limits on what [Read] reads.
const (
	MaxBytes = 256 << 20
	MaxRows  = 2_000_000
)

// Table finds rows by package.
type Table struct {
	rows map[string]Row // by SHA-256, or by name-version in normal form
}

// Row holds the columns that were asked for, by their names; an absent one is
// missing.
type Row map[string]string

// errColumns means that a table lacks what it is read for.
var errColumns = errors.New("no such column")

// Read reads a table with one of the key columns, and of the columns given those
// that it has; see [Table.Missing]. Malformed CSV, keys that are none, two rows of one key that
// differ, and tables beyond the limits are errors that name the line.
func Read(r io.Reader, columns ...string) (*Table, error) {
	in := csv.NewReader(io.LimitReader(r, MaxBytes))
	in.ReuseRecord, in.TrimLeadingSpace = true, true
	head, err := in.Read()
	if err != nil {
		return nil, fmt.Errorf("recorded: header: %w", err)
	}
	at := map[string]int{}
	for i, name := range head {
		at[strings.ToLower(strings.TrimSpace(strings.TrimPrefix(name, "\ufeff")))] = i
	}
	_, bySum := at["sha256"]
	if _, byName := at["name-version"]; !bySum && !byName {
		return nil, fmt.Errorf("recorded: %w: sha256 or name-version, found %q", errColumns, head)
	}
	t := &Table{rows: map[string]Row{}}
	for {
		record, err := in.Read()
		if errors.Is(err, io.EOF) {
			return t, nil
		}
		if err != nil {
			return nil, fmt.Errorf("recorded: %w", err) // names the line itself
		}
		line, _ := in.FieldPos(0)
		if err := t.add(record, at, columns); err != nil {
			return nil, fmt.Errorf("recorded: line %d: %w", line, err)
		}
	}
}

var sum = regexp.MustCompile(`^[0-9a-f]{64}$`)

func (t *Table) add(record []string, at map[string]int, columns []string) error {
	row := Row{}
	for _, c := range columns {
		if i, ok := at[c]; ok {
			row[c] = strings.Clone(strings.TrimSpace(record[i]))
		}
	}
	var keys []string
	if i, ok := at["sha256"]; ok && record[i] != "" {
		s := strings.ToLower(strings.TrimSpace(record[i]))
		if !sum.MatchString(s) {
			return fmt.Errorf("%q is no SHA-256", record[i])
		}
		keys = append(keys, strings.Clone(s))
	}
	if i, ok := at["name-version"]; ok && record[i] != "" {
		keys = append(keys, normal(record[i]))
	}
	if len(keys) == 0 {
		return errors.New("neither SHA-256 nor name and version")
	}
	for _, k := range keys {
		if old, ok := t.rows[k]; ok && !equal(old, row) {
			return fmt.Errorf("%s has another row that says otherwise", k)
		}
		t.rows[k] = row
	}
	if len(t.rows) > 2*MaxRows {
		return fmt.Errorf("more than %d rows", MaxRows)
	}
	return nil
}

func equal(a, b Row) bool {
	for k, v := range a {
		if b[k] != v {
			return false
		}
	}
	return len(a) == len(b)
}

// Len is the number of keys.
func (t *Table) Len() int { return len(t.rows) }

// Of returns the row of a package: that of its SHA-256, else that of its name and
// version, which whoever made the package chose.
func (t *Table) Of(p *datasets.Package) (Row, bool) {
	if row, ok := t.rows[p.SHA256]; ok {
		return row, true
	}
	if p.Name == "" || p.Version == "" {
		return nil, false
	}
	row, ok := t.rows[normal(p.Name+"-"+p.Version)]
	return row, ok
}

// Each calls f for each row, in the order of keys, until it returns an error.
func (t *Table) Each(f func(key string, row Row) error) error {
	for _, key := range slices.Sorted(maps.Keys(t.rows)) {
		if err := f(key, t.rows[key]); err != nil {
			return err
		}
	}
	return nil
}

// Missing returns which of the columns no row has.
func (t *Table) Missing(columns ...string) []string {
	return slices.DeleteFunc(slices.Clone(columns), func(c string) bool {
		for _, row := range t.rows {
			_, ok := row[c]
			return ok
		}
		return true // a table without rows lacks nothing
	})
}

var separators = regexp.MustCompile(`[-_.]+`)

// normal writes a name and version as the index compares names (PEP 503).
func normal(s string) string {
	return separators.ReplaceAllString(strings.ToLower(strings.TrimSpace(s)), "-")
}
