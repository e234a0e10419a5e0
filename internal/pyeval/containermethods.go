package pyeval

import (
	"github.com/malguard/malguard/internal/pysrc"
)

// What the methods of containers take. After a call of any other the container is
// unknown. Not all of those that change nothing are evaluated.
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
		difference|intersection|isdisjoint|issubset|issuperset|symmetric_difference :o
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

var containerSignatures = map[kind]map[string]signature{
	tupleKind: tupleSignatures, viewKind: tupleSignatures, listKind: listSignatures, setKind: setSignatures,
	dictKind: dictSignatures, arrayKind: arraySignatures,
}

// containerMethod evaluates the methods of lists, tuples, sets, dicts and
// bytearrays.
func (in *interp) containerMethod(self value, name string, args *arguments, at pysrc.Node, fr *frame) value {
	sig, ok := containerSignatures[self.k][name]
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
