package guarddog

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/malguard/malguard/internal/pysrc"
)

// apiObfuscation finds calls of what a name gives at run time:
// m.__dict__["f"](), m.__getattribute__("f")(), getattr(m, "f")() and
// __import__("m").f(), each also with .__call__ before the arguments.
func apiObfuscation(s *source) []span {
	return calls(func(s *source, c call) bool {
		callee := c.Func
		if a, ok := callee.(*pysrc.Attribute); ok && a.Attr == "__call__" {
			callee = a.X
		}
		return s.lookedUp(callee) || s.lookedUp(c.Func) || ofImport(s, callee) || ofImport(s, c.Func)
	})(s)
}

// lookedUp says whether x is an attribute of a module that is found by its name.
func (s *source) lookedUp(x pysrc.Expr) bool {
	switch x := x.(type) {
	case *pysrc.Subscript:
		a, ok := x.X.(*pysrc.Attribute)
		_, slice := x.Index.(*pysrc.Slice)
		return ok && !slice && a.Attr == "__dict__" && s.likeModule(a.X)
	case *pysrc.Call:
		c := call{x, s.names(x.Func)}
		if a, ok := x.Func.(*pysrc.Attribute); ok && a.Attr == "__getattribute__" {
			return takes(1)(s, c) && s.likeModule(a.X)
		}
		return named("getattr")(s, c) && takes(2)(s, c) && s.likeModule(x.Args[0])
	}
	return false
}

// likeModule says whether x is a dotted name, or begins with __import__( and
// ends with a parenthesis, on one line.
func (s *source) likeModule(x pysrc.Expr) bool {
	text := s.of(x)
	if strings.HasPrefix(text, "__import__(") {
		return strings.HasSuffix(text, ")") && !strings.Contains(text, "\n")
	}
	for {
		switch n := x.(type) {
		case *pysrc.Attribute:
			x = n.X
			continue
		case *pysrc.Name:
			return !strings.ContainsFunc(text, func(r rune) bool {
				return r != '.' && r != '_' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
			})
		}
		return false
	}
}

// ofImport says whether x is __import__(m).f. GuardDog's pattern for f is a set
// of letters where a word was meant, and misses what begins with one of them.
func ofImport(s *source, x pysrc.Expr) bool {
	a, ok := x.(*pysrc.Attribute)
	if !ok || !s.isCall(a.X, named("__import__"), takes(1)) {
		return false
	}
	return len(a.Attr) > 1 && !strings.ContainsRune("(__getattribute__)", rune(a.Attr[0])) && isLetter(a.Attr[1])
}

func isLetter(c byte) bool { return c == '_' || c|0x20 >= 'a' && c|0x20 <= 'z' }

func clipboard(s *source) []span {
	return either(
		calls(named("pyperclip.paste"), takes(0)),
		calls(named("pyperclip.copy", "pandas.read_clipboard")),
		calls(method("to_clipboard")),
	)(s)
}

// cmdOverwrite finds setup(cmdclass={"install": …}).
func cmdOverwrite(s *source) []span {
	return calls(named("setup", "setuptools.setup"), func(s *source, c call) bool {
		d, ok := keyword(c.Call, "cmdclass").(*pysrc.Dict)
		if !ok || slices.Contains(d.Keys, nil) {
			return false
		}
		return slices.ContainsFunc(d.Keys, func(k pysrc.Expr) bool {
			c, ok := s.constant(k)
			return ok && c.known && slices.ContainsFunc([]string{"install", "develop", "egg_info"}, func(command string) bool {
				return strings.HasPrefix(c.text, command)
			})
		})
	})(s)
}

func screenshot(s *source) []span {
	return either(
		calls(method("grab")),
		calls(named("pyautogui.screenshot")),
		calls(method("screenshot"), on(isCalling(named("d3dshot.create")))),
		used(s.setTo(isCalling(named("d3dshot.create"))), "screenshot"),
	)(s)
}

// silent: all three streams go nowhere.
func silent(s *source, c call) bool {
	for _, stream := range []string{"stdin", "stdout", "stderr"} {
		if x := keyword(c.Call, stream); x == nil || !s.isNamed(x, "subprocess.DEVNULL") {
			return false
		}
	}
	return true
}

// armour are the words that PyArmor leaves in what it packs.
var armour = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`from pyarmor_runtime\w* import __pyarmor__|__(?:py)?armor_(?:enter|exit)__`)
})

func pyarmor(s *source) []span {
	found := slices.Clone(s.matches(armour()))
	found = append(found, calls(named("pyarmor_runtime", "check_armored"))(s)...)
	found = append(found, calls(named("__pyarmor__"), func(s *source, c call) bool {
		return len(c.Args) >= 2 && s.isNamed(c.Args[0], "__name__") && s.isNamed(c.Args[1], "__file__")
	})(s)...)
	for _, stmt := range s.stmts {
		switch stmt := stmt.(type) {
		case *pysrc.Import:
			if slices.ContainsFunc(stmt.Names, func(a *pysrc.Alias) bool { return isTransform(a.Name) }) {
				found = append(found, spanOf(stmt))
			}
		case *pysrc.ImportFrom:
			if stmt.Level == 0 && isTransform(stmt.Module) {
				found = append(found, spanOf(stmt))
			}
		case *pysrc.FunctionDef:
			found = append(found, s.armoured(stmt.Decorators)...)
		case *pysrc.ClassDef:
			found = append(found, s.armoured(stmt.Decorators)...)
		}
	}
	return found
}

func isTransform(module string) bool {
	return module == "pytransform" || strings.HasPrefix(module, "pytransform.")
}

// armoured returns the decorators that check whether a function is armoured.
func (s *source) armoured(decorators []pysrc.Expr) []span {
	var found []span
	for _, x := range decorators {
		callee := x
		if c, ok := x.(*pysrc.Call); ok {
			callee = c.Func
		}
		if s.isNamed(callee, "assert_armored") {
			found = append(found, spanOf(x))
		}
	}
	return found
}
