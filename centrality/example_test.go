package centrality_test

import (
	"context"
	"fmt"

	"github.com/malguard/malguard/centrality"
	"github.com/malguard/malguard/graph"
)

// setup calls a helper, and the helper calls os.system: the API is reached from
// everywhere, so it is the most central node.
func Example() {
	var b graph.Builder
	setup := b.Node(graph.Node{Name: "setup", Kind: graph.KindModule})
	helper := b.Node(graph.Node{Name: "setup.helper", Kind: graph.KindFunction})
	system := b.Node(graph.Node{Name: "os.system", Kind: graph.KindExternal})
	b.Edge(setup, helper, graph.Site{})
	b.Edge(helper, system, graph.Site{})
	g := b.Graph()

	measures, err := centrality.Named("degree", "harmonic")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, m := range measures {
		scores, err := m.Compute(context.Background(), g)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("%s(os.system) = %.1f\n", m.Name, scores[system])
	}
	// Output:
	// degree(os.system) = 0.5
	// harmonic(os.system) = 1.5
}
