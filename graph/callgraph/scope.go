package callgraph

import (
	"sort"

	"github.com/malguard/malguard/internal/pysrc"
)

type scopeKind uint8

const (
	moduleScope scopeKind = iota
	classScope
	functionScope
	compScope // the targets of a comprehension; its calls belong to the scope around it
)

// scope is what names are looked up in.
type scope struct {
	ref
	kind    scopeKind
	parent  *scope
	host    *scope // where the call stands that runs this, if it is a layer
	owner   *scope // the scope that calls are attributed to: itself unless compScope
	module  *module
	class   *class    // the class whose body this is
	fn      *function // the function whose body this is
	vars    map[string]*variable
	foreign map[string]*scope // where names declared global or nonlocal live
	loops   []pysrc.Extent    // outermost loops, ascending
	lambdas int
	sorted  []string // names in vars, once they are asked for
	changed int32    // the pass in which a parameter last received something new
}

// variable returns the variable called name in s and adds it if it is new.
func (s *scope) variable(name string) *variable {
	if v, ok := s.vars[name]; ok {
		return v
	}
	if s.vars == nil {
		s.vars = make(map[string]*variable)
	}
	v := new(variable)
	s.vars[name] = v
	return v
}

// ordered reports whether the order of assignments counts in s.
func (s *scope) ordered() bool { return s.kind == moduleScope || s.kind == classScope }

// horizon returns the position up to which assignments may have happened when
// code at pos runs: a loop runs again after its end.
func (s *scope) horizon(pos pysrc.Pos) pysrc.Pos {
	i := sort.Search(len(s.loops), func(i int) bool { return s.loops[i].To > pos })
	if i < len(s.loops) && s.loops[i].From <= pos {
		return s.loops[i].To
	}
	return pos
}

// variable is a name in a scope or an attribute of a class.
type variable struct {
	assigns []assignment // by position
	late    []source     // assigned by code elsewhere, at any time
	flows   values       // what arrives by calls and by stores from elsewhere
	readers *scope       // what values read from it depend on: for a parameter its function
	own     values       // what it holds whatever is carried: the class of self
	hint    pysrc.Expr   // annotation, or nil
	hintIn  *scope       // in which the annotation is looked up
	asking  bool         // while the annotation is looked up
	mixed   sorts        // of which it received too many
	memo    memo         // of the value that code elsewhere sees
	lates   memo         // of late
}

func (v *variable) isParam() bool { return v.readers != nil && v.readers != anything }

// assignment is one way in which a variable gets a value.
type assignment struct {
	source
	at          pysrc.Pos // from where on it counts
	until       pysrc.Pos // the end of its block, in which it surely happened
	conditional bool      // in a branch or loop
	initial     bool      // the default of a parameter
	memo        memo
}

// surely reports whether the assignment happens on every way to a position
// behind it.
func (a *assignment) surely(pos pysrc.Pos) bool {
	return !a.conditional || a.at <= pos && pos < a.until
}

// class is a class of the package.
type class struct {
	scope      *scope
	bases      []pysrc.Expr
	meta       pysrc.Expr         // metaclass, or nil
	fields     []*pysrc.AnnAssign // of a class that makes its own constructor
	decorators []pysrc.Expr
	tuple      []string             // fields of a named tuple
	attrs      map[string]*variable // of its objects
	methods    map[*function]values // bound to its objects
	self       values               // just this class
	object     values               // its *instance
	line       lineage
}

// newClass returns a class without a body, in a scope.
func newClass(parent *scope) *class {
	s := &scope{kind: classScope, parent: parent, module: parent.module}
	s.owner = s
	k := &class{scope: s}
	s.class = k
	k.self, k.object = values{k}, values{&instance{k}}
	return k
}

// attr returns the attribute that objects of c have been given.
func (c *class) attr(name string) *variable {
	if v, ok := c.attrs[name]; ok {
		return v
	}
	if c.attrs == nil {
		c.attrs = make(map[string]*variable)
	}
	v := new(variable)
	c.attrs[name] = v
	return v
}
