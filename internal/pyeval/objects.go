package pyeval

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"strings"

	"github.com/malguard/malguard/internal/pycodec"
)

// The classes of the library's objects. What a decompressor has in its args is
// those of the function of its class but for the first, a file its content and
// what is left to read, a digest the data.
const (
	fernetClass = "fernet"
	fileClass   = "file"
	digestClass = "digest "
)

var decompressors = map[string]string{
	"zlib.decompressobj": "zlib.decompress", "bz2.BZ2Decompressor": "bz2.decompress", "lzma.LZMADecompressor": "lzma.decompress",
}

// newObject evaluates the calls that give an object of the library.
func newObject(name string, args *arguments) value {
	a := args.at(0, "")
	o := &object{class: decompressors[name], args: args.list}
	switch name {
	case "codecs.getencoder", "codecs.getdecoder":
		o.class = name
	case "cryptography.fernet.Fernet", "fernet.Fernet":
		o.class = fernetClass
	case "io.BytesIO", "io.StringIO", "StringIO.StringIO":
		o.class, o.args = fileClass, []value{a, a}
	case "hashlib.new":
		return newDigest(a.s, &arguments{list: args.list[1:]})
	}
	return value{k: objectKind, p: o}
}

// objectMethod evaluates the methods of the library's objects. Of one whose other
// methods are called nothing is known.
func (in *interp) objectMethod(self value, name string, args *arguments) value {
	o := self.p.(*object)
	a := args.at(0, "").plain()
	none := len(args.list)+len(args.kw) == 0
	one := len(args.list) == 1 && len(args.kw) == 0
	switch {
	case o.class == fernetClass && name == "decrypt" && one && a.text():
		if !in.take(len(a.s)) {
			return value{}
		}
		out, err := pycodec.Fernet([]byte(o.args[0].s), []byte(a.s), in.room())
		if err != nil {
			return value{}
		}
		return in.made(bytesOf(out)).with(a.tricks | trickCipher)
	case o.class == fileClass && name == "getvalue" && none:
		return o.args[0]
	case o.class == fileClass && name == "read" && none:
		rest := o.args[1]
		o.args[1] = value{k: rest.k}
		return rest
	case strings.HasPrefix(o.class, digestClass):
		return in.digestMethod(o, name, a, none, one)
	case strings.HasSuffix(o.class, ".decompress") && name == "decompress" && one && a.k == bytesKind:
		out := in.transformed(transforms[o.class], &arguments{list: append([]value{a}, o.args...)})
		o.class = "" // what it makes of more data depends on where the stream ended
		return out
	}
	self.spoil()
	return value{}
}

// newDigest is hashlib.name(data).
func newDigest(name string, args *arguments) value {
	args, ok := digestSignature.bind(unknown, args)
	if !ok || sumOf(name, nil) == nil {
		return value{}
	}
	data := bytesOf([]byte(args.at(0, "").s))
	return value{k: objectKind, p: &object{class: digestClass + name, args: []value{data}}}
}

var digestSignature = newSignature("string:b? *usedforsecurity:o?")

func (in *interp) digestMethod(o *object, name string, a value, none, one bool) value {
	data := o.args[0].s
	switch {
	case name == "update" && one && a.k == bytesKind && len(data)+len(a.s) <= maxString && in.take(len(data)+len(a.s)):
		o.args[0].s += a.s
		return value{k: noneKind}
	case name == "digest" && none && in.work(8*len(data)):
		return bytesOf(sumOf(o.class[len(digestClass):], []byte(data)))
	case name == "hexdigest" && none && in.work(8*len(data)):
		return str(hex.EncodeToString(sumOf(o.class[len(digestClass):], []byte(data))))
	case name == "copy" && none:
		return value{k: objectKind, p: &object{class: o.class, args: []value{o.args[0]}}}
	}
	*o = object{}
	return value{}
}

// sumOf returns the digest of data, nil for an algorithm that is not known here.
func sumOf(name string, data []byte) []byte {
	var sum []byte
	switch name {
	case "md5":
		s := md5.Sum(data)
		sum = s[:]
	case "sha1":
		s := sha1.Sum(data)
		sum = s[:]
	case "sha224":
		s := sha256.Sum224(data)
		sum = s[:]
	case "sha256":
		s := sha256.Sum256(data)
		sum = s[:]
	case "sha384":
		s := sha512.Sum384(data)
		sum = s[:]
	case "sha512":
		s := sha512.Sum512(data)
		sum = s[:]
	}
	return sum
}
