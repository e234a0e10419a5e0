package pyeval

import "github.com/malguard/malguard/internal/pysrc"

// sum is sum(over, start), which refuses texts.
func (in *interp) sum(over value, args *arguments) value {
	all, ok := in.unordered(over)
	out := integer(0)
	if args.has(1, "") {
		out = args.at(1, "")
	}
	if out.text() || out.k == arrayKind || !ok {
		return value{}
	}
	for _, v := range all {
		if !in.step() || over.k == setKind && v.k != intKind {
			return value{}
		}
		out = in.binary(pysrc.Add, out, v)
	}
	return out
}

// allOrAny is all(over) and any(over), which take no more of an iterator than they
// need.
func (in *interp) allOrAny(name string, over value) value {
	all, ok := in.unordered(over)
	if !ok {
		return value{}
	}
	for i, v := range all {
		truth, ok := v.truth()
		if ok && truth != (name == "any") {
			continue
		}
		if over.k == iterKind {
			*over.p.(*items) = items{list: all[i+1:], lost: !ok}
		}
		if !ok {
			return value{}
		}
		return boolean(truth)
	}
	return boolean(name == "all")
}

// extreme is min and max of one sequence or of several values.
func (in *interp) extreme(name string, args *arguments) value {
	if len(args.kw) > 0 || len(args.list) == 0 {
		return value{}
	}
	all := args.list
	if len(all) == 1 {
		var ok bool
		if all, ok = in.unordered(all[0]); !ok || len(all) == 0 {
			return value{}
		}
	}
	op := pysrc.Less
	if name == "max" {
		op = pysrc.Greater
	}
	out := all[0]
	for _, v := range all[1:] {
		better, ok := compareValues(op, v, out)
		if !ok || args.at(0, "").k == setKind && v.k != out.k {
			return value{}
		}
		if better {
			out = v
		}
	}
	return out
}
