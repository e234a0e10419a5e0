package pyeval

import (
	"errors"
	"strings"

	"github.com/malguard/malguard/internal/pycodec"
)

// transform is a function of the library that turns one text into another.
type transform struct {
	names string
	takes signature
	trick tricks
	of    func(data []byte, args *arguments, room int) ([]byte, error)
}

// transforms are those functions by name. Where CPython takes an option that is
// not known here, the result is unknown.
var transforms = byName(
	transform{"base64.b64decode", newSignature("s:a altchars:a? validate:q?"), trickBase64, decodeBase64},
	transform{"base64.standard_b64decode base64.decodestring", newSignature("s:a"), trickBase64, decodeBase64},
	transform{"base64.decodebytes", newSignature("s:b"), trickBase64, decodeBase64},
	transform{"binascii.a2b_base64", newSignature(":a"), trickBase64, decodeBase64},
	transform{"base64.urlsafe_b64decode", newSignature("s:a"), trickBase64,
		func(data []byte, _ *arguments, room int) ([]byte, error) {
			return pycodec.Base64(data, "-_", false, room)
		}},
	transform{"base64.b32decode", newSignature("s:a casefold:q? map01:a?"), trickBase64, decodeBase32},
	transform{"base64.b32hexdecode", newSignature("s:a casefold:q?"), trickBase64,
		func(data []byte, args *arguments, room int) ([]byte, error) {
			return pycodec.Base32Hex(data, args.flag(1), room)
		}},
	transform{"base64.b16decode", newSignature("s:a casefold:q?"), trickBase64,
		func(data []byte, args *arguments, room int) ([]byte, error) {
			return pycodec.Base16(data, args.flag(1), room)
		}},
	transform{"base64.b85decode", newSignature("b:a"), trickBase64,
		func(data []byte, _ *arguments, room int) ([]byte, error) { return pycodec.Base85(data, room) }},
	transform{"base64.a85decode", newSignature("b:a *foldspaces:q? *adobe:q? *ignorechars:b?"), trickBase64, decodeAscii85},
	transform{"base64.b64encode", newSignature("s:b altchars:b?"), trickBase64, encodeBase64},
	transform{"base64.standard_b64encode", newSignature("s:b"), trickBase64, encodeBase64},
	transform{"base64.urlsafe_b64encode", newSignature("s:b"), trickBase64,
		func(data []byte, _ *arguments, _ int) ([]byte, error) {
			return encodeBase64(data, &arguments{list: []value{{}, str("-_")}}, 0)
		}},
	transform{"binascii.b2a_base64", newSignature(":b *newline:q?"), trickBase64,
		func(data []byte, args *arguments, _ int) ([]byte, error) {
			out := pycodec.EncodeBase64(data)
			if !args.has(1, "") || args.flag(1) {
				out = append(out, '\n')
			}
			return out, nil
		}},
	encoder("base64.encodebytes", "s:b", trickBase64, pycodec.EncodeBase64Lines),
	encoder("base64.b32encode", "s:b", trickBase64, pycodec.EncodeBase32),
	encoder("base64.b32hexencode", "s:b", trickBase64, pycodec.EncodeBase32Hex),
	encoder("base64.b16encode", "s:b", trickBase64, pycodec.EncodeBase16),
	encoder("base64.b85encode", "b:b", trickBase64, pycodec.EncodeBase85),
	encoder("base64.a85encode", "b:b", trickBase64, pycodec.EncodeAscii85),
	encoder("binascii.hexlify binascii.b2a_hex", "data:b", trickHex, pycodec.EncodeHex),
	transform{"binascii.unhexlify binascii.a2b_hex", newSignature(":a"), trickHex,
		func(data []byte, _ *arguments, room int) ([]byte, error) { return pycodec.Unhex(data, room) }},
	transform{"binascii.a2b_uu", newSignature(":a"), trickCodec,
		func(data []byte, _ *arguments, _ int) ([]byte, error) { return pycodec.UULine(data) }},
	transform{"quopri.decodestring binascii.a2b_qp", newSignature("data:a header:i?"), trickCodec,
		func(data []byte, args *arguments, room int) ([]byte, error) {
			return pycodec.QuotedPrintable(data, args.flag(1), room)
		}},
	transform{"zlib.decompress", newSignature(":b wbits:i? bufsize:i?"), trickCompress,
		func(data []byte, args *arguments, room int) ([]byte, error) {
			wbits := 15
			if args.at(1, "").known() {
				wbits = int(args.at(1, "").i)
			}
			return pycodec.Zlib(data, wbits, room)
		}},
	transform{"gzip.decompress", newSignature("data:b"), trickCompress,
		func(data []byte, _ *arguments, room int) ([]byte, error) { return pycodec.Gzip(data, room) }},
	transform{"bz2.decompress", newSignature("data:b"), trickCompress,
		func(data []byte, _ *arguments, room int) ([]byte, error) { return pycodec.Bzip2(data, room) }},
	transform{"lzma.decompress", newSignature("data:b"), trickCompress,
		func(data []byte, _ *arguments, room int) ([]byte, error) {
			return pycodec.LZMA(data, pycodec.FormatAuto, room)
		}},
)

func byName(all ...transform) map[string]transform {
	out := make(map[string]transform)
	for _, t := range all {
		for _, name := range strings.Fields(t.names) {
			out[name] = t
		}
	}
	return out
}

func encoder(names, takes string, trick tricks, encode func([]byte) []byte) transform {
	return transform{names, newSignature(takes), trick, func(data []byte, _ *arguments, _ int) ([]byte, error) {
		return encode(data), nil
	}}
}

// errOption means that an option is not known here, or none that CPython takes.
var errOption = errors.New("pyeval: option")

// flag returns the truth of an argument, false where it is absent.
func (a *arguments) flag(i int) bool { return a.at(i, "").i != 0 }

// alphabet returns an argument altchars.
func (a *arguments) alphabet() (string, error) {
	alt := a.at(1, "")
	if alt.known() && len(alt.s) != 2 || alt.k == strKind && !isASCII(alt.s) {
		return "", errOption
	}
	return alt.s, nil
}

func decodeBase64(data []byte, args *arguments, room int) ([]byte, error) {
	alt, err := args.alphabet()
	if err != nil {
		return nil, err
	}
	return pycodec.Base64(data, alt, args.flag(2), room)
}

func encodeBase64(data []byte, args *arguments, _ int) ([]byte, error) {
	alt, err := args.alphabet()
	if err != nil {
		return nil, err
	}
	out := pycodec.EncodeBase64(data)
	if alt == "" {
		return out, nil
	}
	for i, c := range out {
		switch c {
		case '+':
			out[i] = alt[0]
		case '/':
			out[i] = alt[1]
		}
	}
	return out, nil
}

func decodeBase32(data []byte, args *arguments, room int) ([]byte, error) {
	one := byte(0)
	if m := args.at(2, ""); m.known() {
		if len(m.s) != 1 || m.s != "L" && m.s != "I" {
			return nil, errOption
		}
		one = m.s[0]
	}
	return pycodec.Base32(data, args.flag(1), one, room)
}

func decodeAscii85(data []byte, args *arguments, room int) ([]byte, error) {
	ignore := pycodec.Ascii85Ignore
	if v := args.at(3, ""); v.known() {
		ignore = v.s
	}
	return pycodec.Ascii85(data, args.flag(1), args.flag(2), ignore, room)
}

// maxRatio is how many bytes deflate makes of one at most.
const maxRatio = 1032

// transformed evaluates a call of such a function.
func (in *interp) transformed(t transform, args *arguments) value {
	args, ok := t.takes.bind(unknown, args)
	if !ok {
		return value{}
	}
	a := args.at(0, "")
	if !in.take(len(a.s)) || a.k == strKind && !isASCII(a.s) {
		return value{}
	}
	room := in.room()
	out, err := t.of([]byte(a.s), args, room)
	if err != nil {
		if t.trick == trickCompress {
			in.take(min(room, maxRatio*len(a.s))) // it may have given that much first
		}
		return value{}
	}
	return in.made(bytesOf(out)).with(a.tricks | t.trick)
}
