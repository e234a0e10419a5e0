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

func (in *interp) augAssign(s *pysrc.AugAssign, fr *frame) {
	y := in.eval(s.Value, fr)
	x := in.eval(s.Target, fr)
	if !in.changeInPlace(s.Op, x, y) {
		in.assign(s.Target, in.binary(s.Op, x, y), fr)
	}
}

// changeInPlace is x op= y of what is changed itself rather than replaced: who else
// holds it sees the change.
func (in *interp) changeInPlace(op pysrc.Op, x, y value) bool {
	switch x.k {
	case listKind, arrayKind:
		if x.k == arrayKind && y.plain().k != bytesKind && op == pysrc.Add {
			x.spoil()
			return true
		}
		if op == pysrc.Add {
			in.containerMethod(x, "extend", &arguments{list: []value{y}}, nil, nil)
			return true
		}
	case dictKind:
		if op == pysrc.BitOr {
			in.update(x, &arguments{list: []value{y}})
			return true
		}
	case setKind:
		if op == pysrc.BitOr {
			in.containerMethod(x, "update", &arguments{list: []value{y}}, nil, nil)
			return true
		}
	default:
		return false
	}
	out := in.binary(op, x, y)
	switch {
	case out.k != x.k:
		x.spoil()
	case x.k == arrayKind:
		*x.p.(*array) = *out.p.(*array)
	case x.k == listKind:
		*x.p.(*items) = *out.p.(*items)
	}
	return true
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

func (in *interp) forStmt(s *pysrc.For, fr *frame) flow {
	next, ok := in.iteration(in.eval(s.Iter, fr))
	if !ok || s.Async {
		in.assign(s.Target, value{}, fr)
		in.once(s.Body, fr)
		in.maybe(fr, false, func() { in.block(s.Else, fr) })
		return flowOn
	}
	for range maxIterations {
		v, more := next()
		if !more {
			break
		}
		if !in.step() {
			return flowOn
		}
		in.assign(s.Target, v, fr)
		switch in.block(s.Body, fr) {
		case flowReturn:
			return flowReturn
		case flowBreak:
			return flowOn
		}
	}
	return in.block(s.Else, fr)
}

// iteration returns what gives the items of over one after the other: those of a
// list as it is then, those that an iterator has then.
func (in *interp) iteration(over value) (func() (value, bool), bool) {
	it := over
	switch over.k {
	case iterKind:
	case arrayKind:
		all, ok := in.iterate(over)
		if !ok {
			return nil, false
		}
		it = iterator(all)
	default:
		it = in.iteratorOf("iter", over)
	}
	if it.k != iterKind {
		return nil, false
	}
	l := it.p.(*items)
	_, known := l.left()
	return func() (value, bool) {
		v, more, _ := l.pull()
		return v, more
	}, known
}

// once runs the body of a loop that runs an unknown number of times: what it
// changes is unknown in it and behind it.
func (in *interp) once(body []pysrc.Stmt, fr *frame) {
	in.maybe(fr, false, func() { in.block(body, fr) })
}

// whileStmt repeats while the test is known to hold and something changes.
func (in *interp) whileStmt(s *pysrc.While, fr *frame) flow {
	for n := 0; n < maxIterations; n++ {
		truth, ok := in.eval(s.Test, fr).truth()
		if !ok {
			in.once(s.Body, fr)
			return flowOn
		}
		if !truth {
			return in.block(s.Else, fr)
		}
		j := &journal{before: make(map[string]value), around: fr.journal}
		fr.journal = j
		made := in.bytes
		doubted := fr.doubt
		fr.doubt = false
		f := in.block(s.Body, fr)
		left := fr.doubt // perhaps
		fr.doubt = doubted
		fr.journal = j.around
		changed := in.bytes != made && !isForever(s.Test)
		for _, name := range j.order {
			if j.around != nil {
				if _, ok := j.around.before[name]; !ok {
					j.around.before[name] = j.before[name]
					j.around.order = append(j.around.order, name)
				}
			}
			now := fr.vars[name]
			changed = changed || now.known() && !same(now, j.before[name])
		}
		switch f {
		case flowReturn:
			return flowReturn
		case flowBreak:
			return flowOn
		}
		if !changed || left || in.steps <= 0 {
			return flowOn
		}
		if n == quietIterations && len(in.result.Layers) == 0 && isForever(s.Test) {
			return flowOn
		}
	}
	return flowOn
}

// forget makes unknown what a block assigns to.
func (in *interp) forget(body []pysrc.Stmt, fr *frame) {
	for _, s := range body {
		pysrc.Inspect(s, func(n pysrc.Node) bool {
			switch n := n.(type) {
			case *pysrc.Assign:
				for _, t := range n.Targets {
					in.forgetTarget(t, fr)
				}
			case *pysrc.AugAssign:
				in.forgetTarget(n.Target, fr)
			}
			return true
		})
	}
}

func (in *interp) forgetTarget(t pysrc.Expr, fr *frame) {
	if name, ok := t.(*pysrc.Name); ok {
		fr.set(name.ID, value{}, in)
	}
}

// quietIterations is how often a loop without an end is followed.
const quietIterations = 1000

func isForever(x pysrc.Expr) bool {
	switch x.(type) {
	case *pysrc.Const, *pysrc.Num:
		return true
	}
	return false
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

// assign binds the names of a target.
func (in *interp) assign(t pysrc.Expr, v value, fr *frame) {
	if !in.step() {
		return
	}
	switch t := t.(type) {
	case *pysrc.Name:
		fr.set(t.ID, v, in)
	case *pysrc.Starred:
		in.assign(t.X, value{}, fr)
	case *pysrc.Tuple:
		in.unpack(t.Elts, v, fr)
	case *pysrc.List:
		in.unpack(t.Elts, v, fr)
	case *pysrc.Subscript:
		in.assignItem(t, v, fr)
	case *pysrc.Attribute:
		in.assignAttr(t, v, fr)
	}
}

func (in *interp) assignAttr(t *pysrc.Attribute, v value, fr *frame) {
	x := in.eval(t.X, fr)
	if o, ok := x.p.(*object); ok && x.k == objectKind && (o.class == "instance" || o.class == "class") {
		if fr.journal != nil || fr != in.globals && fr.outer == nil {
			v = value{}
		}
		o.args[0].p.(*mapping).set(str(t.Attr), v)
	}
}

func (in *interp) unpack(targets []pysrc.Expr, v value, fr *frame) {
	list, ok := in.iterate(v)
	star := -1
	for i, t := range targets {
		if _, is := t.(*pysrc.Starred); is {
			star = i
		}
	}
	if !ok || star < 0 && len(list) != len(targets) || star >= 0 && len(list) < len(targets)-1 {
		for _, t := range targets {
			in.assign(t, value{}, fr)
		}
		return
	}
	for i, t := range targets {
		switch {
		case star < 0 || i < star:
			in.assign(t, list[i], fr)
		case i == star:
			end := len(list) - (len(targets) - 1 - star)
			in.assign(t.(*pysrc.Starred).X, newList(list[star:end]), fr)
		default:
			in.assign(t, list[len(list)-len(targets)+i], fr)
		}
	}
}

// assignItem is x[i] = v. In a branch that may not run the container is unknown
// afterwards only if the branch is the first to touch it, which is not followed:
// the last store counts.
func (in *interp) assignItem(t *pysrc.Subscript, v value, fr *frame) {
	x := in.eval(t.X, fr)
	if s, ok := t.Index.(*pysrc.Slice); ok {
		in.replaceItems(x, in.sliceOf(s, fr), v)
		return
	}
	in.setItem(x, in.eval(t.Index, fr), v)
}

// setItem is x[i] = v.
func (in *interp) setItem(x, i, v value) {
	if i.k == sliceKind {
		in.replaceItems(x, i, v)
		return
	}
	n, ok := i.small()
	size, known := x.length()
	at := indexOf(n, size)
	switch x.k {
	case arrayKind:
		c, isByte := v.small()
		switch {
		case !known || !ok || !isByte && !v.known():
			x.spoil()
		case at >= 0 && isByte && c >= 0 && c <= 255:
			x.p.(*array).b[at] = byte(c)
		}
	case dictKind:
		if !in.take(64) {
			x.spoil()
		} else {
			x.p.(*mapping).set(i, v)
		}
	case listKind:
		switch {
		case !ok:
			x.spoil()
		case known && at >= 0:
			x.p.(*items).list[at] = v
		}
	case spaceKind:
		if i.k == strKind && x.s == "" {
			in.globals.set(i.s, v, in)
		}
	}
}
