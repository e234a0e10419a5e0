package ea4mp_test

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/baselines/ea4mp"
	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/eval"
	"github.com/malguard/malguard/eval/detectortest"
)

func nobody(string) bool { return false }

func features(t *testing.T, p *datasets.Package, author func(string) bool) []float64 {
	t.Helper()
	row, err := ea4mp.Features(t.Context(), p, author)
	require.NoError(t, err)
	require.Len(t, row, ea4mp.Width)
	return row
}

// TestClasses has every class of every feature, on metadata of which one line matters.
func TestClasses(t *testing.T) {
	for _, test := range []struct {
		info    string
		feature int
		want    float64
	}{
		{"Name: qqqqqqqqqqqqqqqqqqqqqqqqqqqqqq", 1, 0}, {"Name: requests", 1, 9}, {"Name: Reqeusts", 1, 8}, {"Name: requestszzz", 1, 7},
		{"Author: Jane", 2, 3}, {"Author: test", 2, 2}, {"Author: Test", 2, 2}, {"Author: TEST", 2, 2}, {"Author: tEst", 2, 3},
		{"Author: UNKNOWN", 2, 1}, {"", 2, 1}, {"Author:", 2, 3}, {"Author: bad guy", 2, 0},
		{"", 3, 0}, {"Metadata-Version: 1.2", 3, 1}, {"Metadata-Version: 2.1", 3, 2}, {"Metadata-Version: 20.9", 3, 2}, {"Metadata-Version: 21", 3, 3},
		{"Metadata-Version: x", 3, 0},
		{"", 4, 0}, {"Version: 0.0.1", 4, 1}, {"Version: 1", 4, 1}, {"Version: 2.0", 4, 2}, {"Version: 20", 4, 2}, {"Version: 99.0", 4, 3},
		{"Version: v1!0.1", 4, 2}, {"Version: 99999999999999999999999999", 4, 3}, {"Version: UNKNOWN", 4, 0},
		{"", 5, 0}, {"Home-page: https://example.com", 5, 1}, {"Home-page: UNKNOWN", 5, 0}, {"Home-page:", 5, 1},
		{"", 6, 0}, {"Summary: a short text", 6, 1}, {"Summary: characteristically", 6, 2}, {"Summary: fifteen-letters", 6, 1}, {"Summary: UNKNOWN", 6, 0},
		{"", 7, 0}, {"Author-email: a@example.com", 7, 1}, {"", 8, 0}, {"License: MIT", 8, 1}, {"License: UNKNOWN", 8, 0},
		{"", 9, 0}, {"Description: text", 9, 1}, {"\n\nDescription: in the body", 9, 1}, {"Version: 1\n\nVersion: 30", 4, 3},
	} {
		p := detectortest.Package(map[string]string{"x-1/PKG-INFO": test.info})
		got := features(t, p, func(a string) bool { return a == "bad guy" })
		require.Equal(t, test.want, got[test.feature], "%q", test.info)
	}
}

func TestSize(t *testing.T) {
	for size, want := range map[int]float64{
		0: 0, 100 << 10: 0, 100<<10 + 1: 1, 1 << 20: 1, 1<<20 + 1: 2, 5 << 20: 2, 5<<20 + 1: 3, 10 << 20: 3, 10<<20 + 1: 4,
	} {
		p := detectortest.Package(map[string]string{"x-1/a.bin": strings.Repeat("x", size/2), "x-1/b.bin": strings.Repeat("x", size-size/2)})
		require.Equal(t, want, features(t, p, nobody)[0], "%d bytes", size)
	}
}

// TestWhere: the metadata nearest to the root counts, of wheels METADATA, and
// without any the name is the package's.
func TestWhere(t *testing.T) {
	row := features(t, detectortest.Package(map[string]string{
		"a/b.egg-info/PKG-INFO": "Version: 99", "a/PKG-INFO": "Version: 2", "a/METADATA": "License: MIT",
	}), nobody)
	require.Equal(t, []float64{2, 0}, []float64{row[4], row[8]})
	row = features(t, detectortest.Package(map[string]string{"a-1.dist-info/METADATA": "Version: 99"}), nobody)
	require.Equal(t, 3.0, row[4])
	p := detectortest.Package(nil)
	p.Name = "requests"
	require.Equal(t, []float64{0, 9, 1, 0, 0, 0, 0, 0, 0, 0}, features(t, p, nobody))
}

// TestAuthors: an author of malicious packages of the training part makes a package
// malicious, and one whom only one family has teaches nothing in training.
func TestAuthors(t *testing.T) {
	by := func(author, group string, label datasets.Label) eval.Item[*datasets.Package] {
		p := detectortest.Package(map[string]string{"x/PKG-INFO": "Name: x\nVersion: 1\nAuthor: " + author})
		return eval.Item[*datasets.Package]{
			Case: eval.Case{ID: group, Group: group, Label: label},
			Load: func(context.Context) (*datasets.Package, error) { return p, nil },
		}
	}
	score := func(d eval.Detector[*datasets.Package], author string) float64 {
		p, err := by(author, "", datasets.Unknown).Load(t.Context())
		require.NoError(t, err)
		got, err := d.Detect(t.Context(), p)
		require.NoError(t, err)
		return got.Score
	}
	var shared, alone []eval.Item[*datasets.Package]
	for _, g := range []string{"a", "b", "c", "d"} {
		good := by("good", "benign-"+g, datasets.Benign)
		shared = append(shared, good, by("bad", g, datasets.Malicious))
		alone = append(alone, good, by("bad "+g, g, datasets.Malicious))
	}
	for _, learner := range []classify.Trainer{nil, classify.GaussianNB{}} {
		d, err := eval.TrainerOf(ea4mp.Metadata{Rows: learner}, 0).Fit(t.Context(), shared, 1)
		require.NoError(t, err)
		require.Greater(t, score(d, "bad"), 0.9)
		require.Less(t, score(d, "somebody"), 0.1)
	}
	d, err := eval.TrainerOf(ea4mp.Metadata{}, 0).Fit(t.Context(), alone, 1)
	require.NoError(t, err)
	require.Equal(t, score(d, "somebody"), score(d, "bad a"))
}
