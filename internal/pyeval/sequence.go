package pyeval

import (
	"github.com/malguard/malguard/internal/pysrc"
	"slices"
)

func (in *interp) rangeOf(args *arguments) value {
	var n [3]int64
	for i, v := range args.list[:min(len(args.list), 3)] {
		x, ok := v.small()
		if !ok {
			return value{}
		}
		n[i] = x
	}
	lo, hi, step := int64(0), n[0], int64(1)
	if len(args.list) > 1 {
		lo, hi = n[0], n[1]
	}
	if len(args.list) > 2 {
		step = n[2]
	}
	if step == 0 || lo > 1<<40 || hi > 1<<40 || lo < -1<<40 || hi < -1<<40 {
		return value{}
	}
	count := (hi - lo + step - sign(step)) / step
	if count <= 0 {
		return lazy(nil)
	}
	if count > maxItems || !in.take(16*int(count)) {
		return value{}
	}
	out := make([]value, count)
	for i := range out {
		out[i] = integer(lo + int64(i)*step)
	}
	return lazy(out)
}

func sign(n int64) int64 {
	if n < 0 {
		return -1
	}
	return 1
}

func (in *interp) mapped(name string, args *arguments, at pysrc.Node, fr *frame) value {
	if len(args.list) < 2 {
		return value{}
	}
	lists := make([][]value, len(args.list)-1)
	n := maxItems
	for i := range lists {
		all, ok := in.iterate(args.list[i+1])
		if !ok {
			in.apply(args.list[0], at, fr, make([]value, len(lists))...)
			return value{}
		}
		lists[i], n = all, min(n, len(all))
	}
	var out []value
	for i := range n {
		row := make([]value, len(lists))
		for j := range lists {
			row[j] = lists[j][i]
		}
		v := in.apply(args.list[0], at, fr, row...)
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
	return lazy(out)
}

func (in *interp) sorted(over value, args *arguments, at pysrc.Node, fr *frame) value {
	all, ok := in.iterate(over)
	if !ok || !in.take(64*len(all)) {
		return value{}
	}
	all = slices.Clone(all)
	keys := make([]value, len(all))
	order := make([]int, len(all))
	for i, v := range all {
		order[i], keys[i] = i, v
		if fn, ok := args.kw["key"]; ok && fn.k != noneKind {
			keys[i] = in.apply(fn, at, fr, v)
		}
		if !keys[i].text() && keys[i].k != intKind && keys[i].k != floatKind && keys[i].k != tupleKind || keys[i].k != keys[0].k {
			return value{}
		}
	}
	down, _ := args.kw["reverse"].truth()
	known := true
	slices.SortStableFunc(order, func(i, j int) int {
		less, ok1 := compareValues(pysrc.Less, keys[i], keys[j])
		more, ok2 := compareValues(pysrc.Greater, keys[i], keys[j])
		known = known && ok1 && ok2
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

func (in *interp) zip(name string, args *arguments) value {
	if name == "enumerate" {
		start, _ := args.at(1, "start").small()
		all, ok := in.iterate(args.at(0, ""))
		if !ok || !in.take(64*len(all)) {
			return value{}
		}
		out := make([]value, len(all))
		for i, v := range all {
			out[i] = tuple([]value{integer(int64(i) + start), v})
		}
		return lazy(out)
	}
	n := maxItems + 1
	lists := make([][]value, len(args.list))
	for i, a := range args.list {
		if o, ok := a.p.(*object); ok && o.class == cycleClass {
			lists[i] = o.args // as long as the others need
			continue
		}
		all, ok := in.iterate(a)
		if !ok {
			return value{}
		}
		lists[i], n = all, min(n, len(all))
	}
	if len(lists) == 0 || n > maxItems || !in.take(64*n*len(lists)) {
		return value{}
	}
	out := make([]value, n)
	for i := range out {
		row := make([]value, len(lists))
		for j := range lists {
			row[j] = lists[j][i%len(lists[j])]
		}
		out[i] = tuple(row)
	}
	return lazy(out)
}

// cycleClass is the class of itertools.cycle(x), whose args are the items of x.
const cycleClass = "itertools.cycle"

func (in *interp) cycle(over value) value {
	all, ok := in.iterate(over)
	if !ok || len(all) == 0 {
		return value{}
	}
	return value{k: objectKind, p: &object{class: cycleClass, args: all}}
}

// fold evaluates sum, min, max, all and any of one sequence, and min and max of
// several numbers.
func (in *interp) fold(name string, args *arguments) value {
	all, ok := in.iterate(args.at(0, ""))
	if len(args.list) > 1 && name != "sum" {
		all, ok = args.list, true
	}
	if !ok || len(args.kw) > 0 {
		return value{}
	}
	switch name {
	case "sum":
		out := integer(0)
		if args.has(1, "start") {
			out = args.at(1, "start")
		}
		for _, v := range all {
			if !in.step() {
				return value{}
			}
			out = in.binary(pysrc.Add, out, v)
		}
		return out
	case "all", "any":
		for _, v := range all {
			truth, ok := v.truth()
			if !ok {
				return value{}
			}
			if truth == (name == "any") {
				return boolean(truth)
			}
		}
		return boolean(name == "all")
	}
	if len(all) == 0 {
		return value{}
	}
	op := pysrc.Less
	if name == "max" {
		op = pysrc.Greater
	}
	out := all[0]
	for _, v := range all[1:] {
		better, ok := compareValues(op, v, out)
		if !ok {
			return value{}
		}
		if better {
			out = v
		}
	}
	return out
}
