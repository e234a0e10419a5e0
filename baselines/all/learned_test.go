package all_test

import (
	"context"
	"math"
	"os"
	"slices"
	"testing"
	"time"

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
	var groups []string
	var labels []datasets.Label
	for _, item := range items {
		groups, labels = append(groups, item.Group), append(labels, item.Label)
	}
	folds := datasets.Folds(groups, labels, 3, 1)
	for _, e := range all.Entries() {
		if e.Learner == nil {
			continue
		}
		t.Run(e.Name, func(t *testing.T) { measure(t, e, items, folds) })
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

func measure(t *testing.T, e all.Entry, items []eval.Item[*datasets.Package], folds []int) {
	scores := make([]float64, len(items))
	var fit, detect time.Duration
	for k := range 3 {
		var train []eval.Item[*datasets.Package]
		for i, item := range items {
			if folds[i] != k {
				train = append(train, item)
			}
		}
		start := time.Now()
		d, err := e.Trainer(all.Options{}).Fit(t.Context(), train, 1)
		require.NoError(t, err)
		fit += time.Since(start)
		for i, item := range items {
			if folds[i] == k {
				p, err := item.Load(context.Background())
				require.NoError(t, err)
				start := time.Now()
				got, err := d.Detect(t.Context(), p)
				require.NoError(t, err)
				scores[i], detect = got.Score, detect+time.Since(start)
			}
		}
	}
	var bad, good []float64
	for i, item := range items {
		if item.Label == datasets.Malicious {
			bad = append(bad, scores[i])
		} else {
			good = append(good, scores[i])
		}
	}
	a := auc(bad, good)
	cut := slices.Sorted(slices.Values(good))[len(good)-1-len(good)/20] // at most 5 % of the benign are above
	n := time.Duration(len(items))
	t.Logf("%s: n %d+%d, AUC %.3f, recall at FPR 5%% %.3f, at %.2g recall %.3f FPR %.3f; train %v, detect %v a package (wall)", e.Name, len(bad), len(good),
		a, above(bad, cut), e.Threshold, above(bad, e.Threshold-1e-12), above(good, e.Threshold-1e-12), (fit / n / 2).Round(10*time.Microsecond), (detect / n).Round(10*time.Microsecond))
	require.Greater(t, a, 0.5)
}

// above is the share of scores above the cut.
func above(scores []float64, cut float64) float64 {
	n := 0
	for _, s := range scores {
		if s > cut {
			n++
		}
	}
	return float64(n) / float64(len(scores))
}

func auc(bad, good []float64) float64 {
	sum := 0.0
	for _, b := range bad {
		for _, g := range good {
			switch {
			case b > g:
				sum++
			case b == g:
				sum += 0.5
			}
		}
	}
	return sum / float64(len(bad)*len(good))
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
