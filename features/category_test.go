package features_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/features"
)

const taxonomy = `# A comment.
[process] start other programs   # another
os.system
subprocess.*

[net] talk
http.client.*
http.client.HTTPSConnection
http.client.special.*
`

func parse(t testing.TB, text string) *features.Taxonomy {
	t.Helper()
	x, err := features.ParseTaxonomy(text)
	require.NoError(t, err)
	return x
}

func TestParseTaxonomy(t *testing.T) {
	require.Equal(t, []features.Category{{"process", "start other programs"}, {"net", "talk"}}, parse(t, taxonomy).All())
	require.Empty(t, parse(t, "# nothing\n").All())
}

func TestParseTaxonomyErrors(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"before a section", "# one\nos.system\n", `line 2: "os.system" stands before the first section`},
		{"pattern twice", "[a] x\nf\n[b] y\nf\n", `line 4: "f" stands twice`},
		{"prefix twice", "[a] x\nf.*\nf.* # again\n", `line 3: "f.*" stands twice`},
		{"section twice", "[a] x\n[a] y\n", `line 2: section "a" stands twice`},
		{"section open", "[a x\n", `line 1: malformed section "[a x"`},
		{"section without a name", "[] x\n", "line 1: malformed section"},
		{"section without a description", "[a]\n", "line 1: malformed section"},
		{"name of two words", "[a b] x\n", "line 1: malformed section"},
		{"star alone", "[a] x\n*\n", `line 2: malformed pattern "*"`},
		{"star without a dot", "[a] x\nos.sys*\n", `line 2: malformed pattern "os.sys*"`},
		{"star inside", "[a] x\nos.*.path\n", "line 2: malformed pattern"},
		{"final dot", "[a] x\nos.\n", "line 2: malformed pattern"},
		{"no prefix", "[a] x\n.*\n", "line 2: malformed pattern"},
		{"two words", "[a] x\nos system\n", "line 2: malformed pattern"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			x, err := features.ParseTaxonomy(test.text)
			require.Nil(t, x)
			require.ErrorContains(t, err, "features: categories: ")
			require.ErrorContains(t, err, test.want)
		})
	}
}

func TestTaxonomyLongestMatch(t *testing.T) {
	x := parse(t, taxonomy+"[special] be special\nhttp.client.special.one\n[quiet] rest\nhttp.*\n")
	for api, want := range map[string]string{
		"os.system":                      "process",
		"os.system.close":                "process", // what is called on its result
		"os.systems":                     "",
		"os":                             "",
		"subprocess":                     "", // a prefix is not the name before its dot
		"subprocess.Popen":               "process",
		"subprocess.Popen.wait.x":        "process",
		"http.server":                    "quiet",
		"http.client.HTTPSConnection":    "net",
		"http.client.special.one":        "special",
		"http.client.special.one.more":   "special",
		"http.client.special.two":        "net",
		"":                               "",
		".":                              "",
		"xhttp.client.HTTPSConnection.x": "",
	} {
		p, ok := x.Of(api)
		require.Equal(t, want, p.Name, api)
		require.Equal(t, want != "", ok, api)
	}
}

// Only what is said of APIs changes the hash.
func TestTaxonomyHash(t *testing.T) {
	base := parse(t, "[a] x\nf\ng.*\n[b] y\nh\n").Hash()
	require.Len(t, base, 64)
	require.Equal(t, base, parse(t, "# comment\n[b] other words\nh\n[a] z\ng.*\nf\n").Hash())
	for _, other := range []string{"[a] x\nf\ng\n[b] y\nh\n", "[a] x\nf\n[b] y\ng.*\nh\n", "[c] x\nf\ng.*\n[b] y\nh\n", "[a] x\nf\ng.*\n"} {
		require.NotEqual(t, base, parse(t, other).Hash(), other)
	}
}

// The embedded file parses, which makes its patterns unique; each section has
// patterns, and well-known APIs have the category that people would expect.
func TestCategories(t *testing.T) {
	text, err := os.ReadFile("categories.txt")
	require.NoError(t, err)
	x := parse(t, string(text))
	require.Equal(t, x.Hash(), features.Categories().Hash())
	require.Same(t, features.Categories(), features.Categories(), "parsed once")

	word := regexp.MustCompile(`^[a-z][a-z-]*$`)
	for _, p := range x.All() {
		require.Regexp(t, word, p.Name)
		require.NotEmpty(t, p.Doc)
		_, section, _ := strings.Cut(string(text), "\n["+p.Name+"]")
		section, _, _ = strings.Cut(section, "\n[")
		require.Greater(t, strings.Count(strings.TrimSpace(section), "\n"), 0, "%s has no pattern", p.Name)
	}
	for api, want := range map[string]string{
		"<builtin>.exec": "code-exec", "os.system": "process", "subprocess.Popen.communicate": "process",
		"urllib.request.urlopen": "net-http", "socket.socket.connect": "net-socket", "base64.b64decode": "decode",
		"socket.gethostname": "sysinfo", "shutil.rmtree": "file-delete", "winreg.SetValueEx": "persist",
	} {
		p, ok := x.Of(api)
		require.True(t, ok, api)
		require.Equal(t, want, p.Name, api)
	}
	_, ok := x.Of("?.run")
	require.False(t, ok)
}
