package sequence_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/graph/sequence"
)

// calls are sources and their calls, worked out by hand.
var calls = []struct{ name, src, want string }{
	{"empty", "", ""},
	{"names", "f()\na.b()\na.b.c()\nf().g()\nx[0]()\nf()()\n(lambda: 0)()", "f a.b c g f f"},
	{"imports stay as written", "import base64 as b\nfrom os import system as run\nb.b64decode(x)\nrun(y)", "b.b64decode run"},
	{"breadth first", "f(g(h()))\ni()", "f i g h"},
	{"the call before its arguments", "exec(base64.b64decode(x).decode())", "exec decode base64.b64decode"},
	{"bodies below statements", "def f():\n    a()\nb()\nif c():\n    d()", "b c a d"},
	{"body, decorators, result", "@a()\ndef f(x=b()) -> c(): d()", "a c b d"},
	{"keywords are a level of their own", "f(a=b(), *c(), d=e())", "f c b e"},
	{"an elif is inside its if", "if a(): b()\nelif c(): d()\nelse: e()", "a b c d e"},
	{"print of Python 2 in Python 3", "print >>a(), b()\nc()", "c b a"},
	{"words", "print 'x'\nif (a): b.c (1)\n# d(\nx = 'e('", "if c d e"},
	{"words of a NUL byte", "a(b())\x00", "a b"},
	{"words of a byte order mark", "\xef\xbb\xbfa.b()", "b"},
	{"bytes that are no UTF-8 are left out", "a\xff\xfeb()\n\xe2\x82c(\"\xe9\")", "ab c"},
	{"a declared encoding means nothing", "# coding: utf-7\nf('+AAo-')", "f"},
	{"newlines", "a()\rb()\r\nc()", "a b c"},
}

func TestCalls(t *testing.T) {
	for _, c := range calls {
		require.Equal(t, strings.Fields(c.want), append([]string{}, sequence.Calls([]byte(c.src))...), c.name)
	}
}

// grammar are sources that CPython 3.11 accepts or, behind a "!", refuses: what
// is an error in one Python and none in another, or to the compiler alone.
var grammar = []string{
	"return; yield; break; continue; nonlocal x\nawait y\ndef f(a, a): *b\nx = *c\ntry: pass\nexcept: pass\nexcept d: pass",
	"!print x", "!exec x", "!`x`", "!a <> b", "!raise a, b", "!0777", "!10L", "!ur''", "!def f((a, b)): pass",
	"!try: pass\nexcept a, b: pass", "!exec 'x' in y", "!lambda (a, b): a",
	"!type X = int", "!def f[T](): pass", "!class A[T]: pass", "!f'{\"a\" f\"b\"}\"", "!t'{a}'",
	"!f'{\"\\n\"}'", "!f'{a#}'", "f'''{\na}'''", "!f'{}'", "!f'{a!x}'", "!f'{a:{b:{c}}}'", "f'{a:{b}}'", "f'{a:{b}}}}'[0]",
	"!f'{a'", "!f'}'", "!f'{a)}'", "!f'{*a}'", "f'{a!=b}{a==b}{a = !r:x}'", "!f'{lambda x: 1}'", "f'\\{a}'", "!f'{a b}'",
	"!f'{a[}]'", "!f'{a{'", "!f'{\"a}'", "!f'\\x4{a}'", "!f'{a!r'", "!f'{a:'", "!f'\\N{'", "!f'{[)]}'", "!f'{a;b}'",
	"1if 2else 3", "!1a", "!1_", "!1__0", "!0x", "!0b2", "!0o8", "0_0", "!01", "01.5", "!1e", "!1e+", "0xfor x", "!1.a", "1..a", "1_0j",
	"!'\\x4'", "r'\\x4'", "!b'é'", "!b'' ''", "!'\\U00110000'", "!'\\N'", "!'\\N{}'", "b'\\N'", "!b'\\x'", "!'a", "!'''a", "!\"\\\"",
	"!a = 1 \\", "!\\a", "!a\\ \n", "a = 1\\\n  + 2", "\\\n\\\na", "!(", "!)", "!(]", "!?", "!$", "!a!", "!a\x01", "é = ª = 1", "!€ = 1", "!a² = 1",
	"if a:\n\tb\n\tc", "!if a:\n        b\n\tc", "!if a:\n    b\n  c", "! a", "!if a:\nb", "if a: b; c;", "!if a: if b: c", "!;", "!a;;b",
	"!f() = 1", "(a) = [b, (c, *d)] = e", "!(*a) = 1", "!a + b = 1", "!a += b = 1", "!a, b += 1", "!a, b: int", "(a): int = yield",
	"!a = b := 1", "(a := 1)", "!a := 1", "!(a.b := 1)", "f(a := 1)", "x[a := 1]", "!x[a := 1:2]", "{a := 1, b}", "!{a := 1: 2}", "!True = 1",
	"!del f()", "del a, (b, [c.d]), e[0]", "!del *a", "!del", "!return yield", "!assert", "raise", "!raise from a", "!raise *a", "!yield = 1",
	"!import a.b as c.d", "!from a import (b), c", "!from a import b,", "from . import (b,)", "!from import a", "!from a import *, b", "!from . import ()",
	"def f(a, /, b=1, *, c, d=2, **e): pass", "!def f(/): pass", "!def f(a=1, b): pass", "!def f(*): pass", "!def f(*, **k): pass",
	"!def f(*a, *b): pass", "!def f(**k, a): pass", "!def f(a, /, /): pass", "!def f(*, a, /): pass", "!def f(*a=1): pass", "!def f(a: *b): pass",
	"def f(*a: *b,): pass", "!lambda a: int: 1", "lambda *, a: 0", "!lambda *: 0", "!def f() -> a, b: pass", "!def f(None): pass", "!def f(:pass",
	"!f(a=1, b)", "f(a=1, *b, **c, d=2)", "!f(**a, *b)", "!f(**a, b)", "!f(a for a in b, c)", "!f(a for a in b,)", "!f(c, a for a in b)", "f((a for a in b), c)",
	"!f(a.b=1)", "!f((a)=1)", "!f(yield)", "!class A(a for a in b): pass", "class A(*b, c=1): pass", "!f(*a for a in b)", "!f(,)",
	"!(*a)", "(*a,)", "![*a for a in b]", "!{**a for a in b}", "![a, b for a in b]", "!{a: 1 for a in b, c}", "{a for a in b}", "!{a, b: c}", "!{a: b, c}", "!{*a: 1}",
	"![x for x in lambda: y]", "![x for x in 1, 2]", "[x for x in y if z if w]", "![x for f() in y]", "![x async for x in y", "!a = not", "!a == not b", "!-not a",
	"!a or lambda: b", "a if b else lambda: c", "!a if lambda: b else c", "![*a or b]", "f(*a or b)", "x[*a, 1:2]", "!x[*a:1]", "!x[]", "!await -a", "!await await a", "-await a",
	"!a.1", "!a.None", "!async = 1", "!await = 1", "!async x", "print = exec = match = case = type = _", "a is not not_", "!a is not not b", "!a not b",
	"for x.y, *z in a, *b: pass", "!for f() in a: pass", "!for x in: pass", "!for x in y: pass\nelif z: pass", "!else: pass", "!while: pass",
	"with (a as b, c,): pass", "with (a, b) as c: pass", "with (): pass", "with (yield): pass", "!with a, b,: pass", "!with: pass", "!with a as f(): pass", "!with a := b: pass",
	"!try: pass", "!try: pass\nelse: pass", "!try: pass\nexcept*: pass", "!try: pass\nexcept* a: pass\nexcept b: pass", "try: pass\nfinally: pass", "!try: pass\nexcept a as b.c: pass",
	"@(yield)\ndef f(): pass", "!@a\nb = 1", "!@a def f(): pass", "@a\n@b\nasync def f(): pass", "!@a\nasync for b in c: pass", "!@a", "class A: pass", "!class A(B:\n pass",
	"match a:\n case _: pass", "match(a)\nmatch: int = 1\nmatch[a]", "!match a:\n b", "!match a:\n case *b: pass", "!match a:\n case a as _: pass", "!match a:\n case 1 + 1: pass", "!match a:\n case 1j + 1j: pass",
	"!match *a:\n case _: pass", "match *a,:\n case _: pass", "!match a:\n case {**_}: pass", "!match a:\n case {**b, 1: c}: pass", "!match a:\n case {b: c}: pass", "!match a:\n case C(a=1, 2): pass", "!match a:\n case _(): pass",
	"!match a:\n case (*b): pass", "match a:\n case (*b,) | [*c] if d: pass\n case -1 | {'a' 'b': 1, c.d: _, **e,} | C(): pass", "!match a:\n case +1: pass", "!match a:\n case f(): pass\n b", "!match a: pass", "match a:\n case f'{b}': pass",
}

func TestGrammar(t *testing.T) {
	for _, src := range grammar {
		src, bad := strings.CutPrefix(src, "!")
		s := sequence.Read([]byte(src))
		if bad {
			require.ErrorIs(t, s.Err, sequence.ErrSyntax, "%q", src)
			require.ErrorContains(t, s.Err, "line ")
		} else {
			require.NoError(t, s.Err, "%q", src)
		}
	}
}

// seeds are the sources of the tables of this package and of testdata.
func seeds(tb testing.TB) (list [][]byte) {
	for _, c := range calls {
		list = append(list, []byte(c.src))
	}
	for _, src := range grammar {
		list = append(list, []byte(strings.TrimPrefix(src, "!")))
	}
	for _, c := range nested {
		list = append(list, []byte(c.make(c.most)), []byte(c.make(c.most+1)))
	}
	for _, src := range sources(tb) {
		list = append(list, src)
	}
	return list
}
