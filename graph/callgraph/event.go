package callgraph

import "github.com/malguard/malguard/internal/pysrc"

// event is a place in the source at which something is called.
type event struct {
	scope   *scope // in which its names are looked up
	node    pysrc.Node
	call    func(p *program, e *event) // finds the targets
	targets []*ref
	guarded bool // under if __name__ == "__main__"
	dead    bool // where no run gets to
	silent  bool // calls a class that has no constructor to run
	guessed bool // told by the name of a method alone
	outside bool // calls only what may call its arguments in turn
	stamp   stamp
}

// add records targets, each once.
func (e *event) add(targets ...*ref) {
next:
	for _, t := range targets {
		for _, old := range e.targets {
			if old == t {
				continue next
			}
		}
		e.targets = append(e.targets, t)
	}
}

// store is an assignment to something that is not a name: an attribute or an
// item of what the target's operand evaluates to.
type store struct {
	target pysrc.Expr
	scope  *scope
	source source
	stamp  stamp
}

// link says that running one scope also runs the other, without a call: the
// class bodies in it, the modules that it imports.
type link struct {
	from    *scope
	to      *scope     // a class body, or
	imports *importRef // modules
	guarded bool
}
