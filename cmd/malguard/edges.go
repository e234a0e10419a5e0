package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"

	"github.com/malguard/malguard/graph"
)

// mostEdgeBytes bounds a file of edges. At worst, one node in seven bytes, the
// graph takes some sixty times as much memory.
const mostEdgeBytes = 32 << 20

// readEdges reads the file {"nodes":[NAME,…],"edges":[[u,v],…]}, where u and v
// are indexes of nodes or names; other keys are skipped. What is wrong with it is
// a mistake of the user's.
func readEdges(name string) (*graph.Graph, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, usageError{err}
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, mostEdgeBytes+1))
	if err != nil {
		return nil, err
	}
	if len(data) > mostEdgeBytes {
		return nil, usageError{fmt.Errorf("%s: more than %d bytes", name, mostEdgeBytes)}
	}
	g, err := parseEdges(data)
	if err != nil {
		return nil, usageError{fmt.Errorf("%s: %w", name, err)}
	}
	return g, nil
}

func parseEdges(data []byte) (*graph.Graph, error) {
	parts, err := members(data, "nodes", "edges")
	if err != nil {
		return nil, err
	}
	var b graph.Builder
	var ids []graph.NodeID
	err = elements(parts["nodes"], func(dec *json.Decoder) error {
		t, err := dec.Token()
		if err != nil {
			return err
		}
		name, ok := t.(string)
		if !ok {
			return errors.New("no string")
		}
		id := b.Node(graph.Node{Name: name})
		if int(id) < len(ids) {
			return fmt.Errorf("%q is nodes[%d] too", name, id)
		}
		ids = append(ids, id)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("nodes%w", err)
	}
	var pairs [][2]graph.NodeID
	err = elements(parts["edges"], func(dec *json.Decoder) error {
		pair, err := readPair(dec, &b, len(ids))
		if err != nil {
			return err
		}
		pairs = append(pairs, pair)
		b.Edge(pair[0], pair[1], graph.Site{})
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("edges%w", err)
	}
	g := b.Graph()
	if g.NumEdges() < len(pairs) {
		return nil, repeated(pairs, g)
	}
	return g, nil
}

// members returns the wanted members of a JSON object, each of which must be
// there once.
func members(data []byte, wanted ...string) (map[string]json.RawMessage, error) {
	dec := json.NewDecoder(bytes.NewReader(data))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return nil, errors.New("no JSON object")
	}
	found := map[string]json.RawMessage{}
	for dec.More() {
		t, err := dec.Token()
		if err != nil {
			return nil, err
		}
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return nil, err
		}
		key := t.(string) // else Token fails
		if !slices.Contains(wanted, key) {
			continue
		}
		if found[key] != nil {
			return nil, fmt.Errorf("%q twice", key)
		}
		found[key] = value
	}
	if _, err := dec.Token(); err != nil {
		return nil, err
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, errors.New("text after the object")
	}
	for _, key := range wanted {
		if found[key] == nil {
			return nil, fmt.Errorf("no %q", key)
		}
	}
	return found, nil
}

// elements calls read at each element of a JSON array. An error begins with the
// element's index.
func elements(array json.RawMessage, read func(*json.Decoder) error) error {
	dec := json.NewDecoder(bytes.NewReader(array))
	dec.UseNumber()
	if t, err := dec.Token(); err != nil || t != json.Delim('[') {
		return errors.New(": no JSON array")
	}
	for i := 0; dec.More(); i++ {
		if err := read(dec); err != nil {
			return fmt.Errorf("[%d]: %w", i, err)
		}
	}
	return nil
}

// readPair reads [u,v], where b has n nodes.
func readPair(dec *json.Decoder, b *graph.Builder, n int) (pair [2]graph.NodeID, err error) {
	if t, err := dec.Token(); err != nil || t != json.Delim('[') {
		return pair, errors.New("no pair [u,v]")
	}
	for i := range pair {
		t, err := dec.Token()
		if err != nil {
			return pair, err
		}
		if pair[i], err = end(t, b, n); err != nil {
			return pair, err
		}
	}
	if t, err := dec.Token(); err != nil || t != json.Delim(']') {
		return pair, errors.New("no pair [u,v]")
	}
	return pair, nil
}

// end returns the node that a token names, or whose index it is.
func end(t json.Token, b *graph.Builder, n int) (graph.NodeID, error) {
	switch t := t.(type) {
	case string:
		id := b.Node(graph.Node{Name: t})
		if int(id) >= n { // it is new
			return 0, fmt.Errorf("%q is no node", t)
		}
		return id, nil
	case json.Number:
		i, err := strconv.ParseInt(t.String(), 10, 32)
		if err != nil || i < 0 || i >= int64(n) {
			return 0, fmt.Errorf("%s is no index of %d nodes", t, n)
		}
		return graph.NodeID(i), nil
	}
	return 0, errors.New("an end is neither an index nor a name")
}

// repeated says which edge occurs twice.
func repeated(pairs [][2]graph.NodeID, g *graph.Graph) error {
	first := make(map[[2]graph.NodeID]int, len(pairs))
	for i, pair := range pairs {
		if j, ok := first[pair]; ok {
			return fmt.Errorf("edges[%d]: %q to %q is edges[%d] too", i, g.Node(pair[0]).Name, g.Node(pair[1]).Name, j)
		}
		first[pair] = i
	}
	return nil
}
