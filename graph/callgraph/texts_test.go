package callgraph_test

import (
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
exec("L = 'C:/x/y.exe'")
`
	fsys := fstest.MapFS{"a.py": {Data: []byte(src)}, "b.py": {Data: []byte("f(1)\n")}}
	g, err := callgraph.Build(t.Context(), fsys, callgraph.Options{Texts: true})
	require.NoError(t, err)
	require.Equal(t, []graph.TextKind{
		{Kind: "executable", Hidden: true, Count: 1}, {Kind: "ip", Count: 1}, {Kind: "odd-host", Count: 1}, {Kind: "paste", Hidden: true, Count: 1},
		{Kind: "powershell", Count: 1}, {Kind: "ssh", Count: 1}, {Kind: "web", Count: 1}, {Kind: "webhook", Count: 2},
	}, g.File(1).Texts)
	require.Empty(t, g.File(2).Texts)
	g, err = callgraph.Build(t.Context(), fsys, callgraph.Options{})
	require.NoError(t, err)
	require.Nil(t, g.File(1).Texts, "nobody asked")
}
