package callgraph

import "github.com/malguard/malguard/graph"

// emit writes the nodes of the package and, for each event, its edges.
func (p *program) emit() error {
	p.phases()
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
	return nil
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
	if m.layer != nil {
		site.Layer = uint16(m.layer.depth)
	}
	site.Facts = p.out.Facts(p.facts(e))
	if !e.guarded {
		site.Phase = caller.phase
	}
	for _, t := range e.targets {
		p.out.Edge(p.id(caller), p.id(t), site)
	}
}
