package graph

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
)

// WritePyCG writes the graph as PyCG does: {caller: [callee, …]}, one JSON
// object with a key for every module, function, method, lambda and callee, and
// for a class whose body makes a call. Keys and lists are sorted, so the same
// graph gives the same bytes. Unresolved callees, which PyCG does not have, are
// left out.
//
// Source: Salis et al., PyCG: Practical Call Graph Generation in Python, ICSE 2021.
func WritePyCG(w io.Writer, g *Graph) error {
	out := make(map[string][]string, len(g.nodes))
	for id, n := range g.nodes {
		if n.Kind == KindUnresolved || n.Kind == KindClass && len(g.Out(NodeID(id))) == 0 {
			continue
		}
		callees := []string{}
		for _, v := range g.Out(NodeID(id)) {
			if g.nodes[v].Kind != KindUnresolved {
				callees = append(callees, g.nodes[v].Name)
			}
		}
		slices.Sort(callees)
		out[n.Name] = callees
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(out); err != nil {
		return fmt.Errorf("graph: write PyCG: %w", err)
	}
	return nil
}
