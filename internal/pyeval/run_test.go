package pyeval

import (
	"bytes"
	"compress/zlib"
	"encoding/base64"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/internal/pysrc"
)

func layers(t *testing.T, src string) []string {
	t.Helper()
	f := pysrc.Parse([]byte(src))
	require.Empty(t, f.Errors)
	var out []string
	for _, l := range Run(f, Options{}).Layers {
		out = append(out, l.File.Source)
	}
	return out
}

// Every snippet hides print(1) from whoever does not evaluate it; each was
// checked with CPython 3.11.
func TestHiddenSource(t *testing.T) {
	b64 := base64.StdEncoding.EncodeToString([]byte("print(1)"))
	for name, src := range map[string]string{
		"plain":          `exec("print(1)")`,
		"eval":           `eval("print(1)")`,
		"compile":        `exec(compile("print(1)", "", "exec"))`,
		"concat":         `a = "pri"; b = "nt(1)"; exec(a + b)`,
		"augmented":      "s = ''\ns += 'pri'\ns += 'nt(1)'\nexec(s)",
		"join":           `exec("".join(["print", "(", "1", ")"]))`,
		"reverse":        `exec(")1(tnirp"[::-1])`,
		"reversed":       `exec("".join(reversed(")1(tnirp")))`,
		"replace":        `exec("p#int(1)".replace("#", "r"))`,
		"percent":        `exec("%s(%d)" % ("print", 1))`,
		"format":         `exec("{}({n})".format("print", n=1))`,
		"fstring":        "x = 'print'\nexec(f'{x}({2-1})')",
		"chr":            `exec(chr(112)+chr(0x72)+"".join(map(chr, [105, 110, 116, 40, 49, 41])))`,
		"bytes":          `exec(bytes([112, 114, 105, 110, 116, 40, 49, 41]))`,
		"bytes.decode":   `exec(bytes([112, 114, 105, 110, 116, 40, 49, 41]).decode())`,
		"base64":         `import base64; exec(base64.b64decode("` + b64 + `"))`,
		"base64 alias":   `from base64 import b64decode as d; e = exec; e(d(b"` + b64 + `").decode("utf-8"))`,
		"import":         `exec(__import__("base64").b64decode("` + b64 + `"))`,
		"getattr":        `import base64; exec(getattr(base64, "b64" + "decode")("` + b64 + `"))`,
		"builtins":       `getattr(__builtins__, "ex" + "ec")("print(1)")`,
		"builtins index": `__builtins__["exec"]("print(1)")`,
		"globals":        `globals()["__builtins__"]["exec"]("print(1)")`,
		"namespace":      `import base64; exec(base64.__dict__["b64decode"]("` + b64 + `"))`,
		"hex":            `exec(bytes.fromhex("7072696e742831 29"))`,
		"unhexlify":      `import binascii; exec(binascii.unhexlify("7072696e74283129"))`,
		"rot13":          `import codecs; exec(codecs.decode("cevag(1)", "rot13"))`,
		"xor loop":       "k = 7\nout = ''\nfor c in [119, 117, 110, 105, 115, 47, 54, 46]:\n    out += chr(c ^ k)\nexec(out)",
		"xor comp":       `exec("".join(chr(c ^ 7) for c in [119, 117, 110, 105, 115, 47, 54, 46]))`,
		"while":          "i = 0\ns = ''\ntext = 'p-r-i-n-t-(-1-)'\nwhile i < len(text):\n    s += text[i]\n    i += 2\nexec(s)",
		"function":       "def f(s):\n    return s[::-1]\nexec(f(')1(tnirp'))",
		"lambda":         `(lambda s: exec(s[::-1]))(")1(tnirp")`,
		"in a function":  "def f():\n    exec('print(1)')",
		"in a method":    "class A:\n    def f(self):\n        exec('print(1)')",
		"split":          `exec("".join("p,r,i,n,t,(,1,)".split(",")))`,
		"translate":      `exec("p-int(1)".translate(str.maketrans("-", "r")))`,
		"dict":           `d = {"a": "print", "b": "(1)"}; exec(d["a"] + d.get("b"))`,
		"unpacking":      `a, b = "print", "(1)"; exec(a + b)`,
		"repr":           `exec(repr(print)[19:24] + "(1)")`,
		"to_bytes":       `exec((8102099357864587049 * 0 + 0x7072696e74283129).to_bytes(8, "big"))`,
		"sorted":         `exec("".join(c for _, c in sorted([(2, "(1)"), (1, "print")], key=lambda p: p[0])))`,
		"try":            "try:\n    exec('print(1)')\nexcept Exception:\n    pass",
		"unknown branch": "import os\nif os.name == 'nt':\n    exec('print(1)')",
		"class constant": "class K:\n    code = 'print(1)'\nexec(K.code)",
		"object":         "class K:\n    def __init__(self, s):\n        self.s = s\n    def run(self):\n        exec(self.s)\nK('print(1)').run()",
		"ord shift":      `exec("".join(chr(ord(c) - 1) for c in "qsjou)2*"))`,
		"exec statement": `exec "print(1)"`,
	} {
		t.Run(name, func(t *testing.T) { require.Equal(t, []string{"print(1)"}, layers(t, src)) })
	}
}

// Each layer is decoded by the one around it.
func TestLayersInLayers(t *testing.T) {
	const depth = 250
	src := "x = 1"
	for range depth {
		code := base64.StdEncoding.EncodeToString(deflate(t, src))
		src = fmt.Sprintf("import zlib, base64\nexec(zlib.decompress(base64.b64decode('%s')))", code)
		require.Less(t, len(src), 1<<20)
	}
	require.Len(t, layers(t, src), depth)
}

func deflate(t *testing.T, src string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	_, err := w.Write([]byte(src))
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return b.Bytes()
}
