package guarddog

import (
	"bytes"
	"path"
	"slices"
	"strings"

	"github.com/malguard/malguard/datasets"
)

// ignored are the folders that semgrep does not look into, whatever is in them:
// its own list (Semgrepignore v2 of semgrep 1.185) and those of version control.
// GuardDog passes a list of its own too, but in quotes that no shell takes off,
// so that it excludes nothing.
var ignored = []string{
	".git", ".hg", ".svn", "node_modules", "build", "dist", "vendor", ".env", ".venv", ".tox", ".npm", ".yarn",
	"_opam", "_build", "_cargo", "test", "tests", "testsuite",
}

// isIgnored says whether semgrep leaves a file out by its path.
func isIgnored(name string) bool {
	folders := strings.Split(path.Dir(name), "/")
	if slices.ContainsFunc(folders, func(f string) bool { return slices.Contains(ignored, f) }) {
		return true
	}
	return strings.HasSuffix(name, ".min.js") || strings.HasSuffix(name, "_test.go")
}

// isPython says whether a file is read as Python: .py and .pyi, and with all set
// whatever Python itself may run.
func isPython(name string, all bool) bool {
	ext := path.Ext(name)
	return ext == ".py" || ext == ".pyi" || all && datasets.IsPython(name)
}

// placed says whether a file is one that a rule looks at. Parts are names of
// files or folders that must lie in some folder: a setup.py right in the scanned
// folder is none of a rule's, but archives hold everything in a folder.
func (r rule) placed(name string) bool {
	parts := strings.Split(name, "/")[1:]
	has := func(patterns []string) bool {
		return slices.ContainsFunc(parts, func(part string) bool {
			return slices.ContainsFunc(patterns, func(p string) bool { ok, _ := path.Match(p, part); return ok })
		})
	}
	return (len(r.within) == 0 || has(r.within)) && !has(r.without)
}

// isScript says whether a file begins with a line that has Python run it.
func isScript(data []byte) bool {
	line, _, _ := bytes.Cut(data[:min(len(data), 200)], []byte("\n"))
	return bytes.HasPrefix(line, []byte("#!")) && bytes.Contains(line, []byte("python"))
}
