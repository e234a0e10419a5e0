package callgraph

// maxStars bounds how many star imports of one module are searched, and
// maxStarDepth how many of them lead on to another.
const (
	maxStars     = 16
	maxStarDepth = 8
)

// starred looks a name up in the modules that m imports with a star. Which of
// several modules outside the package defines it is not known: all may, unless
// it is a builtin.
func (p *program) starred(id string, m *module) values {
	if len(m.stars) == 0 || p.starDepth >= maxStarDepth || !p.enter() {
		return nil
	}
	defer p.leave()
	if p.starDepth > 0 {
		return p.searchStars(id, m)
	}
	found, ok := m.starred[id]
	if !ok {
		if m.starred == nil {
			m.starred = make(map[string]*memo)
		}
		found = new(memo)
		m.starred[id] = found
	}
	return p.remember(found, func() values { return p.searchStars(id, m) })
}

func (p *program) searchStars(id string, m *module) values {
	p.starDepth++
	defer func() { p.starDepth-- }()
	var out values
	for i := len(m.stars) - 1; i >= 0 && i >= len(m.stars)-maxStars; i-- {
		p.steps -= maxStars // looking a module up takes longer than most steps
		for _, v := range p.importedModules(&m.stars[i]) {
			switch v := v.(type) {
			case *module:
				out = join(out, p.exported(v, id))
			case *extern:
				if v == p.builtin || !builtinNames()[id] {
					out = join(out, v.children(id))
				}
			}
		}
	}
	return out
}

// exported returns what the package defines as m.id, if it does.
func (p *program) exported(m *module, id string) values {
	if v, ok := m.scope.vars[id]; ok {
		return p.whole(v, p.settled(v))
	}
	if out := p.starred(id, m); len(out) > 0 {
		return out
	}
	return p.fromLayers(id, m)
}
