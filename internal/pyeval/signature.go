package pyeval

import (
	"strings"
	"unicode/utf8"
)

// signature is what a function takes: its parameters in order.
type signature []param

type param struct {
	name     string // "" where it has none: by position only
	fits     string // what it takes, a letter of fits for each
	optional bool
	keyword  bool // by name only
}

// signatures reads a line for each function: its name, and parameters as
// name:letters, with a question mark behind those that may be absent and a star
// before those that are given by name only.
func signatures(table string) map[string]signature {
	out := make(map[string]signature)
	for line := range strings.Lines(table) {
		name, params, _ := strings.Cut(strings.TrimSpace(line), " ")
		if name == "" {
			continue
		}
		for _, f := range strings.Split(name, "|") {
			out[f] = newSignature(params)
		}
	}
	return out
}

func newSignature(params string) signature {
	out := signature{}
	for _, f := range strings.Fields(params) {
		var p param
		p.name, p.fits, _ = strings.Cut(f, ":")
		p.fits, p.optional = strings.CutSuffix(p.fits, "?")
		p.name, p.keyword = strings.CutPrefix(p.name, "*")
		out = append(out, p)
	}
	return out
}

// bind returns the arguments of a call in the order of the parameters, as far as
// the last that is given; absent ones before it are unknown values. It fails where
// CPython raises, and where an argument is unknown on which the result depends:
// one that is given is never taken for absent. self is the kind of the object
// whose method is called.
func (sig signature) bind(self kind, args *arguments) (*arguments, bool) {
	if args.open || len(args.list) > len(sig) {
		return nil, false
	}
	if len(args.kw) == 0 {
		return args, sig.inOrder(self, args.list)
	}
	out := make([]value, len(sig))
	given, taken, named := 0, 0, 0
	for i, p := range sig {
		v, ok := args.kw[p.name]
		ok = ok && p.name != ""
		switch {
		case i < len(args.list) && !p.keyword && ok:
			return nil, false
		case i < len(args.list) && !p.keyword:
			v, ok = args.list[i], true
			taken++
		case ok:
			named++
		case !p.optional:
			return nil, false
		}
		if !ok {
			continue
		}
		if v, ok = v.fitting(p.fits, self); !ok {
			return nil, false
		}
		out[i], given = v, i+1
	}
	return &arguments{list: out[:given]}, taken == len(args.list) && named == len(args.kw)
}

// inOrder binds arguments that are all given by position.
func (sig signature) inOrder(self kind, list []value) bool {
	for i, p := range sig {
		if i >= len(list) || p.keyword {
			if !p.optional || i < len(list) {
				return false
			}
			continue
		}
		v, ok := list[i].fitting(p.fits, self)
		if !ok {
			return false
		}
		list[i] = v
	}
	return true
}

// fitting returns v as a parameter takes it, bytes for a bytearray, if it is one of
// the kinds that letters stand for.
func (v value) fitting(letters string, self kind) (value, bool) {
	for _, c := range []byte(letters) {
		if x, ok := v.fits(c, self); ok {
			return x, true
		}
	}
	return value{}, false
}

func (v value) fits(letter byte, self kind) (value, bool) {
	switch letter {
	case 'o': // anything, even unknown
		return v, true
	case 'v': // anything known
		return v, v.known()
	case 'q': // anything whose truth is known
		truth, ok := v.truth()
		return boolean(truth), ok
	case 'i': // an int of moderate size
		_, ok := v.small()
		return v, ok
	case 'I': // an int
		_, ok := v.integral()
		return v, ok
	case 'f':
		return v, v.k == floatKind
	case 's':
		return v, v.k == strKind
	case 'b': // bytes or a bytearray
		v = v.plain()
		return v, v.k == bytesKind
	case 'a': // bytes, or text that is refused later if it is more than ASCII
		v = v.plain()
		return v, v.text()
	case '1': // a text of one character
		v = v.plain()
		n, ok := v.length()
		return v, ok && n == 1 && v.text()
	case 't': // a text as self is one
		v = v.plain()
		return v, v.k == self && v.text()
	case 'n':
		return v, v.k == noneKind
	case 'u':
		return v, v.k == tupleKind
	case 'd':
		return v, v.k == dictKind
	}
	return value{}, false
}

// isOne reports whether s is one character.
func isOne(s string) bool {
	_, n := utf8.DecodeRuneInString(s)
	return n > 0 && n == len(s)
}
