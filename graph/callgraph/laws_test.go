package callgraph

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
	"golang.org/x/tools/txtar"

	"github.com/malguard/malguard/graph"
	"github.com/malguard/malguard/internal/pysrc"
)

// checkLaws builds the graph of fsys and checks what holds for any source.
func checkLaws(t testing.TB, fsys fs.FS) {
	p := newProgram(context.Background())
	require.NoError(t, p.read(fsys, Options{}))
	require.NoError(t, p.resolve())
	require.NoError(t, p.emit())
	g := p.out.Graph()

	require.Equal(t, sourceCalls(p), coveredCalls(p, g), "every call has a site on its line")
	for _, n := range g.Nodes() {
		require.LessOrEqual(t, len(n.Name), maxName+20)
	}
	for e := range g.Edges() {
		for _, s := range e.Sites {
			require.True(t, g.Node(e.From).Kind.Internal())
			require.NotZero(t, s.File)
			require.Positive(t, s.Line)
		}
	}
	again, err := Build(context.Background(), fsys, Options{})
	require.NoError(t, err)
	var a, b bytes.Buffer
	require.NoError(t, graph.WriteJSON(&a, g))
	require.NoError(t, graph.WriteJSON(&b, again))
	require.Equal(t, a.String(), b.String(), "two builds are the same")
}

// sourceCalls lists file:line of every call that the parser sees.
func sourceCalls(p *program) map[string]bool {
	lines := make(map[string]bool)
	for _, m := range p.files {
		for _, c := range pysrc.Calls(m.file) {
			line := c.Line
			if m.layer != nil {
				line = m.layer.line // of what runs it
			}
			lines[fmt.Sprint(m.path, ":", line)] = true
		}
	}
	return lines
}

// coveredCalls lists those that have a site in the graph or create an object
// without a constructor.
func coveredCalls(p *program, g *graph.Graph) map[string]bool {
	sites := make(map[string]bool)
	for e := range g.Edges() {
		for _, s := range e.Sites {
			sites[fmt.Sprint(g.File(s.File).Path, ":", s.Line)] = true
		}
	}
	lines := make(map[string]bool)
	for _, m := range p.files {
		for _, e := range m.calls {
			if _, ok := e.node.(*pysrc.Call); !ok {
				continue
			}
			at := fmt.Sprint(m.path, ":", m.line(e.node.Pos()))
			if sites[at] || e.silent {
				lines[at] = true
			}
		}
	}
	return lines
}

func TestLaws(t *testing.T) {
	paths, err := filepath.Glob("testdata/*.txtar")
	require.NoError(t, err)
	for _, path := range paths {
		archive, err := txtar.ParseFile(path)
		require.NoError(t, err)
		fsys := make(fstest.MapFS)
		for _, f := range archive.Files {
			fsys[f.Name] = &fstest.MapFile{Data: f.Data}
		}
		checkLaws(t, fsys)
	}
}

// TestHostile feeds what would take quadratic or exponential time or memory
// without limits.
func TestHostile(t *testing.T) {
	const n = 3000
	for name, src := range map[string]string{
		"chain of calls":      "x = a" + strings.Repeat(".b()", n) + "\n",
		"chain of attributes": "a" + strings.Repeat(".b", n) + "()\n",
		"chain of aliases":    "a0 = exec\n" + numbered(n, "a%[2]d = a%[1]d\n") + fmt.Sprintf("a%d()\n", n),
		"cycle of aliases":    numbered(n, "def f%[1]d(): return f%[2]d()()\n"),
		"many bindings":       strings.Repeat("if a: x = f()\nx()\n", n),
		"chain of classes":    "class C0: pass\n" + numbered(n, "class C%[2]d(C%[1]d): pass\n") + fmt.Sprintf("C%d().m()\n", n),
		"bases of bases":      numbered(200, "class C%[2]d("+strings.Repeat("C%[1]d, ", 20)+"): pass\nC%[1]d().m()\n"),
		"nested functions":    nest(200, "def "+strings.Repeat("f", 500)+"():\n"),
		"self-filling dict":   "d = {'a': d, 'b': d['a']}\n" + strings.Repeat("d['a'] = d['b']['a'](d)\n", n),
		"doubled strings":     "a0 = 'xxxxxxxxxxxxxxxx'\n" + numbered(60, "a%[2]d = a%[1]d + a%[1]d\n") + "getattr(a60, a60)()\n",
		"many arguments":      numbered(200, "def f%[1]d(x): f%[2]d(x); x(f%[1]d)\n") + numbered(200, "f0(f%[1]d)\n"),
		"decorators":          strings.Repeat("@d\n", n) + "def f(): pass\nf()\n",
		"many updates":        "d = {" + numbered(n, "'a%[1]d': f,") + "}\ne = {}\n" + strings.Repeat("e.update(d)\n", n),
		"many globals":        numbered(n, "def f%[1]d():\n  global x\n  x = f%[2]d\n") + strings.Repeat("x = x()\n", n),
		"long dotted import":  "import " + strings.Repeat("a.", n) + "a as x\nx.f()\nfrom " + strings.Repeat(".", n) + " import y\ny()\n",
	} {
		t.Run(name, func(t *testing.T) {
			checkLaws(t, fstest.MapFS{"p.py": {Data: []byte(src)}, "q.py": {Data: []byte("from p import *\n" + src)}})
		})
	}
}

func TestHostileStars(t *testing.T) {
	fsys := make(fstest.MapFS)
	for i := range 200 {
		src := numbered(60, "x%[1]d()\n")
		for j := range 20 {
			src += fmt.Sprintf("from m%d import *\n", (i+j)%200)
		}
		fsys[fmt.Sprintf("m%d.py", i)] = &fstest.MapFile{Data: []byte(src)}
	}
	checkLaws(t, fsys)
}

// numbered repeats a line with the numbers i and i+1.
func numbered(n int, format string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i, i+1)
	}
	return b.String()
}

func nest(n int, line string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat(" ", i) + line)
	}
	return b.String() + strings.Repeat(" ", n) + "f()\n"
}
