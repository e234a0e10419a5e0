package pyeval

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
