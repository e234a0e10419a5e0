package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/malguard/malguard/centrality"
	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/graph"
	"github.com/malguard/malguard/graph/callgraph"
)

type centralityCmd struct {
	Path    string   `arg:"" optional:"" help:"Archive or directory."`
	Measure []string `placeholder:"NAME,…" help:"Measures, in the order in which to print them; all by default."`
	Edges   string   `placeholder:"FILE" help:"Read the graph from FILE, {\"nodes\":[NAME,…],\"edges\":[[u,v],…]} with indexes or names, instead of a package."`
	Output  string   `short:"o" placeholder:"FILE" help:"Write to FILE instead of standard output."`
	Times   bool     `help:"Say on standard error what each measure took: CPU seconds, seconds."`
}

// Help lists the measures.
func (c *centralityCmd) Help() string {
	var b strings.Builder
	b.WriteString("Prints lines MEASURE, NODE, SCORE with tabs between. Measures, with networkx's defaults but alpha 0.01 for katz:\n")
	for _, m := range centrality.Measures() {
		fmt.Fprintf(&b, "\n  %s: %s", m.Name, m.Doc)
	}
	return b.String()
}

func (c *centralityCmd) Run(e *env) error {
	measures := centrality.Measures()
	if len(c.Measure) > 0 {
		var err error
		if measures, err = centrality.Named(c.Measure...); err != nil {
			return usageError{err}
		}
	}
	g, err := c.graph(e)
	if err != nil {
		return err
	}
	return e.output(c.Output, func(w io.Writer) error {
		out := bufio.NewWriterSize(w, 1<<16)
		for _, m := range measures {
			if err := c.measure(e, out, m, g); err != nil {
				return err
			}
		}
		return out.Flush()
	})
}

func (c *centralityCmd) graph(e *env) (*graph.Graph, error) {
	if (c.Path == "") == (c.Edges == "") {
		return nil, usageError{errors.New("centrality needs PATH or --edges FILE, and not both")}
	}
	if c.Edges != "" {
		return readEdges(c.Edges)
	}
	p, err := datasets.Open(e.ctx, c.Path, datasets.Limits{})
	if err != nil {
		return nil, err
	}
	g, err := callgraph.Build(e.ctx, p.FS, callgraph.Options{Files: datasets.IsPython})
	if err != nil {
		return nil, err
	}
	for _, r := range p.Incomplete {
		e.warn("not read", r)
	}
	for _, err := range g.Warnings() {
		e.warn("not resolved", err)
	}
	return g, nil
}

// measure writes the scores of one measure; one that has none is told of.
func (c *centralityCmd) measure(e *env, out *bufio.Writer, m centrality.Measure, g *graph.Graph) error {
	start, cpu := time.Now(), cpuSeconds()
	scores, err := m.Compute(e.ctx, g)
	if c.Times {
		fmt.Fprintf(e.stderr, "malguard: %s took %.6f CPU seconds, %.6f seconds\n", m.Name, cpuSeconds()-cpu, time.Since(start).Seconds())
	}
	if e.ctx.Err() != nil {
		return e.ctx.Err()
	}
	if err != nil {
		e.warn("not computed", strings.TrimPrefix(err.Error(), "centrality: "))
		return nil
	}
	for u, score := range scores {
		_, err = fmt.Fprintf(out, "%s\t%s\t%s\n", m.Name, field(g.Node(graph.NodeID(u)).Name), strconv.FormatFloat(score, 'g', -1, 64))
		if err != nil {
			return err
		}
	}
	return nil
}

// field returns a name as a field of a table: as it is, or as a string literal
// of Go and Python in double quotes where it begins with such a quote or holds
// what is not printed as one character.
func field(name string) string {
	odd := func(r rune) bool { return !unicode.IsPrint(r) }
	if strings.HasPrefix(name, `"`) || !utf8.ValidString(name) || strings.ContainsFunc(name, odd) {
		return strconv.QuoteToASCII(name)
	}
	return name
}
