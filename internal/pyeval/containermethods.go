package pyeval

import (
	"github.com/malguard/malguard/internal/pysrc"
	"slices"
)

// listMethod evaluates the methods of lists, tuples and sets.
func (in *interp) listMethod(self value, name string, args *arguments, at pysrc.Node, fr *frame) value {
	l := self.p.(*items)
	a := args.at(0, "")
	if name != "append" && name != "pop" && !in.work(16*len(l.list)) {
		return value{}
	}
	switch name {
	case "add":
		if self.k != setKind {
			return value{}
		}
		in.work(256 * len(l.list))
		if _, ok := a.key(); !ok || len(l.list) >= maxItems || !in.take(48) {
			in.spoil(self)
		} else if !slices.ContainsFunc(l.list, func(v value) bool { return same(v, a) }) {
			l.list = append(l.list, a)
		}
		return none()
	case "remove", "discard":
		for i, v := range l.list {
			if same(v, a) && in.take(16*len(l.list)) {
				l.list = slices.Delete(slices.Clone(l.list), i, i+1)
				return none()
			}
		}
		if _, ok := a.key(); !ok {
			in.spoil(self)
		}
		return none()
	case "append":
		if len(l.list) < maxItems && in.take(48) {
			l.list = append(l.list, a)
		}
		return none()
	case "extend", "update":
		if more, ok := in.iterate(a); ok && len(l.list)+len(more) <= maxItems && in.take(48*len(more)) {
			l.list = append(l.list, more...)
			if s := in.setOf(l.list); self.k == setKind && s.k == setKind {
				*l = *s.p.(*items)
			}
		} else {
			in.spoil(self)
		}
		return none()
	case "insert":
		n, ok := a.small()
		if ok && in.take(48*len(l.list)) {
			n = int64(clamp(int(n), len(l.list), 1))
			l.list = slices.Insert(slices.Clone(l.list), int(n), args.at(1, ""))
		} else {
			in.spoil(self)
		}
		return none()
	case "reverse":
		l.list = slices.Clone(l.list)
		slices.Reverse(l.list)
		return none()
	case "pop":
		n := int64(len(l.list) - 1)
		if i, ok := a.small(); ok && args.has(0, "") {
			n = i
			if n < 0 {
				n += int64(len(l.list))
			}
		}
		if n < 0 || n >= int64(len(l.list)) || !in.take(16*len(l.list)/8) {
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
	case "copy":
		return value{k: self.k, p: &items{slices.Clone(l.list)}}
	case "clear":
		l.list = nil
		return none()
	case "__getitem__":
		return in.item(self, a)
	case "sort":
		sorted := in.sorted(self, args, at, fr)
		if s, ok := sorted.p.(*items); ok {
			l.list = s.list
		} else {
			in.spoil(self)
		}
		return none()
	case "index":
		for i, v := range l.list {
			if same(v, a) {
				return integer(int64(i))
			}
		}
	case "count":
		n := 0
		for _, v := range l.list {
			if same(v, a) {
				n++
			}
		}
		return integer(int64(n))
	}
	return value{}
}

func (in *interp) dictMethod(self value, name string, args *arguments) value {
	m := self.p.(*mapping)
	if !in.take(16 + len(m.keys)/8) {
		return value{}
	}
	a := args.at(0, "")
	switch name {
	case "get", "pop", "__getitem__", "setdefault":
		if v, ok := m.get(a); ok {
			if name == "pop" {
				in.remove(m, a)
			}
			return v
		}
		if name == "setdefault" && args.has(1, "") && in.take(64) {
			m.set(a, args.at(1, ""))
		}
		if _, ok := a.key(); ok && args.has(1, "default") {
			return args.at(1, "default")
		}
		if _, ok := a.key(); ok && name == "get" {
			return none()
		}
	case "keys":
		return lazy(slices.Clone(m.keys))
	case "values":
		return lazy(slices.Clone(m.vals))
	case "items":
		out := make([]value, len(m.keys))
		for i := range m.keys {
			out[i] = tuple([]value{m.keys[i], m.vals[i]})
		}
		return lazy(out)
	case "update":
		if a.k == dictKind && in.take(64*len(a.p.(*mapping).keys)) {
			o := a.p.(*mapping)
			for i := range o.keys {
				m.set(o.keys[i], o.vals[i])
			}
		} else if more := in.dictOf(args); more.k == dictKind {
			args = &arguments{}
			for i, k := range more.p.(*mapping).keys {
				m.set(k, more.p.(*mapping).vals[i])
			}
		} else {
			in.spoil(self)
		}
		for _, k := range args.names {
			m.set(str(k), args.kw[k])
		}
		return none()
	case "copy":
		c := &mapping{}
		for i := range m.keys {
			c.set(m.keys[i], m.vals[i])
		}
		return value{k: dictKind, p: c}
	}
	return value{}
}
