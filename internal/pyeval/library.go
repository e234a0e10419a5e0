package pyeval

import (
	"hash/crc32"
	"slices"
	"strings"

	"github.com/malguard/malguard/internal/pycodec"
	"github.com/malguard/malguard/internal/pysrc"
)

// librarySignatures are what the functions outside the builtins take that are
// evaluated here, but for those of transforms.
var librarySignatures = signatures(`
	ast.literal_eval :s
	binascii.crc32|zlib.crc32 :b
	bz2.BZ2Decompressor|lzma.LZMADecompressor
	codecs.decode|codecs.encode obj:v encoding:s? errors:s?
	codecs.getdecoder|codecs.getencoder encoding:s
	cryptography.fernet.Fernet|fernet.Fernet key:a
	functools.reduce :v :v :o?
	hashlib.new name:s data:b? *usedforsecurity:o?
	importlib.__import__ name:s globals:o? locals:o? fromlist:q? level:o?
	importlib.import_module name:s package:sn?
	imp.load_module :s :o :o :o
	io.BytesIO initial_bytes:b
	io.StringIO|StringIO.StringIO initial_value:s
	itertools.cycle :v
	itertools.chain.from_iterable :v
	operator.add|operator.concat|operator.getitem|operator.xor :v :v
	operator.and_|operator.floordiv|operator.lshift|operator.mod|operator.mul|operator.or_|operator.rshift|operator.sub :v :v
	textwrap.dedent text:s
	types.FunctionType|types.LambdaType code:v globals:o? name:o?
	urllib.parse.unquote|urllib.parse.unquote_plus|urllib.unquote string:s
	zlib.decompressobj wbits:i?
`)

// library evaluates a call of a function of the standard library, or of
// cryptography's Fernet.
func (in *interp) library(name string, args *arguments, at pysrc.Node, fr *frame) value {
	if change, ok := transforms[name]; ok {
		return in.transformed(change, args)
	}
	if sum, ok := strings.CutPrefix(name, "hashlib."); ok && sum != "new" {
		return newDigest(sum, args)
	}
	if mutators[name] {
		args.at(0, "").spoil()
		return value{}
	}
	if name == "itertools.chain" {
		return in.chain(args)
	}
	args, ok := librarySignatures[name].bind(unknown, args)
	if _, known := librarySignatures[name]; !ok || !known {
		return value{}
	}
	a, b := args.at(0, ""), args.at(1, "")
	if op, ok := operators[name]; ok {
		return in.binary(op, a, b)
	}
	switch name {
	case "importlib.import_module", "imp.load_module":
		return imported(absolute(a.s, b.s), a.tricks)
	case "importlib.__import__":
		return importOf(args)
	case "codecs.decode":
		return in.decodedBy(a.plain(), b, args.at(2, ""))
	case "codecs.encode":
		return in.encoded(a.plain(), b, args.at(2, ""))
	case "functools.reduce":
		return in.reduce(args, at, fr)
	case "textwrap.dedent":
		return in.made(str(dedent(a.s))).with(a.tricks)
	case "urllib.parse.unquote", "urllib.unquote", "urllib.parse.unquote_plus":
		return in.made(str(pycodec.URLUnquote(a.s, strings.HasSuffix(name, "plus")))).with(a.tricks | trickCodec)
	case "operator.getitem":
		return in.item(a, b)
	case "zlib.crc32", "binascii.crc32":
		if in.work(len(a.s)) {
			return integer(int64(crc32.ChecksumIEEE([]byte(a.s))))
		}
	case "ast.literal_eval":
		return in.literal(a, fr)
	case "itertools.cycle":
		return in.cycle(a)
	case "itertools.chain.from_iterable":
		if all, ok := in.iterate(a); ok {
			return in.chain(&arguments{list: all})
		}
	case "types.FunctionType", "types.LambdaType":
		if a.k == codeKind {
			return in.source(a.with(trickExec), at, fr)
		}
	default:
		return newObject(name, args)
	}
	return value{}
}

// absolute is importlib.util.resolve_name: each dot at the front but the first goes
// up from the package.
func absolute(name, pkg string) string {
	path := strings.TrimLeft(name, ".")
	up := len(name) - len(path)
	if up == 0 {
		return name
	}
	all := strings.Split(pkg, ".")
	if pkg == "" || up > len(all) {
		return ""
	}
	return strings.TrimSuffix(strings.Join(all[:len(all)-up+1], ".")+"."+path, ".")
}

// imported returns the module of a name.
func imported(name string, t tricks) value {
	if name == "" {
		return value{}
	}
	return module(name).with(t | trickImport)
}

// importOf is __import__(name, globals, locals, fromlist): the package at the top
// unless names are asked for.
func importOf(args *arguments) value {
	path := args.at(0, "").s
	if !args.flag(3) {
		path, _, _ = strings.Cut(path, ".")
	}
	return imported(path, args.at(0, "").tricks)
}

// mutators are functions outside the file that change their first argument.
var mutators = names(`random.shuffle heapq.heapify heapq.heappush heapq.heappop heapq.heappushpop heapq.heapreplace
	bisect.insort bisect.insort_left bisect.insort_right`)

var operators = map[string]pysrc.Op{
	"operator.add": pysrc.Add, "operator.concat": pysrc.Add, "operator.sub": pysrc.Sub, "operator.mul": pysrc.Mul,
	"operator.mod": pysrc.Mod, "operator.floordiv": pysrc.FloorDiv, "operator.and_": pysrc.BitAnd, "operator.or_": pysrc.BitOr,
	"operator.xor": pysrc.BitXor, "operator.lshift": pysrc.ShiftLeft, "operator.rshift": pysrc.ShiftRight,
}

func (in *interp) reduce(args *arguments, at pysrc.Node, fr *frame) value {
	all, ok := in.iterate(args.at(1, ""))
	if !ok {
		return value{}
	}
	out := args.at(2, "")
	if !args.has(2, "") {
		if len(all) == 0 {
			return value{}
		}
		out, all = all[0], all[1:]
	}
	for _, v := range all {
		out = in.apply(args.at(0, ""), at, fr, out, v)
	}
	return out
}

// chain is itertools.chain(*parts).
func (in *interp) chain(args *arguments) value {
	if len(args.kw) > 0 {
		return value{}
	}
	var out []value
	for _, p := range args.list {
		all, ok := in.iterate(p)
		if !ok || !in.step() || len(out)+len(all) > maxItems || !in.take(48*len(all)) {
			return value{}
		}
		out = slices.Concat(out, all)
	}
	return iterator(out)
}

// dedent takes the white space away that all lines begin with, and all of lines
// that hold nothing else.
func dedent(s string) string {
	margin, first := "", true
	each := func(do func(line, end, indent string)) {
		for line := range strings.Lines(s) {
			text, ended := strings.CutSuffix(line, "\n")
			end := ""
			if ended {
				end = "\n"
			}
			do(text, end, text[:len(text)-len(strings.TrimLeft(text, " \t"))])
		}
	}
	each(func(line, _, indent string) {
		switch {
		case line == indent:
		case first:
			margin, first = indent, false
		}
		for line != indent && !strings.HasPrefix(indent, margin) {
			margin = margin[:len(margin)-1]
		}
	})
	var b strings.Builder
	each(func(line, end, indent string) {
		if line != indent {
			b.WriteString(strings.TrimPrefix(line, margin))
		}
		b.WriteString(end)
	})
	return b.String()
}

// starNames are the functions of a module that a star import binds here.
func starNames(mod string) []string {
	switch mod {
	case "base64":
		return []string{"b64decode", "b64encode", "b32decode", "b16decode", "b85decode", "a85decode", "urlsafe_b64decode", "decodebytes"}
	case "zlib", "gzip", "bz2", "lzma":
		return []string{"decompress"}
	case "binascii":
		return []string{"unhexlify", "a2b_base64", "hexlify", "a2b_hex"}
	case "codecs":
		return []string{"decode", "encode"}
	case "cryptography.fernet":
		return []string{"Fernet"}
	case "importlib":
		return []string{"import_module"}
	case "builtins":
		return []string{"exec", "eval", "compile", "getattr", "__import__"}
	}
	return nil
}
