package sequence_test

import (
	"context"
	"fmt"
	"testing/fstest"

	"github.com/malguard/malguard/graph/sequence"
)

func ExampleCalls() {
	fmt.Println(sequence.Calls([]byte("import os\nexec(open('a').read())\nos.system('true')\n")))
	// Output: [exec os.system read open]
}

func ExampleGraph() {
	g := sequence.Graph([]string{"a", "b", "a", "c", "b"})
	for e := range g.Edges() {
		fmt.Println(g.Node(e.From).Name, "→", g.Node(e.To).Name)
	}
	// Output:
	// a → a
	// a → b
	// b → a
	// b → b
	// c → b
}

func ExampleLast() {
	fsys := fstest.MapFS{
		"demo-1.0/demo/__init__.py": {Data: []byte("import os\nos.getenv('A')\nprint(os.getenv('B'))\n")},
		"demo-1.0/setup.py":         {Data: []byte("from setuptools import setup\nsetup(name='demo')\n")},
	}
	g, err := sequence.Last(context.Background(), fsys, sequence.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(g.Files()[0].Path, g.Nodes()[0].Name, g.NumEdges())
	// Output: demo-1.0/setup.py setup 0
}
