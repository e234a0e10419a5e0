package all_test

import (
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/baselines/all"
	"github.com/malguard/malguard/baselines/exec"
	"github.com/malguard/malguard/eval"
	"github.com/malguard/malguard/eval/detectortest"
)

func TestLaws(t *testing.T) {
	for _, e := range all.Entries() {
		t.Run(e.Name, func(t *testing.T) {
			opt := detectortest.Options{Content: e.Kind == all.Rule}
			if e.Learner != nil {
				require.Nil(t, e.New)
				trainer := e.Trainer(all.Options{})
				require.Equal(t, e.Name, trainer.Name())
				detectortest.RunTrainer(t, trainer, opt)
				return
			}
			d, err := e.New(all.Options{})
			if e.Kind == all.Live { // its laws run on a stand-in, in its own room
				require.ErrorIs(t, err, exec.ErrMissing)
				require.Nil(t, d)
				return
			}
			require.NoError(t, err)
			require.Equal(t, e.Name, d.Name())
			detectortest.Run(t, d, opt)
		})
	}
}

// TestWorkers: how many packages are read at a time changes nothing.
func TestWorkers(t *testing.T) {
	for _, e := range all.Entries() {
		if e.Learner == nil {
			continue
		}
		p := detectortest.Sdist(detectortest.Malicious())
		one, err := e.Trainer(all.Options{Workers: 1}).Fit(t.Context(), detectortest.Corpus(10), 3)
		require.NoError(t, err)
		four, err := e.Trainer(all.Options{Workers: 4}).Fit(t.Context(), detectortest.Corpus(10), 3)
		require.NoError(t, err)
		want, err := one.Detect(t.Context(), p)
		require.NoError(t, err)
		got, err := four.Detect(t.Context(), p)
		require.NoError(t, err)
		require.Equal(t, want, got, e.Name)
	}
}

// TestListed: every room below baselines that has sources is in the list, by
// being imported in all.go.
func TestListed(t *testing.T) {
	source, err := os.ReadFile("all.go")
	require.NoError(t, err)
	var rooms []string
	for _, parent := range []string{"..", "../controls"} {
		entries, err := os.ReadDir(parent)
		require.NoError(t, err)
		for _, e := range entries {
			if e.IsDir() && !slices.Contains([]string{"all", "controls", "fidelity"}, e.Name()) {
				rooms = append(rooms, path.Join("baselines", parent[2:], e.Name()))
			}
		}
	}
	require.NotEmpty(t, rooms)
	for _, room := range rooms {
		require.Contains(t, string(source), `"github.com/malguard/malguard/`+room+`"`)
	}
}

func TestEntries(t *testing.T) {
	seen := map[string]bool{}
	for _, e := range all.Entries() {
		require.False(t, seen[e.Name], "%s twice", e.Name)
		seen[e.Name] = true
		require.NotEmpty(t, e.Doc)
		require.NotEmpty(t, e.Kind)
		require.Equal(t, e.Kind == all.Replay || e.Kind == all.Live, e.Needs != "", e.Name)
		require.Equal(t, e.Kind == all.Surrogate, strings.Contains(e.Name, "surrogate"), "a surrogate says so in its name")
		require.True(t, e.Threshold > 0 && e.Threshold <= 1, e.Name)
		require.True(t, (e.New == nil) != (e.Learner == nil), e.Name)
	}
}

// TestVerdicts: recorded verdicts are repeated, a file without any and no file are
// no verdict, and one that is malformed is an error.
func TestVerdicts(t *testing.T) {
	p := detectortest.Sdist("")
	write := func(text string) string {
		name := filepath.Join(t.TempDir(), "v.csv")
		require.NoError(t, os.WriteFile(name, []byte(text), 0o600))
		return name
	}
	ask := func(e all.Entry, file string) (eval.Detection, error) {
		d, err := e.New(all.Options{Verdicts: map[string]string{e.Name: file}})
		require.NoError(t, err)
		return d.Detect(t.Context(), p)
	}
	entries := all.Entries()
	virustotal := entries[slices.IndexFunc(entries, func(e all.Entry) bool { return e.Name == "virustotal" })]
	other := all.Recorded("other")
	d, err := ask(virustotal, write("sha256,positives\n"+p.SHA256+",3\n"))
	require.NoError(t, err)
	require.Equal(t, eval.CountScore(3), d.Score)
	d, err = ask(other, write("name-version,score\nDemo_1.0,0.25\n"))
	require.NoError(t, err)
	require.Equal(t, 0.25, d.Score)
	for _, e := range []all.Entry{virustotal, other} {
		_, err = ask(e, write("sha256,positives,verdict\n"))
		require.ErrorIs(t, err, eval.ErrNoVerdict)
		_, err = e.New(all.Options{Verdicts: map[string]string{e.Name: write("sha256,positives\nx,3\n")}})
		require.ErrorContains(t, err, "line 2")
		_, err = e.New(all.Options{Verdicts: map[string]string{e.Name: "/no/such/file"}})
		require.ErrorIs(t, err, os.ErrNotExist)
	}
}
