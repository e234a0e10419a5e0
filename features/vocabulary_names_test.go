package features_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"unicode"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/features"
	"github.com/malguard/malguard/graph"
	"github.com/malguard/malguard/graph/callgraph"
)

// Names are those of the call graph: each is called in a module of its own, as
// people write it, and is a callee there.
func TestCuratedNames(t *testing.T) {
	names := features.Curated().Names()
	fsys := fstest.MapFS{}
	for i, name := range names {
		fsys[fmt.Sprintf("case%04d.py", i)] = &fstest.MapFile{Data: []byte(snippet(name))}
	}
	g, err := callgraph.Build(t.Context(), fsys, callgraph.Options{})
	require.NoError(t, err)
	require.Empty(t, g.Warnings())
	for i, name := range names {
		id, ok := g.Lookup(name)
		require.True(t, ok, "no node %s of\n%s", name, snippet(name))
		here := slices.ContainsFunc(g.In(id), func(u graph.NodeID) bool { return g.Node(u).File == fmt.Sprintf("case%04d.py", i) })
		require.True(t, here, "no call of %s in\n%s", name, snippet(name))
	}
}

// objects are what is used without being called or imported from: parts of a
// module that are neither functions, classes nor modules.
var objects = []string{"ctypes.cdll", "ctypes.pythonapi", "ctypes.windll", "os.environ", "sys.meta_path", "sys.modules", "sys.path", "sys.platform", "windows.current_process", "windows.system"}

// snippet calls an API as people write it: "from socket import socket as f",
// "x0 = f()", "x0.connect()".
func snippet(name string) string {
	if hook, method := cutLast(name); strings.Contains(hook, ".command.") || hook == "setuptools.Command" {
		module, class := cutLast(hook)
		return fmt.Sprintf("from %s import %s as Base\nclass Hook(Base):\n    def %s(self):\n        super().%[3]s()\n", module, class, method)
	}
	if builtin, ok := strings.CutPrefix(name, "<builtin>."); ok {
		return chain("", "", strings.Split(builtin, "."))
	}
	for _, object := range objects {
		if rest, ok := strings.CutPrefix(name, object+"."); ok {
			module, own, _ := strings.Cut(object, ".")
			return chain("import "+module+" as m\n", "m."+own+".", strings.Split(rest, "."))
		}
	}
	parts := strings.Split(name, ".")
	n := 1 // how many parts name the module
	for n < len(parts)-1 && !called(parts[:n+1]) {
		n++
	}
	return chain(fmt.Sprintf("from %s import %s as f\n", strings.Join(parts[:n], "."), parts[n]), "", append([]string{"f"}, parts[n+1:]...))
}

// chain calls the last of the parts on what calling those before it gave; those
// after the first that begin in lower case and are no APIs are attributes.
func chain(imports, start string, parts []string) string {
	code, expr := imports, start+parts[0]
	for i, part := range parts[1:] {
		if start == "" && (i == 0 || !attribute(part)) && !attribute(parts[i]) && !slices.Contains([]string{"bytes", "bytearray"}, parts[i]) {
			code += fmt.Sprintf("x%d = %s()\n", i, expr)
			expr = fmt.Sprintf("x%d", i)
		}
		expr += "." + part
	}
	return code + expr + "()\n"
}

// attribute says whether a part of a name is a value of an object, not a method.
func attribute(part string) bool {
	return slices.Contains([]string{"stdin", "stdout", "loader", "content", "eth", "processes", "token"}, part)
}

// called says whether a name is a function or class, rather than a module: it is
// an API, or begins in upper case as only a few modules do.
func called(parts []string) bool {
	name := strings.Join(parts, ".")
	if _, ok := features.Curated().Lookup(name); ok || slices.Contains([]string{"pyDes.triple_des", "sched.scheduler", "zlib.decompressobj"}, name) {
		return true
	}
	modules := []string{"Cipher", "AES", "ARC4", "ChaCha20", "ChaCha20_Poly1305", "DES3", "PKCS1_OAEP", "Protocol", "KDF", "PublicKey", "RSA", "ImageGrab", "Utils"}
	last := parts[len(parts)-1]
	return unicode.IsUpper(rune(last[0])) && !(slices.Contains(modules, last) && slices.Contains([]string{"Crypto", "Cryptodome", "PIL", "robloxpy"}, parts[0]))
}

// cutLast cuts a name around its last point.
func cutLast(name string) (before, after string) {
	i := strings.LastIndexByte(name, '.')
	return name[:max(i, 0)], name[i+1:]
}

func TestSnippet(t *testing.T) {
	for name, want := range map[string]string{
		"os.system":                      "from os import system as f\nf()\n",
		"os.environ.get":                 "import os as m\nm.environ.get()\n",
		"socket.socket.connect":          "from socket import socket as f\nx0 = f()\nx0.connect()\n",
		"sqlite3.connect.cursor.execute": "from sqlite3 import connect as f\nx0 = f()\nx1 = x0.cursor()\nx1.execute()\n",
		"subprocess.Popen.stdin.write":   "from subprocess import Popen as f\nx0 = f()\nx0.stdin.write()\n",
		"<builtin>.open.read":            "x0 = open()\nx0.read()\n",
		"<builtin>.bytes.fromhex":        "bytes.fromhex()\n",
		"Crypto.Cipher.AES.new.decrypt":  "from Crypto.Cipher.AES import new as f\nx0 = f()\nx0.decrypt()\n",
		"setuptools.command.install.install.run": "from setuptools.command.install import install as Base\n" +
			"class Hook(Base):\n    def run(self):\n        super().run()\n",
	} {
		require.Equal(t, want, snippet(name))
	}
}
