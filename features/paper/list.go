package paper

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"unicode/utf8"
)

// Entry is an API with its value: of one package, 1 + its centrality there; of
// a corpus, the mean of that over all packages.
type Entry struct {
	API   string
	Value float64
}

// List is what the published code keeps in a JSON object: values by API, each
// API once. Those that [Process] and [Totals] return are in descending order of
// values.
type List []Entry

// TopK returns the first k entries, or all if there are fewer. Of the list of a
// corpus these are the paper's candidates: k is 500, and 200, 300 and 400 in its
// sensitivity study (top500-ex.py, and top_n in train/fea_ex.py). The entries
// are shared with l.
func (l List) TopK(k int) List { return l[:max(0, min(k, len(l)))] }

// APIs returns the names in the order of the list.
func (l List) APIs() []string {
	names := make([]string, len(l))
	for i, e := range l {
		names[i] = e.API
	}
	return names
}

// sort brings the entries in descending order of values; equal ones stay in
// their order, as with Python's sorted.
func (l List) sort() {
	slices.SortStableFunc(l, func(a, b Entry) int { return cmp.Compare(b.Value, a.Value) })
}

const (
	// MaxJSON bounds the bytes of a file that [ReadList] or [ReadSet] takes; the
	// published ones have up to 52 kB.
	MaxJSON = 16 << 20
	// MaxVectors bounds the bytes of text that [ReadVectors] takes; the published
	// files have 2.9 MB.
	MaxVectors = 32 << 20
)

// ErrTooLarge says that a file is larger than [MaxJSON] or [MaxVectors].
var ErrTooLarge = errors.New("too large")

// ReadList reads a list as their code writes it: a JSON object of names and
// finite numbers, in the order of the file. A name that stands twice has its
// first place and its last value, as in Python. The unrefined lists of the paper
// were such files, social-network/output_top_500_*_centrality.json, until their
// repository's commit 27aa07c.
func ReadList(r io.Reader) (List, error) {
	data, err := readJSON(r)
	if err != nil {
		return nil, fmt.Errorf("paper: list: %w", err)
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	list, err := decodeList(d)
	if err != nil {
		return nil, fmt.Errorf("paper: list: offset %d: %w", d.InputOffset(), err)
	}
	return list, nil
}

func decodeList(d *json.Decoder) (List, error) {
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, cmp.Or(err, errors.New("no JSON object"))
	}
	list, at := List{}, map[string]int{}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil, err
		}
		name := key.(string) // what else a decoder would have refused
		v, err := decodeNumber(d)
		if err != nil {
			return nil, fmt.Errorf("%q: %w", name, err)
		}
		i, ok := at[name]
		if !ok {
			i, at[name] = len(list), len(list)
			list = append(list, Entry{API: name})
		}
		list[i].Value = v
	}
	if _, err := d.Token(); err != nil {
		return nil, err
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, cmp.Or(err, errors.New("more than one JSON value"))
	}
	return list, nil
}

func decodeNumber(d *json.Decoder) (float64, error) {
	t, err := d.Token()
	if err != nil {
		return 0, err
	}
	n, ok := t.(json.Number)
	if !ok {
		return 0, errors.New("no number")
	}
	return n.Float64()
}

func readJSON(r io.Reader) ([]byte, error) {
	data, err := readUpTo(r, MaxJSON)
	if err != nil {
		return nil, err
	}
	if !utf8.Valid(data) {
		return nil, errors.New("no UTF-8")
	}
	return data, nil
}

// readUpTo reads all of r, which must not be more than limit bytes.
func readUpTo(r io.Reader, limit int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(data)) > limit {
		return nil, fmt.Errorf("more than %d bytes: %w", limit, ErrTooLarge)
	}
	return data, nil
}
