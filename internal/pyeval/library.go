package pyeval

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"hash/crc32"
	"strings"

	"github.com/malguard/malguard/internal/pycodec"
	"github.com/malguard/malguard/internal/pysrc"
)

// library evaluates a call of a function of the standard library, or of
// cryptography's Fernet.
func (in *interp) library(name string, args *arguments, at pysrc.Node, fr *frame) value {
	switch name {
	case "importlib.import_module", "importlib.__import__", "imp.load_module":
		if n := args.at(0, "name"); n.k == strKind && n.s != "" {
			return module(n.s).with(n.tricks | trickImport)
		}
		return value{}
	case "codecs.decode", "codecs.encode":
		codec := args.at(1, "encoding")
		if !args.has(1, "encoding") {
			codec = str("utf-8")
		}
		return in.codec(args.at(0, "obj"), name == "codecs.decode", codec.s, "strict")
	case "functools.reduce":
		return in.reduce(args, at, fr)
	case "textwrap.dedent":
		if a := args.at(0, "text"); a.k == strKind {
			return in.made(str(dedent(a.s))).with(a.tricks)
		}
	case "urllib.parse.unquote", "urllib.unquote", "urllib.parse.unquote_plus":
		if a := args.at(0, "string"); a.k == strKind {
			return in.made(str(pycodec.URLUnquote(a.s, strings.HasSuffix(name, "plus")))).with(a.tricks | trickCodec)
		}
	case "codecs.getencoder", "codecs.getdecoder":
		if a := args.at(0, "encoding"); a.k == strKind {
			return value{k: objectKind, p: &object{class: name, args: []value{a}}}
		}
	case "cryptography.fernet.Fernet", "fernet.Fernet":
		if a := args.at(0, "key"); a.text() {
			return value{k: objectKind, p: &object{class: "fernet", args: []value{a}}}
		}
	case "io.BytesIO", "io.StringIO", "StringIO.StringIO":
		if a := args.at(0, ""); a.text() {
			return value{k: objectKind, p: &object{class: "file", args: []value{a}}}
		}
	case "zlib.decompressobj", "bz2.BZ2Decompressor", "lzma.LZMADecompressor":
		return value{k: objectKind, p: &object{class: decompressors[name], args: args.list}}
	case "operator.add", "operator.concat":
		return in.binary(pysrc.Add, args.at(0, ""), args.at(1, ""))
	case "itertools.cycle":
		return in.cycle(args.at(0, "iterable"))
	case "itertools.chain":
		return in.chain(args.list)
	case "itertools.chain.from_iterable":
		if all, ok := in.iterate(args.at(0, "")); ok {
			return in.chain(all)
		}
		return value{}
	case "operator.getitem":
		return in.item(args.at(0, ""), args.at(1, ""))
	case "operator.sub", "operator.mul", "operator.mod", "operator.floordiv", "operator.and_", "operator.or_", "operator.lshift", "operator.rshift":
		return in.binary(operators[name], args.at(0, ""), args.at(1, ""))
	case "zlib.crc32", "binascii.crc32":
		if a := args.at(0, "data"); a.k == bytesKind && len(args.list) == 1 && in.work(len(a.s)) {
			return integer(int64(crc32.ChecksumIEEE([]byte(a.s))))
		}
		return value{}
	case "ast.literal_eval":
		return in.literal(args.at(0, ""), fr)
	case "operator.xor":
		return in.binary(pysrc.BitXor, args.at(0, ""), args.at(1, ""))
	case "types.FunctionType", "types.LambdaType":
		if c := args.at(0, "code"); c.k == codeKind {
			return in.source(c.with(trickExec), at, fr)
		}
	case "runpy.run_string", "code.interact":
		return value{}
	}
	if out := in.decoder(name, args); out.known() {
		return out
	}
	if sum, ok := strings.CutPrefix(name, "hashlib."); ok {
		return digest(sum, args.at(0, "string"))
	}
	return value{}
}

var decompressors = map[string]string{
	"zlib.decompressobj": "zlib.decompress", "bz2.BZ2Decompressor": "bz2.decompress", "lzma.LZMADecompressor": "lzma.decompress",
}

// decoder evaluates the functions that turn one text into another.
func (in *interp) decoder(name string, args *arguments) value {
	a := args.at(0, "")
	for _, kw := range []string{"s", "data", "b", "string"} {
		if v, ok := args.kw[kw]; ok && !a.known() {
			a = v
		}
	}
	if !a.text() || !in.take(len(a.s)) {
		return value{}
	}
	data, room := []byte(a.s), in.room()
	var out []byte
	var err error
	t := trickBase64
	switch name {
	case "base64.b64decode", "base64.standard_b64decode", "base64.decodebytes", "base64.decodestring", "binascii.a2b_base64":
		out, err = pycodec.Base64(data, args.at(1, "altchars").s, false, room)
	case "base64.urlsafe_b64decode":
		out, err = pycodec.Base64(data, "-_", false, room)
	case "base64.b32decode":
		out, err = pycodec.Base32(data, true, 0, room)
	case "base64.b16decode":
		out, err = pycodec.Base16(data, true, room)
	case "base64.b85decode":
		out, err = pycodec.Base85(data, room)
	case "base64.a85decode":
		fold, _ := args.kw["foldspaces"].truth()
		adobe, _ := args.kw["adobe"].truth()
		out, err = pycodec.Ascii85(data, fold, adobe, pycodec.Ascii85Ignore, room)
	case "base64.b64encode", "base64.standard_b64encode", "binascii.b2a_base64":
		out = pycodec.EncodeBase64(data)
	case "base64.b32encode":
		out = pycodec.EncodeBase32(data)
	case "base64.b16encode":
		out = pycodec.EncodeBase16(data)
	case "base64.b85encode":
		out = pycodec.EncodeBase85(data)
	case "binascii.hexlify", "binascii.b2a_hex":
		out, t = pycodec.EncodeHex(data), trickHex
	case "binascii.unhexlify", "binascii.a2b_hex":
		out, err = pycodec.FromHex(data, room)
		t = trickHex
	case "binascii.a2b_uu":
		out, err = pycodec.UU(data, room)
	case "quopri.decodestring", "binascii.a2b_qp":
		out, err = pycodec.QuotedPrintable(data, false, room)
	default:
		return in.decompress(name, args, a, room)
	}
	if err != nil {
		return value{}
	}
	return in.made(bytesOf(out)).with(a.tricks | t)
}

// maxRatio is how many bytes deflate makes of one at most.
const maxRatio = 1032

func (in *interp) decompress(name string, args *arguments, a value, room int) value {
	var out []byte
	var err error
	switch name {
	case "zlib.decompress":
		wbits, ok := args.at(1, "wbits").small()
		if !ok {
			wbits = 15
		}
		out, err = pycodec.Zlib([]byte(a.s), int(wbits), room)
	case "gzip.decompress":
		out, err = pycodec.Gzip([]byte(a.s), room)
	case "bz2.decompress":
		out, err = pycodec.Bzip2([]byte(a.s), room)
	case "lzma.decompress":
		out, err = pycodec.LZMA([]byte(a.s), pycodec.FormatAuto, room)
	default:
		return value{}
	}
	if err != nil {
		in.take(min(room, maxRatio*len(a.s))) // it may have given that much first
		return value{}
	}
	return in.made(bytesOf(out)).with(a.tricks | trickCompress)
}

// objectMethod evaluates the methods of the library's objects.
func (in *interp) objectMethod(self value, name string, args *arguments) value {
	o := self.p.(*object)
	a := args.at(0, "")
	switch o.class {
	case "fernet":
		if name != "decrypt" || !a.text() || !in.take(len(a.s)) {
			return value{}
		}
		out, err := pycodec.Fernet([]byte(o.args[0].s), []byte(a.s), in.room())
		if err != nil {
			return value{}
		}
		return in.made(bytesOf(out)).with(a.tricks | trickCipher)
	case "file":
		if name == "read" || name == "getvalue" {
			return o.args[0]
		}
	case "digest":
		switch name {
		case "digest":
			return o.args[0]
		case "hexdigest":
			return str(hex.EncodeToString([]byte(o.args[0].s)))
		}
	case "zlib.decompress", "bz2.decompress", "lzma.decompress":
		if name == "decompress" && a.k == bytesKind {
			return in.decompress(o.class, &arguments{list: append([]value{a}, o.args...)}, a, in.room())
		}
	}
	return value{}
}

func digest(name string, a value) value {
	if a.k != bytesKind {
		return value{}
	}
	var sum []byte
	data := []byte(a.s)
	switch name {
	case "md5":
		s := md5.Sum(data)
		sum = s[:]
	case "sha1":
		s := sha1.Sum(data)
		sum = s[:]
	case "sha256":
		s := sha256.Sum256(data)
		sum = s[:]
	case "sha512":
		s := sha512.Sum512(data)
		sum = s[:]
	default:
		return value{}
	}
	return value{k: objectKind, p: &object{class: "digest", args: []value{bytesOf(sum)}}}
}

func (in *interp) reduce(args *arguments, at pysrc.Node, fr *frame) value {
	all, ok := in.iterate(args.at(1, ""))
	if !ok {
		return value{}
	}
	out := args.at(2, "")
	if !args.has(2, "initial") {
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

// dedent takes the white space away that all lines begin with.
func dedent(s string) string {
	margin, first := "", true
	for line := range strings.Lines(s) {
		if strings.TrimSpace(line) == "" {
			continue
		}
		indent := line[:len(line)-len(strings.TrimLeft(line, " \t"))]
		if first {
			margin, first = indent, false
			continue
		}
		for !strings.HasPrefix(indent, margin) {
			margin = margin[:len(margin)-1]
		}
	}
	var b strings.Builder
	for line := range strings.Lines(s) {
		b.WriteString(strings.TrimPrefix(line, margin))
	}
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
