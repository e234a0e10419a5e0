package facts_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"io/fs"
	"math"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/klauspost/compress/zstd"
	"github.com/stretchr/testify/require"
	"golang.org/x/tools/txtar"

	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/datasets/facts"
	"github.com/malguard/malguard/graph"
	"github.com/malguard/malguard/graph/callgraph"
)

// trees returns the inert packages of the root's tests by name.
func trees(t testing.TB) map[string]fstest.MapFS {
	t.Helper()
	archive, err := txtar.ParseFile("../../testdata/corpus.txtar")
	require.NoError(t, err)
	list := map[string]fstest.MapFS{}
	for _, f := range archive.Files {
		if dir, name, ok := strings.Cut(f.Name, "/"); ok {
			if list[dir] == nil {
				list[dir] = fstest.MapFS{}
			}
			list[dir][name] = &fstest.MapFile{Data: f.Data}
		}
	}
	return list
}

func build(t testing.TB, fsys fs.FS) *graph.Graph {
	t.Helper()
	g, err := callgraph.Build(t.Context(), fsys, callgraph.Options{Files: datasets.IsPython, Texts: true})
	require.NoError(t, err)
	return g
}

// records returns a record of each inert package, with everything that a record may
// hold.
func records(t testing.TB) []*facts.Record {
	t.Helper()
	var list []*facts.Record
	for name, fsys := range trees(t) {
		r := &facts.Record{
			ID: name, Group: name[:4], Kin: "kin", Label: datasets.Malicious, Time: time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC),
			Role: "train", Tag: "a tag", Shape: datasets.Shape{Calls: 1, Lines: 1 << 20, Files: 3, Setup: true},
			Text:       datasets.Text{LongestLine: 1, LongestString: 2, Entropy: 3.25, Padding: 4, Blobs: 5, BlobBytes: 6},
			Incomplete: []string{"truncated", "unparsed"},
			Readings: map[string]datasets.Reading{
				"one": {Row: []float64{0, 1, -2.5, math.Pi, math.MaxFloat64, math.Inf(1)}, Words: []string{"os.system", "", "os.system"}}, "two": {},
			},
			Outcomes: map[string]facts.Outcome{"rule": {Score: 2.0 / 3, Incomplete: true}, "other": {}},
		}
		if strings.HasPrefix(name, "ben") {
			r.Label, r.Time, r.Whole, r.Incomplete, r.Readings, r.Outcomes = datasets.Benign, time.Time{}, true, nil, nil, nil
		}
		r.SetGraph(build(t, fsys))
		list = append(list, r)
	}
	return list
}

func write(t testing.TB, list []*facts.Record) []byte {
	t.Helper()
	var out bytes.Buffer
	_, err := facts.Write(&out, facts.Header{Data: "hash", PerFamily: 2, Seed: 3, Unread: []string{"x: no archive"}, Failures: map[string]int{"rule": 1}}, list)
	require.NoError(t, err)
	return out.Bytes()
}

// TestRoundTrip: what was written is read, in the order of IDs, and the order in which
// records are given matters nothing.
func TestRoundTrip(t *testing.T) {
	list := records(t)
	file := write(t, list)
	slices.Reverse(list)
	require.Equal(t, file, write(t, list))
	set, err := facts.Read(bytes.NewReader(file))
	require.NoError(t, err)
	h := set.Header
	require.Equal(t, []any{facts.Format, "hash", 2, uint64(3), 30, 15, 0, 15}, []any{h.Format, h.Data, h.PerFamily, h.Seed, h.Records, h.Malicious, h.Slices, h.Whole})
	require.Equal(t, []string{"one", "other", "rule", "two"}, h.Detectors)
	require.Equal(t, 1, h.Failures["rule"])
	slices.SortFunc(list, func(a, b *facts.Record) int { return strings.Compare(a.ID, b.ID) })
	require.Len(t, set.Records, len(list))
	for i, got := range set.Records {
		want := list[i]
		require.Equal(t, text(t, want), text(t, got), want.ID)
		require.Equal(t, bare(want), bare(got))
		require.Equal(t, want.Package(), got.Package())
	}
	require.Equal(t, file, write(t, set.Records), "what was read is written as before")
}

// bare returns the record without its graph.
func bare(r *facts.Record) facts.Record {
	return facts.Record{
		ID: r.ID, Group: r.Group, Kin: r.Kin, Label: r.Label, Time: r.Time, Role: r.Role, Tag: r.Tag, Shape: r.Shape, Text: r.Text, Whole: r.Whole,
		Incomplete: r.Incomplete, Readings: r.Readings, Outcomes: r.Outcomes,
	}
}

func text(t testing.TB, r *facts.Record) string {
	t.Helper()
	g, err := r.Graph()
	require.NoError(t, err)
	return asJSON(t, g)
}

func asJSON(t testing.TB, g *graph.Graph) string {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, graph.WriteJSON(&out, g))
	return out.String()
}

func TestEmpty(t *testing.T) {
	set, err := facts.Read(bytes.NewReader(write(t, nil)))
	require.NoError(t, err)
	require.Empty(t, set.Records)
	r := &facts.Record{ID: "no graph"}
	_, err = facts.Write(&bytes.Buffer{}, facts.Header{}, []*facts.Record{r})
	require.ErrorContains(t, err, "no graph")
	r.SetGraph(&graph.Graph{})
	set, err = facts.Read(bytes.NewReader(write(t, []*facts.Record{r})))
	require.NoError(t, err)
	require.Equal(t, text(t, r), text(t, set.Records[0]))
}

// TestRefused: what must not or cannot be stored is an error, and nothing is written.
func TestRefused(t *testing.T) {
	for name, change := range map[string]func(a, b *facts.Record){
		"one ID twice":     func(a, b *facts.Record) { b.ID = a.ID },
		"control":          func(a, _ *facts.Record) { a.Tag = "a\x1b[31m" },
		"no UTF-8":         func(a, _ *facts.Record) { a.ID = "\xff" },
		"long":             func(a, _ *facts.Record) { a.ID = strings.Repeat("x", 2000) },
		"word of detector": func(a, _ *facts.Record) { a.Readings = map[string]datasets.Reading{"d": {Words: []string{"a\nb"}}} },
	} {
		list := records(t)
		change(list[0], list[1])
		var out bytes.Buffer
		_, err := facts.Write(&out, facts.Header{}, list)
		require.Error(t, err, name)
		require.Zero(t, out.Len(), name)
	}
}

// TestDamaged: a file of which a byte is missing or changed is an error, whatever the
// byte.
func TestDamaged(t *testing.T) {
	file := write(t, records(t)[:2])
	body := bytes.Index(file, []byte("}}")) + 2
	for n := 0; n < len(file); n += 7 {
		_, err := facts.Read(bytes.NewReader(file[:n]))
		require.ErrorIs(t, err, facts.ErrFormat, "%d bytes", n)
	}
	for i := 0; i < len(file); i += 5 {
		bad := slices.Clone(file)
		bad[i] ^= 1
		_, err := facts.Read(bytes.NewReader(bad))
		switch {
		case i >= body:
			require.ErrorIs(t, err, facts.ErrChecksum, "byte %d", i)
		case i < len("malguard-facts\n")+4:
			require.Error(t, err, "byte %d", i)
		}
	}
	other := bytes.Replace(file, []byte(facts.Format), []byte("malguard-facts/9"), 1)
	_, err := facts.Read(bytes.NewReader(other))
	require.ErrorIs(t, err, facts.ErrFormat)
	require.ErrorContains(t, err, "malguard-facts/9")
}

// around returns a file with the body, whose header is right.
func around(body []byte, records int) []byte {
	z, _ := zstd.NewWriter(nil)
	packed := z.EncodeAll(body, nil)
	sum := sha256.Sum256(packed)
	header, _ := json.Marshal(facts.Header{
		Format: facts.Format, Records: records, Body: facts.Body{Size: len(body), Bytes: len(packed), SHA256: hex.EncodeToString(sum[:])},
	})
	file := binary.BigEndian.AppendUint32([]byte("malguard-facts\n"), uint32(len(header)))
	return append(append(file, header...), packed...)
}

// bodyOf is the inverse of around.
func bodyOf(t testing.TB, file []byte) []byte {
	t.Helper()
	z, err := zstd.NewReader(nil)
	require.NoError(t, err)
	defer z.Close()
	body, err := z.DecodeAll(file[bytes.Index(file, []byte("}}"))+2:], nil)
	require.NoError(t, err)
	return body
}

// FuzzRead: no body makes the reader panic, and what it accepts it can write again.
func FuzzRead(f *testing.F) {
	for _, n := range []int{0, 1, 3} {
		f.Add(bodyOf(f, write(f, records(f)[:n])), n)
	}
	f.Add([]byte("\x02\x00\x00\xff\xff\xff\xff\x0f"), 0)
	f.Fuzz(func(t *testing.T, body []byte, n int) {
		set, err := facts.Read(bytes.NewReader(around(body, n)))
		if err != nil {
			require.ErrorIs(t, err, facts.ErrFormat)
			return
		}
		for _, r := range set.Records {
			if _, err := r.Graph(); err != nil {
				require.ErrorIs(t, err, facts.ErrFormat)
			}
		}
	})
}

// TestHostileBodies: bodies that promise more than they hold, with a right checksum.
func TestHostileBodies(t *testing.T) {
	huge := "\xff\xff\xff\xff\xff\xff\xff\xff\x7f"
	for name, body := range map[string]string{
		"nothing": "", "words without end": huge, "a long word": "\x01\x00" + huge, "records without end": "\x00" + huge,
		"a record of no words": "\x00\x01\x10" + strings.Repeat("\x00", 16), "bytes behind": "\x00\x00\x00",
		"words out of order": "\x02\x00\x01b\x00\x01a\x00", "more shared than there is": "\x01\x05\x01a\x00",
		"a word longer than the rest": "\x01\x00\x02a",
	} {
		_, err := facts.Read(bytes.NewReader(around([]byte(body), 0)))
		require.ErrorIs(t, err, facts.ErrFormat, name)
	}
	_, err := facts.Read(bytes.NewReader(around([]byte("\x00\x00"), 1)))
	require.ErrorIs(t, err, facts.ErrFormat, "a record is missing")
}

// read returns the graph of a record that was written and read.
func read(t testing.TB, r *facts.Record) *graph.Graph {
	t.Helper()
	set, err := facts.Read(bytes.NewReader(write(t, []*facts.Record{r})))
	require.NoError(t, err)
	g, err := set.Records[0].Graph()
	require.NoError(t, err)
	return g
}
