package malguard

import (
	"cmp"
	"io/fs"
	"slices"
	"strings"

	"github.com/malguard/malguard/features"
	"github.com/malguard/malguard/graph"
	"github.com/malguard/malguard/internal/defang"
)

// Bounds of what a reason shows.
const (
	maxPath      = 20
	maxArguments = 8
)

// evidence adds to reasons what the graph knows of their calls.
func evidence(g *graph.Graph, reasons []Reason) {
	if len(reasons) == 0 {
		return
	}
	ways := waysIn(g)
	for i := range reasons {
		r := &reasons[i]
		if known, ok := features.Curated().Lookup(r.API); ok {
			r.Technique = known.Technique
		}
		api, ok := g.Lookup(r.API)
		if !ok {
			continue
		}
		for k := range r.Sites {
			s := &r.Sites[k]
			caller, ok := g.Lookup(s.Function)
			if !ok {
				continue
			}
			s.Arguments = arguments(g, caller, api, *s)
			if r.Path == nil {
				r.Path = ways.path(g, caller, api)
			}
		}
	}
}

// arguments returns the constants that the call at a site has, fit to be shown.
func arguments(g *graph.Graph, caller, api graph.NodeID, at Site) []string {
	var list []string
	for _, s := range g.Sites(caller, api) {
		if int(s.Line) != at.Line || int(s.Layer) != at.Layer || g.File(s.File).Path != at.File {
			continue
		}
		for _, a := range g.Facts(s.Facts).Args {
			text := a.Value
			if a.Name != "" {
				text = a.Name + "=" + text
			}
			if len(list) < maxArguments {
				list = append(list, defang.Note(text))
			}
		}
	}
	return list
}

// ways says of each node which node called it first on the shortest way from a root: its
// own id for roots, -1 for what no root reaches.
type ways []graph.NodeID

// waysIn searches breadth first, from the roots that need the least from the victim on.
func waysIn(g *graph.Graph) ways {
	w := slices.Repeat(ways{-1}, g.NumNodes())
	roots := slices.Clone(g.Roots())
	slices.SortStableFunc(roots, func(a, b graph.Root) int { return cmp.Compare(b.Phase, a.Phase) })
	var queue []graph.NodeID
	for _, r := range roots {
		if w[r.Node] < 0 {
			w[r.Node] = r.Node
			queue = append(queue, r.Node)
		}
	}
	for len(queue) > 0 {
		u := queue[0]
		queue = queue[1:]
		for _, v := range g.Out(u) {
			if w[v] < 0 {
				w[v] = u
				queue = append(queue, v)
			}
		}
	}
	return w
}

// path returns the names on the way from a root by caller to api, and nil if no root
// reaches caller.
func (w ways) path(g *graph.Graph, caller, api graph.NodeID) []string {
	if w[caller] < 0 {
		return nil
	}
	names := []string{g.Node(api).Name}
	for u := caller; len(names) < maxPath; u = w[u] {
		names = append(names, g.Node(u).Name)
		if w[u] == u {
			break
		}
	}
	slices.Reverse(names)
	return names
}

// quote adds the line of each site, where its file can be read.
func quote(fsys fs.FS, reasons []Reason) {
	files := map[string][]string{}
	for _, r := range reasons {
		for k := range r.Sites {
			s := &r.Sites[k]
			lines, ok := files[s.File]
			if !ok {
				text, _ := fs.ReadFile(fsys, s.File) // what cannot be read has no lines
				lines = strings.Split(newlines.Replace(string(text)), "\n")
				files[s.File] = lines
			}
			if s.Line > 0 && s.Line <= len(lines) {
				s.Code = defang.Note(lines[s.Line-1])
			}
		}
	}
}

// newlines writes the ends of lines that Python knows as one.
var newlines = strings.NewReplacer("\r\n", "\n", "\r", "\n")
