package callgraph_test

import (
	"context"
	"fmt"
	"testing/fstest"

	"github.com/malguard/malguard/graph"
	"github.com/malguard/malguard/graph/callgraph"
)

func ExampleBuild() {
	fsys := fstest.MapFS{"demo-1.0/setup.py": {Data: []byte(`
from setuptools import setup
from setuptools.command.install import install as base

class Install(base):
    def run(self):
        run = getattr(__import__("os"), "sys" + "tem")
        run("true")

setup(name="demo", cmdclass={"install": Install})
`)}}
	g, err := callgraph.Build(context.Background(), fsys, callgraph.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for e := range g.Edges() {
		if g.Node(e.To).Kind == graph.KindExternal {
			s := e.Sites[0]
			fmt.Printf("%s calls %s at %s, line %d\n", g.Node(e.From).Name, g.Node(e.To).Name, s.Phase, s.Line)
		}
	}
	// Output:
	// setup calls setuptools.setup at install, line 10
	// setup.Install.run calls os.system at install, line 8
}
