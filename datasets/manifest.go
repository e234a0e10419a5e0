package datasets

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Label is what is known of a package.
type Label int8

// The labels.
const (
	Unknown Label = iota
	Benign
	Malicious
)

var labelText = [...]string{Unknown: "unknown", Benign: "benign", Malicious: "malicious"}

// String returns the label as manifests write it.
func (l Label) String() string {
	if l < 0 || int(l) >= len(labelText) {
		return fmt.Sprintf("label(%d)", int8(l))
	}
	return labelText[l]
}

// MarshalText implements encoding.TextMarshaler.
func (l Label) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (l *Label) UnmarshalText(text []byte) (err error) {
	*l, err = ParseLabel(string(text))
	return err
}

// ParseLabel is the inverse of [Label.String].
func ParseLabel(s string) (Label, error) {
	for l, text := range labelText {
		if s == text {
			return Label(l), nil
		}
	}
	return Unknown, fmt.Errorf("label %q is none of malicious, benign, unknown", s)
}

// Row is one line of a manifest.
type Row struct {
	Path  string // archive or directory, relative to the manifest, or absolute
	Label Label
	Group string // family or origin: what may never be on both sides of a split
	Time  string // YYYY-MM-DD, or empty
	Role  string // train, test, reserved, or empty
	Tag   string // free
}

// columns are the header of a manifest.
var columns = []string{"path", "label", "group", "time", "role", "tag"}

// check returns what makes a row unfit for a manifest.
func (r Row) check() error {
	for i, f := range r.fields() {
		if strings.ContainsAny(f, "\t\r\n") {
			return fmt.Errorf("%s %q holds a tab or newline", columns[i], f)
		}
	}
	if r.Path == "" {
		return errors.New("empty path")
	}
	if r.Time != "" {
		if _, err := time.Parse(time.DateOnly, r.Time); err != nil {
			return fmt.Errorf("time is not YYYY-MM-DD: %w", err)
		}
	}
	if !slices.Contains([]string{"", "train", "test", "reserved"}, r.Role) {
		return fmt.Errorf("role %q is none of train, test, reserved", r.Role)
	}
	_, err := ParseLabel(r.Label.String())
	return err
}

// fields returns the row in the order of columns.
func (r Row) fields() []string {
	return []string{r.Path, r.Label.String(), r.Group, r.Time, r.Role, r.Tag}
}

// WriteManifest writes rows as tab-separated values under a header. A row that
// [ReadManifest] would refuse is an error, and then nothing is written.
func WriteManifest(w io.Writer, rows []Row) error {
	var out bytes.Buffer
	seen := paths{}
	fmt.Fprintln(&out, strings.Join(columns, "\t"))
	for i, r := range rows {
		line := i + 2
		if err := cmp.Or(r.check(), seen.add(r.Path, line)); err != nil {
			return fmt.Errorf("datasets: manifest: line %d: %w", line, err)
		}
		fmt.Fprintln(&out, strings.Join(r.fields(), "\t"))
	}
	if _, err := out.WriteTo(w); err != nil {
		return fmt.Errorf("datasets: manifest: %w", err)
	}
	return nil
}

// paths finds samples that stand twice: a path is a sample's id.
type paths map[string]int

func (p paths) add(path string, line int) error {
	if first, ok := p[path]; ok {
		return fmt.Errorf("path %q stands in line %d already", path, first)
	}
	p[path] = line
	return nil
}

// ReadManifest reads what [WriteManifest] writes. Columns may stand in any
// order; all but path and label may be missing, and others are ignored. Errors
// name the line.
func ReadManifest(r io.Reader) ([]Row, error) {
	in := bufio.NewScanner(r)
	in.Buffer(nil, maxLine)
	var index map[string]int
	var rows []Row
	seen, line := paths{}, 0
	for in.Scan() {
		line++
		text := strings.TrimRight(in.Text(), "\r")
		if text == "" {
			continue
		}
		var err error
		if fields := strings.Split(text, "\t"); index == nil {
			index, err = header(fields)
		} else {
			var row Row
			row, err = parseRow(fields, index)
			err = cmp.Or(err, seen.add(row.Path, line))
			rows = append(rows, row)
		}
		if err != nil {
			return nil, fmt.Errorf("datasets: manifest: line %d: %w", line, err)
		}
	}
	if err := in.Err(); err != nil {
		return nil, fmt.Errorf("datasets: manifest: line %d: %w", line+1, err)
	}
	if index == nil {
		return nil, errors.New("datasets: manifest: no header")
	}
	return rows, nil
}

// maxLine bounds a line of a table.
const maxLine = 1 << 20

// header returns where each column stands.
func header(fields []string) (map[string]int, error) {
	index := map[string]int{}
	for i, name := range fields {
		if _, ok := index[name]; ok {
			return nil, fmt.Errorf("column %q stands twice", name)
		}
		index[name] = i
	}
	for _, name := range []string{"path", "label"} {
		if _, ok := index[name]; !ok {
			return nil, fmt.Errorf("no column named %s in the header %q", name, fields)
		}
	}
	return index, nil
}

func parseRow(fields []string, index map[string]int) (Row, error) {
	if len(fields) > len(index) {
		return Row{}, fmt.Errorf("%d fields under %d columns", len(fields), len(index))
	}
	get := func(name string) string {
		if i, ok := index[name]; ok && i < len(fields) {
			return fields[i]
		}
		return ""
	}
	r := Row{Path: get("path"), Group: get("group"), Time: get("time"), Role: get("role"), Tag: get("tag")}
	var err error
	r.Label, err = ParseLabel(get("label"))
	return r, cmp.Or(r.check(), err)
}

// Sample is a handle on one labelled package.
type Sample struct {
	ID        string // its path in the manifest
	Group     string // its ID where the manifest names none
	Label     Label
	Time      time.Time // zero where unknown
	Role, Tag string
	// Open and OpenAll read the package as the functions of that name do. They may
	// be called any number of times.
	Open, OpenAll func(context.Context) (*Package, error)
}

// Dataset is a collection of samples.
type Dataset struct {
	Name    string
	Hash    string // SHA-256 of the manifest, hexadecimal
	Samples []Sample
}

// Load reads the manifest at name. Packages are opened when they are asked
// for, under limits and with passwords, see [Open].
func Load(name string, limits Limits, passwords ...string) (*Dataset, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("datasets: %w", err)
	}
	rows, err := ReadManifest(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("%w (in %s)", err, name)
	}
	sum := sha256.Sum256(data)
	d := &Dataset{Name: filepath.Base(name), Hash: hex.EncodeToString(sum[:])}
	for _, r := range rows {
		path := r.Path
		if !filepath.IsAbs(path) {
			path = filepath.Join(filepath.Dir(name), path)
		}
		s := Sample{ID: r.Path, Group: r.Group, Label: r.Label, Role: r.Role, Tag: r.Tag}
		if s.Group == "" {
			s.Group = r.Path
		}
		if r.Time != "" {
			s.Time, _ = time.Parse(time.DateOnly, r.Time) // checked by ReadManifest
		}
		d.Samples = append(d.Samples, s.at(path, limits, passwords))
	}
	return d, nil
}

// Paths returns a collection of unknown label: the archives and directories of
// the given names, opened under limits and with passwords, see [Open].
func Paths(names []string, limits Limits, passwords ...string) *Dataset {
	d := &Dataset{}
	for _, name := range names {
		d.Samples = append(d.Samples, Sample{ID: name, Group: name}.at(name, limits, passwords))
	}
	return d
}

// at returns the sample with its package at path.
func (s Sample) at(path string, limits Limits, passwords []string) Sample {
	s.Open = func(ctx context.Context) (*Package, error) { return Open(ctx, path, limits, passwords...) }
	s.OpenAll = func(ctx context.Context) (*Package, error) { return OpenAll(ctx, path, limits, passwords...) }
	return s
}
