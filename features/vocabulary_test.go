package features_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/features"
)

func parseVocabulary(t testing.TB, text string) *features.Vocabulary {
	t.Helper()
	v, err := features.ParseVocabulary(text)
	require.NoError(t, err)
	return v
}

const vocabulary = `# A comment.
[Running]
os.system  execution  T1059.004  # runs a command line
subprocess.Popen  execution,discovery  T1059  # starts programs

[Sending]
requests.post  exfiltration  T1041  # sends data away
`

func TestParseVocabulary(t *testing.T) {
	v := parseVocabulary(t, vocabulary)
	require.Equal(t, []string{"os.system", "subprocess.Popen", "requests.post"}, v.Names())
	require.Equal(t, features.API{
		Name: "subprocess.Popen", Purposes: []features.Purpose{features.Execution, features.Discovery},
		Technique: "T1059", Comment: "starts programs", Area: "Running",
	}, v.APIs()[1])
	a, ok := v.Lookup("requests.post")
	require.True(t, ok)
	require.Equal(t, "Sending", a.Area)
	_, ok = v.Lookup("requests")
	require.False(t, ok)
}

func TestParseVocabularyErrors(t *testing.T) {
	line := func(s string) string { return "[a]\n" + s + "\n" }
	for name, test := range map[string]struct{ text, want string }{
		"before a section":  {"f execution T1059 # x\n", `line 1: "f" stands before the first section`},
		"twice":             {vocabulary + "\n[b]\nos.system execution T1059 # again\n", `line 10: "os.system" stands twice`},
		"order":             {line("b execution T1059 # x\na execution T1059 # x"), `line 3: "a" stands behind "b"`},
		"no comment":        {line("f execution T1059"), "line 2: \"f execution T1059\", want NAME"},
		"empty comment":     {line("f execution T1059 # "), "want NAME"},
		"no technique":      {line("f execution # x"), "want NAME"},
		"technique":         {line("f execution T59 # x"), `technique "T59"`},
		"sub-technique":     {line("f execution T1059.6 # x"), `technique "T1059.6"`},
		"purpose":           {line("f fun T1059 # x"), `unknown purpose "fun"`},
		"purpose twice":     {line("f mining,mining T1496 # x"), `purpose "mining" twice`},
		"no purpose":        {line("f , T1496 # x"), `unknown purpose ""`},
		"section":           {"[a\n", `section "[a"`},
		"section, no title": {"[]\n", `section "[]"`},
		"not a name":        {line("f()  execution T1059 # x"), `"f()" is no name of an API`},
		"empty part":        {line("os..system execution T1059 # x"), `"os..system" is no name of an API`},
		"packaging":         {line("setuptools.setup execution T1195.002 # x"), `"setuptools.setup" is no name of an API, or tells how a package is built`},
		"escape":            {line("f execution T1059 # \x1b[2J"), "line 2: \"f execution T1059 # \\x1b[2J\", want at most 1000 bytes of printable text"},
		"not UTF-8":         {line("f execution T1059 # \xff"), "printable text"},
		"long":              {line("f execution T1059 # " + strings.Repeat("x", 1000)), "at most 1000 bytes"},
		"two names":         {line("f g execution T1059 # x"), "want NAME"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := features.ParseVocabulary(test.text)
			require.ErrorIs(t, err, features.ErrVocabulary)
			require.ErrorContains(t, err, test.want)
		})
	}
	_, err := features.ParseVocabulary(strings.Repeat("#", features.MaxVocabulary+1))
	require.ErrorIs(t, err, features.ErrVocabulary)
}

func TestEditVocabulary(t *testing.T) {
	v := parseVocabulary(t, vocabulary)
	before := v.Hash()
	edited, err := v.Edit(`
- os.system   # we use it everywhere
acme.deploy  execution  T1072  # our own tool
[Ours]
subprocess.Popen  execution  T1106  # another view
zz.top  mining  T1496  # new
- zz.top
`)
	require.NoError(t, err)
	require.Equal(t, []string{"subprocess.Popen", "requests.post", "acme.deploy"}, edited.Names())
	popen, _ := edited.Lookup("subprocess.Popen")
	require.Equal(t, features.API{Name: "subprocess.Popen", Purposes: []features.Purpose{features.Execution}, Technique: "T1106", Comment: "another view", Area: "Ours"}, popen)
	own, _ := edited.Lookup("acme.deploy")
	require.Equal(t, "own", own.Area)
	require.Equal(t, before, v.Hash(), "the vocabulary itself does not change")
	require.NotEqual(t, before, edited.Hash())

	same, err := v.Edit("# nothing\n")
	require.NoError(t, err)
	require.Equal(t, before, same.Hash())
	for text, want := range map[string]string{
		"- os.remove\n": `line 1: "os.remove" is not there to be removed`,
		"f execution T1059 # x\nf execution T1059 # y": `line 2: "f" stands twice`,
		"\n- os.system\n- os.system":                   `line 3: "os.system" is not there to be removed`,
		"f execution\n":                                "line 1: \"f execution\", want NAME",
		"\n[open\n":                                    `line 2: section "[open"`,
		"setuptools.setup execution T1195.002 # x":     "tells how a package is built",
	} {
		_, err := v.Edit(text)
		require.ErrorIs(t, err, features.ErrVocabulary)
		require.ErrorContains(t, err, want)
	}
}

// Names, purposes and techniques count; comments, areas and order do not.
func TestVocabularyHash(t *testing.T) {
	hash := func(text string) string { return parseVocabulary(t, text).Hash() }
	base := hash(vocabulary)
	for _, same := range []string{
		"[z]\nrequests.post exfiltration T1041 # other words\n[y]\nos.system execution T1059.004 # x\nsubprocess.Popen execution,discovery T1059 # y\n",
	} {
		require.Equal(t, base, hash(same))
	}
	for _, other := range []string{
		strings.Replace(vocabulary, "T1041", "T1567", 1), strings.Replace(vocabulary, "exfiltration", "download", 1),
		strings.Replace(vocabulary, "requests.post", "requests.put", 1), "",
	} {
		require.NotEqual(t, base, hash(other))
	}
}

// techniques are those of MITRE ATT&CK 18.1 that the curated vocabulary names, each
// with its name and tactics.
func techniques(t testing.TB) map[string]string {
	t.Helper()
	f, err := os.Open("testdata/techniques.tsv")
	require.NoError(t, err)
	defer f.Close()
	names := map[string]string{}
	for s := bufio.NewScanner(f); s.Scan(); {
		id, name, ok := strings.Cut(s.Text(), "\t")
		require.True(t, ok, s.Text())
		names[id] = name
	}
	return names
}

func TestCurated(t *testing.T) {
	v := features.Curated()
	require.GreaterOrEqual(t, len(v.APIs()), 400)
	known, used := techniques(t), map[string]bool{}
	purposes := map[features.Purpose]int{}
	comments := map[string]bool{}
	for _, a := range v.APIs() {
		require.Contains(t, known, a.Technique, a.Name)
		used[a.Technique] = true
		comments[a.Comment] = true
		require.Less(t, len(a.Comment), 100, a.Name)
		for _, p := range a.Purposes {
			purposes[p]++
		}
	}
	require.Len(t, used, len(known), "a technique of the table that nothing names")
	for _, p := range features.Purposes() {
		require.Positive(t, purposes[p], p)
	}
	require.Greater(t, len(comments), len(v.APIs())/2)
}

// docs/VOCABULARY.md says how many APIs there are, and how many of each purpose.
func TestCuratedDocumented(t *testing.T) {
	doc, err := os.ReadFile("../docs/VOCABULARY.md")
	require.NoError(t, err)
	apis := features.Curated().APIs()
	require.Contains(t, string(doc), fmt.Sprintf("lists %d sensitive APIs", len(apis)))
	for _, p := range features.Purposes() {
		n := 0
		for _, a := range apis {
			if slices.Contains(a.Purposes, p) {
				n++
			}
		}
		require.Contains(t, string(doc), fmt.Sprintf("| %s | %d |", p, n))
	}
}

// The lists that the paper's authors refined hold names as they are written in the
// source ("b64decode"), so only the last parts can be compared.
func TestCuratedAgainstPublished(t *testing.T) {
	dir := os.Getenv("MALGUARD_REFERENCE")
	if dir == "" {
		t.Skip("MALGUARD_REFERENCE does not name the folder with malguard-release")
	}
	last := map[string]bool{}
	for _, name := range features.Curated().Names() {
		last[name[strings.LastIndexByte(name, '.')+1:]] = true
	}
	for _, list := range []string{"closeness", "degree", "harmonic", "katz"} {
		data, err := os.ReadFile(filepath.Join(dir, "malguard-release", list+"_sensitive_api.json"))
		require.NoError(t, err)
		var set struct {
			APIs []struct {
				Name string `json:"api_name"`
			} `json:"apis"`
		}
		require.NoError(t, json.Unmarshal(data, &set))
		names := map[string]bool{}
		for _, a := range set.APIs {
			names[a.Name] = true
		}
		found := 0
		for name := range names {
			if last[name[strings.LastIndexByte(name, '.')+1:]] {
				found++
			}
		}
		t.Logf("%s: %d of %d names have a counterpart", list, found, len(names))
		require.Greater(t, found, len(names)/4)
	}
}

func FuzzParseVocabulary(f *testing.F) {
	f.Add(vocabulary)
	f.Add("[a]\nf execution T1059 # x\n- f\n")
	f.Fuzz(func(t *testing.T, text string) {
		v, err := features.ParseVocabulary(text)
		if err == nil {
			require.True(t, slices.Equal(v.Names(), parseVocabulary(t, text).Names()))
			for _, a := range v.APIs() {
				got, ok := v.Lookup(a.Name)
				require.True(t, ok)
				require.Equal(t, a, got)
			}
		}
		if edited, err := features.Curated().Edit(text); err == nil {
			require.Len(t, edited.Names(), len(edited.APIs()))
		}
	})
}

func ExampleVocabulary_Lookup() {
	a, ok := features.Curated().Lookup("setuptools.command.install.install.run")
	fmt.Println(ok, a.Purposes, a.Technique)
	// Output: true [execution] T1195.002
}
