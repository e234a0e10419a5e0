package graph_test

import (
	"fmt"
	"os"

	"gonum.org/v1/gonum/graph/topo"

	"github.com/malguard/malguard/graph"
)

// A setup.py that runs a command when it is installed, and a function of the
// package that runs one only when called.
func Example() {
	var b graph.Builder
	setup := b.Node(graph.Node{Name: "setup", Kind: graph.KindModule, File: "setup.py", Line: 1})
	helper := b.Node(graph.Node{Name: "pkg.helper", Kind: graph.KindFunction, File: "pkg.py", Line: 2})
	system := b.Node(graph.Node{Name: "os.system", Kind: graph.KindExternal})
	file := b.File(graph.File{Path: "setup.py", Calls: 1})
	b.Edge(setup, system, graph.Site{File: file, Line: 7, Phase: graph.PhaseInstall})
	b.Edge(helper, system, graph.Site{})
	g := b.Graph()

	install := g.Filter(func(_, _ graph.NodeID, s graph.Site) bool { return s.Phase == graph.PhaseInstall })
	for _, u := range install.In(system) {
		for _, s := range install.Sites(u, system) {
			fmt.Printf("%s:%d: %s calls os.system at %s\n", g.File(s.File).Path, s.Line, g.Node(u).Name, s.Phase)
		}
	}
	// Output: setup.py:7: setup calls os.system at install
}

// Where each call stands and when it runs, in the language of Graphviz.
func ExampleWriteDOT() {
	var b graph.Builder
	module := b.Node(graph.Node{Name: "pkg", Kind: graph.KindModule})
	eval := b.Node(graph.Node{Name: "<builtin>.eval", Kind: graph.KindBuiltin})
	b.Edge(module, eval, graph.Site{Line: 3, Phase: graph.PhaseImport})
	b.Edge(module, eval, graph.Site{Line: 9, Phase: graph.PhaseRun})
	if err := graph.WriteDOT(os.Stdout, b.Graph()); err != nil {
		fmt.Println(err)
	}
	// Output:
	// digraph calls {
	// 	n0 [label="pkg"];
	// 	n1 [label="<builtin>.eval"];
	// 	n0 -> n1 [label="import 2"];
	// }
}

// Any algorithm of gonum runs on a call graph: here, which functions call each
// other in a circle.
func ExampleGraph_AsGonum() {
	var b graph.Builder
	ping := b.Node(graph.Node{Name: "ping", Kind: graph.KindFunction})
	pong := b.Node(graph.Node{Name: "pong", Kind: graph.KindFunction})
	b.Edge(ping, pong, graph.Site{Line: 2})
	b.Edge(pong, ping, graph.Site{Line: 5})
	for _, circle := range topo.DirectedCyclesIn(b.Graph().AsGonum()) {
		for _, n := range circle {
			fmt.Print(n.(graph.GonumNode).Name, " ")
		}
	}
	// Output: ping pong ping
}
