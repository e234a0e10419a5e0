package pyeval

import (
	"regexp"
	"strings"

	"github.com/malguard/malguard/internal/pysrc"
)

// handedOn is source that a call does not run itself: it writes it to a file,
// gives it to another interpreter, or has exec run it elsewhere. It is a layer if
// it is a program.
func (in *interp) handedOn(x *pysrc.Call, fn value, args *arguments, fr *frame) {
	if attr, ok := x.Func.(*pysrc.Attribute); ok && fn.k != boundKind && attr.Attr == "write" && len(args.list) == 1 {
		in.program(args.list[0].with(trickWritten), x)
		return
	}
	if target, ok := args.kw["target"]; ok {
		given, _ := args.kw["args"].elems()
		in.deferred(target, given, x, fr)
	}
	if fn.k != refKind {
		return
	}
	switch {
	case fn.s == "functools.partial" && len(args.list) > 1:
		in.deferred(args.list[0], args.list[1:], x, fr)
	case fn.s == "os.system" || fn.s == "os.popen":
		in.commandLine(args.at(0, "command"), x)
	case strings.HasPrefix(fn.s, "subprocess.") || strings.HasPrefix(fn.s, "os.spawn") || strings.HasPrefix(fn.s, "os.exec"):
		in.commandLine(args.at(0, "args"), x)
		for _, a := range args.list {
			in.argumentList(a, x)
		}
	}
}

// deferred is exec or eval handed to something that calls it later.
func (in *interp) deferred(fn value, args []value, at *pysrc.Call, fr *frame) {
	if fn.k == refKind && (fn.s == "<builtin>.exec" || fn.s == "<builtin>.eval") && len(args) > 0 {
		in.source(args[0].with(trickExec), at, fr)
	}
}

// argumentList is python, "-c", source.
func (in *interp) argumentList(a value, at *pysrc.Call) {
	words, _ := a.elems()
	for i, w := range words {
		if w.k == strKind && w.s == "-c" && i+1 < len(words) {
			in.program(words[i+1].with(trickInterpreter), at)
		}
	}
}

// pythonCommand finds the source in a command line that starts an interpreter.
var pythonCommand = regexp.MustCompile(`(?i)\bpyw?(?:thonw?)?[0-9.]*(?:\.exe)?"?\s+-c\s*(?:'([^']*)'|"((?:[^"\\]|\\.)*)")`)

func (in *interp) commandLine(line value, at *pysrc.Call) {
	if line.k != strKind || len(line.s) > maxKept {
		return
	}
	for _, m := range pythonCommand.FindAllStringSubmatch(line.s, maxCommands) {
		source := m[1]
		if source == "" {
			source = strings.ReplaceAll(m[2], `\"`, `"`)
		}
		in.program(str(source).with(line.tricks|trickInterpreter), at)
	}
}

// maxCommands bounds how many interpreters of one command line are followed.
const maxCommands = 8

// mayBeProgram is a quick look for what every program of interest has.
func mayBeProgram(s string) bool {
	return len(s) >= minProgram && strings.Contains(s, "import ") && strings.Contains(s, "(")
}

// minProgram is the length in bytes from which a string may be a program.
const minProgram = 20

// program runs v in a scope of its own if it is a Python program: it parses, and
// it imports and calls something.
func (in *interp) program(v value, at *pysrc.Call) {
	if !v.text() || !mayBeProgram(v.s) || !in.take(len(v.s)) {
		return
	}
	f := pysrc.Parse([]byte(v.s))
	imports, calls := false, len(pysrc.Calls(f)) > 0
	pysrc.Walk(f, func(n pysrc.Node) bool {
		switch n.(type) {
		case *pysrc.Import, *pysrc.ImportFrom:
			imports = true
		}
		return !imports
	})
	if len(f.Errors) == 0 && imports && calls {
		in.source(v, at, &frame{vars: make(map[string]value)})
	}
}
