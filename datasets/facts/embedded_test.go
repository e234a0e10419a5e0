package facts_test

import (
	"bufio"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/datasets/facts"
)

func embedded(t testing.TB) *facts.Set {
	t.Helper()
	set, err := facts.Embedded()
	require.NoError(t, err)
	return set
}

// TestEmbeddedIsSmall: the module stays small enough to be fetched by whoever imports
// it.
func TestEmbeddedIsSmall(t *testing.T) {
	info, err := os.Stat("facts.bin")
	require.NoError(t, err)
	require.LessOrEqual(t, info.Size(), int64(12<<20))
}

// TestEmbeddedCounts: the header says what is there.
func TestEmbeddedCounts(t *testing.T) {
	set := embedded(t)
	groups := [3]map[string]bool{{}, {}, {}}
	var malicious, slices, whole int
	for _, r := range set.Records {
		groups[r.Label][r.Group] = true
		switch {
		case r.Label == datasets.Malicious:
			malicious++
			require.False(t, r.Whole)
		case r.Whole:
			whole++
			require.NotContains(t, r.ID, "#")
		default:
			slices++
			require.Contains(t, r.ID, "#")
		}
		require.Contains(t, []string{"", "train"}, r.Role)
		require.Positive(t, r.Shape.Files, r.ID)
		require.NotEmpty(t, r.Group)
	}
	h := set.Header
	require.Equal(t, []int{malicious, slices, whole}, []int{h.Malicious, h.Slices, h.Whole})
	require.Equal(t, []int{len(groups[datasets.Malicious]), len(groups[datasets.Benign])}, []int{h.Families, h.Origins})
	require.Greater(t, h.Families, 500)
	require.Greater(t, h.Origins, 100)
	require.Empty(t, groups[datasets.Unknown])
}

// registryPath returns the path of a malicious package in its registry.
func registryPath(t *testing.T, id string) string {
	t.Helper()
	_, name, ok := strings.Cut(id, "pypi_malregistry/")
	require.True(t, ok, id)
	return name
}

// TestNothingReserved: no package that is kept for final checks is inside.
func TestNothingReserved(t *testing.T) {
	text, err := os.ReadFile("testdata/reserved.txt")
	require.NoError(t, err)
	reserved := map[string]bool{}
	for hash := range strings.FieldsSeq(string(text)) {
		reserved[hash] = true
	}
	require.Len(t, reserved, 744)
	for _, r := range embedded(t).Records {
		if r.Label != datasets.Malicious {
			continue
		}
		sum := sha256.Sum256([]byte(registryPath(t, r.ID)))
		require.False(t, reserved[hex.EncodeToString(sum[:])[:16]], r.ID)
	}
}

// TestRoles looks every malicious record up in the list of roles.
func TestRoles(t *testing.T) {
	dir := os.Getenv("MALGUARD_REFERENCE")
	if dir == "" {
		t.Skip("MALGUARD_REFERENCE names no folder with malregistry.tsv.gz")
	}
	f, err := os.Open(filepath.Join(dir, "malregistry.tsv.gz"))
	require.NoError(t, err)
	defer f.Close()
	z, err := gzip.NewReader(f)
	require.NoError(t, err)
	role := map[string]string{}
	for in := bufio.NewScanner(z); in.Scan(); {
		fields := strings.Split(in.Text(), "\t")
		role[fields[0]] = fields[4]
	}
	for _, r := range embedded(t).Records {
		if r.Label == datasets.Malicious {
			require.Equal(t, "train", role[registryPath(t, r.ID)], r.ID)
		}
	}
}

// name is what a word of a graph may look like: no blank, no quote, no slash but in
// tricks and paths, and never long.
var name = regexp.MustCompile(`^[A-Za-z0-9_.<>?*\[\]~#/+-]{0,140}$`)

// TestEmbeddedHoldsNoText: every graph can be decoded and is what Strip leaves, and
// readings hold names alone.
func TestEmbeddedHoldsNoText(t *testing.T) {
	for _, r := range embedded(t).Records {
		g, err := r.Graph()
		require.NoError(t, err)
		for _, n := range g.Nodes() {
			if !name.MatchString(n.Name) || !name.MatchString(n.Trick) {
				t.Fatalf("%s: %q, %q", r.ID, n.Name, n.Trick)
			}
		}
		for e := range g.Edges() {
			for _, s := range e.Sites {
				for _, a := range g.Facts(s.Facts).Args {
					require.Empty(t, a.Value+a.Host)
				}
			}
		}
		for detector, reading := range r.Readings {
			for _, w := range reading.Words {
				if len(w) > 140 || strings.ContainsAny(w, "\"'\n\\;") {
					t.Fatalf("%s: %s: %q", r.ID, detector, w)
				}
			}
		}
	}
}

// BenchmarkEmbedded reports what it takes to load the set with all of its graphs.
func BenchmarkEmbedded(b *testing.B) {
	for b.Loop() {
		set := embedded(b)
		for _, r := range set.Records {
			if _, err := r.Graph(); err != nil {
				b.Fatal(err)
			}
		}
		h := set.Header
		b.ReportMetric(float64(h.Records), "records")
		b.ReportMetric(float64(h.Body.Bytes)/float64(h.Records), "B/record")
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		b.ReportMetric(float64(m.HeapAlloc)/(1<<20), "MiB")
		runtime.KeepAlive(set)
	}
}

// BenchmarkHeaders reports what it takes to load the set without its graphs.
func BenchmarkHeaders(b *testing.B) {
	for b.Loop() {
		embedded(b)
	}
}
