package facts

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/graph"
)

// sorted returns the records by ID.
func sorted(records []*Record) ([]*Record, error) {
	list := slices.SortedStableFunc(slices.Values(records), func(a, b *Record) int { return cmp.Compare(a.ID, b.ID) })
	for i := 1; i < len(list); i++ {
		if list[i].ID == list[i-1].ID {
			return nil, fmt.Errorf("two records are called %q", list[i].ID)
		}
	}
	return list, nil
}

// detectors returns the names of those that have something in the record, sorted.
func (r *Record) detectors() []string {
	names := slices.AppendSeq(slices.Collect(maps.Keys(r.Readings)), maps.Keys(r.Outcomes))
	slices.Sort(names)
	return slices.Compact(names)
}

// encode returns the body without compression.
func encode(records []*Record) ([]byte, error) {
	t := &table{}
	t.add("")
	for _, r := range records {
		if err := t.wordsOfRecord(r); err != nil {
			return nil, fmt.Errorf("%s: %w", r.ID, err)
		}
	}
	t.sort()
	var b buffer
	t.write(&b)
	b.uint(len(records))
	for _, r := range records {
		var one buffer
		if err := t.record(&one, r); err != nil {
			return nil, err
		}
		b.text(string(one))
	}
	return b, nil
}

func (t *table) wordsOfRecord(r *Record) error {
	words := slices.Concat([]string{r.ID, r.Group, r.Kin, r.Role, r.Tag}, r.Incomplete, r.detectors())
	for _, reading := range r.Readings {
		words = append(words, reading.Words...)
	}
	for _, w := range words {
		if err := storable(w); err != nil {
			return err
		}
	}
	t.add(words...)
	g, err := r.Graph()
	if err != nil {
		return err
	}
	t.wordsOf(g)
	return nil
}

// storable returns what makes a word unfit to be stored.
func storable(w string) error {
	if len(w) > maxWord || !utf8.ValidString(w) || strings.ContainsFunc(w, func(c rune) bool { return !unicode.IsPrint(c) }) {
		return fmt.Errorf("%q cannot be stored", w[:min(len(w), 80)])
	}
	return nil
}

func (t *table) record(b *buffer, r *Record) error {
	for _, w := range []string{r.ID, r.Group, r.Kin, r.Role, r.Tag} {
		t.word(b, w)
	}
	b.uint(int(r.Label))
	b.bool(r.Whole)
	b.uint(dayOf(r.Time))
	b.uint(r.Shape.Files)
	b.uint(r.Shape.Lines)
	b.uint(r.Shape.Calls)
	b.bool(r.Shape.Setup)
	for _, n := range numbersOf(&r.Text) {
		b.uint(*n)
	}
	b.float(r.Text.Entropy)
	b.uint(len(r.Incomplete))
	for _, s := range r.Incomplete {
		t.word(b, s)
	}
	b.uint(len(r.Readings))
	for _, name := range slices.Sorted(maps.Keys(r.Readings)) {
		t.word(b, name)
		t.reading(b, r.Readings[name])
	}
	b.uint(len(r.Outcomes))
	for _, name := range slices.Sorted(maps.Keys(r.Outcomes)) {
		o := r.Outcomes[name]
		t.word(b, name)
		b.float(o.Score)
		b.bool(o.Incomplete)
	}
	g, err := r.Graph()
	if err != nil {
		return err
	}
	var code buffer
	t.graph(&code, g)
	b.text(string(code))
	return nil
}

// numbersOf returns the fields of a text that are whole numbers.
func numbersOf(t *datasets.Text) []*int {
	return []*int{&t.LongestLine, &t.LongestString, &t.Padding, &t.Blobs, &t.BlobBytes}
}

func (t *table) reading(b *buffer, r datasets.Reading) {
	b.uint(len(r.Row))
	for _, v := range r.Row {
		b.float(v)
	}
	b.uint(len(r.Words))
	for _, w := range r.Words {
		t.word(b, w)
	}
}

// dayOf returns the days since the zero time.
func dayOf(t time.Time) int { return int((t.Unix() - time.Time{}.Unix()) / 86400) }

func timeOf(day int) time.Time { return time.Unix(time.Time{}.Unix()+int64(day)*86400, 0).UTC() }

// decode is the inverse of encode.
func decode(plain []byte) ([]*Record, error) {
	r := &reader{rest: plain}
	words := readWords(r)
	records := make([]*Record, 0, r.count(16))
	for range cap(records) {
		one := &reader{rest: r.bytes(), err: r.err}
		rec := readRecord(one, words)
		if err := one.end(); err != nil {
			return nil, err
		}
		if n := len(records); n > 0 && records[n-1].ID >= rec.ID {
			return nil, fmt.Errorf("%w: records are not sorted", ErrFormat)
		}
		records = append(records, rec)
	}
	return records, r.end()
}

func readRecord(r *reader, words []string) *Record {
	rec := &Record{}
	for _, w := range []*string{&rec.ID, &rec.Group, &rec.Kin, &rec.Role, &rec.Tag} {
		*w = r.word(words)
	}
	rec.Label = datasets.Label(r.uint(int(datasets.Malicious)))
	rec.Whole = r.bool()
	rec.Time = timeOf(r.uint(1 << 24))
	rec.Shape = datasets.Shape{Files: r.uint(maxLength), Lines: r.uint(maxLength), Calls: r.uint(maxLength), Setup: r.bool()}
	for _, n := range numbersOf(&rec.Text) {
		*n = r.uint(maxLength)
	}
	rec.Text.Entropy = r.float()
	for range r.count(1) {
		rec.Incomplete = append(rec.Incomplete, r.word(words))
	}
	if n := r.count(3); n > 0 {
		rec.Readings = make(map[string]datasets.Reading, n)
		for range n {
			name := r.word(words)
			rec.Readings[name] = readReading(r, words)
		}
	}
	if n := r.count(3); n > 0 {
		rec.Outcomes = make(map[string]Outcome, n)
		for range n {
			name := r.word(words)
			rec.Outcomes[name] = Outcome{r.float(), r.bool()}
		}
	}
	code := r.bytes()
	rec.graph = sync.OnceValues(func() (*graph.Graph, error) { return decodeGraph(code, words) })
	return rec
}

func readReading(r *reader, words []string) datasets.Reading {
	var reading datasets.Reading
	if n := r.count(1); n > 0 {
		reading.Row = make([]float64, n)
		for i := range reading.Row {
			reading.Row[i] = r.float()
		}
	}
	if n := r.count(1); n > 0 {
		reading.Words = make([]string, n)
		for i := range reading.Words {
			reading.Words[i] = r.word(words)
		}
	}
	return reading
}
