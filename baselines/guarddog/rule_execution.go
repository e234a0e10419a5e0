package guarddog

import (
	"slices"

	"github.com/malguard/malguard/internal/pysrc"
)

// building are the words that excuse a command: an argument that holds one of them
// belongs to building, testing or publishing the package.
var building = &wordList{words: []string{
	"setup?py", "twine", "git", "brew", "gpg", "freeze", "docker", "pycodestyle", "libffi", "coverage", "pre_commit", "pkg-config", "cmake",
	"pandoc", "unittest", "sys?executable",
}}

// commands are the functions that run their first argument.
var commands = []string{
	"subprocess.getoutput", "getoutput", "subprocess.call", "call", "subprocess.check_output", "check_output", "subprocess.run", "run",
	"subprocess.check_call", "check_call", "subprocess.Popen", "os.popen", "Popen", "popen", "spawn", "os.system", "system", "execfile",
	"command.run", "os.execl", "os.execle", "os.execlp", "os.execlpe", "os.execv", "os.execve", "os.execvp", "os.execvpe", "os.spawnl",
	"os.spawnle", "os.spawnlp", "os.spawnlpe", "os.spawnv", "os.spawnve", "os.spawnvp", "os.spawnvpe", "os.posix_spawn", "os.posix_spawnp",
}

// codeExecution finds commands and code that run where they stand, unless it is
// for building.
func codeExecution() finder {
	return either(
		calls(named(commands...), first(strange)),
		calls(method("spawn"), first(strange)),
		calls(named("subprocess.Popen", "os.popen", "Popen", "popen"), first(strangeItem)),
		calls(named("exec"), first(strangeCode)),
		calls(named("eval"), first(func(s *source, x pysrc.Expr) bool { return anyBeginning(s, x, anything) }), evaluates),
		calls(named("compile"), takes(3), first(strange), func(s *source, c call) bool {
			return s.isText(c.Args[1], "<string>") && s.isText(c.Args[2], "exec", "eval")
		}),
		calls(roundabout, first(strange)),
	)
}

// strange says whether x has nothing to do with building.
func strange(s *source, x pysrc.Expr) bool { return !s.mentions(x, building) }

// strangeItem: x is a list with a strange item.
func strangeItem(s *source, x pysrc.Expr) bool {
	list, ok := x.(*pysrc.List)
	return ok && slices.ContainsFunc(list.Elts, func(e pysrc.Expr) bool { return strange(s, e) })
}

// strangeCode: x is a constant string, or begins with one in a sum or a chain of
// methods, and some beginning of it is strange.
func strangeCode(s *source, x pysrc.Expr) bool { return anyBeginning(s, x, isString) }

// anyBeginning says whether x, or what x begins with in a chain of methods or a
// sum, is strange, where what is at its root holds.
func anyBeginning(s *source, x pysrc.Expr, holds func(*source, pysrc.Expr) bool) bool {
	if holds(s, x) && strange(s, x) {
		return true
	}
	if sum, ok := x.(*pysrc.BinOp); ok && sum.Op == pysrc.Add {
		return holds(s, leftmost(sum)) && strange(s, leftmost(sum))
	}
	found := false
	for {
		found = found || strange(s, x)
		next := receiver(x)
		if next == nil {
			return found && holds(s, x)
		}
		x = next
	}
}

func leftmost(x pysrc.Expr) pysrc.Expr {
	for {
		sum, ok := x.(*pysrc.BinOp)
		if !ok || sum.Op != pysrc.Add {
			return x
		}
		x = sum.X
	}
}

// receiver returns y of y.a and of y.a(), else nil.
func receiver(x pysrc.Expr) pysrc.Expr {
	if c, ok := x.(*pysrc.Call); ok {
		x = c.Func
	}
	if a, ok := x.(*pysrc.Attribute); ok {
		return a.X
	}
	return nil
}

// evaluates excuses what evaluates a line of a file of which it asks how it
// begins, unless it is the line itself and not the version.
func evaluates(s *source, c call) bool {
	q := s.questions()
	return q.evaluated.has(spanOf(c.Call)) || !q.asked.has(spanOf(c.Call))
}

// questions are the if-statements that ask how a line begins, and those of them
// below which the line is evaluated though the answer is no version.
type questions struct{ asked, evaluated *cover }

// versions may be evaluated.
var versions = &wordList{words: []string{"version"}}

func (s *source) questions() questions {
	if s.asked != nil {
		return *s.asked
	}
	var asked, evaluated []span
	for _, stmt := range s.stmts {
		i, ok := stmt.(*pysrc.If)
		if !ok {
			continue
		}
		for n, b := range i.Branches {
			at := span{b.Test.Pos(), i.End()} // a later branch is an if of its own
			if n == 0 {
				at.from = i.Pos()
			}
			is, good := s.question(b)
			if is {
				asked = append(asked, at)
			}
			if good {
				evaluated = append(evaluated, at)
			}
		}
	}
	s.asked = &questions{coverOf(asked), coverOf(evaluated)}
	return *s.asked
}

// question says whether a branch asks how a line begins, and whether it then
// evaluates the line.
func (s *source) question(b pysrc.Branch) (asks, evaluates bool) {
	c, ok := s.callOf(b.Test)
	if !ok || !method("startswith")(s, c) || object(c.Call) == nil {
		return false, false
	}
	line := s.key(object(c.Call))
	if line == "" || !takes(1)(s, c) || s.mentions(c.Args[0], versions) {
		return true, false
	}
	flatten(b.Body, func(stmt pysrc.Stmt) bool {
		evaluates = s.statementHas(stmt, all([]condition{named("eval"), first(holding(line))}))
		return !evaluates
	})
	return true, evaluates
}

// holding: an expression of that key is somewhere in x.
func holding(key string) func(*source, pysrc.Expr) bool {
	return func(s *source, x pysrc.Expr) bool {
		found := false
		deep(x, func(e pysrc.Expr) { found = found || s.key(e) == key })
		return found
	}
}

// roundabout: exec or eval by way of the dictionary that holds it.
func roundabout(s *source, c call) bool {
	switch f := c.Func.(type) {
	case *pysrc.Attribute:
		return takes(1)(s, c) && f.Attr == "exec" && s.isCall(f.X, named("__import__"), takes(1), first(isText("builtins")))
	case *pysrc.Subscript:
		if s.isCall(f.X, named("globals"), takes(0)) {
			return takes(1)(s, c) && s.isText(f.Index, "eval")
		}
		return s.builtin(c, f.X, f.Index)
	case *pysrc.Call:
		a, ok := f.Func.(*pysrc.Attribute)
		return ok && a.Attr == "get" && len(f.Args) == 1 && len(f.Keywords) == 0 && s.ofBuiltins(a.X, true) && s.builtin(c, a.X, f.Args[0])
	}
	return false
}

// builtin says whether c calls a function of that name in vars(__builtins__).
func (s *source) builtin(c call, vars, name pysrc.Expr) bool {
	switch {
	case s.ofBuiltins(vars, true) && s.isText(name, "compile"):
		return true
	case s.ofBuiltins(vars, false) && s.isText(name, "exec", "eval"):
		return takes(1)(s, c)
	}
	return false
}

// ofBuiltins says whether x is vars(__builtins__), or where it need not be plain
// vars(globals()["__builtins__"]) or the same of locals.
func (s *source) ofBuiltins(x pysrc.Expr, plain bool) bool {
	return s.isCall(x, named("vars"), takes(1), first(func(s *source, x pysrc.Expr) bool {
		if item, ok := x.(*pysrc.Subscript); ok && !plain {
			return s.isCall(item.X, named("globals", "locals"), takes(0)) && s.isText(item.Index, "__builtins__")
		}
		return s.isNamed(x, "__builtins__")
	}))
}
