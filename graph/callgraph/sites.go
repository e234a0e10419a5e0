package callgraph

import "github.com/malguard/malguard/graph"

// emit writes the nodes of the package and, for each event, its edges.
func (p *program) emit() error {
	p.phases()
	p.uncover()
	for _, s := range p.scopes {
		p.id(&s.ref)
	}
	for _, m := range p.files {
		if err := p.check(); err != nil {
			return err
		}
		for i := range m.calls {
			p.emitEvent(&m.calls[i])
		}
	}
	p.roots()
	return nil
}

// uncover finds for each callee from outside the package the outermost layer in
// which it is called. Those of the package have the layer of their definition.
func (p *program) uncover() {
	for _, m := range p.files {
		for i := range m.calls {
			e := &m.calls[i]
			layer, trick := e.scope.module.layer.number(), p.trickOf(e)
			for _, t := range e.targets {
				if t.kind.Internal() {
					continue
				}
				if !t.uncovered || layer < t.layer || layer == t.layer && trick == "" {
					t.uncovered, t.layer, t.trick = true, layer, trick
				}
			}
		}
	}
}

func (p *program) emitEvent(e *event) {
	if len(e.targets) == 0 {
		return
	}
	caller := e.scope.node()
	m := e.scope.module
	site := graph.Site{
		File: m.fileID,
		Line: int32(m.line(e.node.Pos())),
		Col:  int32(m.column(e.node.Pos())),
	}
	site.Layer = m.layer.number()
	site.Facts = p.out.Facts(p.facts(e))
	if !e.guarded {
		site.Phase = caller.phase
	}
	for _, t := range e.targets {
		p.out.Edge(p.id(caller), p.id(t), site)
	}
}
