package callgraph_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/graph"
)

// roots lists where g is entered: kind, phase, node and name.
func roots(g *graph.Graph) []string {
	var out []string
	for _, r := range g.Roots() {
		out = append(out, strings.TrimSpace(string(r.Kind)+" "+r.Phase.String()+" "+g.Node(r.Node).Name+" "+r.Name))
	}
	return out
}

// The formats are those of the packaging user guide: entry_points.txt, setup.cfg,
// pyproject.toml, and setup's own argument.
func TestRoots(t *testing.T) {
	code := "def main(): pass\nclass Tool:\n    def __init__(self): pass\n    @staticmethod\n    def start(): pass\n"
	for name, test := range map[string]struct {
		files map[string]string
		want  []string
	}{
		"setup.py": {
			map[string]string{"setup.py": `
from setuptools import setup, Command
class Hook(Command):
    def run(self): pass
extra = ["tool = pkg.cli:main", "other=pkg.cli:Tool.start [fast]"]
setup(entry_points={"console_scripts": extra, "plugins": "x = pkg.cli:Tool\ny = elsewhere:main"}, cmdclass={"install": Hook})
`},
			[]string{
				"module import pkg.cli", "module install setup", "command install setup.Hook.run",
				"entry-point run pkg.cli.main console_scripts:tool", "entry-point run pkg.cli.Tool.start console_scripts:other",
				"entry-point run pkg.cli.Tool.__init__ plugins:x",
			},
		},
		"setup.cfg": {
			map[string]string{"setup.cfg": "[metadata]\nname = x\n[options.entry_points]\nconsole_scripts =\n    tool = pkg.cli:main\n[tool:pytest]\na = b:c\n"},
			[]string{"module import pkg.cli", "entry-point run pkg.cli.main console_scripts:tool"},
		},
		"pyproject.toml": {
			map[string]string{"pyproject.toml": "[project.scripts]\ntool = \"pkg.cli:main\"\n\n[project.entry-points.\"my.group\"]\n\"n\" = 'pkg.cli:Tool.start'\n[tool.x]\ny = \"pkg.cli:main\"\n"},
			[]string{"module import pkg.cli", "entry-point run pkg.cli.main console_scripts:tool", "entry-point run pkg.cli.Tool.start my.group:n"},
		},
		"entry_points.txt": {
			map[string]string{"x-1.dist-info/entry_points.txt": "[gui_scripts]\r\ntool = pkg.cli:main\r\n"},
			[]string{"module import pkg.cli", "entry-point run pkg.cli.main gui_scripts:tool"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			fsys := fstest.MapFS{"pkg/cli.py": {Data: []byte(code)}}
			for name, text := range test.files {
				fsys[name] = &fstest.MapFile{Data: []byte(text)}
			}
			require.Equal(t, test.want, roots(build(t, fsys)))
		})
	}
}

// What is hidden has the layer and the trick under which it is first seen.
func TestNodesCarryTheirLayer(t *testing.T) {
	g := build(t, source(`import os
os.getcwd()
exec("import os\ndef f():\n    os.getpid()\nf()\nexec('os.getcwd(); os.fo' + 'rk()')")
`))
	for name, want := range map[string]graph.Node{
		"os.getcwd":      {Kind: graph.KindExternal},
		"<builtin>.exec": {Kind: graph.KindBuiltin},
		"os.getpid":      {Kind: graph.KindExternal, Layer: 1, Trick: "exec"},
		"p.f":            {Kind: graph.KindFunction, File: "p.py", Line: 3, Layer: 1, Trick: "exec"},
		"os.fork":        {Kind: graph.KindExternal, Layer: 2, Trick: "concat+exec"},
	} {
		id, ok := g.Lookup(name)
		require.True(t, ok, name)
		want.Name = name
		require.Equal(t, want, g.Node(id))
	}
}
