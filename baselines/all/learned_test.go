package all_test

import (
	"math"
	"os"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/baselines/all"
	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/eval"
	"github.com/malguard/malguard/eval/detectortest"
)

// TestLearned measures everything that learns on a sample of the manifest
// MALGUARD_MANIFEST, in three folds that no family is in two of: all benign packages
// of the role train, and the first of each of the first 150 malicious families. It
// logs the figures of docs/BASELINES.md and asserts that each is better than chance.
func TestLearned(t *testing.T) {
	name := os.Getenv("MALGUARD_MANIFEST")
	if name == "" {
		t.Skip("MALGUARD_MANIFEST names no manifest")
	}
	d, err := datasets.Load(name, datasets.Limits{})
	require.NoError(t, err)
	items := sample(eval.Packages(d), 150)
	protocol, err := eval.ProtocolNamed("grouped", eval.ProtocolOptions{Folds: 3, Seeds: 1})
	require.NoError(t, err)
	for _, e := range all.Entries() {
		if e.Learner == nil {
			continue
		}
		t.Run(e.Name, func(t *testing.T) { measure(t, e, items, protocol) })
	}
}

func sample(items []eval.Item[*datasets.Package], families int) (list []eval.Item[*datasets.Package]) {
	seen := map[string]bool{}
	for _, item := range items {
		if item.Role != "train" {
			continue
		}
		switch {
		case item.Label == datasets.Benign:
			list = append(list, item)
		case item.Label == datasets.Malicious && !seen[item.Group] && len(seen) < families:
			seen[item.Group] = true
			list = append(list, item)
		}
	}
	return list
}

func measure(t *testing.T, e all.Entry, items []eval.Item[*datasets.Package], protocol eval.Protocol) {
	contestant := eval.Contestant[*datasets.Package]{Name: e.Name, Kind: string(e.Kind), Threshold: e.Threshold, Trainer: e.Trainer(all.Options{})}
	var records []eval.Record
	err := eval.Run(t.Context(), items, protocol, []eval.Contestant[*datasets.Package]{contestant}, eval.RunOptions{Seed: 1}, func(r eval.Record) error {
		records = append(records, r)
		return nil
	})
	require.NoError(t, err)
	s, err := eval.Summarise(records, eval.SummaryOptions{})
	require.NoError(t, err)
	require.Zero(t, s.Failed)
	t.Logf("| `%s` | %d + %d | %v | %v | %v | %v |", e.Name, s.Malicious, s.Benign, s.Figure("AUC").Estimate,
		s.Figure("family recall at FPR 5 %").Estimate, s.Figure("family recall").Estimate, s.Figure("FPR").Estimate)
	require.Greater(t, s.Figure("AUC").Value, 0.5)
}

// TestForeignReadings: a reading that another detector made, or somebody made up, is
// an error or gets a score, but never a panic: facts come in files.
func TestForeignReadings(t *testing.T) {
	foreign := []datasets.Reading{
		{}, {Row: []float64{1}}, {Row: make([]float64, 10)}, {Row: make([]float64, 1000)}, {Words: []string{"a"}},
		{Row: []float64{math.NaN(), math.Inf(1), 0, 0}, Words: []string{"", "\x00"}},
	}
	for _, e := range all.Entries() {
		if e.Learner == nil {
			continue
		}
		l := e.Learner(all.Options{})
		var lessons []eval.Lesson
		for _, item := range detectortest.Corpus(6) {
			p, err := item.Load(t.Context())
			require.NoError(t, err)
			r, err := l.Read(t.Context(), p)
			require.NoError(t, err)
			lessons = append(lessons, eval.Lesson{Reading: r, Group: item.Group, Malicious: item.Label == datasets.Malicious, Weight: 1})
		}
		score, err := l.Learn(t.Context(), lessons, 1)
		require.NoError(t, err)
		for i, r := range foreign {
			if s, err := score(r); err == nil {
				require.True(t, s >= 0 && s <= 1, "%s: %v", e.Name, s)
			}
			bad := slices.Clone(lessons)
			bad[i].Reading = r
			_, _ = l.Learn(t.Context(), bad, 1) // it may teach something, or be refused
		}
		_, err = l.Learn(t.Context(), nil, 1)
		require.Error(t, err)
	}
}
