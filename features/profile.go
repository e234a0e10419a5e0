package features

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/malguard/malguard/graph"
)

// Options says what a profile describes and measures. The zero value is one
// profile a file with [DefaultSignals].
type Options struct {
	Scope Scope
	// Signals are what is measured of each API; nil means DefaultSignals.
	Signals []Signal
}

// Scope is what one profile describes.
type Scope uint8

// The scopes.
const (
	// ScopeFile is the calls that stand in one file.
	ScopeFile Scope = iota
	// ScopeEntry is the calls that stand in one file, and those in other files
	// that running it reaches: a payload that setup.py calls in another module
	// belongs to both.
	ScopeEntry
	// ScopePackage is all calls. A payload drowns in a large library.
	ScopePackage
)

var scopeNames = [...]string{ScopeFile: "file", ScopeEntry: "entry", ScopePackage: "package"}

// String returns "file", "entry" or "package".
func (s Scope) String() string {
	if int(s) < len(scopeNames) {
		return scopeNames[s]
	}
	return fmt.Sprintf("scope(%d)", uint8(s))
}

// MarshalText implements [encoding.TextMarshaler]; it never fails.
func (s Scope) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText is the inverse of [Scope.MarshalText].
func (s *Scope) UnmarshalText(text []byte) error {
	i := slices.Index(scopeNames[:], string(text))
	if i < 0 {
		return fmt.Errorf("features: unknown scope %q", text)
	}
	*s = Scope(i)
	return nil
}

// DefaultSignals are those of the embedded model, of APIs and of categories:
// whether they are called at all, at installation, on import. No centrality is
// among them, since none added to what these tell (docs/FEATURES.md).
func DefaultSignals() []Signal {
	return []Signal{{Presence, ViewAll}, {Presence, ViewInstall}, {Presence, ViewImport}}
}

// Use is what one profile says of one API.
type Use struct {
	API string // resolved name, as the call graph has it
	// Values are those of the profile's signals, in [0,1].
	Values []float64
	// Sites are the calls, by file and line.
	Sites []Site
}

// Site is one call.
type Site struct {
	File   string      `json:"file"`
	Line   int         `json:"line"`
	Caller string      `json:"function"` // the function, class or module that calls
	Phase  graph.Phase `json:"phase"`
	Layer  int         `json:"layer"` // how many layers of obfuscation hid the call
}

func (s Site) compare(t Site) int {
	return cmp.Or(
		strings.Compare(s.File, t.File), cmp.Compare(s.Line, t.Line), strings.Compare(s.Caller, t.Caller),
		cmp.Compare(s.Phase, t.Phase), cmp.Compare(s.Layer, t.Layer),
	)
}

// Profile is all that the features see of one part of a package: its uses by
// name.
type Profile struct {
	File    string   // empty for a whole package
	Signals []Signal // what the values of a use mean; shared, read-only
	Uses    []Use
	// Unmeasured is set where the graph, or those of the files before it, are too
	// large for costly measures ([MaxWork]), which are then 0 throughout, or too
	// large to follow what the file reaches in others.
	Unmeasured bool
}

// MaxWork bounds what a costly measure may take in one part and view of a
// package, in steps: for most, nodes times nodes and edges of its graph. The
// largest files of real packages stay at a third of it. All together may take
// MaxPackageWork.
const (
	MaxWork        int64 = 500_000_000
	MaxPackageWork       = 4 * MaxWork
)

// reachWork is what a call that an entry reaches costs of MaxPackageWork: it is
// listed with each of the entries.
const reachWork = 2000

// Profiles returns the profile of each part of the package: of each file in the
// order of the graph's files, or one of the whole package. Errors are that of
// ctx, and signals that name no measure or view.
func Profiles(ctx context.Context, g *graph.Graph, opt Options) ([]Profile, error) {
	m, err := newMeter(g, opt)
	if err != nil {
		return nil, err
	}
	if opt.Scope == ScopePackage {
		p, err := m.profile(ctx, "", slices.Collect(g.Edges()))
		if err != nil {
			return nil, err
		}
		return []Profile{p}, nil
	}
	own := byFile(g)
	profiles := make([]Profile, 0, len(own))
	for i, file := range g.Files() {
		edges, whole := own[i], true
		if opt.Scope == ScopeEntry {
			edges, whole = m.reached(graph.FileID(i+1), edges)
		}
		p, err := m.profile(ctx, file.Path, edges)
		if err != nil {
			return nil, err
		}
		p.Unmeasured = p.Unmeasured || !whole
		profiles = append(profiles, p)
	}
	return profiles, nil
}

// byFile returns the edges of each file with the sites that stand in it.
func byFile(g *graph.Graph) [][]graph.Edge {
	edges := make([][]graph.Edge, len(g.Files())+1)
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
	return edges[1:]
}

// meter measures the parts of one package under a common budget.
type meter struct {
	g       *graph.Graph
	signals []Signal
	views   map[View][]int // the signals of a view, by index
	roots   map[graph.NodeID]bool
	modules map[string]graph.NodeID // the module of a file
	left    int64                   // what the rest of the package may cost
}

func newMeter(g *graph.Graph, opt Options) (*meter, error) {
	m := &meter{
		g: g, signals: opt.Signals, views: map[View][]int{},
		roots: map[graph.NodeID]bool{}, modules: map[string]graph.NodeID{}, left: MaxPackageWork,
	}
	if m.signals == nil {
		m.signals = DefaultSignals()
	}
	for i, s := range m.signals {
		if err := s.Check(); err != nil {
			return nil, fmt.Errorf("features: %w", err)
		}
		m.views[s.View] = append(m.views[s.View], i)
	}
	for _, r := range g.Roots() {
		m.roots[r.Node] = true
		if r.Kind == graph.RootModule {
			m.modules[g.Node(r.Node).File] = r.Node
		}
	}
	return m, nil
}

// reached adds to the edges of a file those that its module reaches in others.
// It returns the edges alone where following them costs too much.
func (m *meter) reached(file graph.FileID, own []graph.Edge) (edges []graph.Edge, whole bool) {
	start, ok := m.modules[m.g.File(file).Path]
	if !ok {
		return own, true
	}
	seen := map[graph.NodeID]bool{start: true}
	queue := []graph.NodeID{start}
	for head := 0; head < len(queue); head++ {
		u := queue[head]
		for _, v := range m.g.Out(u) {
			sites := m.g.Sites(u, v)
			if m.left -= reachWork * int64(len(sites)); m.left < 0 {
				return own, false
			}
			edges = append(edges, graph.Edge{From: u, To: v, Sites: sites})
			if !seen[v] {
				seen[v] = true
				queue = append(queue, v)
			}
		}
	}
	for _, e := range own {
		if !seen[e.From] {
			edges = append(edges, e)
		}
	}
	slices.SortFunc(edges, func(a, b graph.Edge) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
	})
	return edges, true
}

// profile returns the profile of a part from its calls.
func (m *meter) profile(ctx context.Context, file string, edges []graph.Edge) (Profile, error) {
	p := Profile{File: file, Signals: m.signals}
	uses := map[graph.NodeID]*Use{}
	for _, e := range edges {
		n := m.g.Node(e.To)
		if n.Kind.Internal() || Packaging(n.Name) {
			continue
		}
		u := uses[e.To]
		if u == nil {
			u = &Use{API: n.Name, Values: make([]float64, len(m.signals))}
			uses[e.To] = u
		}
		for _, s := range e.Sites {
			u.Sites = append(u.Sites, Site{
				File: m.g.File(s.File).Path, Line: int(s.Line), Caller: m.g.Node(e.From).Name, Phase: s.Phase, Layer: int(s.Layer),
			})
		}
	}
	if err := ctx.Err(); err != nil {
		return Profile{}, err
	}
	for _, view := range Views() { // in a fixed order, for the budget
		if err := m.measure(ctx, &p, uses, view, edges); err != nil {
			return Profile{}, err
		}
	}
	p.Uses = make([]Use, 0, len(uses))
	for _, u := range uses {
		slices.SortStableFunc(u.Sites, Site.compare)
		p.Uses = append(p.Uses, *u)
	}
	slices.SortFunc(p.Uses, func(a, b Use) int { return strings.Compare(a.API, b.API) })
	return p, nil
}

// measure sets the values of the signals of one view.
func (m *meter) measure(ctx context.Context, p *Profile, uses map[graph.NodeID]*Use, view View, edges []graph.Edge) error {
	if len(m.views[view]) == 0 {
		return nil
	}
	var seen []graph.Edge
	for _, e := range edges {
		if i := slices.IndexFunc(e.Sites, view.holds); i >= 0 {
			seen = append(seen, graph.Edge{From: e.From, To: e.To, Sites: e.Sites[i : i+1]})
		}
	}
	var own *part
	var ids map[graph.NodeID]graph.NodeID
	for _, i := range m.views[view] {
		measure, _ := measured(m.signals[i].Measure)
		if measure.Name == Presence {
			for _, e := range seen {
				if u := uses[e.To]; u != nil {
					u.Values[i] = 1
				}
			}
			continue
		}
		if own == nil {
			own, ids = m.part(seen)
		}
		if measure.cost != nil && !m.afford(measure.cost(own)) {
			p.Unmeasured = true
			continue
		}
		scores, err := measure.scores(ctx, own)
		if err != nil {
			return err
		}
		for id, local := range ids {
			if u := uses[id]; u != nil {
				u.Values[i] = scores[local]
			}
		}
	}
	return nil
}

// part returns the graph of some calls, and where the nodes of the package are
// in it.
func (m *meter) part(edges []graph.Edge) (*part, map[graph.NodeID]graph.NodeID) {
	var b graph.Builder
	ids := map[graph.NodeID]graph.NodeID{}
	p := &part{}
	node := func(id graph.NodeID) graph.NodeID {
		local, ok := ids[id]
		if !ok {
			local = b.Node(m.g.Node(id))
			ids[id] = local
			if m.roots[id] {
				p.roots = append(p.roots, local)
			}
		}
		return local
	}
	for _, e := range edges {
		b.Edge(node(e.From), node(e.To), e.Sites[0])
	}
	p.g = b.Graph()
	return p, ids
}

// afford takes the cost of a costly measure from the budget, if it is there.
func (m *meter) afford(work int64) bool {
	if work > min(MaxWork, m.left) {
		return false
	}
	m.left -= work
	return true
}

// Packaging says whether a name tells how a package is built rather than what
// it does: benign collections are often repositories and malicious ones source
// distributions, and a model would learn that. Install commands, and what
// distutils offers beside building, are behaviour.
func Packaging(api string) bool {
	if rest, ok := strings.CutPrefix(api, "setuptools."); ok {
		return !strings.HasPrefix(rest, "command.") && rest != "Command.run"
	}
	if rest, ok := strings.CutPrefix(api, "distutils.core."); ok {
		return rest != "Command.run"
	}
	return strings.HasPrefix(api, "distutils.extension.")
}

// Merge returns one profile for several parts with the same signals: each API
// with all its sites and the largest of its values.
func Merge(profiles []Profile) Profile {
	var m Profile
	uses := map[string]Use{}
	for _, p := range profiles {
		m.Signals = p.Signals
		m.Unmeasured = m.Unmeasured || p.Unmeasured
		for _, u := range p.Uses {
			have, ok := uses[u.API]
			if !ok {
				uses[u.API] = Use{u.API, slices.Clone(u.Values), slices.Clone(u.Sites)}
				continue
			}
			for i, v := range u.Values {
				have.Values[i] = max(have.Values[i], v)
			}
			have.Sites = append(have.Sites, u.Sites...)
			uses[u.API] = have
		}
	}
	m.Uses = make([]Use, 0, len(uses))
	for _, api := range slices.Sorted(maps.Keys(uses)) {
		u := uses[api]
		slices.SortStableFunc(u.Sites, Site.compare)
		u.Sites = slices.Compact(u.Sites) // parts may overlap
		m.Uses = append(m.Uses, u)
	}
	return m
}
