package cerebro

import (
	"cmp"
	"context"
	"io/fs"
	"path"
	"slices"

	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/graph"
	"github.com/malguard/malguard/graph/callgraph"
	"github.com/malguard/malguard/internal/ngrams"
	"github.com/malguard/malguard/internal/pysrc"
)

// MaxPhrases is how many phrases of a sequence are kept. The original's model sees
// 512 tokens, about 130 phrases.
const MaxPhrases = 2000

// Sequence returns the phrases of a package: from each entry, those of its calls and
// of what they reach, depth first. Where a function is entered, those of its imports
// and strings come before those of its calls. Entries are what runs at installation
// and its hooks, then each __init__.py, then all other files and functions.
func Sequence(ctx context.Context, p *datasets.Package) ([]string, error) {
	g, err := callgraph.Build(ctx, p.FS, callgraph.Options{Files: datasets.IsPython})
	if err != nil {
		return nil, err
	}
	s := &sequence{g: g, hooks: map[graph.NodeID]bool{}}
	if s.facts, err = factsOf(ctx, p.FS, g); err != nil {
		return nil, err
	}
	for _, r := range g.Roots() {
		s.hooks[r.Node] = s.hooks[r.Node] || r.Kind == graph.RootCommand
	}
	w := ngrams.NewWalker(g)
	for _, u := range entries(g) {
		s.enter(u)
		if !w.From(u, s.visit) {
			break
		}
	}
	return s.phrases, nil
}

type sequence struct {
	g       *graph.Graph
	facts   map[graph.NodeID][]string // phrases of imports and strings of nodes not yet entered
	hooks   map[graph.NodeID]bool     // commands of setup.py that are not yet entered
	phrases []string
}

func (s *sequence) add(phrases ...string) {
	s.phrases = append(s.phrases, phrases[:min(len(phrases), MaxPhrases-len(s.phrases))]...)
}

func (s *sequence) enter(u graph.NodeID) {
	if s.hooks[u] {
		s.add(installHook)
		s.hooks[u] = false
	}
	s.add(s.facts[u]...)
	delete(s.facts, u)
}

func (s *sequence) visit(c ngrams.Call) bool {
	if n := s.g.Node(c.Callee); n.Kind.Internal() {
		s.enter(c.Callee)
	} else if phrase := ofCall(n.Name); phrase != "" {
		s.add(phrase)
	}
	return len(s.phrases) < MaxPhrases
}

// entries returns the nodes of the package in the order in which they are entered.
func entries(g *graph.Graph) []graph.NodeID {
	rank := map[graph.NodeID]int{}
	for _, r := range g.Roots() {
		switch {
		case r.Phase == graph.PhaseInstall:
			rank[r.Node] = -3
		case path.Base(g.Node(r.Node).File) == "__init__.py":
			rank[r.Node] = min(rank[r.Node], -2)
		default:
			rank[r.Node] = min(rank[r.Node], -1)
		}
	}
	var list []graph.NodeID
	for id, n := range g.Nodes() {
		if n.Kind.Internal() {
			list = append(list, graph.NodeID(id))
		}
	}
	slices.SortStableFunc(list, func(a, b graph.NodeID) int {
		x, y := g.Node(a), g.Node(b)
		return cmp.Or(cmp.Compare(rank[a], rank[b]), cmp.Compare(x.File, y.File), cmp.Compare(x.Line, y.Line))
	})
	return list
}

type place struct {
	file string
	line int
}

// factsOf returns the phrases of the imports and strings of each module and function,
// in their order.
func factsOf(ctx context.Context, fsys fs.FS, g *graph.Graph) (map[graph.NodeID][]string, error) {
	modules, functions := map[string]graph.NodeID{}, map[place]graph.NodeID{}
	for id, n := range g.Nodes() {
		switch {
		case n.Layer > 0: // the lines are those of hidden source
		case n.Kind == graph.KindModule:
			modules[n.File] = graph.NodeID(id)
		case n.Kind == graph.KindFunction:
			functions[place{n.File, n.Line}] = graph.NodeID(id)
		}
	}
	facts := map[graph.NodeID][]string{}
	for _, f := range g.Files() {
		module, ok := modules[f.Path]
		if !ok {
			continue
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		src, err := fs.ReadFile(fsys, f.Path)
		if err != nil {
			return nil, err
		}
		collect(pysrc.Parse(src), func(line int, phrase string) {
			u, ok := functions[place{f.Path, line}]
			if !ok {
				u = module
			}
			if len(facts[u]) < MaxPhrases {
				facts[u] = append(facts[u], phrase)
			}
		})
	}
	return facts, nil
}

// collect calls add with the phrases of a file and the line of the function around
// each, 0 outside of any.
func collect(f *pysrc.File, add func(line int, phrase string)) {
	var around []*pysrc.FunctionDef
	pysrc.Walk(f, func(n pysrc.Node) bool {
		for len(around) > 0 && n.Pos() >= around[len(around)-1].To {
			around = around[:len(around)-1]
		}
		line := 0
		if len(around) > 0 {
			line = f.Line(around[len(around)-1].From)
		}
		switch n := n.(type) {
		case *pysrc.FunctionDef:
			around = append(around, n)
		case *pysrc.Import:
			for _, a := range n.Names {
				if phrase := ofModule(a.Name); phrase != "" {
					add(line, phrase)
				}
			}
		case *pysrc.ImportFrom:
			if phrase := ofModule(n.Module); n.Level == 0 && phrase != "" {
				add(line, phrase)
			}
		case *pysrc.Str:
			for _, phrase := range ofText(n.Value) {
				add(line, phrase)
			}
		}
		return true
	})
}
