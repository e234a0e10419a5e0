package pyeval

import (
	"maps"
	"slices"
	"strings"

	"github.com/malguard/malguard/internal/pysrc"
)

// flow says how a statement ended.
type flow uint8

const (
	flowOn flow = iota
	flowBreak
	flowContinue
	flowReturn
)

func (in *interp) block(list []pysrc.Stmt, fr *frame) flow {
	for _, s := range list {
		if f := in.stmt(s, fr); f != flowOn {
			return f
		}
	}
	return flowOn
}

func (in *interp) stmt(s pysrc.Stmt, fr *frame) flow {
	if !in.step() || in.depth >= maxDepth {
		return flowOn
	}
	in.depth++
	defer func() { in.depth-- }()
	switch s := s.(type) {
	case *pysrc.ExprStmt:
		in.eval(s.X, fr)
	case *pysrc.Assign:
		v := in.eval(s.Value, fr)
		for _, t := range s.Targets {
			in.assign(t, v, fr)
		}
	case *pysrc.AnnAssign:
		if s.Value != nil {
			in.assign(s.Target, in.eval(s.Value, fr), fr)
		}
	case *pysrc.AugAssign:
		in.augAssign(s, fr)
	case *pysrc.Return:
		return in.returnStmt(s, fr)
	case *pysrc.Simple:
		switch s.Kind {
		case pysrc.Break:
			return flowBreak
		case pysrc.Continue:
			return flowContinue
		}
	case *pysrc.FunctionDef:
		in.functionDef(s, fr)
	case *pysrc.ClassDef:
		in.classDef(s, fr)
	case *pysrc.Import, *pysrc.ImportFrom:
		in.importStmt(s, fr)
	case *pysrc.Global:
		in.globalStmt(s, fr)
	case *pysrc.Exec:
		in.source(in.eval(s.Code, fr).with(trickExec), s, fr)
	default:
		return in.compound(s, fr)
	}
	return flowOn
}

func (in *interp) compound(s pysrc.Stmt, fr *frame) flow {
	switch s := s.(type) {
	case *pysrc.If:
		return in.ifStmt(s.Branches, s.Else, fr)
	case *pysrc.For:
		return in.forStmt(s, fr)
	case *pysrc.While:
		f := flowOn
		if !in.within(loopSteps, func() { f = in.whileStmt(s, fr) }) {
			in.forget(s.Body, fr)
		}
		return f
	case *pysrc.With:
		for _, item := range s.Items {
			v := in.enteredContext(in.eval(item.Context, fr))
			if item.Target != nil {
				in.assign(item.Target, v, fr)
			}
		}
		return in.block(s.Body, fr)
	case *pysrc.Try:
		return in.tryStmt(s, fr)
	case *pysrc.Match:
		return in.matchStmt(s, fr)
	case *pysrc.Print:
		for _, x := range s.Values {
			in.eval(x, fr)
		}
	case *pysrc.Raise:
		if s.X != nil {
			in.eval(s.X, fr)
		}
	case *pysrc.Assert:
		in.eval(s.Test, fr)
	case *pysrc.Delete:
		for _, t := range s.Targets {
			in.deleteTarget(t, fr)
		}
	case *pysrc.BadStmt:
		for _, x := range s.Exprs {
			in.eval(x, fr)
		}
	}
	return flowOn
}

// enteredContext is what __enter__ gives: the library's objects give themselves.
func (in *interp) enteredContext(v value) value {
	o, ok := v.p.(*object)
	if !ok || v.k != objectKind || o.class != "instance" {
		return v
	}
	return in.call(in.attribute(v, "__enter__"), &arguments{}, nil, nil)
}

func (in *interp) returnStmt(s *pysrc.Return, fr *frame) flow {
	v := none()
	if s.X != nil {
		v = in.eval(s.X, fr)
	}
	fr.returns = append(fr.returns, v)
	return flowReturn
}

func (in *interp) functionDef(s *pysrc.FunctionDef, fr *frame) {
	for _, d := range s.Decorators {
		in.eval(d, fr)
	}
	fn := &function{name: s.Name, params: s.Params, body: s.Body, frame: fr, layer: in.layer, node: s, defaults: in.defaults(s.Params, fr)}
	v := value{}
	if len(s.Decorators) == 1 {
		d, ok := s.Decorators[0].(*pysrc.Name)
		fn.static = ok && d.ID == "staticmethod"
	}
	if (len(s.Decorators) == 0 || fn.static) && !s.Async {
		v = value{k: funcKind, p: fn}
	}
	fr.set(s.Name, v, in)
	in.wait(fn)
}

func (in *interp) classDef(s *pysrc.ClassDef, fr *frame) {
	for _, d := range s.Decorators {
		in.eval(d, fr)
	}
	m := &mapping{}
	for _, b := range s.Bases {
		in.eval(b, fr)
	}
	body := &frame{vars: make(map[string]value), outer: fr, class: true}
	in.block(s.Body, body)
	fr.set(s.Name, value{k: objectKind, p: &object{class: "class", args: nil}, s: s.Name}, in)
	if o, ok := fr.get(s.Name, in).p.(*object); ok {
		for _, name := range slices.Sorted(maps.Keys(body.vars)) {
			m.set(str(name), body.vars[name])
		}
		o.args = []value{{k: dictKind, p: m}}
	}
}

func (in *interp) importStmt(s pysrc.Stmt, fr *frame) {
	switch s := s.(type) {
	case *pysrc.Import:
		for _, a := range s.Names {
			name, bound := a.AsName, a.Name
			if name == "" {
				name, _, _ = strings.Cut(a.Name, ".")
				bound = name
			}
			fr.set(name, module(bound), in)
		}
	case *pysrc.ImportFrom:
		for _, a := range s.Names {
			name := a.AsName
			if name == "" {
				name = a.Name
			}
			switch {
			case a.Name == "*":
				in.star(s, fr)
			case s.Level > 0:
				fr.set(name, value{}, in)
			default:
				fr.set(name, module(s.Module+"."+a.Name), in)
			}
		}
	}
}

// star binds the names of the modules whose functions are evaluated here.
func (in *interp) star(s *pysrc.ImportFrom, fr *frame) {
	if s.Level > 0 {
		return
	}
	for _, name := range starNames(s.Module) {
		fr.set(name, module(s.Module+"."+name), in)
	}
}

func (in *interp) globalStmt(s *pysrc.Global, fr *frame) {
	at := &fr.global
	if s.Nonlocal {
		at = &fr.lexical
	}
	if *at == nil {
		*at = make(map[string]bool)
	}
	for _, name := range s.Names {
		(*at)[name] = fr != in.globals
	}
}

// ifStmt takes the branch whose test is known to hold, and every one whose test
// is unknown.
func (in *interp) ifStmt(branches []pysrc.Branch, otherwise []pysrc.Stmt, fr *frame) flow {
	var open []func()
	always := false
	for _, b := range branches {
		truth, ok := in.eval(b.Test, fr).truth()
		if ok && !truth {
			continue
		}
		if ok && len(open) == 0 {
			return in.block(b.Body, fr)
		}
		open = append(open, func() { fr.doubt = in.block(b.Body, fr) != flowOn || fr.doubt })
		if ok {
			always = true
			break
		}
	}
	if len(open) == 0 {
		return in.block(otherwise, fr)
	}
	if !always && len(otherwise) > 0 {
		always = true
		open = append(open, func() { fr.doubt = in.block(otherwise, fr) != flowOn || fr.doubt })
	}
	in.maybe(fr, always, open...)
	return flowOn
}

func (in *interp) tryStmt(s *pysrc.Try, fr *frame) flow {
	f := in.block(s.Body, fr)
	for _, h := range s.Handlers {
		in.maybe(fr, false, func() {
			if h.Name != "" {
				fr.set(h.Name, value{}, in)
			}
			fr.doubt = in.block(h.Body, fr) != flowOn || fr.doubt
		})
	}
	if f == flowOn {
		f = in.block(s.Else, fr)
	}
	if g := in.block(s.Finally, fr); g != flowOn {
		f = g
	}
	return f
}
