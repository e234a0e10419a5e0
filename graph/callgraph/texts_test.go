package callgraph_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/graph"
	"github.com/malguard/malguard/graph/callgraph"
)

// TestTexts: what the constants of a file look like is counted by kind, those in
// disguise apart, and docstrings are left out.
func TestTexts(t *testing.T) {
	src := `"""https://docs.example.com is where this is described."""
import base64
A = "http://192.0.2.1/x"
B = ["https://discord.com/api/webhooks/1", "https://discord.com/api/webhooks/2"]
C = f"~/.ssh/{A}"
D = base64.b64decode("aHR0cDovL3Bhc3RlYmluLmNvbS9yYXcveA==")
print(D)
E = "powershell -c x"
F = "http://a.example.xyz/"
G = "mongodb://db.example.com/"
H = "` + strings.Repeat("deadbeef", 20) + `"
I = "` + strings.Repeat("Z29vZA", 20) + `"
J = 1;` + strings.Repeat(" ", 90) + `K = 2
exec("L = 'C:/x/y.exe'")
`
	fsys := fstest.MapFS{"a.py": {Data: []byte(src)}, "b.py": {Data: []byte("f(1)\n")}}
	g, err := callgraph.Build(t.Context(), fsys, callgraph.Options{Texts: true})
	require.NoError(t, err)
	require.Equal(t, &graph.Texts{
		Kinds: []graph.TextKind{
			{Name: "base64", Count: 1}, {Name: "executable", Hidden: true, Count: 1}, {Name: "hex", Count: 1}, {Name: "ip", Count: 1},
			{Name: "odd-host", Count: 1}, {Name: "paste", Hidden: true, Count: 1}, {Name: "powershell", Count: 1}, {Name: "ssh", Count: 1},
			{Name: "web", Count: 1}, {Name: "webhook", Count: 2},
		},
		Longest: 160, Entropy: 2.16, Line: 166, Padded: 1,
	}, g.File(1).Texts)
	require.Equal(t, &graph.Texts{Line: 4}, g.File(2).Texts)
	g, err = callgraph.Build(t.Context(), fsys, callgraph.Options{})
	require.NoError(t, err)
	require.Nil(t, g.File(1).Texts, "nobody asked")
}
