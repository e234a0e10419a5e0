package pyeval

import "unicode/utf8"

func maketrans(args *arguments) value {
	a := args.at(0, "")
	out := &mapping{}
	if a.k == dictKind {
		m := a.p.(*mapping)
		if len(args.list) > 1 || m.open {
			return value{}
		}
		for i, k := range m.keys {
			if k.k == strKind {
				if !isOne(k.s) {
					return value{}
				}
				r, _ := utf8.DecodeRuneInString(k.s)
				k = integer(int64(r))
			}
			if k.k != intKind && k.k != boolKind {
				return value{}
			}
			out.set(k, m.vals[i])
		}
		return value{k: dictKind, p: out}
	}
	x, y := []rune(a.s), []rune(args.at(1, "").s)
	if len(args.list) < 2 || len(x) != len(y) {
		return value{}
	}
	for i := range x {
		out.set(integer(int64(x[i])), integer(int64(y[i])))
	}
	for _, r := range args.at(2, "").s {
		out.set(integer(int64(r)), none())
	}
	return value{k: dictKind, p: out}
}

func maketransBytes(from, to string) value {
	if len(from) != len(to) {
		return value{}
	}
	table := make([]byte, 256)
	for i := range table {
		table[i] = byte(i)
	}
	for i := range len(from) {
		table[from[i]] = to[i]
	}
	return bytesOf(table)
}
