package all_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/baselines/all"
	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/eval"
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
