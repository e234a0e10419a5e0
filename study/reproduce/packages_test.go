package reproduce_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/tools/txtar"

	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/datasets/facts"
	"github.com/malguard/malguard/study"
	"github.com/malguard/malguard/study/reproduce"
)

// collection lays the inert packages of the root's tests down as a data set: 13
// families of one package, from 2019 to 2024, and 15 origins.
func collection(t testing.TB) *datasets.Dataset {
	t.Helper()
	archive, err := txtar.ParseFile("../../testdata/corpus.txtar")
	require.NoError(t, err)
	dir := t.TempDir()
	for _, f := range archive.Files {
		name := filepath.Join(dir, f.Name)
		require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o755))
		require.NoError(t, os.WriteFile(name, f.Data, 0o644))
	}
	d, err := datasets.Load(filepath.Join(dir, "manifest.tsv"), datasets.Limits{})
	require.NoError(t, err)
	year := 2019
	for i, s := range d.Samples {
		if s.Label == datasets.Malicious {
			d.Samples[i].Time = time.Date(year, 6, 1, 0, 0, 0, 0, time.UTC)
			if year++; year > 2024 {
				year = 2019
			}
		}
	}
	return d
}

func live(t testing.TB, d *datasets.Dataset) *reproduce.Packages {
	t.Helper()
	p, unread, err := reproduce.Live(t.Context(), d, reproduce.LiveOptions{})
	require.NoError(t, err)
	require.Empty(t, unread)
	return p
}

// recorded returns the packages of the facts of d, as another machine has them.
func recorded(t testing.TB, d *datasets.Dataset) *reproduce.Packages {
	t.Helper()
	h, records, err := study.Facts(t.Context(), d, study.FactOptions{Seed: 1})
	require.NoError(t, err)
	var file bytes.Buffer
	_, err = facts.Write(&file, h, records)
	require.NoError(t, err)
	set, err := facts.Read(&file)
	require.NoError(t, err)
	p, unread, err := reproduce.Facts(t.Context(), set, 0)
	require.NoError(t, err)
	require.Empty(t, unread)
	return p
}

// TestFactsAreLive: tables of facts are those of the packages, to the bit, for any
// number of workers.
func TestFactsAreLive(t *testing.T) {
	d := collection(t)
	byPackages := &reproduce.Source{Packages: live(t, d), Resamples: 20, Workers: 1}
	byFacts := &reproduce.Source{Packages: recorded(t, d), Resamples: 20, Workers: 4}
	for _, table := range []string{"5", "8", "K"} {
		want := cells(t, table, byPackages)
		measured := 0
		for key, got := range cells(t, table, byFacts) {
			if got.Measured == nil {
				continue
			}
			measured++
			w := want[key]
			w.Data = got.Data // which is named
			require.Equal(t, w, got)
		}
		require.Greater(t, measured, 5, table)
	}
}

// TestEveryCellIsMeasuredOrSaysWhy: nothing is left out in silence.
func TestEveryCellIsMeasuredOrSaysWhy(t *testing.T) {
	src := &reproduce.Source{Packages: live(t, collection(t)), Resamples: -1}
	for _, name := range []string{"3", "5", "8", "10", "K", "robust"} {
		for key, c := range cells(t, name, src) {
			require.Equal(t, c.Measured == nil, c.Reason != "", "%v: %+v", key, c)
			require.NotContains(t, c.Reason, "failed", "%v", key)
			if c.Measured != nil {
				require.InDelta(t, c.N, *c.TP+*c.FP+*c.FN+*c.TN, 1e-9, "%v", key)
				require.True(t, *c.Measured >= 0 && *c.Measured <= 100, "%v", key)
				require.NotEmpty(t, c.Data)
			}
		}
	}
	got := cells(t, "8", src)
	require.Contains(t, got[[4]string{"virustotal", "f1", "grouped", "f1"}].Reason, "its verdicts are not to be had")
	require.Contains(t, cells(t, "3", src)[[4]string{"gpt-3.5-turbo", "f1", "", "f1"}].Reason, "unpublished")
}

// TestFailuresAreCells: what cannot be learnt or measured is said in its place.
func TestFailuresAreCells(t *testing.T) {
	d := collection(t)
	d.Samples = slices.DeleteFunc(d.Samples, func(s datasets.Sample) bool { return s.Label != datasets.Malicious })
	for key, c := range cells(t, "K", &reproduce.Source{Packages: live(t, d)}) {
		require.Nil(t, c.Measured, "%v", key)
		require.Contains(t, c.Reason, "all of one class", "%v", key)
	}
}

// TestYears: each period judges its own malicious packages and all benign ones that
// are not learnt from.
func TestYears(t *testing.T) {
	got := cells(t, "5", &reproduce.Source{Packages: live(t, collection(t)), Resamples: -1})
	malicious, benign := 0., -1.
	for _, period := range []string{"2021&2022", "2023", "2024"} {
		c := got[[4]string{period, "rf", "temporal", "recall"}]
		require.NotNil(t, c.Measured, c.Reason)
		malicious += *c.TP + *c.FN
		if benign >= 0 {
			require.Equal(t, benign, *c.FP+*c.TN)
		}
		benign = *c.FP + *c.TN
	}
	require.Equal(t, 8., malicious, "13 packages, of which 3 are of 2019 and 2 of 2020")
}

// TestTestSetIsLeftOut: what has the role test or reserved is neither learnt from nor
// judged.
func TestTestSetIsLeftOut(t *testing.T) {
	d := collection(t)
	all := cells(t, "K", &reproduce.Source{Packages: live(t, d), Resamples: -1})
	left := 0
	for i := range d.Samples {
		if d.Samples[i].Label == datasets.Malicious && i%3 == 0 {
			d.Samples[i].Role = []string{"test", "reserved"}[left%2]
			left++
		}
	}
	some := cells(t, "K", &reproduce.Source{Packages: live(t, d), Resamples: -1})
	key := [4]string{"katz", "200", "grouped", "f1"}
	require.Equal(t, all[key].N-left, some[key].N)
}

func TestCancelled(t *testing.T) {
	src := &reproduce.Source{Packages: live(t, collection(t))}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	tables, err := reproduce.Named("K")
	require.NoError(t, err)
	_, err = tables[0].Measure(ctx, src)
	require.ErrorIs(t, err, context.Canceled)
	_, _, err = reproduce.Live(ctx, collection(t), reproduce.LiveOptions{})
	require.ErrorIs(t, err, context.Canceled)
}
