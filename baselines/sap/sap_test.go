package sap_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/baselines/sap"
	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/eval"
	"github.com/malguard/malguard/eval/detectortest"
)

func row(t *testing.T, files map[string]string) map[string]float64 {
	t.Helper()
	values, err := sap.Row(t.Context(), detectortest.Package(files))
	require.NoError(t, err)
	columns := sap.Columns()
	require.Len(t, columns, 140)
	require.Len(t, slices.Compact(slices.Sorted(slices.Values(columns))), 140)
	require.Len(t, values, 140)
	m := map[string]float64{}
	for i, c := range columns {
		m[c] = values[i]
	}
	return m
}

// TestRow has values computed by hand from the definitions.
func TestRow(t *testing.T) {
	r := row(t, map[string]string{
		"x/a.py":     "a = [Bc]\n",                                                                     // 9 bytes, names a, Bc
		"x/b.py":     "d1_ += 'aGVsbG8= 192.0.2.1 https://example.com' # [ = +\nif x == 1:\n  y = f''", // names d1_, x, y
		"x/setup.py": "from setuptools.command.install import install\nu = 'http://example.com'\n",
		"x/i.tar.gz": "", "x/.py": "[", "x/README.md": "", "x/PIC.PNG": "",
	})
	for name, want := range map[string]float64{
		"source words": 19, "source lines": 4, "source base64": 1, "source addresses": 1, "source urls": 1, "source tokens": 1,
		"source homogeneous names": 3, "source heterogeneous names": 1, "source homogeneous strings": 0, "source heterogeneous strings": 2,
		"metadata words": 7, "metadata lines": 2, "metadata tokens": 1, "metadata urls": 0, "metadata addresses": 0, "install in metadata": 1,
		"bracket ratio max": 0.1, "bracket ratio mean": 0.05, "bracket ratio q3": 0.075, "bracket ratio std": 0.1 / 1.4142135623730951,
		"equal ratio max": 0.1, "source name entropy q3": 0.5, ".py": 3, ".gz": 0, ".md": 1, ".png": 0,
	} {
		require.InDelta(t, want, r[name], 1e-12, name)
	}
	for _, v := range row(t, nil) {
		require.Zero(t, v)
	}
}

// TestStrings: what is in a string is no code, in whatever way it is written.
func TestStrings(t *testing.T) {
	for _, src := range []string{`'[+=ab'`, `"""[\n+=ab"""`, `rb'[ab'`, `'\'[ab'`, `# [+=`, "'[ab\n", `'''[ab`, `'a\`} {
		r := row(t, map[string]string{"a.py": src})
		require.Zero(t, r["bracket ratio max"], src)
		require.Zero(t, r["equal ratio max"], src)
		require.Zero(t, r["source homogeneous names"], src)
	}
	r := row(t, map[string]string{"a.py": "x == y != z\nw := 1\nv += 2\n"})
	require.InDelta(t, 1.0/29, r["equal ratio max"], 0.01)
}

// TestLearner: what learns can be chosen.
func TestLearner(t *testing.T) {
	bad := detectortest.Sdist(detectortest.Malicious())
	scores := map[float64]bool{}
	for _, learner := range []classify.Trainer{nil, classify.Forest{Trees: 20}, classify.Tree{}} {
		d, err := eval.TrainerOf(sap.Learner{Rows: learner}, 0).Fit(t.Context(), detectortest.Corpus(20), 1)
		require.NoError(t, err)
		got, err := d.Detect(t.Context(), bad)
		require.NoError(t, err)
		require.GreaterOrEqual(t, got.Score, sap.Threshold)
		scores[got.Score] = true
	}
	require.Greater(t, len(scores), 1, "each scores in its way")
}

func TestHostile(t *testing.T) {
	for _, src := range detectortest.Hostile("import os\n") {
		row(t, map[string]string{"a.py": src})
	}
	row(t, map[string]string{"a.py": strings.Repeat("'", 1<<20) + "\xff\x00" + strings.Repeat("\\", 1<<20)})
}
