package features_test

import (
	"context"
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
	for _, c := range calls {
		site := graph.Site{Line: c.line, Phase: c.phase, Layer: c.layer}
		if c.file != "" {
			site.File = b.File(graph.File{Path: c.file})
		}
		u := b.Node(graph.Node{Name: c.from, Kind: kindOf(c.from)})
		v := b.Node(graph.Node{Name: c.to, Kind: kindOf(c.to)})
		b.Edge(u, v, site)
	}
	return b.Graph()
}

func profiles(t testing.TB, g *graph.Graph) []features.Profile {
	t.Helper()
	list, err := features.Profiles(t.Context(), g)
	require.NoError(t, err)
	return list
}

// The graph is m1 → m2 → os.system and m1 → os.system twice. Degree is edges at
// the node over others: 2/2. Harmonic is 1/1 from m2 and 1/1 from m1, over 2.
func TestProfile(t *testing.T) {
	g := build(
		call{"m1", "m2", "a.py", 3, graph.PhaseImport, 0},
		call{"m2", "os.system", "a.py", 9, graph.PhaseRun, 0},
		call{"m1", "os.system", "a.py", 5, graph.PhaseInstall, 2},
		call{"m1", "os.system", "a.py", 4, graph.PhaseImport, 0},
	)
	require.Equal(t, []features.Profile{{File: "a.py", Uses: []features.Use{{
		API:      "os.system",
		Phases:   1<<graph.PhaseRun | 1<<graph.PhaseImport | 1<<graph.PhaseInstall,
		Measures: [2]float64{1, 1},
		Sites: []features.Site{
			{"a.py", 4, "m1", graph.PhaseImport, 0},
			{"a.py", 5, "m1", graph.PhaseInstall, 2},
			{"a.py", 9, "m2", graph.PhaseRun, 0},
		},
	}}}}, profiles(t, g), "functions of the package are no features")
}

// A chain m1 → m2 → m3 → os.system in four nodes: degree 1/3; harmonic
// (1/1 + 1/2 + 1/3)/3 = 11/18.
func TestProfileMeasures(t *testing.T) {
	g := build(
		call{from: "m1", to: "m2", file: "a.py"}, call{from: "m2", to: "m3", file: "a.py"},
		call{from: "m3", to: "os.system", file: "a.py"},
	)
	got := profiles(t, g)[0].Uses[0]
	require.Equal(t, []string{"degree", "harmonic"}, features.Measures())
	require.InDeltaSlice(t, []float64{1.0 / 3, 11.0 / 18}, got.Measures[:], 1e-15)
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
	require.Equal(t, uint8(1<<1), both[1].Uses[0].Phases)
	require.Equal(t, []features.Site{{"b.py", 7, "m2", 1, 0}}, both[1].Uses[0].Sites)
}

func TestProfilesOfOddGraphs(t *testing.T) {
	var b graph.Builder
	require.Empty(t, profiles(t, b.Graph()))
	b.File(graph.File{Path: "empty.py"})
	require.Equal(t, []features.Profile{{File: "empty.py", Uses: []features.Use{}}}, profiles(t, b.Graph()), "a file without calls has a profile")
	require.Empty(t, profiles(t, build(call{from: "m1", to: "os.system"})), "a call of no file is in no profile")
	loop := profiles(t, build(call{from: "os.fork", to: "os.fork", file: "a.py"}))
	require.LessOrEqual(t, loop[0].Uses[0].Measures[1], 1.0)
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
	_, err := features.Profiles(ctx, build(call{from: "m1", to: "os.system", file: "a.py"}))
	require.ErrorIs(t, err, context.Canceled)
}

func TestMerge(t *testing.T) {
	site := func(file string, line int) []features.Site { return []features.Site{{File: file, Line: line}} }
	in := []features.Profile{
		{File: "a.py", Uses: []features.Use{
			{API: "f", Phases: 1, Measures: [2]float64{0.5, 0.1}, Sites: site("a.py", 1)},
			{API: "z", Phases: 2, Measures: [2]float64{0.2, 0.2}, Sites: site("a.py", 2)},
		}},
		{File: "b.py", Uses: []features.Use{
			{API: "b", Phases: 1, Sites: site("b.py", 5)},
			{API: "f", Phases: 4, Measures: [2]float64{0.4, 0.3}, Sites: site("b.py", 6)},
		}},
	}
	got := features.Merge(in)
	require.Equal(t, features.Profile{Uses: []features.Use{
		{API: "b", Phases: 1, Sites: site("b.py", 5)},
		{API: "f", Phases: 5, Measures: [2]float64{0.5, 0.3}, Sites: append(site("a.py", 1), site("b.py", 6)...)},
		{API: "z", Phases: 2, Measures: [2]float64{0.2, 0.2}, Sites: site("a.py", 2)},
	}}, got)
	require.Len(t, in[0].Uses[0].Sites, 1, "the arguments are not changed")
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
		list = append(list, s.Vector(p))
	}
	return list
}

// Rows see behaviour alone: a collection of packages must not be told from
// another by names, sizes, metadata or how often things stand there.
func TestVectorsSeeBehaviourAlone(t *testing.T) {
	const setup = "from setuptools import setup\nimport os\n\ndef f():\n    os.system('true')\n\nf()\nsetup(name='x')\n"
	const module = "import base64, subprocess\n\ndef g(x):\n    return subprocess.run(base64.b64decode(x))\n"
	schema, err := features.SchemaFor([]string{"os.system", "subprocess.run", "base64.b64decode"})
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

// Each file alone may be measured, and the fifth is more than a package may cost.
func TestProfilesTooMuchWork(t *testing.T) {
	const n = 15_000
	require.Less(t, 2*n*n, features.MaxWork)
	require.Less(t, 4*2*n*n, features.MaxPackageWork)
	require.Greater(t, 5*2*n*n, features.MaxPackageWork)
	var calls []call
	for _, file := range []string{"a.py", "b.py", "c.py", "d.py", "e.py"} {
		for i := range n - 1 {
			calls = append(calls, call{from: "m" + file, to: "api" + strconv.Itoa(i), file: file})
		}
	}
	var got []bool
	for _, p := range profiles(t, build(calls...)) {
		got = append(got, p.Unmeasured)
	}
	require.Equal(t, []bool{false, false, false, false, true}, got)
}
