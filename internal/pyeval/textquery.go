package pyeval

import (
	"slices"
	"strings"
)

// textQuery evaluates the methods of texts that give numbers and truths.
func textQuery(self value, name string, args *arguments) value {
	s, a := self.s, args.at(0, "")
	switch name {
	case "startswith", "endswith":
		if a.k != tupleKind {
			return boolean(affixed(s, name, a.s))
		}
		for _, x := range a.p.(*items).list {
			if x = x.plain(); x.k != self.k {
				return value{}
			}
			if affixed(s, name, x.s) {
				return boolean(true)
			}
		}
		return boolean(false)
	case "find", "index", "rfind", "rindex", "count":
		if !isASCII(s) && self.k == strKind {
			return value{}
		}
		return findIn(s, a.s, name, args.list[1:])
	case "__contains__":
		return ifKnown(contains(a, self))
	}
	return consists(self, name)
}

func affixed(s, name, affix string) bool {
	if name == "startswith" {
		return strings.HasPrefix(s, affix)
	}
	return strings.HasSuffix(s, affix)
}

// findIn is text.find and its kin between two positions.
func findIn(s, part, name string, at []value) value {
	size := len(s)
	at = append(slices.Clone(at), none(), none())[:2]
	for i := range at {
		if !at[i].known() {
			at[i] = none()
		}
	}
	lo, hi, _, ok := bounds(value{p: &items{list: at}}, size)
	if !ok {
		return value{}
	}
	n, count := -1, 0
	if lo <= hi && (at[0].k == noneKind || at[0].i <= int64(size)) {
		s = s[lo:hi]
		count = countOf(s, part)
		n = strings.Index(s, part)
		if name[0] == 'r' {
			n = strings.LastIndex(s, part)
		}
	}
	switch {
	case name == "count":
		return integer(int64(count))
	case n >= 0:
		return integer(int64(n + lo))
	case strings.HasSuffix(name, "index"):
		return value{}
	}
	return integer(-1)
}

// countOf is strings.Count, by bytes.
func countOf(s, part string) int {
	if part == "" {
		return len(s) + 1
	}
	return strings.Count(s, part)
}
