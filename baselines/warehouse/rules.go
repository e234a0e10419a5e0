package warehouse

import (
	"strings"

	"github.com/malguard/malguard/internal/patterns"
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

// alternative matches where a pattern of each of its sets does, wherever they
// stand. The last set tells the line.
type alternative []set

// set holds the numbers of patterns.
type set []int

// match returns the offset of the first alternative that matches.
func (r rule) match(x *patterns.Scan) (int, bool) {
	for _, a := range r.alternatives {
		if at, ok := a.match(x); ok {
			return at, true
		}
	}
	return 0, false
}

func (a alternative) match(x *patterns.Scan) (at int, ok bool) {
	for _, s := range a {
		if !s.possible(x) {
			return 0, false // mostly this is all that it takes
		}
	}
	for _, s := range a {
		if at, ok = s.first(x); !ok {
			return 0, false
		}
	}
	return at, true
}

func (s set) possible(x *patterns.Scan) bool {
	for _, id := range s {
		if x.Possible(id) {
			return true
		}
	}
	return false
}

// first returns where the first match of any pattern begins.
func (s set) first(x *patterns.Scan) (at int, ok bool) {
	for _, id := range s {
		if !x.Possible(id) {
			continue
		}
		if m, found := x.At(id, 0); found && (!ok || m.Start < at) {
			at, ok = m.Start, true
		}
	}
	return at, ok
}

// ruleset is the rules with all their patterns compiled together.
type ruleset struct {
	rules    []rule
	patterns *patterns.Set
}

func newRuleset() *ruleset {
	var l list
	s := &ruleset{rules: l.rules()}
	var err error
	if s.patterns, err = patterns.Compile(l, patterns.Options{}); err != nil {
		panic(err) // the rules are constants
	}
	return s
}

// list numbers patterns.
type list []patterns.Pattern

// any returns the set of the expressions.
func (l *list) any(exprs ...string) set {
	var s set
	for _, e := range exprs {
		s = append(s, len(*l))
		*l = append(*l, patterns.Pattern{Expr: e})
	}
	return s
}

// rules are the five. Words are not bounded, as they are not there: "from os import
// path" and "executable", wherever they stand, make a threat.
func (l *list) rules() []rule {
	return []rule{
		{"process_spawn_in_setup", threat, "starts programs through os", l.module("os",
			`system|exec|spawn|posix_spawn|popen`, `os\.(?:exec|spawn|posix_spawn|popen)`, `os\.system`+reference)},
		{"subprocess_in_setup", threat, "starts programs through subprocess", l.module("subprocess",
			`run|Popen|call|check_call|check_output`, `subprocess\.(?:run|Popen|call|check_call|check_output)`)},
		{"networking_in_setup", indeterminate, "imports a module of the network",
			[]alternative{{l.imports("socket", "socketserver", "ssl", "ftplib", "http", "urllib", "xmlrpc")}}},
		{"deserialization_in_setup", indeterminate, "imports a module that unpacks data",
			[]alternative{{l.imports("pickle", "base64", "binhex")}}},
		{"metaprogramming_in_setup", indeterminate, "reaches for names or code at run time", l.metaprogramming()},
	}
}

// reference is what stands behind a name that is called or handed on, and one more
// byte, so that the end of the file is none.
const reference = `[(), \]}:](?s:.)`

// module holds the three ways in which rules about a module see its use: by its
// name, imported from it, and under another name. A blank before "import x as y"
// hides it, and so does the beginning of the file: the tool's \A is an A to YARA.
func (l *list) module(name, words string, qualified ...string) []alternative {
	return []alternative{
		{l.any(qualified...)},
		{l.any(`from ` + name + ` import `), l.any(words)},
		{l.any(`[^ ]import `+name+` as \w`, `\w ?= ?`+name), l.any(`\w\.(?:` + words + `)`)},
	}
}

func (l *list) imports(modules ...string) set {
	names := strings.Join(modules, "|")
	return l.any(`import (?:`+names+`)`, `from (?:`+names+`)(?:\..+)? import`)
}

func (l *list) metaprogramming() []alternative {
	var references []string
	for _, name := range []string{
		"compile", "dir", "__dir__", "eval", "exec", "getattr", "vars", `\.__dict__`, "globals", "locals", `\Wchr`, `\Word`,
	} {
		references = append(references, name+reference)
	}
	return []alternative{
		{l.imports("inspect", "compileall", "py_compile", "builtins", "importlib")},
		{l.any(`__builtins__`, `__import__\(`, `sys.modules`, `from sys import .*modules`)},
		{l.any(references...)},
	}
}
