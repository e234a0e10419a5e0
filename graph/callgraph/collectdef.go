package callgraph

import (
	"strings"

	"github.com/malguard/malguard/graph"
	"github.com/malguard/malguard/internal/pysrc"
)

func (c *collector) functionDef(s *pysrc.FunctionDef) {
	c.exprs(s.Decorators)
	for _, t := range s.TypeParams {
		c.expr(t)
	}
	if s.Returns != nil {
		c.expr(s.Returns)
	}
	if c.full() {
		c.defaults(s.Params)
		c.stmts(s.Body)
		return
	}
	fn := c.function(c.p.qualify(c.scope.owner.name, s.Name), graph.KindFunction, s, s.Params)
	fn.class = c.scope.class
	fn.first = firstArgOf(s)
	fn.hint = s.Returns
	fn.scope.stub = fn.class != nil && !isSpecial(s.Name) && isStub(s.Body)
	if fn.class != nil && len(c.p.methods[s.Name]) <= maxByName {
		c.p.methods[s.Name] = append(c.p.methods[s.Name], fn)
	}
	fn.receiveClass()
	c.define(s.Name, fn, s.Decorators, s.To)
	c.within(fn.scope, func() { c.stmts(s.Body) })
}

// receiveClass gives the first parameter of a method what it holds even if no
// call of it is seen.
func (fn *function) receiveClass() {
	if fn.class == nil || fn.first == firstNone || len(fn.params) == 0 {
		return
	}
	self := fn.scope.variable(fn.params[0].Name)
	self.own = fn.class.object
	if fn.first == firstClass {
		self.own = fn.class.self
	}
	self.flows = self.own
}

func firstArgOf(s *pysrc.FunctionDef) firstArg {
	if s.Name == "__new__" || s.Name == "__init_subclass__" || s.Name == "__class_getitem__" {
		return firstClass
	}
	for _, d := range s.Decorators {
		if name, ok := d.(*pysrc.Name); ok {
			switch name.ID {
			case "classmethod":
				return firstClass
			case "staticmethod":
				return firstNone
			}
		}
	}
	return firstInstance
}

func (c *collector) classDef(s *pysrc.ClassDef) {
	c.exprs(s.Decorators)
	for _, t := range s.TypeParams {
		c.expr(t)
	}
	c.exprs(s.Bases)
	for _, k := range s.Keywords {
		c.expr(k)
	}
	if c.full() {
		c.stmts(s.Body)
		return
	}
	k := newClass(c.scope)
	sc := k.scope
	name := c.p.qualify(c.scope.owner.name, s.Name)
	sc.ref = ref{name: name, kind: graph.KindClass, file: c.m.path, line: c.m.line(s.From), id: noID, layer: c.m.layer.number(), trick: c.m.layer.how()}
	k.bases, k.meta, k.decorators, k.fields = s.Bases, metaclassOf(s), s.Decorators, fieldsOf(s.Body)
	for _, f := range k.fields {
		c.p.stored[f.Target.(*pysrc.Name).ID] = true
	}
	c.p.classes = append(c.p.classes, k)
	c.p.links = append(c.p.links, link{from: c.scope.owner, to: sc, guarded: c.guarded})
	c.within(sc, func() { c.stmts(s.Body) })
	if len(s.Bases)+len(s.Keywords) > 0 || c.p.special.has("__set_name__") {
		c.event(s, func(p *program, e *event) { p.creationTargets(e, k, s.Keywords) })
	}
	c.define(s.Name, k, s.Decorators, s.To)
}

// full says whether the package has so many functions and classes that what
// another one calls is counted as a call of the scope around it.
func (c *collector) full() bool {
	if len(c.p.scopes)+len(c.p.classes) < MaxScopes {
		return false
	}
	c.p.exhausted = true
	return true
}

// defaults collects what parameters evaluate when their function is defined.
func (c *collector) defaults(params []*pysrc.Param) {
	for _, p := range params {
		c.expr(p)
	}
}

// lambda opens a scope for x. Its defaults belong to the scope around it.
func (c *collector) lambda(x *pysrc.Lambda) {
	if c.full() {
		c.defaults(x.Params)
		c.expr(x.Body)
		return
	}
	fn := c.function(c.p.lambdaName(c.scope.owner), graph.KindLambda, x, x.Params)
	fn.returns = []source{{expr: x.Body, scope: fn.scope}}
	c.p.lambdas[x] = fn
	c.within(fn.scope, func() { c.expr(x.Body) })
}

// function creates a function and collects what its parameters evaluate when
// it is defined.
func (c *collector) function(name string, kind graph.Kind, n pysrc.Node, params []*pysrc.Param) *function {
	s := &scope{kind: functionScope, parent: c.scope, module: c.m}
	s.owner = s
	s.ref = ref{name: name, kind: kind, file: c.m.path, line: c.m.line(n.Pos()), id: noID, layer: c.m.layer.number(), trick: c.m.layer.how()}
	fn := &function{scope: s, params: params}
	fn.self = values{fn}
	fn.gen = values{&generator{fn: fn}}
	s.fn = fn
	c.p.scopes = append(c.p.scopes, s)
	fn.positional = len(params)
	for i, param := range params {
		c.param(s, param)
		switch param.Kind {
		case pysrc.VarPositional:
			fn.positional = i
			fn.rest = c.gathered(s, param, "PyTuple")
		case pysrc.VarKeyword:
			fn.named = c.gathered(s, param, "PyDict")
		}
	}
	return fn
}

// gathered returns the container that a starred parameter is.
func (c *collector) gathered(s *scope, param *pysrc.Param, typ string) *container {
	all := &container{typ: c.p.literal(typ), scope: s}
	v := s.variable(param.Name)
	v.own = values{all}
	v.flows = v.own
	return all
}

func (c *collector) param(s *scope, param *pysrc.Param) {
	c.expr(param)
	if param.Unpack != nil {
		return
	}
	v := s.variable(param.Name)
	v.readers = s
	if param.Kind != pysrc.VarPositional && param.Kind != pysrc.VarKeyword {
		v.hint, v.hintIn = param.Annotation, s.parent
	}
	if param.Default != nil {
		v.assigns = append(v.assigns, assignment{source: c.source(param.Default), at: param.To, initial: true})
	}
}

// isStub reports whether a body does nothing, or only says that subclasses must
// define the method: raise NotImplementedError.
func isStub(body []pysrc.Stmt) bool {
	for _, s := range body {
		switch s := s.(type) {
		case *pysrc.Simple:
		case *pysrc.ExprStmt:
			switch s.X.(type) {
			case *pysrc.Str, *pysrc.Const:
			default:
				return false
			}
		case *pysrc.Raise:
			return isNotImplemented(s.X)
		default:
			return false
		}
	}
	return true
}

func isNotImplemented(x pysrc.Expr) bool {
	if call, ok := x.(*pysrc.Call); ok {
		x = call.Func
	}
	name, ok := x.(*pysrc.Name)
	return ok && strings.HasPrefix(name.ID, "NotImplemented")
}
