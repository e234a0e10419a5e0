package graph

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Format is the value of "format" in what [WriteJSON] writes. It changes with
// the meaning of a key, not when a key is added.
const Format = "malguard-graph/1"

type jsonGraph struct {
	Format   string     `json:"format"`
	Nodes    []Node     `json:"nodes"`
	Edges    []jsonEdge `json:"edges"`
	Roots    []Root     `json:"roots"`
	Files    []jsonFile `json:"files"`
	Warnings []string   `json:"warnings"`
}

type jsonEdge struct {
	From  NodeID     `json:"from"`
	To    NodeID     `json:"to"`
	Sites []jsonSite `json:"sites"`
}

type jsonSite struct {
	File  string `json:"file,omitempty"`
	Line  int32  `json:"line,omitempty"`
	Col   int32  `json:"col,omitempty"`
	Phase Phase  `json:"phase"`
	Layer uint16 `json:"layer,omitempty"`
	Facts
}

type jsonFile struct {
	Path   string     `json:"path"`
	Calls  int        `json:"calls"`
	Errors []string   `json:"errors,omitempty"`
	Texts  []TextKind `json:"texts,omitempty"`
}

// WriteJSON writes the whole graph as one line of JSON:
//
//	{"format":"malguard-graph/1",
//	 "nodes":[{"name","kind","file","line","layer","trick"}],   index = node id
//	 "edges":[{"from","to","sites":[{"file","line","col","phase","layer","trick","args","commands","by_name","unreachable"}]}],
//	                                              args: [{"name","index","kind","value","len","entropy","url","host","target"}]
//	 "roots":[{"node","kind","phase","name"}],
//	 "files":[{"path","calls","errors":[],"texts":[{"kind","hidden","count"}]}],
//	 "warnings":[]}
//
// Keys whose value is zero or empty are left out except name, kind, phase,
// path, calls, index, value, len and the six lists. The same graph gives the same
// bytes. Bytes that are not UTF-8 become U+FFFD, and <, > and & are escaped.
func WriteJSON(w io.Writer, g *Graph) error {
	j := jsonGraph{
		Format: Format, Nodes: g.nodes, Edges: make([]jsonEdge, 0, g.NumEdges()), Roots: g.roots,
		Files: make([]jsonFile, 0, len(g.files)), Warnings: texts(g.warnings),
	}
	if j.Nodes == nil {
		j.Nodes = []Node{}
	}
	if j.Roots == nil {
		j.Roots = []Root{}
	}
	for e := range g.Edges() {
		j.Edges = append(j.Edges, jsonEdge{e.From, e.To, g.jsonSites(e.Sites)})
	}
	for _, f := range g.files {
		j.Files = append(j.Files, jsonFile{f.Path, f.Calls, texts(f.Errors), f.Texts})
	}
	if err := json.NewEncoder(w).Encode(j); err != nil {
		return fmt.Errorf("graph: write JSON: %w", err)
	}
	return nil
}

func (g *Graph) jsonSites(sites []Site) []jsonSite {
	js := make([]jsonSite, len(sites))
	for i, s := range sites {
		js[i] = jsonSite{g.File(s.File).Path, s.Line, s.Col, s.Phase, s.Layer, g.Facts(s.Facts)}
	}
	return js
}

func texts(errs []error) []string {
	s := make([]string, len(errs))
	for i, err := range errs {
		s[i] = err.Error()
	}
	return s
}

// WriteDOT writes the graph in the DOT language of Graphviz: nodes n0, n1, …
// by id, labelled with their names, edges labelled with the strongest phase and
// the number of sites. Labels are quoted so that no name, which its author
// chooses, can add a statement or an attribute: quotes and backslashes are
// escaped, & is written as an entity, what cannot be printed as \u{hex}, and
// bytes that are not UTF-8 as \x{hex}.
func WriteDOT(w io.Writer, g *Graph) error {
	buf := bufio.NewWriter(w)
	fmt.Fprintln(buf, "digraph calls {")
	for id, n := range g.nodes {
		fmt.Fprintf(buf, "\tn%d [label=%s];\n", id, dotQuote(n.Name))
	}
	for e := range g.Edges() {
		fmt.Fprintf(buf, "\tn%d -> n%d [label=\"%s %d\"];\n", e.From, e.To, strongest(e.Sites), len(e.Sites))
	}
	fmt.Fprintln(buf, "}")
	if err := buf.Flush(); err != nil {
		return fmt.Errorf("graph: write DOT: %w", err)
	}
	return nil
}

func strongest(sites []Site) Phase {
	p := PhaseRun
	for _, s := range sites {
		p = max(p, s.Phase)
	}
	return p
}

func dotQuote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for i, r := range s {
		switch {
		case r == utf8.RuneError: // perhaps a byte that is not UTF-8: tell which
			_, size := utf8.DecodeRuneInString(s[i:])
			fmt.Fprintf(&b, `\\x{%x}`, s[i:i+size])
		case r == '"':
			b.WriteString(`\"`)
		case r == '\\':
			b.WriteString(`\\`)
		case r == '&':
			b.WriteString("&amp;")
		case !strconv.IsPrint(r):
			fmt.Fprintf(&b, `\\u{%x}`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
