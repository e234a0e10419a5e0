package pyeval

import (
	"slices"

	"github.com/malguard/malguard/internal/pysrc"
)

// What the methods of containers take. After a call of any other the container is
// unknown.
var (
	tupleSignatures = signatures(`
		count|index :v
		__contains__|__getitem__ :v
		__len__
	`)
	listSignatures = signatures(`
		append|extend :o
		clear|copy|reverse
		count|index :v
		insert :i :o
		pop :i?
		remove :v
		sort *key:v? *reverse:i?
		__contains__|__getitem__ :v
		__len__
		__setitem__ :v :o
		__delitem__ :v
	`)
	setSignatures = signatures(`
		add :v
		clear|copy
		discard|remove :v
		update|union :o
		__contains__ :v
		__len__
	`)
	dictSignatures = signatures(`
		clear|copy|items|keys|popitem|values
		get|setdefault :v :o?
		pop :v :o?
		__contains__|__getitem__ :v
		__len__
		__setitem__ :v :o
		__delitem__ :v
	`)
	arraySignatures = signatures(`
		append :i
		clear|copy|reverse
		extend :v
		insert :i :i
		pop :i?
		remove :i
		__setitem__ :v :o
		__delitem__ :v
	`)
)

// containerMethod evaluates the methods of lists, tuples, sets, dicts and
// bytearrays.
func (in *interp) containerMethod(self value, name string, args *arguments, at pysrc.Node, fr *frame) value {
	sig, ok := map[kind]map[string]signature{
		tupleKind: tupleSignatures, viewKind: tupleSignatures, listKind: listSignatures, setKind: setSignatures,
		dictKind: dictSignatures, arrayKind: arraySignatures,
	}[self.k][name]
	switch {
	case self.k == dictKind && name == "update":
		return in.update(self, args)
	case !ok && self.k == arrayKind:
		return in.arrayText(self, name, args)
	}
	bound, fits := sig.bind(self.k, args)
	n, known := self.length()
	if !ok || !fits || name != "append" && name != "pop" && !in.work(16*n) {
		self.spoil()
		return value{}
	}
	a := bound.at(0, "")
	switch name {
	case "__getitem__":
		return in.item(self, a)
	case "__contains__":
		return ifKnown(contains(a, self))
	case "__len__":
		return in.sequence("len", &arguments{list: []value{self}}, at, fr)
	case "__setitem__":
		in.setItem(self, a, bound.at(1, ""))
		return value{}
	case "__delitem__":
		in.deleteItem(self, a)
		return value{}
	case "clear":
		return cleared(self)
	}
	switch {
	case self.k == dictKind:
		return in.dictMethod(self, name, bound)
	case !known:
		return value{}
	case self.k == arrayKind:
		return in.arrayMethod(self, name, bound)
	case self.k == setKind:
		return in.setMethod(self, name, a)
	case name == "sort":
		return in.sortList(self, bound, at, fr)
	}
	return in.listMethod(self, name, bound)
}

// ifKnown returns a truth, if it is known.
func ifKnown(truth, ok bool) value {
	if !ok {
		return value{}
	}
	return boolean(truth)
}

// cleared empties a container, of which all is known then.
func cleared(self value) value {
	switch p := self.p.(type) {
	case *items:
		*p = items{}
	case *mapping:
		*p = mapping{}
	case *array:
		*p = array{}
	}
	return none()
}

func (in *interp) listMethod(self value, name string, args *arguments) value {
	l, a := self.p.(*items), args.at(0, "")
	switch name {
	case "append":
		return in.grown(self, []value{a})
	case "extend":
		more, ok := in.iterate(a)
		if !ok {
			self.spoil()
			return value{}
		}
		return in.grown(self, more)
	case "insert":
		n := clamp(int(min(max(a.i, -maxItems), maxItems)), len(l.list), 1)
		out := in.grown(self, args.list[1:2])
		if out.known() {
			v := l.list[len(l.list)-1]
			l.list = slices.Insert(slices.Clone(l.list[:len(l.list)-1]), n, v)
		}
		return out
	case "pop":
		return in.popped(self, args)
	case "remove":
		return in.removed(self, a, false)
	case "reverse":
		l.list = slices.Clone(l.list)
		slices.Reverse(l.list)
		return none()
	case "copy":
		return list(slices.Clone(l.list))
	case "index":
		if i, ok := find(l.list, a); ok && i >= 0 {
			return integer(int64(i))
		}
	case "count":
		return count(l.list, a)
	}
	return value{}
}

// grown puts values behind those of a list.
func (in *interp) grown(self value, more []value) value {
	l := self.p.(*items)
	if len(l.list)+len(more) > maxItems || !in.take(48*len(more)) {
		self.spoil()
		return value{}
	}
	l.list = append(l.list, more...)
	return none()
}

// removed takes an item that equals v out of a list or set. It is there, or may be
// absent.
func (in *interp) removed(self, v value, absent bool) value {
	l := self.p.(*items)
	i, ok := find(l.list, v)
	switch {
	case !ok || !in.take(16*len(l.list)):
		self.spoil()
	case i >= 0:
		l.list = slices.Delete(slices.Clone(l.list), i, i+1)
		return none()
	case absent:
		return none()
	}
	return value{}
}

// popped takes an item out of a list.
func (in *interp) popped(self value, args *arguments) value {
	l := self.p.(*items)
	n := int64(len(l.list) - 1)
	if args.has(0, "") {
		if n = args.at(0, "").i; n < 0 {
			n += int64(len(l.list))
		}
	}
	if n < 0 || n >= int64(len(l.list)) {
		return value{}
	}
	if !in.take(2 * len(l.list)) {
		self.spoil()
		return value{}
	}
	out := l.list[n]
	switch n {
	case int64(len(l.list) - 1):
		l.list = l.list[:n] // the room stays for what is pushed next
	case 0:
		l.list = l.list[1:]
	default:
		l.list = append(l.list[:n:n], l.list[n+1:]...)
	}
	return out
}

func (in *interp) sortList(self value, args *arguments, at pysrc.Node, fr *frame) value {
	sorted := in.sorted(self, args.at(0, ""), args.at(1, ""), at, fr)
	all, ok := sorted.elems()
	if !ok {
		self.spoil()
		return value{}
	}
	self.p.(*items).list = all
	return none()
}

func count(all []value, v value) value {
	n := 0
	for _, x := range all {
		alike, ok := equal(x, v)
		if !ok {
			return value{}
		}
		if alike {
			n++
		}
	}
	return integer(int64(n))
}

func (in *interp) setMethod(self value, name string, a value) value {
	l := self.p.(*items)
	if _, hashable := a.key(); !hashable && (name == "add" || name == "remove" || name == "discard") {
		self.spoil()
		return value{}
	}
	switch name {
	case "add":
		in.work(256 * len(l.list))
		i, ok := find(l.list, a)
		if !ok {
			self.spoil()
			return value{}
		}
		if i < 0 {
			return in.grown(self, []value{a})
		}
		return none()
	case "remove", "discard":
		return in.removed(self, a, name == "discard")
	case "copy":
		return value{k: setKind, p: &items{list: slices.Clone(l.list)}}
	case "update", "union":
		more, ok := in.unordered(a)
		out := value{}
		if ok && in.take(48*(len(l.list)+len(more))) {
			out = in.setOf(slices.Concat(l.list, more))
		}
		if name == "union" {
			return out
		}
		if out.k != setKind {
			self.spoil()
			return value{}
		}
		*l = *out.p.(*items)
		return none()
	}
	return value{}
}

func (in *interp) dictMethod(self value, name string, args *arguments) value {
	m := self.p.(*mapping)
	a := args.at(0, "")
	if !in.take(16 + len(m.keys)/8) {
		self.spoil()
		return value{}
	}
	switch name {
	case "get", "setdefault":
		v, found, known := m.get(a)
		switch {
		case !found && name == "setdefault" && !in.take(64):
			self.spoil()
			return value{}
		case found:
			return v
		}
		if v = none(); args.has(1, "") {
			v = args.at(1, "")
		}
		if !known {
			v = value{}
		}
		if name == "setdefault" {
			m.set(a, v)
		}
		return v
	case "pop":
		v, found, known := in.remove(m, a)
		if !found && known {
			return args.at(1, "")
		}
		return v
	case "popitem":
		if m.open || len(m.keys) == 0 {
			self.spoil()
			return value{}
		}
		k := m.keys[len(m.keys)-1]
		v, _, _ := in.remove(m, k)
		return tuple([]value{k, v})
	case "keys", viewValues, viewItems:
		return value{k: viewKind, s: name, p: m}
	case "copy":
		if !in.take(64 * len(m.keys)) {
			return value{}
		}
		return value{k: dictKind, p: m.copied()}
	}
	return value{}
}

// update is d.update(…).
func (in *interp) update(self value, args *arguments) value {
	m := self.p.(*mapping)
	more := in.dictOf(args)
	if args.open || more.k != dictKind {
		self.spoil()
		return value{}
	}
	m.merge(more.p.(*mapping))
	return none()
}

// arrayMethod evaluates the methods of bytearrays that bytes have not.
func (in *interp) arrayMethod(self value, name string, args *arguments) value {
	a, x := self.p.(*array), args.at(0, "")
	switch name {
	case "append", "insert":
		at, c := len(a.b), x.i
		if name == "insert" {
			at, c = clamp(int(min(max(x.i, -maxString), maxString)), len(a.b), 1), args.at(1, "").i
		}
		if c < 0 || c > 255 {
			return value{}
		}
		if len(a.b) >= maxString || !in.take(1) {
			self.spoil()
			return value{}
		}
		a.b = slices.Insert(a.b, at, byte(c))
		return none()
	case "extend":
		more := value{}
		if x.k != strKind && x.k != intKind && x.k != boolKind {
			more = in.toBytes(&arguments{list: []value{x}})
		}
		if more.k != bytesKind || len(a.b)+len(more.s) > maxString || !in.take(len(more.s)) {
			self.spoil()
			return value{}
		}
		a.b = append(a.b, more.s...)
		return none()
	case "reverse":
		slices.Reverse(a.b)
		return none()
	case "copy":
		return arrayOf(self.plain())
	case "pop", "remove":
		at := len(a.b) - 1
		if name == "remove" {
			at = slices.Index(a.b, byte(x.i))
			if x.i < 0 || x.i > 255 {
				at = -1
			}
		} else if args.has(0, "") {
			at = indexOf(x.i, len(a.b))
		}
		if at < 0 {
			return value{}
		}
		out := integer(int64(a.b[at]))
		a.b = slices.Delete(a.b, at, at+1)
		if name == "remove" {
			return none()
		}
		return out
	}
	return value{}
}

// indexOf returns the index of a sequence that n means, or -1.
func indexOf(n int64, size int) int {
	if n < 0 {
		n += int64(size)
	}
	if n < 0 || n >= int64(size) {
		return -1
	}
	return int(n)
}

// arrayText evaluates the methods that bytearrays and bytes have, which change
// nothing.
func (in *interp) arrayText(self value, name string, args *arguments) value {
	if _, ok := textSignatures[name]; !ok {
		self.spoil()
		return value{}
	}
	plain := self.plain()
	if !plain.known() {
		return value{}
	}
	out := in.textMethod(plain, name, args)
	if l, ok := out.p.(*items); ok { // what it was split into
		for i, v := range l.list {
			l.list[i] = arrayOf(v)
		}
	}
	if out.k == bytesKind && name != "decode" {
		return arrayOf(out)
	}
	return out
}
