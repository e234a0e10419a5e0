package features

import (
	"context"
	"slices"
	"strings"

	"github.com/malguard/malguard/centrality"
	"github.com/malguard/malguard/graph"
)

// Use is what one file does with one API.
type Use struct {
	API string // resolved name, as the call graph has it
	// Phases has bit 1<<p set where a call runs in phase p.
	Phases uint8
	// Measures are the API's centralities in the file's own call graph, in the
	// order of [Measures].
	Measures [2]float64
	// Sites are the calls, by line.
	Sites []Site
}

// Site is one call.
type Site struct {
	File   string
	Line   int
	Caller string // the function, class or module that calls
	Phase  graph.Phase
	Layer  int // how many layers of obfuscation hid the call
}

// Profile is all that the features see of one file: its uses by name.
type Profile struct {
	File string
	Uses []Use
	// Unmeasured is set where the file's graph, or those of the files before it,
	// are too large for centralities that look at all paths ([MaxWork]): harmonic
	// is then 0 throughout.
	Unmeasured bool
}

// MaxWork bounds what measuring one file may cost: nodes times nodes and edges
// of its graph. The largest files of real packages stay at a third of it. All
// files of a package together may cost MaxPackageWork.
const (
	MaxWork        = 500_000_000
	MaxPackageWork = 4 * MaxWork
)

// Measures names the centralities of a [Use]: degree as networkx defines it,
// and harmonic divided by the number of other nodes, so that both are shares
// and do not grow with the file.
func Measures() []string { return []string{"degree", "harmonic"} }

// Profiles returns the profile of each file of the graph, in the order of its
// files. Its only error is that of ctx.
func Profiles(ctx context.Context, g *graph.Graph) ([]Profile, error) {
	edges := make([][]graph.Edge, len(g.Files())+1) // by file
	for e := range g.Edges() {
		for start := 0; start < len(e.Sites); {
			end := start + 1
			for end < len(e.Sites) && e.Sites[end].File == e.Sites[start].File {
				end++
			}
			f := e.Sites[start].File
			edges[f] = append(edges[f], graph.Edge{From: e.From, To: e.To, Sites: e.Sites[start:end]})
			start = end
		}
	}
	profiles := make([]Profile, 0, len(g.Files()))
	left := MaxPackageWork
	for i, file := range g.Files() {
		p, err := profile(ctx, g, file.Path, edges[i+1], &left)
		if err != nil {
			return nil, err
		}
		profiles = append(profiles, p)
	}
	return profiles, nil
}

// profile returns the profile of one file from the calls that stand in it, and
// takes what measuring them costs from left.
func profile(ctx context.Context, g *graph.Graph, file string, edges []graph.Edge, left *int) (Profile, error) {
	p := Profile{File: file}
	measures, err := p.measure(ctx, g, edges, left)
	if err != nil {
		return Profile{}, err
	}
	uses := map[string]*Use{}
	for _, e := range edges {
		n := g.Node(e.To)
		if n.Kind.Internal() || packaging(n.Name) {
			continue
		}
		u := uses[n.Name]
		if u == nil {
			u = &Use{API: n.Name, Measures: measures(n.Name)}
			uses[n.Name] = u
		}
		for _, s := range e.Sites {
			u.Phases |= 1 << s.Phase
			u.Sites = append(u.Sites, Site{
				File: file, Line: int(s.Line), Caller: g.Node(e.From).Name, Phase: s.Phase, Layer: int(s.Layer),
			})
		}
	}
	p.Uses = make([]Use, 0, len(uses))
	for _, u := range uses {
		slices.SortStableFunc(u.Sites, func(a, b Site) int { return a.Line - b.Line })
		p.Uses = append(p.Uses, *u)
	}
	slices.SortFunc(p.Uses, func(a, b Use) int { return strings.Compare(a.API, b.API) })
	return p, nil
}

// measure builds the file's own graph and returns the measures of its nodes by
// name. It sets Unmeasured where the graph is too large.
func (p *Profile) measure(ctx context.Context, g *graph.Graph, edges []graph.Edge, left *int) (func(string) [2]float64, error) {
	var b graph.Builder
	for _, e := range edges {
		b.Edge(b.Node(g.Node(e.From)), b.Node(g.Node(e.To)), e.Sites[0])
	}
	own := b.Graph()
	degree, err := centrality.Degree(ctx, own)
	if err != nil {
		return nil, err
	}
	harmonic := make(centrality.Scores, own.NumNodes())
	work := own.NumNodes() * (own.NumNodes() + own.NumEdges())
	if p.Unmeasured = work > min(MaxWork, *left); !p.Unmeasured {
		*left -= work
		if harmonic, err = centrality.Harmonic(ctx, own); err != nil {
			return nil, err
		}
	}
	others := float64(max(1, own.NumNodes()-1))
	return func(name string) [2]float64 {
		id, _ := own.Lookup(name) // every callee of the file is a node
		return [2]float64{degree[id], harmonic[id] / others}
	}, nil
}

// packaging says whether a name tells how a package is built rather than what
// it does: benign collections are often repositories and malicious ones source
// distributions, and a model would learn that. Install commands, and what
// distutils offers beside building, are behaviour.
func packaging(api string) bool {
	if rest, ok := strings.CutPrefix(api, "setuptools."); ok {
		return !strings.HasPrefix(rest, "command.") && rest != "Command.run"
	}
	if rest, ok := strings.CutPrefix(api, "distutils.core."); ok {
		return rest != "Command.run"
	}
	return strings.HasPrefix(api, "distutils.extension.")
}

// Merge returns one profile for several files: each API with all its phases
// and sites, and the largest of its measures.
func Merge(profiles []Profile) Profile {
	uses := map[string]*Use{}
	for _, p := range profiles {
		for _, u := range p.Uses {
			have := uses[u.API]
			if have == nil {
				u.Sites = slices.Clone(u.Sites)
				uses[u.API] = &u
				continue
			}
			have.Phases |= u.Phases
			have.Sites = append(have.Sites, u.Sites...)
			for i, v := range u.Measures {
				have.Measures[i] = max(have.Measures[i], v)
			}
		}
	}
	m := Profile{Uses: make([]Use, 0, len(uses))}
	for _, u := range uses {
		m.Uses = append(m.Uses, *u)
	}
	slices.SortFunc(m.Uses, func(a, b Use) int { return strings.Compare(a.API, b.API) })
	return m
}
