package study_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/tools/txtar"

	"github.com/malguard/malguard"
	"github.com/malguard/malguard/baselines/all"
	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/datasets/facts"
	"github.com/malguard/malguard/eval"
	"github.com/malguard/malguard/study"
)

// collection lays the inert packages of the root's tests down as a data set.
func collection(t testing.TB) *datasets.Dataset {
	t.Helper()
	archive, err := txtar.ParseFile("../testdata/corpus.txtar")
	require.NoError(t, err)
	dir := t.TempDir()
	for _, f := range archive.Files {
		name := filepath.Join(dir, f.Name)
		require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o755))
		require.NoError(t, os.WriteFile(name, f.Data, 0o644))
	}
	d, err := datasets.Load(filepath.Join(dir, "manifest.tsv"), datasets.Limits{})
	require.NoError(t, err)
	return d
}

// asRead returns the facts of a data set as another machine has them.
func asRead(t testing.TB, d *datasets.Dataset, opt study.FactOptions) *facts.Set {
	t.Helper()
	h, records, err := study.Facts(t.Context(), d, opt)
	require.NoError(t, err)
	var file bytes.Buffer
	_, err = facts.Write(&file, h, records)
	require.NoError(t, err)
	set, err := facts.Read(&file)
	require.NoError(t, err)
	return set
}

// TestFactsAreLive: every detector that judges facts says of them what it says of the
// packages, to the bit, in every protocol.
func TestFactsAreLive(t *testing.T) {
	d := collection(t)
	for i := range d.Samples {
		d.Samples[i].Role = ""
	}
	set := asRead(t, d, study.FactOptions{Seed: 1})
	items, unread, err := study.Items(t.Context(), d, study.ItemOptions{Slices: true, Whole: true, Seed: 1})
	require.NoError(t, err)
	require.Empty(t, unread)
	recorded := study.FactItems(set.Records)
	require.Len(t, recorded, len(items))
	for i, item := range items {
		require.Equal(t, item.Case, recorded[i].Case)
	}
	byFacts := study.FactContestants(malguard.TrainOptions{}, all.Options{})
	byPackages, _ := study.Contestants(malguard.TrainOptions{}, all.Options{})
	require.NotEmpty(t, byFacts)
	for _, p := range eval.Protocols(eval.ProtocolOptions{Folds: 2, Seeds: 1}) {
		if p.Name == "holdout" || p.Name == "temporal" { // there is nothing to judge, or to learn from
			continue
		}
		got := run(t, p, recorded, byFacts)
		want := map[eval.Key]eval.Record{}
		for _, r := range run(t, p, study.Subjects(items), byPackages) {
			want[r.Key] = r
		}
		for _, r := range got {
			require.Empty(t, r.Err)
			live := want[r.Key]
			if r.Detector != "malguard" { // others keep no evidence
				live.Evidence = nil
			}
			require.Equal(t, live, r)
		}
	}
}

// run returns the records without what differs between any two runs.
func run[T any](t testing.TB, p eval.Protocol, items []eval.Item[T], list []eval.Contestant[T]) (records []eval.Record) {
	t.Helper()
	require.NoError(t, eval.Run(t.Context(), items, p, list, eval.RunOptions{Seed: 1}, func(r eval.Record) error {
		r.Seconds = 0
		records = append(records, r)
		return nil
	}))
	require.NotEmpty(t, records)
	return records
}

// TestFactsLeaveOut: nothing is kept of packages that must not be learnt from, and of
// a family no more than was asked for.
func TestFactsLeaveOut(t *testing.T) {
	d := collection(t)
	for i := range d.Samples {
		d.Samples[i].Role = []string{"train", "test", "reserved"}[i%3]
		d.Samples[i].Group = d.Samples[i].Label.String()
	}
	set := asRead(t, d, study.FactOptions{PerFamily: 2})
	require.Equal(t, 2, set.Header.Malicious)
	require.Equal(t, d.Hash, set.Header.Data)
	for _, r := range set.Records {
		require.Equal(t, "train", r.Role)
	}
	d.Samples[0].Role, d.Samples[0].Open = "", func(ctx context.Context) (*datasets.Package, error) { return nil, os.ErrNotExist }
	set = asRead(t, d, study.FactOptions{PerFamily: -1})
	require.Len(t, set.Header.Unread, 1)
	require.Contains(t, set.Header.Unread[0], d.Samples[0].ID)
}

// TestFactsRepeat: workers change nothing, and progress is told.
func TestFactsRepeat(t *testing.T) {
	d := collection(t)
	var files [2]bytes.Buffer
	for i := range files {
		last := 0
		h, records, err := study.Facts(t.Context(), d, study.FactOptions{Seed: 7, Workers: 1 + 3*i, Progress: func(done, total int) {
			require.Equal(t, last+1, done)
			last = done
		}})
		require.NoError(t, err)
		require.Len(t, records, last)
		_, err = facts.Write(&files[i], h, records)
		require.NoError(t, err)
	}
	require.Equal(t, files[0].Bytes(), files[1].Bytes())
}

// TestFactContestants: all compete that need nothing, as what they are, in the order of
// the list; what a record has nothing of is no verdict.
func TestFactContestants(t *testing.T) {
	byPackages, _ := study.Contestants(malguard.TrainOptions{}, all.Options{})
	needs := map[string]bool{}
	for _, e := range all.Entries() {
		needs[e.Name] = e.Needs != ""
	}
	byFacts := study.FactContestants(malguard.TrainOptions{}, all.Options{})
	for _, c := range byPackages {
		if needs[c.Name] {
			continue
		}
		require.Equal(t, []any{c.Name, c.Kind, c.Threshold, c.Trainer != nil}, []any{byFacts[0].Name, byFacts[0].Kind, byFacts[0].Threshold, byFacts[0].Trainer != nil})
		if d := byFacts[0].Detector; d != nil {
			require.Equal(t, c.Name, d.Name())
			_, err := d.Detect(t.Context(), &facts.Record{})
			require.ErrorIs(t, err, eval.ErrNoVerdict)
		}
		byFacts = byFacts[1:]
	}
	require.Empty(t, byFacts)
}
