package pyeval

import (
	"math"
	"slices"

	"github.com/malguard/malguard/internal/pysrc"
)

// sequence evaluates the builtins that take or give sequences.
func (in *interp) sequence(name string, args *arguments, at pysrc.Node, fr *frame) value {
	a := args.at(0, "")
	switch name {
	case "len":
		if n, ok := a.length(); ok {
			return integer(int64(n))
		}
	case "range", "xrange":
		return in.rangeOf(args)
	case "map", "filter":
		return in.mapped(name, args, at, fr)
	case "sorted":
		return in.sorted(a, args.at(1, ""), args.at(2, ""), at, fr)
	case "zip":
		return in.zip(args)
	case "enumerate":
		return in.enumerate(a, args.at(1, ""))
	case "sum":
		return in.sum(a, args)
	case "all", "any":
		return in.allOrAny(name, a)
	case "min", "max":
		return in.extreme(name, args)
	case "dict":
		return in.dictOf(args)
	case "dict.fromkeys":
		return in.fromKeys(args)
	case "slice":
		at := append(slices.Clone(args.list), none(), none())
		if len(args.list) == 1 {
			at = []value{none(), a, none()}
		}
		return value{k: sliceKind, p: &items{list: at[:3]}}
	case "next":
		return next(a, args)
	case "iter", "reversed":
		return in.iteratorOf(name, a)
	case "list", "tuple", "set", "frozenset":
		return in.collected(name, args)
	}
	return value{}
}

// collected is list(over), tuple(over) and set(over).
func (in *interp) collected(name string, args *arguments) value {
	var all []value
	if len(args.list) > 0 {
		ok := false
		if name == "set" || name == "frozenset" {
			all, ok = in.unordered(args.at(0, ""))
		} else {
			all, ok = in.iterate(args.at(0, ""))
		}
		if !ok || !in.take(16*len(all)) {
			return value{}
		}
	}
	switch name {
	case "tuple":
		return tuple(slices.Clone(all))
	case "list":
		return list(slices.Clone(all))
	}
	return in.setOf(all)
}

func (in *interp) rangeOf(args *arguments) value {
	var n [3]int64
	for i, v := range args.list {
		n[i], _ = v.small()
	}
	lo, hi, step := int64(0), n[0], int64(1)
	if len(args.list) > 1 {
		lo, hi = n[0], n[1]
	}
	if len(args.list) > 2 {
		step = n[2]
	}
	const most = 1 << 40
	if step == 0 || max(lo, hi, step) > most || min(lo, hi, step) < -most {
		return value{}
	}
	count := max(0, (hi-lo+step-sign(step))/step)
	if count > maxItems || !in.take(16*int(count)) {
		return value{}
	}
	out := make([]value, count)
	for i := range out {
		out[i] = integer(lo + int64(i)*step)
	}
	return value{k: viewKind, p: &items{list: out}}
}

func sign(n int64) int64 {
	if n < 0 {
		return -1
	}
	return 1
}

func (in *interp) mapped(name string, args *arguments, at pysrc.Node, fr *frame) value {
	if len(args.list) < 2 || len(args.kw) > 0 || name == "filter" && len(args.list) > 2 {
		return value{}
	}
	rows, ok := in.rows(args.list[1:])
	if !ok {
		in.apply(args.list[0], at, fr, make([]value, len(args.list)-1)...)
		return value{}
	}
	var out []value
	for _, row := range rows {
		v := row[0]
		if name == "map" || args.list[0].k != noneKind {
			v = in.apply(args.list[0], at, fr, row...)
		}
		if name == "filter" {
			truth, ok := v.truth()
			if !ok {
				return value{}
			}
			if !truth {
				continue
			}
			v = row[0]
		}
		out = append(out, v)
	}
	if !in.take(48 * len(out)) {
		return value{}
	}
	return iterator(out)
}

// sorted is sorted(over, key, reverse).
func (in *interp) sorted(over, key, reverse value, at pysrc.Node, fr *frame) value {
	all, ok := in.unordered(over)
	if !ok || !in.take(64*len(all)) {
		return value{}
	}
	keys := slices.Clone(all)
	order := make([]int, len(all))
	for i, v := range all {
		order[i] = i
		if key.known() && key.k != noneKind {
			keys[i] = in.apply(key, at, fr, v)
		}
		if !keys[i].text() && keys[i].k != intKind && keys[i].k != floatKind && keys[i].k != tupleKind || keys[i].k != keys[0].k {
			return value{}
		}
	}
	down, known := reverse.i != 0, true
	slices.SortStableFunc(order, func(i, j int) int {
		less, ok1 := compareValues(pysrc.Less, keys[i], keys[j])
		more, ok2 := compareValues(pysrc.Greater, keys[i], keys[j])
		known = known && ok1 && ok2 && (less != more || over.k != setKind)
		switch {
		case less == more:
			return 0
		case less != down:
			return -1
		}
		return 1
	})
	if !known {
		return value{}
	}
	out := make([]value, len(all))
	for i, j := range order {
		out[i] = all[j]
	}
	return list(out)
}

func (in *interp) enumerate(over, start value) value {
	all, ok := in.iterate(over)
	if !ok || !in.take(64*len(all)) || start.i > math.MaxInt64-maxItems {
		return value{}
	}
	out := make([]value, len(all))
	for i, v := range all {
		out[i] = tuple([]value{integer(int64(i) + start.i), v})
	}
	return iterator(out)
}

func (in *interp) zip(args *arguments) value {
	if len(args.kw) > 0 {
		return value{}
	}
	rows, ok := in.rows(args.list)
	if !ok || !in.take(64*len(rows)*len(args.list)) {
		return value{}
	}
	out := make([]value, len(rows))
	for i, row := range rows {
		out[i] = tuple(row)
	}
	return iterator(out)
}

func (in *interp) dictOf(args *arguments) value {
	m := &mapping{}
	switch a := args.at(0, ""); {
	case len(args.list) > 1:
		return value{}
	case a.k == dictKind:
		m.merge(a.p.(*mapping))
	case len(args.list) == 1:
		all, ok := in.iterate(a)
		if !ok {
			return value{}
		}
		for _, pair := range all {
			kv, ok := in.iterate(pair)
			if !ok || len(kv) != 2 {
				return value{}
			}
			m.set(kv[0], kv[1])
		}
	}
	for _, k := range args.names {
		m.set(str(k), args.kw[k])
	}
	if !in.take(64 * len(m.keys)) {
		return value{}
	}
	return value{k: dictKind, p: m}
}

// fromKeys is dict.fromkeys(keys, value).
func (in *interp) fromKeys(args *arguments) value {
	all, ok := in.iterate(args.at(0, ""))
	if !ok || !in.take(64*len(all)) {
		return value{}
	}
	v := none()
	if args.has(1, "") {
		v = args.at(1, "")
	}
	m := &mapping{}
	for _, k := range all {
		m.set(k, v)
	}
	return value{k: dictKind, p: m}
}
