package pyeval

import (
	"strings"

	"github.com/malguard/malguard/internal/pysrc"
)

// builtinNames are the functions and types of CPython 3.11's builtins that
// programs look up, with Python 2's.
var builtinNames = names(`abs all any ascii bin bool bytearray bytes callable chr classmethod compile complex delattr
	dict dir divmod enumerate eval exec filter float format frozenset getattr globals hasattr hash hex id input int
	isinstance issubclass iter len list locals map max memoryview min next object oct open ord pow print property range
	repr reversed round set setattr slice sorted staticmethod str sum super tuple type vars zip __import__ unichr xrange
	unicode reduce execfile raw_input basestring long exit quit credits copyright license help`)

// unprinted are those of them whose repr is not that of a class or function.
var unprinted = names("unichr xrange unicode reduce execfile raw_input basestring long exit quit credits copyright license help open")

func names(s string) map[string]bool {
	out := make(map[string]bool)
	for _, n := range strings.Fields(s) {
		out[n] = true
	}
	return out
}

// builtinSignatures are what the builtins take that are evaluated here, and the
// functions of types. Those that are not here look at their arguments themselves.
var builtinSignatures = signatures(`
	abs :If
	all|any :v
	bool :q?
	bytes|bytearray source:v? encoding:s? errors:s?
	bin|hex|oct :I
	chr|unichr :i
	divmod :If :If
	enumerate iterable:v start:i?
	float :Ifsb?
	format :v :s?
	frozenset|list|set|tuple :v?
	getattr :o :s :o?
	int|long :Ifsb? base:i?
	iter|len|repr|ascii|reversed :v
	next :v :o?
	ord :1
	pow base:If exp:If mod:I?
	range|xrange :i :i? :i?
	round number:If ndigits:in?
	slice :o :o? :o?
	sorted :v *key:v? *reverse:i?
	str|unicode object:v? encoding:s? errors:s?
	sum :v start:v?
	__import__ name:s globals:o? locals:o? fromlist:q? level:o?
	bytes.fromhex|bytearray.fromhex :s
	bytes.maketrans|bytearray.maketrans :b :b
	dict.fromkeys :v :o?
	int.from_bytes bytes:v byteorder:s? *signed:q?
	str.maketrans :ds :s? :s?
`)

// builtin evaluates a call of something outside the file.
func (in *interp) builtin(fn value, args *arguments, at pysrc.Node, fr *frame) value {
	if args.open {
		return value{}
	}
	name, ok := strings.CutPrefix(fn.s, "<builtin>.")
	if !ok {
		return in.library(fn.s, args, at, fr)
	}
	if sig, ok := builtinSignatures[name]; ok {
		if args, ok = sig.bind(unknown, args); !ok {
			return value{}
		}
	} else if of, method, ok := strings.Cut(name, "."); ok {
		return in.unbound(of, method, args, at, fr)
	}
	switch name {
	case "exec", "eval":
		return in.source(args.at(0, "source").with(fn.tricks&^trickChr|trickExec), at, fr)
	case "compile":
		if v := args.at(0, "source").plain(); v.text() {
			return value{k: codeKind, s: v.s, tricks: v.tricks}
		}
		return value{}
	}
	if out, ok := in.reflection(name, args, fr); ok {
		return out
	}
	if out, ok := in.conversion(name, args); ok {
		return out
	}
	if out, ok := in.arithmeticBuiltin(name, args); ok {
		return out
	}
	return in.sequence(name, args, at, fr)
}

// typeKinds are the kinds of the objects of builtin types.
var typeKinds = map[string]kind{
	"str": strKind, "bytes": bytesKind, "bytearray": arrayKind, "list": listKind, "tuple": tupleKind, "set": setKind,
	"dict": dictKind, "int": intKind,
}

// unbound is a method that is called by way of its type, such as str.lower(text).
func (in *interp) unbound(of, method string, args *arguments, at pysrc.Node, fr *frame) value {
	k, ok := typeKinds[of]
	if self := args.at(0, ""); ok && self.k == k {
		return in.method(self, method, &arguments{list: args.list[1:], kw: args.kw, names: args.names}, at, fr)
	}
	return value{}
}

// reflection evaluates the builtins that look names up.
func (in *interp) reflection(name string, args *arguments, fr *frame) (value, bool) {
	a := args.at(0, "")
	switch name {
	case "getattr": // the default counts only where the name is missing, which is never known
		n := args.at(1, "")
		return in.attribute(a, n.s).with(n.tricks | trickGetattr), true
	case "__import__":
		return importOf(args), true
	case "globals", "locals", "vars":
		switch {
		case a.k == refKind && name == "vars":
			return value{k: spaceKind, s: a.s, tricks: trickNamespace}, true
		case len(args.list) == 0 && (name == "globals" || fr.outer == nil):
			return value{k: spaceKind, tricks: trickNamespace}, true
		}
		return value{}, true
	case "setattr":
		if o, ok := a.p.(*object); ok && (o.class == "instance" || o.class == "class") {
			name := args.at(1, "")
			if name.k != strKind {
				name = value{} // may be any
			}
			o.args[0].p.(*mapping).set(name, args.at(2, ""))
		}
		return none(), true
	}
	return value{}, false
}
