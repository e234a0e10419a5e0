// Package oneline is a control of five rules that one can write down in a line each
// after a look at a hundred malicious packages, such as "calls the network while it
// is installed or imported". A detector that learns is worth its trouble where it
// finds more than they do at the same number of false alarms.
//
// The rules are asked of the call graph: categories of APIs, what makes a call run,
// and whether it was hidden. Each of [Rules] flags what the ones before it flag, so
// that they are five thresholds of one score.
package oneline

import (
	"context"
	"fmt"
	"path"
	"slices"

	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/eval"
	"github.com/malguard/malguard/features"
	"github.com/malguard/malguard/graph"
	"github.com/malguard/malguard/graph/callgraph"
)

// Name names the control in tables.
const Name = "control-oneline"

// Threshold is that of the fourth rule, the best of the five where there are ten
// benign slices to a malicious package or fewer.
const Threshold = 0.4

// Rule is one of the rules.
type Rule struct {
	Name string // as evidence names it
	Doc  string
	// fires says whether a call does what the rule is about.
	fires func(c call) bool
}

// Rules returns the rules, the strictest first. The slice is the caller's.
func Rules() []Rule {
	return []Rule{
		{"network", "calls the network at installation or on import", func(c call) bool {
			return c.early && c.is("net-http", "net-socket", "net-chat")
		}},
		{"decode", "or decodes text then", func(c call) bool { return c.early && c.is("decode") }},
		{"process", "or starts a program on import or in a command of setup.py, not counting what setup.py does itself", func(c call) bool {
			return c.early && !c.script && c.is("process")
		}},
		{"exec", "or runs text as code on import, hides a call, or has a suspicious constant", func(c call) bool {
			return c.early && !c.setup && c.is("code-exec") || c.hidden || c.suspicious
		}},
		{"any", "or calls the network, starts a program, runs text or decodes it at any time", func(c call) bool {
			return c.is("net-http", "net-socket", "net-chat", "process", "code-exec", "decode")
		}},
	}
}

// Literal is the rule of a suspicious constant alone: evidence names it beside
// "exec", of which it is a part.
const Literal = "literal"

// call is what the rules see of one call site.
type call struct {
	category   string
	early      bool // runs at installation or on import
	setup      bool // stands in a setup.py
	script     bool // stands in a setup.py, in nothing that its commands reach
	hidden     bool // was found below a layer of obfuscation
	suspicious bool // hands a known API a constant that honest code rarely has
}

func (c call) is(categories ...string) bool { return slices.Contains(categories, c.category) }

// Detector is the control. The zero value is ready for use.
type Detector struct{}

// Name implements [eval.Detector].
func (Detector) Name() string { return Name }

// Detect implements [eval.Detector]. The score is 1 where the first of [Rules] fires, 0.8
// where only the second does and those after it, and so on to 0.2 and 0. Evidence
// holds for each rule that some call alone makes fire the first such call.
func (Detector) Detect(ctx context.Context, p *datasets.Package) (eval.Detection, error) {
	g, err := callgraph.Build(ctx, p.FS, callgraph.Options{Files: datasets.IsPython})
	if err != nil {
		return eval.Detection{}, fmt.Errorf("%s: %w", Name, err)
	}
	d := eval.Detection{Status: eval.StatusOf(p), Evidence: evidence(g)}
	rules := Rules()
	for k := len(rules) - 1; k >= 0; k-- {
		if slices.ContainsFunc(d.Evidence, func(e eval.Evidence) bool { return e.Rule == rules[k].Name }) {
			d.Score = float64(len(rules)-k) / float64(len(rules))
		}
	}
	return d, nil
}

// evidence returns for each rule the first call by file and line.
func evidence(g *graph.Graph) []eval.Evidence {
	rules := append(Rules(), Rule{Name: Literal, fires: func(c call) bool { return c.suspicious }})
	first := make([]*eval.Evidence, len(rules))
	commands := reached(g)
	for e := range g.Edges() {
		name := g.Node(e.To).Name
		category, _ := features.Categories().Of(name)
		for _, s := range e.Sites {
			c := describe(g, s)
			c.category, c.script = category.Name, c.setup && !commands[e.From]
			for k, r := range rules {
				if !r.fires(c) {
					continue
				}
				found := eval.Evidence{Rule: r.Name, File: g.File(s.File).Path, Line: int(s.Line), Note: name}
				if first[k] == nil || before(found, *first[k]) {
					first[k] = &found
				}
			}
		}
	}
	var list []eval.Evidence
	for _, e := range first {
		if e != nil {
			list = append(list, *e)
		}
	}
	slices.SortStableFunc(list, func(a, b eval.Evidence) int {
		switch {
		case before(a, b):
			return -1
		case before(b, a):
			return 1
		}
		return 0
	})
	return list
}

func before(a, b eval.Evidence) bool {
	if a.File != b.File {
		return a.File < b.File
	}
	return a.Line < b.Line
}

// describe returns what a site says of its call.
func describe(g *graph.Graph, s graph.Site) call {
	facts := g.Facts(s.Facts)
	return call{
		early: s.Phase != graph.PhaseRun, setup: path.Base(g.File(s.File).Path) == "setup.py", hidden: s.Layer > 0,
		suspicious: slices.ContainsFunc(facts.Args, suspicious),
	}
}

// reached returns the functions that the commands of setup.py lead to.
func reached(g *graph.Graph) map[graph.NodeID]bool {
	seen := map[graph.NodeID]bool{}
	var todo []graph.NodeID
	add := func(n graph.NodeID) {
		if !seen[n] {
			seen[n] = true
			todo = append(todo, n)
		}
	}
	for _, r := range g.Roots() {
		if r.Kind == graph.RootCommand {
			add(r.Node)
		}
	}
	for len(todo) > 0 {
		n := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for _, v := range g.Out(n) {
			add(v)
		}
	}
	return seen
}

// places and targets are the kinds of constants that are suspicious, as the call
// graph names them. Paths of browsers, wallets and credentials are none: in small
// benign packages they are as frequent as in malicious ones.
var (
	places  = []string{"ip", "webhook", "telegram", "paste", "file-host", "tunnel", "onion", "own-address", "callback"}
	targets = []string{"startup", "discord", "messenger", "executable"}
)

// A blob is a constant as long and as even as encoded data.
const (
	blobLength  = 500 // bytes
	blobEntropy = 5.2 // bits for each byte; English text has about 4.2, base64 of anything nearly 6
)

func suspicious(a graph.Arg) bool {
	return slices.Contains(places, a.URL) || slices.Contains(targets, a.Target) || a.Len >= blobLength && a.Entropy >= blobEntropy
}
