package pyeval

import (
	"slices"

	"github.com/malguard/malguard/internal/pysrc"
)

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
