package pyeval

import "slices"

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
