package verdict

import (
	"fmt"
	"slices"

	"github.com/malguard/malguard"
)

// maxNodes bounds the nodes of a picture: more cannot be read.
const maxNodes = 60

// Sizes of a picture in pixels.
const (
	nodeWidth  = 190
	nodeHeight = 22
	columnStep = 240
	rowStep    = 32
	margin     = 6
)

// picture is the part of a call graph that leads to reasons, laid out from left to
// right: where the package is entered on the left, APIs on the right. The same reasons
// give the same picture.
type picture struct {
	Width, Height int
	Nodes         []box
	Edges         []string // paths of SVG
	Left          int      // reasons that have no place, or not for all their callers
}

// box is a node of a picture.
type box struct {
	X, Y, TextY      int
	Width, Height    int
	Name, Label      string
	API              bool
	column, TextLeft int
}

// sketch collects a picture.
type sketch struct {
	nodes []box
	index map[string]int
	edges [][2]int
}

// draw returns the picture of some reasons, and nil if there is none to draw. Of more
// than 60 nodes those of the strongest reasons stay.
func draw(reasons []malguard.Reason) *picture {
	s := &sketch{index: map[string]int{}}
	missing := map[string]bool{}
	for _, r := range reasons { // ways first: they say how far from the entry a caller is
		if len(r.Path) > 1 && !s.add(r.Path) {
			missing[r.API] = true
		}
	}
	for _, r := range reasons {
		for _, site := range r.Sites {
			if !s.add([]string{site.Function, r.API}) {
				missing[r.API] = true
			}
		}
	}
	if len(s.edges) == 0 {
		return nil
	}
	p := s.layout()
	p.Left = len(missing)
	return p
}

// add adds a chain of calls that ends at an API, unless there is no place for it.
func (s *sketch) add(names []string) bool {
	more := 0
	for i, n := range names {
		if _, ok := s.index[n]; !ok && !slices.Contains(names[:i], n) {
			more++
		}
	}
	if len(s.nodes)+more > maxNodes {
		return false
	}
	for i, n := range names {
		if _, ok := s.index[n]; !ok {
			s.index[n] = len(s.nodes)
			s.nodes = append(s.nodes, box{Name: plain(n), Label: shortened(plain(n)), column: i})
		}
		if i == len(names)-1 {
			s.nodes[s.index[n]].API = true
		}
		if i > 0 {
			edge := [2]int{s.index[names[i-1]], s.index[n]}
			if edge[0] != edge[1] && !slices.Contains(s.edges, edge) {
				s.edges = append(s.edges, edge)
			}
		}
	}
	return true
}

// layout gives each node its place: a column is the number of calls from where the
// package is entered, and APIs have the last.
func (s *sketch) layout() *picture {
	last := 0
	for _, n := range s.nodes {
		if !n.API {
			last = max(last, n.column+1)
		}
	}
	rows := make([]int, last+1)
	p := &picture{Width: last*columnStep + nodeWidth + 2*margin}
	for _, n := range s.nodes {
		if n.API {
			n.column = last
		}
		n.X, n.Y = margin+n.column*columnStep, margin+rows[n.column]*rowStep
		n.TextLeft, n.TextY, n.Width, n.Height = n.X+6, n.Y+15, nodeWidth, nodeHeight
		rows[n.column]++
		p.Nodes = append(p.Nodes, n)
	}
	p.Height = slices.Max(rows)*rowStep + 2*margin
	for _, e := range s.edges {
		u, v := p.Nodes[e[0]], p.Nodes[e[1]]
		x1, y1, x2, y2 := u.X+nodeWidth, u.Y+nodeHeight/2, v.X, v.Y+nodeHeight/2
		p.Edges = append(p.Edges, fmt.Sprintf("M%d %dC%d %d %d %d %d %d", x1, y1, x1+40, y1, x2-40, y2, x2, y2))
	}
	return p
}

// letters is how many of a name fit into a node.
const letters = 24

// shortened returns the end of a name that is too long: names begin alike.
func shortened(name string) string {
	if r := []rune(name); len(r) > letters {
		return "…" + string(r[len(r)-letters+1:])
	}
	return name
}
