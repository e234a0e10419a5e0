// Command centrality prints the most central APIs of a package, by every
// measure.
//
//	go run ./examples/centrality [-top N] PATH
package main

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"os"
	"slices"

	"github.com/malguard/malguard/centrality"
	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/graph"
	"github.com/malguard/malguard/graph/callgraph"
)

func main() {
	top := flag.Int("top", 3, "how many to print")
	flag.Parse()
	if flag.NArg() != 1 {
		flag.Usage()
		os.Exit(2)
	}
	if err := run(context.Background(), flag.Arg(0), *top); err != nil {
		fmt.Fprintln(os.Stderr, "centrality:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, path string, top int) error {
	p, err := datasets.Open(ctx, path, datasets.Limits{})
	if err != nil {
		return err
	}
	g, err := callgraph.Build(ctx, p.FS, callgraph.Options{Files: datasets.IsPython})
	if err != nil {
		return err
	}
	for _, m := range centrality.Measures() {
		fmt.Printf("%s: %s\n", m.Name, m.Doc)
		scores, err := m.Compute(ctx, g)
		if err != nil { // a measure may have no answer on a graph; Measure says which
			fmt.Println("  ", err)
			continue
		}
		for _, api := range most(g, scores, top) {
			fmt.Printf("   %-40q %.6f\n", g.Node(api).Name, scores[api])
		}
	}
	return nil
}

// most returns the nodes outside the package with the highest scores, the first
// of equals first.
func most(g *graph.Graph, scores centrality.Scores, top int) []graph.NodeID {
	var apis []graph.NodeID
	for u := range graph.NodeID(g.NumNodes()) {
		if !g.Node(u).Kind.Internal() {
			apis = append(apis, u)
		}
	}
	slices.SortStableFunc(apis, func(u, v graph.NodeID) int { return cmp.Compare(scores[v], scores[u]) })
	return apis[:min(top, len(apis))]
}
