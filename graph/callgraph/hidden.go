package callgraph

import (
	"errors"
	"fmt"

	"github.com/malguard/malguard/internal/pyeval"
	"github.com/malguard/malguard/internal/pysrc"
)

// ErrHidden means that taking hidden code apart reached a limit: some of it may
// not be in the graph.
var ErrHidden = errors.New("limit of de-obfuscation")

// The limits on the de-obfuscation of one package.
const (
	hiddenSteps  = 30_000_000 // and four for each byte of source
	hiddenBytes  = 256 << 20
	hiddenLayers = 2000
	leastSteps   = 2000 // of a file, when the package has used up its own
)

// hidden is what evaluating the constants of a package's files revealed.
type hidden struct {
	steps   int
	bytes   int
	layers  int
	limited bool                           // whether a warning says that something was not enough
	at      map[pysrc.Node][]*pyeval.Layer // by the call or statement that runs them
	consts  map[pysrc.Expr]pyeval.Const
}

func newHidden() hidden {
	return hidden{
		steps: hiddenSteps, bytes: hiddenBytes, layers: hiddenLayers,
		at: make(map[pysrc.Node][]*pyeval.Layer), consts: make(map[pysrc.Expr]pyeval.Const),
	}
}

// reveal evaluates the constants of a file.
func (p *program) reveal(m *module) {
	h := &p.hidden
	if !pyeval.Handled(m.file) {
		return // what reaches calls by assignment is found without evaluation
	}
	most := max(min(h.steps, pyeval.DefaultSteps), leastSteps)
	opt := pyeval.Options{
		Steps:  most + 4*len(m.file.Source),
		Bytes:  max(min(h.bytes, pyeval.DefaultBytes), len(m.file.Source)),
		Layers: max(min(h.layers, pyeval.DefaultLayers), 1),
	}
	found := pyeval.Run(m.file, opt)
	if found.Limited && !h.limited {
		h.limited = true
		p.out.Warn(fmt.Errorf("callgraph: %s: %w", m.path, ErrHidden))
	}
	h.steps -= max(0, found.Steps-4*len(m.file.Source))
	h.bytes -= found.Bytes
	h.layers -= len(found.Layers)
	for _, l := range found.Layers {
		h.at[l.At] = append(h.at[l.At], l)
		p.source += len(l.File.Source)
		p.tokens += l.File.Tokens
		p.special.stmts(l.File.Body, false)
	}
	for x, c := range found.Consts {
		h.consts[x] = c
		m.hides = m.hides || c.Trick != ""
	}
}

// layers collects the source that a call or an exec statement runs, as if it
// stood there. Its names are looked up around the call.
func (c *collector) layers(at pysrc.Node) {
	for _, l := range c.p.hidden.at[at] {
		outer := c.m
		m := &module{
			name: outer.name, dir: outer.dir, path: outer.path, setup: outer.setup, fileID: outer.fileID,
			file: l.File, base: outer.root(), hides: true,
			layer: &layerPlace{at: at, host: c.scope, depth: l.Depth, trick: l.Trick, line: outer.line(at.Pos()), col: outer.column(at.Pos())},
		}
		m.self = values{m}
		m.scope = &scope{kind: moduleScope, parent: c.scope, module: m, host: c.scope}
		m.scope.owner = m.scope
		m.scope.name = c.scope.owner.name
		m.base.revealed = append(m.base.revealed, m.scope)
		c.p.files = append(c.p.files, m)
		saved := *c
		c.m, c.scope, c.nested, c.loop = m, m.scope, 0, 0
		c.stmts(l.File.Body)
		for _, x := range l.File.Fragments {
			c.expr(x)
		}
		c.m, c.scope, c.nested, c.loop = saved.m, saved.scope, saved.nested, saved.loop
	}
}

// layerPlace says where the source of a layer was found.
type layerPlace struct {
	at        pysrc.Node // the call that runs it, in
	host      *scope
	depth     int
	trick     string
	line, col int
}

// number returns the depth of the layer, 0 for a file.
func (l *layerPlace) number() uint16 {
	if l == nil {
		return 0
	}
	return uint16(l.depth)
}

// how returns the tricks that hid the layer.
func (l *layerPlace) how() string {
	if l == nil {
		return ""
	}
	return l.trick
}

// root returns the file that m is, or was hidden in.
func (m *module) root() *module {
	if m.base != nil {
		return m.base
	}
	return m
}

// line returns the line of a position: in a layer, that of what runs it.
func (m *module) line(at pysrc.Pos) int {
	if m.layer != nil {
		return m.layer.line
	}
	return m.file.Line(at)
}

func (m *module) column(at pysrc.Pos) int {
	if m.layer != nil {
		return m.layer.col
	}
	return m.file.Column(at)
}

// node returns what calls in s are attributed to.
func (s *scope) node() *ref {
	at := s.owner
	for at.host != nil {
		at = at.host.owner
	}
	return &at.ref
}

// fromLayers returns what the layers of m define as id.
func (p *program) fromLayers(id string, m *module) values {
	var out values
	for _, s := range m.root().revealed {
		if v, ok := s.vars[id]; ok {
			out = join(out, p.whole(v, p.settled(v)))
		}
	}
	return out
}

// folded returns what evaluating x gave, where that needed more than a look.
func (p *program) folded(x pysrc.Expr, s *scope) (values, bool) {
	c, ok := p.hidden.consts[x]
	if !ok || c.Trick == "" {
		return nil, false
	}
	switch c.Kind {
	case pyeval.Str:
		return p.text("PyStr", c.Value), true
	case pyeval.Bytes:
		return p.text("PyBytes", c.Value), true
	case pyeval.Int:
		return p.text("PyNum", c.Value), true
	case pyeval.Ref:
		return p.dottedRef(c.Value, s), true
	}
	return nil, false
}

// dottedRef returns what a dotted name means that evaluation gave.
func (p *program) dottedRef(name string, s *scope) values {
	const builtin = "<builtin>"
	if name == builtin {
		return p.builtin.self
	}
	if len(name) > len(builtin) && name[:len(builtin)] == builtin {
		out := p.builtin.self
		return p.path(out, name[len(builtin)+1:])
	}
	return p.importedModules(&importRef{from: s.module, module: name})
}

// revealedBy returns what evaluation says about x beyond out.
func (p *program) revealedBy(x pysrc.Expr, s *scope, out values) values {
	found, ok := p.folded(x, s)
	if !ok {
		return out
	}
	for _, v := range out {
		switch v := v.(type) {
		case *text:
			return out
		case *extern:
			if v.depth > 0 && v.kind != p.builtin.kind {
				return out
			}
		default:
			return out
		}
	}
	return found
}
