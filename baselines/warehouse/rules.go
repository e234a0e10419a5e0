package warehouse

import (
	"regexp"
	"strings"
)

// class is what a rule makes of a package.
type class string

const (
	threat        class = "threat"
	indeterminate class = "indeterminate"
)

func (c class) score() float64 {
	if c == threat {
		return Threshold
	}
	return ThresholdAny
}

// rule matches where one of its alternatives does.
type rule struct {
	name         string
	class        class
	what         string
	alternatives []alternative
}

// alternative matches where every expression of it does, wherever they stand. The
// last tells the line.
type alternative []*regexp.Regexp

// match returns the offset of the first alternative that matches.
func (r rule) match(data []byte) (int, bool) {
next:
	for _, a := range r.alternatives {
		at := 0
		for _, expr := range a {
			m := expr.FindIndex(data)
			if m == nil {
				continue next
			}
			at = m[0]
		}
		return at, true
	}
	return 0, false
}

// rules are the five. Words are not bounded, as they are not there: "from os import
// path" and "executable", wherever they stand, make a threat.
func rules() []rule {
	return []rule{
		{"process_spawn_in_setup", threat, "starts programs through os", module("os",
			`os\.(?:exec|spawn|posix_spawn|popen)|os\.system`+reference, `system|exec|spawn|posix_spawn|popen`)},
		{"subprocess_in_setup", threat, "starts programs through subprocess", module("subprocess",
			`subprocess\.(?:run|Popen|call|check_call|check_output)`, `run|Popen|call|check_call|check_output`)},
		{"networking_in_setup", indeterminate, "imports a module of the network",
			imports("socket", "socketserver", "ssl", "ftplib", "http", "urllib", "xmlrpc")},
		{"deserialization_in_setup", indeterminate, "imports a module that unpacks data", imports("pickle", "base64", "binhex")},
		{"metaprogramming_in_setup", indeterminate, "reaches for names or code at run time", metaprogramming()},
	}
}

// reference is what stands behind a name that is called or handed on, and one more
// byte, so that the end of the file is none.
const reference = `[(), \]}:](?s:.)`

// module holds the three ways in which rules about a module see its use: by its
// name, imported from it, and under another name. A blank before "import x as y"
// hides it, and so does the beginning of the file: the tool's \A is an A to YARA.
func module(name, qualified, words string) []alternative {
	return []alternative{
		all(qualified),
		all(`from `+name+` import `, words),
		all(`[^ ]import `+name+` as \w|\w ?= ?`+name, `\w\.(?:`+words+`)`),
	}
}

func imports(modules ...string) []alternative {
	list := strings.Join(modules, "|")
	return []alternative{all(`import (?:` + list + `)|from (?:` + list + `)(?:\..+)? import`)}
}

func metaprogramming() []alternative {
	return append(imports("inspect", "compileall", "py_compile", "builtins", "importlib"),
		all(`__builtins__|__import__\(|sys.modules|from sys import .*modules`),
		all(`(?:compile|dir|__dir__|eval|exec|getattr|vars|\.__dict__|globals|locals)`+reference),
		all(`\W(?:chr|ord)`+reference),
	)
}

func all(exprs ...string) alternative {
	a := make(alternative, len(exprs))
	for i, e := range exprs {
		a[i] = regexp.MustCompile(e)
	}
	return a
}
