package pyeval

import (
	"slices"
	"strings"
	"unicode/utf8"
)

func (in *interp) split(self value, name string, args *arguments) value {
	s, sep := self.s, args.at(0, "")
	n := -1
	if c := args.at(1, ""); c.known() && c.i >= 0 {
		n = int(min(c.i, maxItems)) + 1
	}
	if len(s) > 0 && !in.take(4*len(s)) || sep.k == self.k && sep.s == "" {
		return value{}
	}
	var parts []string
	switch {
	case name == "partition" || name == "rpartition":
		return partition(self, name, sep)
	case name == "splitlines":
		parts = lines(s, self.k, sep.i != 0)
	case sep.k != self.k:
		parts = words(s, n, name == "rsplit", spaceOf(self.k))
	case name == "rsplit":
		parts = rsplit(s, sep.s, n)
	default:
		parts = strings.SplitN(s, sep.s, n)
	}
	if len(parts) > maxItems || !in.take(64*len(parts)) {
		return value{}
	}
	out := make([]value, len(parts))
	for i, p := range parts {
		out[i] = value{k: self.k, s: p, tricks: self.tricks}
	}
	return list(out)
}

func rsplit(s, sep string, n int) []string {
	var parts []string
	for ; n != 1; n-- {
		i := strings.LastIndex(s, sep)
		if i < 0 {
			break
		}
		parts = append(parts, s[i+len(sep):])
		s = s[:i]
	}
	parts = append(parts, s)
	slices.Reverse(parts)
	return parts
}

// words splits at white space into at most n parts.
func words(s string, n int, right bool, isSpace func(rune) bool) []string {
	if n < 0 {
		return strings.FieldsFunc(s, isSpace)
	}
	var out []string
	for len(out) < n-1 {
		if right {
			s = strings.TrimRightFunc(s, isSpace)
			i := strings.LastIndexFunc(s, isSpace)
			if i < 0 {
				break
			}
			out, s = append(out, s[i+1:]), s[:i]
			continue
		}
		s = strings.TrimLeftFunc(s, isSpace)
		i := strings.IndexFunc(s, isSpace)
		if i < 0 {
			break
		}
		out, s = append(out, s[:i]), s[i:]
	}
	if right {
		s = strings.TrimRightFunc(s, isSpace)
	} else {
		s = strings.TrimLeftFunc(s, isSpace)
	}
	if s != "" {
		out = append(out, s)
	}
	if right {
		slices.Reverse(out)
	}
	return out
}

// lines is text.splitlines(keep).
func lines(s string, k kind, keep bool) []string {
	var out []string
	for s != "" {
		i := strings.IndexFunc(s, func(r rune) bool {
			return r == '\n' || r == '\r' || k == strKind && (r == '\v' || r == '\f' || r >= 0x1c && r <= 0x1e || r == 0x85 || r == 0x2028 || r == 0x2029)
		})
		if i < 0 {
			return append(out, s)
		}
		_, n := utf8.DecodeRuneInString(s[i:])
		if strings.HasPrefix(s[i:], "\r\n") {
			n = 2
		}
		if keep {
			out = append(out, s[:i+n])
		} else {
			out = append(out, s[:i])
		}
		s = s[i+n:]
	}
	return out
}

func partition(self value, name string, sep value) value {
	like := func(s string) value { return value{k: self.k, s: s, tricks: self.tricks} }
	i := strings.Index(self.s, sep.s)
	if name == "rpartition" {
		i = strings.LastIndex(self.s, sep.s)
	}
	if i < 0 {
		if name == "rpartition" {
			return tuple([]value{like(""), like(""), self})
		}
		return tuple([]value{self, like(""), like("")})
	}
	return tuple([]value{like(self.s[:i]), sep, like(self.s[i+len(sep.s):])})
}
