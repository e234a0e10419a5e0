package paper_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/features/paper"
)

// release returns the folder of files of the published repository: somebody
// else's, and not in this one.
func release(t *testing.T) string {
	root := os.Getenv("MALGUARD_REFERENCE")
	if root == "" {
		t.Skip("MALGUARD_REFERENCE names no folder with malguard-release, files of the published repository")
	}
	return filepath.Join(root, "malguard-release")
}

// TestPublishedSets: the numbers of entries and columns, and who stands twice.
func TestPublishedSets(t *testing.T) {
	for _, c := range []struct {
		measure                string
		entries, columns, last int
		twice                  []string
	}{
		{"closeness", 267, 266, 265, []string{"base64.b64decode"}},
		{"degree", 254, 252, 255, []string{"endswith", "base64.b64decode"}},
		{"harmonic", 135, 135, 135, nil},
		{"katz", 294, 289, 294, []string{"endswith", "base64.b64decode", "replace", "decompress", "base64.b32decode"}},
	} {
		set := readSet(t, filepath.Join(release(t), c.measure+"_sensitive_api.json"))
		require.Len(t, set, c.entries, c.measure)
		require.Len(t, set.Columns(), c.columns, c.measure)
		require.Equal(t, c.last, set[len(set)-1].ID, c.measure)
		count := map[string]int{}
		for _, a := range set {
			count[a.Name]++
			require.NotEmpty(t, a.Purposes)
			require.LessOrEqual(t, len(a.Purposes), 4)
		}
		var twice []string
		for name, n := range count {
			if n > 1 {
				require.Equal(t, 2, n)
				twice = append(twice, name)
			}
		}
		require.ElementsMatch(t, c.twice, twice, c.measure)
	}
}

// TestPublishedExplanations: how many columns the published explanations take
// for another API, with which harmonic alone has no trouble.
func TestPublishedExplanations(t *testing.T) {
	for measure, want := range misnamed {
		set := readSet(t, filepath.Join(release(t), measure+"_sensitive_api.json"))
		wrong := 0
		for column, name := range set.Columns() {
			if api, ok := set.ByID(column + 1); !ok || api.Name != name {
				wrong++
			}
		}
		require.Equal(t, want, wrong, measure)
	}
}

var misnamed = map[string]int{"closeness": 233, "degree": 150, "harmonic": 0, "katz": 150}

// TestPublishedLists: order, and the divisor of their fractions.
func TestPublishedLists(t *testing.T) {
	for measure, length := range map[string]int{"closeness": 500, "degree": 500, "harmonic": 166, "katz": 500} {
		list := readList(t, filepath.Join(release(t), "top500_"+measure+".json"))
		require.Len(t, list, length, measure)
		require.Equal(t, list, list.TopK(500))
		for i := range list[1:] {
			require.GreaterOrEqual(t, list[i].Value, list[i+1].Value, measure)
		}
	}
	closeness := readList(t, filepath.Join(release(t), "top500_closeness.json"))
	require.Equal(t, paper.Entry{API: "setup", Value: 0.9510554635761589}, closeness[0])
	require.Equal(t, 28/9664., closeness[499].Value, "28 packages have it, of 9,664")
}

func readVectors(t *testing.T, name string) *paper.Vectors {
	f, err := os.Open(filepath.Join(release(t), name))
	require.NoError(t, err)
	defer f.Close()
	v, err := paper.ReadVectors(f)
	require.NoError(t, err)
	return v
}

// TestPublishedVectors: the counts that the documentation tells of.
func TestPublishedVectors(t *testing.T) {
	all := map[string]bool{}
	for _, c := range []struct {
		name                          string
		malicious                     bool
		rows, zero, distinct, largest int
	}{
		{"mal_harmonic_feature_vectors.txt.gz", true, 9650, 45, 598, 5432},
		{"ben_harmonic_feature_vectors.txt.gz", false, 8939, 194, 7039, 672},
	} {
		v := readVectors(t, c.name)
		require.Len(t, v.Rows, c.rows, c.name)
		count := map[string]int{}
		zero, largest := 0, 0
		for i, row := range v.Rows {
			require.Len(t, row, 135)
			require.Equal(t, c.malicious, v.Malicious[i])
			if !slices.ContainsFunc(row, func(x float64) bool { return x != 0 }) {
				zero++
			}
			key := fmt.Sprint(row)
			all[key] = true
			count[key]++
			largest = max(largest, count[key])
		}
		require.Equal(t, c.zero, zero, c.name)
		require.Len(t, count, c.distinct, c.name)
		require.Equal(t, c.largest, largest, c.name)
	}
	require.Len(t, all, 7605, "32 stand in both files")
}
