package paper_test

import (
	"context"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/features/paper"
)

// oracle is testdata/oracle.json; see testdata/ORIGIN.
type oracle struct {
	Columns  []string
	Features []entry
	Vectors  [][]float64
	Labels   []float64
	Packages map[string]struct {
		Files     int
		Substring []float64
		Rules     map[string]map[string]struct {
			Values []entry
			Row    []float64
		}
	}
	Corpus map[string]map[string][]entry
}

type entry paper.Entry

// UnmarshalJSON reads [name, value].
func (e *entry) UnmarshalJSON(data []byte) error {
	return json.Unmarshal(data, &[]any{&e.API, &e.Value})
}

func readOracle(t *testing.T) (o oracle) {
	data, err := os.ReadFile("testdata/oracle.json")
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(data, &o))
	return o
}

// tolerance is relative; that of Katz is of another way to solve the equation.
func tolerance(measure string) float64 {
	if measure == "katz" {
		return 1e-10
	}
	return 1e-12
}

func near(x, y, tolerance float64) bool {
	return math.Abs(x-y) <= tolerance*max(math.Abs(x), math.Abs(y))
}

// requireList compares a list with that of the oracle, whose order need not be
// that of values which differ by rounding alone; that of equal degrees and
// closenesses must be.
func requireList(t *testing.T, measure string, want []entry, got paper.List, name string) {
	t.Helper()
	require.Len(t, got, len(want), name)
	of := map[string]float64{}
	for i, e := range got {
		of[e.API] = e.Value
		require.True(t, i == 0 || got[i-1].Value >= e.Value, "%s: %v is not descending", name, e)
	}
	exact := measure == "degree" || measure == "closeness"
	for i, w := range want {
		require.Contains(t, of, w.API, name)
		require.True(t, near(w.Value, of[w.API], tolerance(measure)), "%s: %s is %v, want %v", name, w.API, of[w.API], w.Value)
		require.True(t, near(w.Value, got[i].Value, tolerance(measure)), "%s: place %d has %v, want %v", name, i, got[i], w)
		if exact {
			require.Equal(t, w.API, got[i].API, "%s: place %d", name, i)
		}
	}
}

func requireRow(t *testing.T, want, got []float64, tolerance float64, name string) {
	t.Helper()
	require.Len(t, got, len(want), name)
	for i := range want {
		require.True(t, near(want[i], got[i], tolerance), "%s: column %d is %v, want %v", name, i, got[i], want[i])
	}
}

// TestOracle holds the whole way from files to rows and to the list of the corpus
// to what networkx and Python compute; testdata/ORIGIN has the tolerances.
func TestOracle(t *testing.T) {
	ctx := context.Background()
	want := readOracle(t)
	columns := readSet(t, "testdata/apis.json").Columns()
	require.Equal(t, want.Columns, columns)
	features := readList(t, "testdata/features.json")
	measures := paper.Measures()
	folders, err := os.ReadDir("testdata/packages")
	require.NoError(t, err)
	require.Len(t, folders, len(want.Packages))
	for _, rule := range paper.Rules() {
		totals := make([]paper.Totals, len(measures))
		for _, folder := range folders {
			of := want.Packages[folder.Name()]
			fsys := os.DirFS(filepath.Join("testdata/packages", folder.Name()))
			pkg, err := paper.Process(ctx, fsys, paper.Options{Rule: rule}, measures...)
			require.NoError(t, err)
			require.Empty(t, pkg.Warnings)
			require.Equal(t, of.Files, pkg.Files, folder.Name())
			for i, m := range measures {
				name := folder.Name() + " " + rule.String() + " " + m.Name
				want, ok := of.Rules[rule.String()][m.Name]
				require.Equal(t, ok, len(pkg.Values[i]) > 0, name)
				requireList(t, m.Name, want.Values, pkg.Values[i], name)
				if ok {
					requireRow(t, want.Row, paper.Exact(columns, pkg.Values[i]), tolerance(m.Name), name)
				}
				totals[i].Add(pkg.Values[i])
			}
			row, _, err := paper.Substring(ctx, fsys, features, nil)
			require.NoError(t, err)
			requireRow(t, of.Substring, row, 1e-15, folder.Name())
		}
		for i, m := range measures {
			requireList(t, m.Name, want.Corpus[rule.String()][m.Name], totals[i].Mean(9664), rule.String()+" "+m.Name)
		}
	}
}

// TestOracleReads compares what is read in files with what Python reads.
func TestOracleReads(t *testing.T) {
	want := readOracle(t)
	var features []entry
	for _, e := range readList(t, "testdata/features.json") {
		features = append(features, entry(e))
	}
	require.Equal(t, want.Features, features)

	f, err := os.Open("testdata/vectors.txt")
	require.NoError(t, err)
	defer f.Close()
	v, err := paper.ReadVectors(f)
	require.NoError(t, err)
	require.Equal(t, want.Vectors, v.Rows)
	require.True(t, slices.EqualFunc(want.Labels, v.Malicious, func(x float64, m bool) bool { return x == 1 == m }))
}
