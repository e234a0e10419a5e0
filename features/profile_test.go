package features_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/features"
	"github.com/malguard/malguard/graph"
	"github.com/malguard/malguard/graph/callgraph"
)

// call is a call in a graph of a test.
type call struct {
	from, to, file string
	line           int32
	phase          graph.Phase
	layer          uint16
}

// kindOf names modules and functions of the package "m…", everything else is
// from outside.
func kindOf(name string) graph.Kind {
	if name[0] == 'm' {
		return graph.KindFunction
	}
	return graph.KindExternal
}

func build(calls ...call) *graph.Graph {
	var b graph.Builder
	add(&b, calls...)
	return b.Graph()
}

func add(b *graph.Builder, calls ...call) {
	for _, c := range calls {
		site := graph.Site{Line: c.line, Phase: c.phase, Layer: c.layer}
		if c.file != "" {
			site.File = b.File(graph.File{Path: c.file})
		}
		u := b.Node(graph.Node{Name: c.from, Kind: kindOf(c.from)})
		v := b.Node(graph.Node{Name: c.to, Kind: kindOf(c.to)})
		b.Edge(u, v, site)
	}
}

// rooted is a graph that is entered at the node named root.
func rooted(root string, calls []call) *graph.Graph {
	var b graph.Builder
	add(&b, calls...)
	id := b.Node(graph.Node{Name: root, Kind: graph.KindModule, File: calls[0].file, Line: 1})
	b.Root(graph.Root{Node: id, Kind: graph.RootModule})
	return b.Graph()
}

// randomGraph has functions and APIs in three files, in all phases, some hidden.
func randomGraph(seed uint64) *graph.Graph {
	draw := rand.New(rand.NewPCG(seed, 5))
	var calls []call
	for range 1 + draw.IntN(40) {
		c := call{
			from: fmt.Sprint("m", draw.IntN(8)), to: fmt.Sprint("m", draw.IntN(8)), file: fmt.Sprint(draw.IntN(3), ".py"),
			line: int32(1 + draw.IntN(9)), phase: graph.Phase(draw.IntN(3)), layer: uint16(draw.IntN(2)),
		}
		if draw.IntN(2) == 0 {
			c.to = fmt.Sprint("api", draw.IntN(5))
		}
		calls = append(calls, c)
	}
	return rooted(calls[0].from, calls)
}

func profiles(t testing.TB, g *graph.Graph, signals ...features.Signal) []features.Profile {
	t.Helper()
	return scoped(t, g, features.ScopeFile, signals...)
}

func scoped(t testing.TB, g *graph.Graph, scope features.Scope, signals ...features.Signal) []features.Profile {
	t.Helper()
	list, err := features.Profiles(t.Context(), g, features.Options{Scope: scope, Signals: signals})
	require.NoError(t, err)
	return list
}

// find returns the use of an API.
func find(t testing.TB, p features.Profile, api string) features.Use {
	t.Helper()
	i := slices.IndexFunc(p.Uses, func(u features.Use) bool { return u.API == api })
	require.GreaterOrEqual(t, i, 0, api)
	return p.Uses[i]
}

// The graph is m1 → m2 → os.system and m1 → os.system twice. It has two callers:
// 2/3. Harmonic centrality is 1/1 from m2 and 1/1 from m1: 2/3. Of the calls at
// installation only m1 → os.system is left: 1/2.
func TestProfile(t *testing.T) {
	g := build(
		call{"m1", "m2", "a.py", 3, graph.PhaseImport, 0},
		call{"m2", "os.system", "a.py", 9, graph.PhaseRun, 0},
		call{"m1", "os.system", "a.py", 5, graph.PhaseInstall, 2},
		call{"m1", "os.system", "a.py", 4, graph.PhaseImport, 0},
	)
	asked := []features.Signal{
		presence, degree, harmonic, atInstall, atImport,
		{Measure: "presence", View: features.ViewHidden}, {Measure: "harmonic", View: features.ViewInstall},
	}
	require.Equal(t, []features.Profile{{File: "a.py", Signals: asked, Uses: []features.Use{{
		API:    "os.system",
		Values: []float64{1, 2. / 3, 2. / 3, 1, 1, 1, 1. / 2},
		Sites: []features.Site{
			{"a.py", 4, "m1", graph.PhaseImport, 0},
			{"a.py", 5, "m1", graph.PhaseInstall, 2},
			{"a.py", 9, "m2", graph.PhaseRun, 0},
		},
	}}}}, profiles(t, g, asked...), "functions of the package are no features")

	defaults := profiles(t, g)[0]
	require.Equal(t, features.DefaultSignals(), defaults.Signals)
	_, err := features.Profiles(t.Context(), g, features.Options{Signals: []features.Signal{{Measure: "size"}}})
	require.ErrorContains(t, err, `unknown measure "size"`)
}

// Of every measure, by hand, on a chain m1 → m2 → m3 → os.system with
// m1 → os.getcwd beside it.
//
//	degree       1 caller: 1/2
//	closeness    os.system: 3 lead to it, in 1+2+3 steps: 3/6; os.getcwd: 1/1
//	harmonic     h = 1 + 1/2 + 1/3 = 11/6: 11/17; 1: 1/2
//	betweenness  m3 is on the paths m1→os.system and m2→os.system: 2/3; m1 on none
//	pagerank     with d = .85 and a fifth of what os.system and os.getcwd give back
//	             for all: m1 is q, m2 and os.getcwd q(1 + d/2), m3 q(1 + d + d²/2),
//	             os.system q(1 + d + d² + d³/2), which add up to 1
//	katz         alpha 0.01: x = 1 + .01(1 + .01(1 + .01)); 1.01
//	authority    the one hub is m1, with two callees: os.getcwd has the largest
//	             authority and os.system none
//	nearness     m1 is the root: 3 steps; 1 step
func TestMeasuresByHand(t *testing.T) {
	g := rooted("m1", []call{
		{from: "m1", to: "m2", file: "a.py"}, {from: "m2", to: "m3", file: "a.py"},
		{from: "m3", to: "os.system", file: "a.py"}, {from: "m1", to: "os.getcwd", file: "a.py"},
	})
	var asked []features.Signal
	for _, m := range features.Measures() {
		asked = append(asked, features.Signal{Measure: m.Name})
	}
	p := profiles(t, g, asked...)[0]
	system, getcwd := find(t, p, "os.system").Values, find(t, p, "os.getcwd").Values
	const d = .85
	ranks := [5]float64{1, 1 + d/2, 1 + d/2, 1 + d + d*d/2, 1 + d + d*d + d*d*d/2} // m1, m2, os.getcwd, m3, os.system
	var all float64
	for _, r := range ranks {
		all += r
	}
	rank := func(i int) float64 { np := 5 * ranks[i] / all; return np / (1 + np) }
	katz := 1 + .01*(1+.01*(1+.01))
	for i, want := range []struct{ system, getcwd, tolerance float64 }{
		{1, 1, 0},
		{1. / 2, 1. / 2, 1e-12},
		{3. / 6, 1, 1e-12},
		{11. / 17, 1. / 2, 1e-12},
		{2. / 3, 0, 1e-12},
		{rank(4), rank(2), 1e-4}, // networkx stops early
		{1 - 1/katz, 1 - 1/1.01, 1e-12},
		{0, 1, 1e-6},
		{1. / 3, 1, 1e-12},
	} {
		require.InDelta(t, want.system, system[i], want.tolerance, asked[i].Measure)
		require.InDelta(t, want.getcwd, getcwd[i], want.tolerance, asked[i].Measure)
	}
}

// Laws of every measure on random graphs: values are in [0,1], above 0 only
// where the API is present in the view, and the same whatever else is asked.
func TestMeasureLaws(t *testing.T) {
	var all []features.Signal
	for _, v := range features.Views() {
		for _, m := range features.Measures() {
			all = append(all, features.Signal{Measure: m.Name, View: v})
		}
	}
	for seed := range uint64(30) {
		g := randomGraph(seed)
		for _, scope := range []features.Scope{features.ScopeFile, features.ScopeEntry, features.ScopePackage} {
			together := scoped(t, g, scope, all...)
			for i, s := range all {
				alone := scoped(t, g, scope, s)
				for k, p := range together {
					require.Len(t, alone[k].Uses, len(p.Uses))
					for n, u := range p.Uses {
						require.True(t, u.Values[i] >= 0 && u.Values[i] <= 1, "%s of %s: %v", s, u.API, u.Values[i])
						require.Equal(t, u.Values[i], alone[k].Uses[n].Values[0], "%s of %s, seed %d", s, u.API, seed)
						there := slices.Index(all, features.Signal{Measure: features.Presence, View: s.View})
						if u.Values[there] == 0 {
							require.Zero(t, u.Values[i], "%s of %s", s, u.API)
						}
					}
				}
			}
		}
	}
}

// What a measure says of an API does not depend on code that has nothing to do
// with it: no number tells how large a file is. HITS is the exception, which
// names the hubs of the whole, but what is not called there does not grow.
func TestMeasuresDoNotSeeSize(t *testing.T) {
	with := func(unrelated int) *graph.Graph {
		calls := []call{{from: "m", to: "mb", file: "a.py"}, {from: "mb", to: "os.system", file: "a.py"}, {from: "m", to: "os.getcwd", file: "a.py"}}
		for i := range unrelated {
			f := fmt.Sprint("mu", i)
			calls = append(calls, call{from: f, to: f + "b", file: "a.py"}, call{from: f + "b", to: "api" + f, file: "a.py"}, call{from: f, to: "other" + f, file: "a.py"})
		}
		return rooted("m", calls)
	}
	var asked []features.Signal
	for _, m := range features.Measures() {
		asked = append(asked, features.Signal{Measure: m.Name})
	}
	alone := find(t, profiles(t, with(0), asked...)[0], "os.system")
	for _, n := range []int{1, 5, 50} {
		beside := find(t, profiles(t, with(n), asked...)[0], "os.system")
		for i, s := range asked {
			switch s.Measure {
			case "authority":
				require.LessOrEqual(t, beside.Values[i], alone.Values[i]+1e-9)
			case "pagerank":
				require.InDelta(t, alone.Values[i], beside.Values[i], 1e-3, "networkx stops early")
			default:
				require.InDelta(t, alone.Values[i], beside.Values[i], 1e-12, "%s beside %d", s, n)
			}
		}
	}
}

// setup.py calls a helper of another module: its payload belongs to the file
// where it stands, and to the entry that reaches it.
func TestProfilesByScope(t *testing.T) {
	g := rooted("m1", []call{
		{"m1", "m2", "setup.py", 3, graph.PhaseInstall, 0},
		{"m2", "os.system", "help.py", 7, graph.PhaseInstall, 0},
		{"m3", "os.getcwd", "help.py", 9, graph.PhaseRun, 0},
	})
	apis := func(p features.Profile) (list []string) {
		for _, u := range p.Uses {
			list = append(list, u.API)
		}
		return list
	}
	files := profiles(t, g)
	require.Len(t, files, 2)
	require.Empty(t, files[0].Uses)
	require.Equal(t, []string{"os.getcwd", "os.system"}, apis(files[1]))

	entries := scoped(t, g, features.ScopeEntry)
	require.Len(t, entries, 2)
	require.Equal(t, "setup.py", entries[0].File)
	require.Equal(t, []string{"os.system"}, apis(entries[0]))
	require.Equal(t, []features.Site{{"help.py", 7, "m2", graph.PhaseInstall, 0}}, entries[0].Uses[0].Sites)
	require.Equal(t, files[1], entries[1], "what nobody calls from elsewhere is judged in its file")

	whole := scoped(t, g, features.ScopePackage)
	require.Len(t, whole, 1)
	require.Empty(t, whole[0].File)
	require.Equal(t, []string{"os.getcwd", "os.system"}, apis(whole[0]))
}

// Each file is judged alone: what other files do changes neither its uses nor
// its measures.
func TestProfilesSeparateFiles(t *testing.T) {
	a := []call{{"m1", "os.system", "a.py", 1, 0, 0}, {"m1", "os.getcwd", "a.py", 2, 0, 0}}
	b := []call{{"m2", "os.system", "b.py", 7, 1, 0}, {"m3", "m1", "b.py", 8, 1, 0}}
	alone, both := profiles(t, build(a...)), profiles(t, build(append(a, b...)...))
	require.Len(t, both, 2)
	require.Equal(t, alone[0], both[0])
	require.Equal(t, "b.py", both[1].File)
	require.Equal(t, []float64{1, 0, 1}, both[1].Uses[0].Values[:3], "present, not at install, at import")
	require.Equal(t, []features.Site{{"b.py", 7, "m2", 1, 0}}, both[1].Uses[0].Sites)
}

func TestProfilesOfOddGraphs(t *testing.T) {
	var b graph.Builder
	require.Empty(t, profiles(t, b.Graph()))
	b.File(graph.File{Path: "empty.py"})
	require.Equal(t, []features.Profile{{File: "empty.py", Signals: features.DefaultSignals(), Uses: []features.Use{}}}, profiles(t, b.Graph()), "a file without calls has a profile")
	require.Empty(t, profiles(t, build(call{from: "m1", to: "os.system"})), "a call of no file is in no profile")
	loop := profiles(t, build(call{from: "os.fork", to: "os.fork", file: "a.py"}), harmonic)
	require.LessOrEqual(t, loop[0].Uses[0].Values[0], 1.0)
}

// How a package is built says from which collection it comes; install commands
// are behaviour.
func TestProfilesLeaveOutPackaging(t *testing.T) {
	keep := map[string]bool{
		"setuptools.setup": false, "setuptools.find_packages": false, "distutils.core.setup": false,
		"setuptools.Command.__init__":                   false,
		"setuptools.command.install.install.run":        true,
		"distutils.command.build_py.build_py.run":       true,
		"setuptools.Command.run":                        true,
		"setuptools_scm.get_version":                    true,
		"os.path.join":                                  true,
		"pkg.setuptools.setup":                          true,
		"setuptools.command.egg_info.egg_info.__init__": true,
	}
	var calls []call
	for api := range keep {
		calls = append(calls, call{from: "m1", to: api, file: "setup.py"})
	}
	got := map[string]bool{}
	for _, u := range profiles(t, build(calls...))[0].Uses {
		got[u.API] = true
	}
	for api, want := range keep {
		require.Equal(t, want, got[api], api)
	}
}

func TestProfilesCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := features.Profiles(ctx, build(call{from: "m1", to: "os.system", file: "a.py"}), features.Options{Signals: []features.Signal{harmonic}})
	require.ErrorIs(t, err, context.Canceled)
}

func TestMerge(t *testing.T) {
	site := func(file string, line int) []features.Site { return []features.Site{{File: file, Line: line}} }
	asked := []features.Signal{presence, degree}
	in := []features.Profile{
		{File: "a.py", Signals: asked, Uses: []features.Use{
			{API: "f", Values: []float64{1, 0.1}, Sites: site("a.py", 1)},
			{API: "z", Values: []float64{0, 0.2}, Sites: site("a.py", 2)},
		}},
		{File: "b.py", Signals: asked, Unmeasured: true, Uses: []features.Use{
			{API: "b", Values: []float64{1, 0}, Sites: site("b.py", 5)},
			{API: "f", Values: []float64{0, 0.3}, Sites: append(site("b.py", 6), site("a.py", 1)...)},
		}},
	}
	got := features.Merge(in)
	require.Equal(t, features.Profile{Signals: asked, Unmeasured: true, Uses: []features.Use{
		{API: "b", Values: []float64{1, 0}, Sites: site("b.py", 5)},
		{API: "f", Values: []float64{1, 0.3}, Sites: append(site("a.py", 1), site("b.py", 6)...)},
		{API: "z", Values: []float64{0, 0.2}, Sites: site("a.py", 2)},
	}}, got)
	require.Equal(t, []float64{1, 0.1}, in[0].Uses[0].Values, "the arguments are not changed")
	require.Len(t, in[0].Uses[0].Sites, 1)
	require.Equal(t, features.Profile{Uses: []features.Use{}}, features.Merge(nil))
}

// vectors returns the rows of a package's files, by what follows their top
// directory.
func vectors(t testing.TB, s *features.Schema, files map[string]string) []features.Vector {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, body := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(body)}
	}
	g, err := callgraph.Build(t.Context(), fsys, callgraph.Options{})
	require.NoError(t, err)
	var list []features.Vector
	for _, p := range profiles(t, g) {
		list = append(list, vector(t, s, p))
	}
	return list
}

// Rows see behaviour alone: a collection of packages must not be told from
// another by names, sizes, metadata or how often things stand there.
func TestVectorsSeeBehaviourAlone(t *testing.T) {
	const setup = "from setuptools import setup\nimport os\n\ndef f():\n    os.system('true')\n\nf()\nsetup(name='x')\n"
	const module = "import base64, subprocess\n\ndef g(x):\n    return subprocess.run(base64.b64decode(x))\n"
	schema, err := features.SchemaFor([]string{"os.system", "subprocess.run", "base64.b64decode"}, features.DefaultSignals(), features.DefaultSignals())
	require.NoError(t, err)
	want := vectors(t, schema, map[string]string{"demo-1.0/setup.py": setup, "demo-1.0/demo/core.py": module})
	require.Len(t, want, 2)
	require.NotEmpty(t, want[0].Index)
	tests := []struct {
		name  string
		files map[string]string
	}{
		{"other names", map[string]string{"other-22.7/setup.py": setup, "other-22.7/another/kernel.py": module}},
		{"no top directory", map[string]string{"setup.py": setup, "demo/core.py": module}},
		{"metadata", map[string]string{
			"demo-1.0/setup.py": setup, "demo-1.0/demo/core.py": module, "demo-1.0/PKG-INFO": "Name: demo\n",
			"demo-1.0/README.md": "# demo", "demo-1.0/LICENSE": "MIT", "demo-1.0/pyproject.toml": "[build-system]\n",
		}},
		{"comments and blank lines", map[string]string{
			"demo-1.0/setup.py":     "# -*- coding: utf-8 -*-\n\n\n" + setup + "\n\n# end\n",
			"demo-1.0/demo/core.py": "\"\"\"Docs.\"\"\"\n" + module,
		}},
		{"a call twice", map[string]string{
			"demo-1.0/setup.py":     setup,
			"demo-1.0/demo/core.py": module + "    return subprocess.run(base64.b64decode(x))\n",
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			require.ElementsMatch(t, want, vectors(t, schema, test.files))
		})
	}
}

// Ten thousand files that all reach the same thousand calls: listing them with
// each would be ten million sites.
func TestEntriesTooMuchReach(t *testing.T) {
	var b graph.Builder
	shared := b.Node(graph.Node{Name: "m", Kind: graph.KindFunction, File: "m.py"})
	for i := range 1000 {
		b.Edge(shared, b.Node(graph.Node{Name: fmt.Sprint("api", i), Kind: graph.KindExternal}), graph.Site{File: b.File(graph.File{Path: "m.py"}), Line: int32(i)})
	}
	for i := range 10_000 {
		path := fmt.Sprint("e", i, ".py")
		module := b.Node(graph.Node{Name: fmt.Sprint("me", i), Kind: graph.KindModule, File: path})
		b.Root(graph.Root{Node: module, Kind: graph.RootModule})
		b.Edge(module, shared, graph.Site{File: b.File(graph.File{Path: path}), Line: 1})
	}
	list := scoped(t, b.Graph(), features.ScopeEntry, presence)
	sites, unmeasured := 0, 0
	for _, p := range list {
		for _, u := range p.Uses {
			sites += len(u.Sites)
		}
		if p.Unmeasured {
			unmeasured++
		}
	}
	require.Greater(t, unmeasured, 8000)
	require.False(t, list[0].Unmeasured)
	require.Less(t, sites, int(features.MaxPackageWork/2000)+2000)
}

// Each file alone may be measured, and the fifth is more than a package may cost.
func TestProfilesTooMuchWork(t *testing.T) {
	const n = 15_000
	require.Less(t, int64(2*n*n), features.MaxWork)
	require.Less(t, int64(4*2*n*n), features.MaxPackageWork)
	require.Greater(t, int64(5*2*n*n), features.MaxPackageWork)
	var calls []call
	for _, file := range []string{"a.py", "b.py", "c.py", "d.py", "e.py"} {
		for i := range n - 1 {
			calls = append(calls, call{from: "m" + file, to: "api" + strconv.Itoa(i), file: file})
		}
	}
	var got []bool
	for _, p := range profiles(t, build(calls...), harmonic) {
		got = append(got, p.Unmeasured)
	}
	require.Equal(t, []bool{false, false, false, false, true}, got)
}
