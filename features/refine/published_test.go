package refine_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/features/refine"
)

func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// TestPublishedFigures: what the authors asked and what came back, counted on
// their files by an independent script before this package was written.
func TestPublishedFigures(t *testing.T) {
	require.Equal(t, []string{"closeness", "degree", "harmonic", "katz"}, refine.PublishedLists())
	tests := map[string]struct {
		asked, kept           int
		invented, twice, lost []string
		trivial               []string
	}{
		"closeness": {500, 265, []string{"CreateShortcut"}, []string{"base64.b64decode"},
			[]string{"__import__", "time.sleep", "chr"}, []string{"len", "get", "map", "zip", "cls"}},
		"degree": {500, 251, []string{"authenticate_user"}, []string{"base64.b64decode", "endswith"},
			[]string{"__import__"}, []string{"map", "zip", "cls"}},
		"harmonic": {166, 134, []string{"fetch_conf"}, nil, nil, []string{"get", "map", "zip"}},
		"katz": {500, 287, []string{"CreateShortcut", "os.path.exists"},
			[]string{"base64.b32decode", "base64.b64decode", "decompress", "endswith", "replace"},
			[]string{"__import__", "time.sleep", "exists", "b64decode", "requests.post"}, []string{"get", "zip"}},
	}
	for list, want := range tests {
		t.Run(list, func(t *testing.T) {
			replay, err := refine.Published(list)
			require.NoError(t, err)
			got, err := replay.Refine(t.Context(), replay.APIs())
			require.NoError(t, err)
			require.Equal(t, "gpt-3.5-turbo", got.Model)
			require.Len(t, replay.APIs(), want.asked)
			require.Len(t, got.Kept, want.kept)
			require.Len(t, got.Dropped, want.asked-want.kept)
			require.Empty(t, got.Unanswered)
			require.Equal(t, want.invented, got.Named(refine.Invented))
			require.Equal(t, want.twice, got.Named(refine.Duplicate))
			require.Subset(t, names(got.Dropped), want.lost, "signs of malice that were dropped")
			require.Subset(t, names(got.Kept), want.trivial, "words of everyday that were kept")
		})
	}
	_, err := refine.Published("pagerank")
	require.ErrorContains(t, err, `unknown published list "pagerank"`)
}

// TestPublishedListsDisagree: of the APIs that stand on several lists, two in five
// were kept on one and dropped on another, by the same model and prompt.
func TestPublishedListsDisagree(t *testing.T) {
	verdicts := map[string][]bool{}
	for _, list := range refine.PublishedLists() {
		replay, err := refine.Published(list)
		require.NoError(t, err)
		got, err := replay.Refine(t.Context(), replay.APIs())
		require.NoError(t, err)
		for _, a := range got.Kept {
			verdicts[a.API] = append(verdicts[a.API], true)
		}
		for _, a := range got.Dropped {
			verdicts[a.API] = append(verdicts[a.API], false)
		}
	}
	several, both := 0, 0
	for _, v := range verdicts {
		if len(v) > 1 {
			several++
		}
		if slices.Contains(v, true) && slices.Contains(v, false) {
			both++
		}
	}
	require.Len(t, verdicts, 535)
	require.Equal(t, 494, several)
	require.Equal(t, 201, both)
}

// TestPublishedResemblances: most of the invented names are asked ones, changed.
func TestPublishedResemblances(t *testing.T) {
	notes := map[string]string{}
	for _, list := range refine.PublishedLists() {
		replay, err := refine.Published(list)
		require.NoError(t, err)
		got, err := replay.Refine(t.Context(), replay.APIs())
		require.NoError(t, err)
		for _, f := range got.Faults {
			if f.Kind == refine.Invented {
				notes[list+" "+f.API] = f.Note
			}
		}
	}
	require.Equal(t, map[string]string{
		"closeness CreateShortcut": "like 女马子人月女鸟馬月月水馬目鸟刀馬.CreateShortcut",
		"katz CreateShortcut":      "like shell.CreateShortcut",
		"katz os.path.exists":      "like exists",
		"degree authenticate_user": "",
		"harmonic fetch_conf":      "like self.fetch_conf",
	}, notes)
}

// TestPublishedIsDerived makes the embedded facts anew from the authors' files.
func TestPublishedIsDerived(t *testing.T) {
	dir := os.Getenv("MALGUARD_REFERENCE")
	if dir == "" {
		t.Skip("MALGUARD_REFERENCE names no folder with malguard-release")
	}
	verdicts := map[string]map[string]string{} // API, list
	note := func(api, list, verdict string) {
		if verdicts[api] == nil {
			verdicts[api] = map[string]string{}
		}
		verdicts[api][list] = verdict
	}
	for _, list := range refine.PublishedLists() {
		var asked map[string]float64
		var answer struct {
			Apis []struct {
				Name string `json:"api_name"`
			}
		}
		load(t, filepath.Join(dir, "malguard-release", "top500_"+list+".json"), &asked)
		load(t, filepath.Join(dir, "malguard-release", list+"_sensitive_api.json"), &answer)
		for api := range asked {
			note(api, list, "dropped")
		}
		for _, a := range answer.Apis {
			next := map[string]string{"dropped": "kept", "kept": "twice", "twice": "twice"}[verdicts[a.Name][list]]
			if next == "" {
				next = "invented"
			}
			note(a.Name, list, next)
		}
	}
	var want strings.Builder
	fmt.Fprintf(&want, "api\t%s\n", strings.Join(refine.PublishedLists(), "\t"))
	for _, api := range slices.Sorted(maps.Keys(verdicts)) {
		want.WriteString(api)
		for _, list := range refine.PublishedLists() {
			verdict := verdicts[api][list]
			if verdict == "" {
				verdict = "-"
			}
			want.WriteString("\t" + verdict)
		}
		want.WriteString("\n")
	}
	got, err := os.ReadFile("data/published.tsv")
	require.NoError(t, err)
	require.Equal(t, want.String(), string(got))
}

func load(t *testing.T, name string, v any) {
	data, err := os.ReadFile(name)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(data, v))
}
