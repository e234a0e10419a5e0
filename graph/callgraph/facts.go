package callgraph

import (
	"strings"

	"github.com/malguard/malguard/graph"
	"github.com/malguard/malguard/internal/pycodec"
	"github.com/malguard/malguard/internal/pyeval"
	"github.com/malguard/malguard/internal/pysrc"
	"github.com/malguard/malguard/internal/shell"
)

// maxArgs bounds how many arguments of a call are described.
const maxArgs = 8

// facts returns what is known of an event beyond its place.
func (p *program) facts(e *event) graph.Facts {
	f := graph.Facts{Unreachable: e.dead, ByName: e.guessed}
	f.Trick = p.trickOf(e)
	x, ok := e.node.(*pysrc.Call)
	if !ok {
		return f
	}
	outside := false
	starter := false
	for _, t := range e.targets {
		outside = outside || !t.kind.Internal() && t.kind != graph.KindUnresolved
		starter = starter || startsPrograms(t.name)
	}
	if !outside {
		return f
	}
	f.Args = p.args(e, x)
	if starter && len(x.Args) > 0 {
		f.Commands = p.programs(x.Args[0])
	}
	return f
}

// trickOf returns the tricks that hid a call: those of its layer, and behind a
// slash those of its callee.
func (p *program) trickOf(e *event) string {
	trick := ""
	if l := e.scope.module.layer; l != nil {
		trick = l.trick
	}
	if x, ok := e.node.(*pysrc.Call); ok {
		if c, ok := p.hidden.consts[x.Func]; ok && c.Trick != "" {
			return strings.TrimPrefix(trick+"/"+c.Trick, "/")
		}
	}
	return trick
}

// args describes the constant arguments of a call.
func (p *program) args(e *event, x *pysrc.Call) []graph.Arg {
	var out []graph.Arg
	for i, arg := range x.Args {
		if a, ok := p.arg(arg, e.scope); ok && len(out) < maxArgs {
			a.Index = i
			out = append(out, a)
		}
	}
	for _, k := range x.Keywords {
		if a, ok := p.arg(k.Value, e.scope); ok && len(out) < maxArgs {
			a.Name, a.Index = k.Name, -1
			out = append(out, a)
		}
	}
	return out
}

// arg describes x if its value is known: it is written there, was computed from
// constants, or is the one that reaches it by assignments and calls.
func (p *program) arg(x pysrc.Expr, s *scope) (graph.Arg, bool) {
	switch x := x.(type) {
	case *pysrc.Str:
		if x.Bytes {
			return describe("bytes", x.Value), true
		}
		return describe("str", x.Value), true
	case *pysrc.Num:
		return describe("int", cut(x.Text)), true
	}
	if c, ok := p.hidden.consts[x]; ok {
		switch c.Kind {
		case pyeval.Str:
			return describe("str", c.Value), true
		case pyeval.Bytes:
			return describe("bytes", c.Value), true
		case pyeval.Int:
			return describe("int", c.Value), true
		}
		return graph.Arg{}, false
	}
	switch x.(type) {
	case *pysrc.Name, *pysrc.Attribute, *pysrc.BinOp, *pysrc.FString:
	default:
		return graph.Arg{}, false
	}
	if found := p.eval(x, s); len(found) == 1 {
		if t, ok := found[0].(*text); ok {
			return describe(argKinds[typeName(t.typ)], t.value), true
		}
	}
	return graph.Arg{}, false
}

var argKinds = map[string]string{"PyStr": "str", "PyBytes": "bytes", "PyNum": "int"}

// startsPrograms reports whether an API runs a command line.
func startsPrograms(name string) bool {
	switch name {
	case "os.system", "os.popen", "os.startfile", "commands.getoutput", "asyncio.create_subprocess_shell", "asyncio.create_subprocess_exec":
		return true
	}
	return strings.HasPrefix(name, "subprocess.") && strings.Count(name, ".") == 1 ||
		strings.HasPrefix(name, "os.exec") || strings.HasPrefix(name, "os.spawn")
}

// programs returns the programs that a command line or a list of arguments
// starts, and what an encoded PowerShell script runs.
func (p *program) programs(x pysrc.Expr) []string {
	if text, ok := p.constText(x); ok {
		return commandsOf(text)
	}
	var elts []pysrc.Expr
	switch x := x.(type) {
	case *pysrc.List:
		elts = x.Elts
	case *pysrc.Tuple:
		elts = x.Elts
	}
	var words []string
	for _, e := range elts[:min(len(elts), 64)] {
		text, _ := p.constText(e)
		words = append(words, text)
	}
	if len(words) == 0 || words[0] == "" {
		return nil
	}
	out := shell.Argv(words)
	if script, ok := pycodec.PowerShell(strings.Join(words, " ")); ok {
		out = append(out, shell.Commands(script)...)
	}
	return out
}

func (p *program) constText(x pysrc.Expr) (string, bool) {
	if s, ok := x.(*pysrc.Str); ok {
		return s.Value, true
	}
	c, ok := p.hidden.consts[x]
	return c.Value, ok && (c.Kind == pyeval.Str || c.Kind == pyeval.Bytes)
}

func commandsOf(line string) []string {
	out := shell.Commands(line)
	if script, ok := pycodec.PowerShell(line); ok {
		out = append(out, shell.Commands(script)...)
	}
	return out
}
