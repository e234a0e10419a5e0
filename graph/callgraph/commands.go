package callgraph

import "github.com/malguard/malguard/internal/pysrc"

// commandMethods are what setuptools calls on a command class.
var commandMethods = []string{"__init__", "initialize_options", "finalize_options", "run"}

// commands records setup(cmdclass={"install": C}): the call runs C.run, and
// installing the package runs the methods that setuptools calls on commands.
func (p *program) commands(e *event, x *pysrc.Call) {
	for _, k := range x.Keywords {
		switch k.Name {
		case "cmdclass":
			p.commandClasses(e, p.eval(k.Value, e.scope))
		case "entry_points":
			if p.pass == 1 {
				p.setupEntryPoints(p.eval(k.Value, e.scope))
			}
		case "":
			for _, v := range p.eval(k.Value, e.scope) {
				if c, ok := v.(*container); ok {
					p.commandClasses(e, p.element(c, key("PyStr", "cmdclass")))
				}
			}
		}
	}
}

func (p *program) commandClasses(e *event, in values) {
	for _, v := range in {
		c, ok := v.(*container)
		if !ok {
			continue
		}
		for _, v := range p.contents(c) {
			switch v := v.(type) {
			case *class:
				p.command(e, v)
			case *extern:
				for _, m := range v.children("run") {
					p.target(e, m)
				}
			}
		}
	}
}

func (p *program) command(e *event, k *class) {
	p.run(e, p.inherited(k, 0, "run", k.object))
	if e.scope.module.setup {
		p.hooks[k] = true
	}
}
