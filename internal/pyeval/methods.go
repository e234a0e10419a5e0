package pyeval

import (
	"github.com/malguard/malguard/internal/pysrc"
)

// textSignatures are what the methods of str and bytes take that are evaluated
// here, but for format.
var textSignatures = signatures(`
	capitalize|casefold|lower|swapcase|title|upper
	center|ljust|rjust :i :t?
	count|find|index|rfind|rindex :t :in? :in?
	decode|encode encoding:s? errors:s?
	endswith|startswith :tu
	expandtabs tabsize:i?
	format_map :d
	hex sep:1?
	isalnum|isalpha|isascii|isdecimal|isdigit|islower|isnumeric|isspace|isupper
	join :v
	lstrip|rstrip|strip :tn?
	partition|rpartition :t
	removeprefix|removesuffix :t
	replace :t :t :i?
	rsplit|split sep:tn? maxsplit:i?
	splitlines keepends:i?
	translate :db delete:b?
	zfill :i
	__add__|__contains__|__getitem__|__mod__|__mul__ :v
	__len__
`)

// textOnly are the methods of str that bytes have not.
var textOnly = names("casefold format format_map isdecimal isnumeric encode")

// method evaluates self.name(args).
func (in *interp) method(self value, name string, args *arguments, at pysrc.Node, fr *frame) value {
	if args.open {
		self.spoil()
		return value{}
	}
	switch self.k {
	case strKind, bytesKind:
		return in.textMethod(self, name, args)
	case listKind, tupleKind, setKind, dictKind, viewKind, arrayKind:
		return in.containerMethod(self, name, args, at, fr)
	case iterKind:
		if name == "__next__" && len(args.list)+len(args.kw) == 0 {
			return next(self, args)
		}
		self.spoil()
	case spaceKind:
		switch name {
		case "get", "__getitem__", "pop", "setdefault":
			return in.item(self, args.at(0, "key"))
		case "__setitem__":
			if k := args.at(0, ""); k.k == strKind && self.s == "" {
				in.globals.set(k.s, args.at(1, ""), in)
			}
		}
	case intKind, boolKind:
		return in.intMethod(self, name, args)
	case objectKind:
		return in.objectMethod(self, name, args)
	}
	return value{}
}

// textMethod evaluates the methods of str and bytes.
func (in *interp) textMethod(self value, name string, args *arguments) value {
	if !in.work(len(self.s)) || self.k == bytesKind && textOnly[name] {
		return value{}
	}
	if name == "format" {
		return in.strFormat(self.s, args.list, args.kw).with(self.tricks)
	}
	args, ok := textSignatures[name].bind(self.k, args)
	if _, known := textSignatures[name]; !ok || !known {
		return value{}
	}
	a := args.at(0, "")
	switch name {
	case "join":
		return in.join(self, a)
	case "decode":
		if self.s == "" {
			return str("").with(self.tricks) // whatever the codec
		}
		return in.decoded(self, a, args.at(1, ""))
	case "encode":
		return in.encoded(self, a, args.at(1, ""))
	case "replace":
		return in.replace(self, a.s, args.at(1, "").s, args.at(2, ""))
	case "split", "rsplit", "splitlines", "partition", "rpartition":
		return in.split(self, name, args)
	case "ljust", "rjust", "center", "zfill", "expandtabs":
		return in.justify(self, name, args).with(self.tricks)
	case "format_map":
		rest := &arguments{}
		if !rest.spread(a) {
			return value{}
		}
		return in.strFormat(self.s, nil, rest.kw).with(self.tricks)
	case "translate":
		return in.translate(self, a, args)
	case "hex":
		return in.hexOf(self, a)
	case "__add__":
		return in.binary(pysrc.Add, self, a)
	case "__mod__":
		return in.binary(pysrc.Mod, self, a)
	case "__mul__":
		return in.binary(pysrc.Mul, self, a)
	case "__getitem__":
		return in.item(self, a)
	case "__len__":
		n, _ := self.length()
		return integer(int64(n))
	}
	if out, ok := in.changed(self, name, a); ok {
		return out
	}
	return textQuery(self, name, args)
}
