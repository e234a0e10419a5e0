package pysrc

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// found returns the calls of a file as "callee:line".
func found(f *File) []string {
	list := []string{}
	for _, c := range Calls(f) {
		list = append(list, fmt.Sprintf("%s:%d", c.Callee, c.Line))
	}
	return list
}

// callCases hold the grammar of each Python: the calls in source order, with
// no error. Those of Python 3.11 and before are also checked against CPython
// itself (see TestTablesAgainstCPython); the newer ones only here, after their PEP.
var callCases = []struct {
	name, src string
	want      []string
}{
	{"empty file", "", nil},
	{"only a comment", "# f()\n", nil},
	{"no newline at the end", "f()", []string{"f:1"}},
	{"chain", "a.b(c).d[e()].f()\n", []string{"a.b().d[].f:1", "a.b:1", "e:1"}},
	{"line of the first token", "x = (\n  f\n  (1)\n  .g())\n", []string{"f().g:2", "f:2"}},
	{"parentheses belong to the call", "(\nf)(1)\n", []string{"f:1"}},
	{"string and other receivers", "'a'.join(x); f'{a}'.g(); (a or b)(); {}.get(1); 1 .real()", []string{"<str>.join:1", "<str>.g:1", "<expr>:1", "<expr>.get:1", "<expr>.real:1"}},
	{"adjacent strings", "('a' \"b\"\n b'''c''').join()", []string{"<str>.join:1"}},
	{"arguments", "f(*a(), k=b(), **c())\nf(*d() or e())", []string{"f:1", "a:1", "b:1", "c:1", "f:2", "d:2", "e:2"}},
	{"generator argument", "sum(f(x) for x in g() if h())", []string{"sum:1", "f:1", "g:1", "h:1"}},
	{"comprehensions", "[a() for b in c() for d in e() if f() if g()]\n{a(): b() for c in d()}\n{a() for b in c()}", []string{"a:1", "c:1", "e:1", "f:1", "g:1", "a:2", "b:2", "d:2", "a:3", "c:3"}},
	{"operators", "a() or b() and not c() < d() is not e() not in f() | g() ^ h() & i() << j() + k() * l() @ m() ** -n()", strings.Fields("a:1 b:1 c:1 d:1 e:1 f:1 g:1 h:1 i:1 j:1 k:1 l:1 m:1 n:1")},
	{"conditional", "a() if b() else c() if d() else e()", strings.Fields("a:1 b:1 c:1 d:1 e:1")},
	{"lambda", "lambda x=a(), *y, z=b(), **w: c(x)", strings.Fields("a:1 b:1 c:1")},
	{"slices", "x[a():b():c(), ..., *d()] = e()", strings.Fields("a:1 b:1 c:1 d:1 e:1")},
	{"assignments", "a().x = b()[0] = c(); d().y += e(); f().z: g() = h()", strings.Fields("a:1 b:1 c:1 d:1 e:1 f:1 g:1 h:1")},
	{"walrus", "if (x := a()) and b(y := c()): d()", strings.Fields("a:1 b:1 c:1 d:1")},
	{"simple statements", "assert a(), b()\ndel c().x, d()[0]\nraise e() from f()\nimport x.y as z\nfrom .. import (a, b as c,)\nglobal q; pass", strings.Fields("a:1 b:1 c:2 d:2 e:3 f:3")},
	{"functions", "@a()\n@b\nasync def f(x: c() = d(), /, y=e(), *z: g(), k: h() = i(), **w) -> j():\n  await k(); return l()\n  yield m(); yield from n()", strings.Fields("a:1 c:3 d:3 e:3 g:3 h:3 i:3 j:3 k:4 l:4 m:5 n:5")},
	{"classes", "@a()\nclass C(b(), *c(), metaclass=d(), **e()): x = f()", strings.Fields("a:1 b:2 c:2 d:2 e:2 f:2")},
	{"compound statements", "if a(): b()\nelif c(): d()\nelse: e()\nfor f().x in g(): h()\nelse: i()\nwhile j(): k()\nelse: l()\ntry: m()\nexcept n() as e: o()\nelse: p()\nfinally: q()", strings.Fields("a:1 b:1 c:2 d:2 e:3 f:4 g:4 h:4 i:5 j:6 k:6 l:7 m:8 n:9 o:9 p:10 q:11")},
	{"with", "with a() as b().c, d(): e()\nwith (f() as g, h(),): i()\nwith (j(), k()): l()\nwith (m()).n as o: p()\nwith (q(), r()) as s: t()\nwith (yield): u()", strings.Fields("a:1 b:1 d:1 e:1 f:2 h:2 i:2 j:3 k:3 l:3 m:4 p:4 q:5 r:5 t:5 u:6")},
	{"async blocks", "async def f():\n async for x in a(): b()\n async with c() as d: e()\n [g() async for h in i()]", strings.Fields("a:2 b:2 c:3 e:3 g:4 i:4")},
	{"except* (PEP 654)", "try: a()\nexcept* b(): c()", strings.Fields("a:1 b:2 c:2")},

	{"match (PEP 634)", "match a():\n  case [1, *x] | {'k': C(y, z=D.E), **r} if b(): c()\n  case -1 | 2+3j | 'a' 'b' | None | (q) | (p,) | [] | E.f as g: d()\n  case _: e()\nf()", strings.Fields("a:1 b:2 c:2 d:3 e:4 f:5")},
	{"match as a name", "match(a)\nmatch (b).c()\nmatch[d()]\nmatch = e()\nmatch, x = f()\nmatch * g()\nmatch -h()\nmatch: i() = 1\nprint(match)\n", strings.Fields("match:1 match().c:2 match:2 d:3 e:4 f:5 g:6 h:7 i:8 print:9")},
	{"case and _ as names", "case(a)\ncase = _(b)\n", strings.Fields("case:1 _:2")},
	{"type as a name", "type(x).a = 1\ntype = type(type)\ntype (b).c()\ntype[d()]\nx = type\n", strings.Fields("type:1 type:2 type().c:3 type:3 d:4")},
	{"type alias (PEP 695)", "type X = a()\ntype Y[T: b(), *Ts, **P] = c()\ntype type = d()\ntype match = e()", strings.Fields("a:1 b:2 c:2 d:3 e:4")},
	{"type parameters (PEP 695)", "def f[T: (a(), b())](x: T) -> c(): d()\nclass C[T, *Ts, **P](e()): f()", strings.Fields("a:1 b:1 c:1 d:1 e:2 f:2")},
	{"type parameter defaults (PEP 696)", "type X[T = a(), *Ts = *b(), **P = [c()]] = d()\nclass C[T: e() = f()]: pass", strings.Fields("a:1 b:1 c:1 d:1 e:2 f:2")},
	{"f-strings", "f'{a()!r:>{b()}}' f\"{c():%Y-%m{d()}}\" 'x'\nf'{{x()}}{e()=}' rf'\\{g()}'", strings.Fields("a:1 b:1 c:1 d:1 e:2 g:2")},
	{"f-string lines", "f'''\n{a()}\n{\nb()}\n{f'{c()}'}'''", strings.Fields("a:2 b:4 c:5")},
	{"f-string operators", "f'{a()!=b()}{c()==d()}{e():=^{f()}}{(g := h())}{lambda_()}{x[1:i()]}{ {j()} }{k():{l():{m()}}}'", strings.Fields("a:1 b:1 c:1 d:1 e:1 f:1 h:1 lambda_:1 i:1 j:1 k:1 l:1 m:1")},
	{"f-strings (PEP 701)", "f\"{a(\"x\", f\"{b('\\n')}\")}\"\nf'{\n  c()  # a comment with a } and a '\n  :{d()}}'\nf'{'{e()}'}'", strings.Fields("a:1 b:1 c:3 d:4")},
	{"t-strings (PEP 750)", "t'{a()} {b()!s:{c()}}'.d()\nrt'\\{e()}'", strings.Fields("<str>.d:1 a:1 b:1 c:1 e:2")},
	{"except without parentheses (PEP 758)", "try: pass\nexcept a(), b(): c()\n", strings.Fields("a:2 b:2 c:2")},
	{"parenthesised decorators (PEP 614)", "@a().b[c()]\n@(d := e())\ndef f(): pass", strings.Fields("a:1 c:1 e:2")},
	{"unpacking in subscripts (PEP 646)", "x[*a(), b()]\ndef f(*args: *c()): pass\nfor x in *d(), *e(): pass\nreturn *f(), g()", strings.Fields("a:1 b:1 c:2 d:3 e:3 f:4 g:4")},
	{"finally with return (PEP 765)", "try: a()\nfinally: return b()", strings.Fields("a:1 b:2")},

	{"print statement (Python 2)", "print a(), b()\nprint >>c(), 'x' % d(),\nprint\nprint (e()), f()\nprint 'a' if g() else u'b'\nprint not h()", strings.Fields("a:1 b:1 c:2 d:2 print:4 e:4 f:4 g:5 h:6")},
	{"exec statement (Python 2)", "exec a() in b(), c()\nexec 'x'\nexec(d()) in e()", strings.Fields("a:1 b:1 c:1 exec:3 d:3 e:3")},
	{"print and exec as names", "print(a)\nprint = b()\nexec.c()\nprint - d()\nprint not in e()\nprint[f()]\n", strings.Fields("print:1 b:2 exec.c:3 d:4 e:5 f:6")},
	{"backticks (Python 2)", "`a(), b`.c()\n", strings.Fields("<expr>.c:1 a:1")},
	{"not-equal sign (Python 2)", "a() <> b()", strings.Fields("a:1 b:1")},
	{"old except and raise (Python 2)", "try: pass\nexcept A, e: a()\nraise b(), c(), d()", strings.Fields("a:2 b:3 c:3 d:3")},
	{"tuple parameters (Python 2)", "def f(a, (b, (c, d))=a()): b()\nlambda (x, y): c()", strings.Fields("a:1 b:1 c:2")},
	{"old literals (Python 2)", "0777; 10L; 0xFFL; ur'a'; a()", strings.Fields("a:1")},
	{"old comprehension (Python 2)", "[a() for b in c(), d() if e()]", strings.Fields("a:1 c:1 d:1 e:1")},
	{"async and await as names (until 3.6)", "async = a(await=1)\nb(async=True).await\nawait = async.c()\n", strings.Fields("a:1 b:2 async.c:3")},

	{"tabs and form feeds", "if a():\n\tb()\n        c()\n\f\nd()\n", strings.Fields("a:1 b:2 c:3 d:5")},
	{"carriage returns", "a()\rif b():\r\tc()\r\nd()", strings.Fields("a:1 b:2 c:3 d:4")},
	{"line joining", "a(\\\n b()) ; \\\n c()\nif d() \\\n  : e()\n\\\nf()", strings.Fields("a:1 b:2 c:3 d:4 e:5 f:7")},
	{"newlines that are none", "a('\x0b\x0c\u2028')\nb()", strings.Fields("a:1 b:2")},
	{"comments and blank lines", "if a:\n    b()\n  # less\n\n    c()\n# less still\nd()", strings.Fields("b:2 c:5 d:7")},
	{"semicolons", "a(); b();\nif c(): d(); e()", strings.Fields("a:1 b:1 c:2 d:2 e:2")},
	{"numbers beside words", "1if a()else 0x1for x in b()", strings.Fields("a:1 b:1")},
	{"numbers", "1_0.5e-3j.a(); 1..b(); .5.c(); 0b1_0 .d(); 1e5if e()else 2", strings.Fields("<expr>.a:1 <expr>.b:1 <expr>.c:1 <expr>.d:1 e:1")},
	{"identifiers are NFKC (PEP 3131)", "\U0001d522\U0001d535\U0001d522\U0001d520(x); ﬁle.ﬀ(); 變數(); a·b(); ª()", strings.Fields("exec:1 file.ff:1 變數:1 a·b:1 a:1")},
	{"keywords are not", "\U0001d521ef()", strings.Fields("def:1")},
	{"string prefixes", "rb'\\\\'.a(); Rb'a'.a(); BR'a'.a(); u'a'.a(); F'a'.a(); fR'a'.a(); b'a'.a(); rbx('a'); f('a')", strings.Fields("<str>.a:1 <str>.a:1 <str>.a:1 <str>.a:1 <str>.a:1 <str>.a:1 <str>.a:1 rbx:1 f:1")},
}

func TestCalls(t *testing.T) {
	for _, c := range callCases {
		t.Run(c.name, func(t *testing.T) {
			f := Parse([]byte(c.src))
			require.Empty(t, f.Errors)
			checkTree(t, f)
			if c.want == nil {
				c.want = []string{}
			}
			require.Equal(t, c.want, found(f))
		})
	}
}

// damaged sources: no Python accepts them, and yet their calls are found.
var damaged = []struct {
	name, src, problem string
	want               []string
}{
	{"unclosed bracket before a def", "a(b(\ndef f():\n  c()\nd()\n", "line 2: bracket never closed", strings.Fields("a:1 b:1 c:3 d:4")},
	{"stray closing bracket", "a()) + b()\nc()", "line 1: invalid syntax", strings.Fields("a:1 b:1 c:2")},
	{"two expressions on a line", "a() b()\nc()", "line 1: invalid syntax", strings.Fields("a:1 b:1 c:2")},
	{"missing colon", "if a()\n  b()\nelse\n  c()\nd()", "line 1: expected ':'", strings.Fields("a:1 b:2 c:4 d:5")},
	{"missing operand", "a( + , b())\nc(", "expected an expression", strings.Fields("a:1 b:1 c:2")},
	{"unterminated string", "a('x)\nb()", "line 1: unterminated string literal", strings.Fields("a:1 b:2")},
	{"unterminated triple quotes", "a()\nb('''\nc()\n", "unterminated triple-quoted string literal", strings.Fields("a:1 b:2")},
	{"bad indentation", "if a():\n    b()\n  c()\nd()\n    e()\nf()", "unindent does not match", strings.Fields("a:1 b:2 c:3 d:4 e:5 f:6")},
	{"no block", "def f():\na()\nclass C:\nb()", "expected an indented block", strings.Fields("a:2 b:4")},
	{"orphan clauses", "else: a()\nexcept b() as c: d()\nelif e(): f()", "clause without its statement", strings.Fields("a:1 b:2 d:2 e:3 f:3")},
	{"NUL bytes", "a()\x00;b(\x00)\nc()", "invalid character", strings.Fields("a:1 b:1 c:2")},
	{"control and foreign characters", "a\u00a0(); b() € c() ? d()", "invalid character", strings.Fields("a:1 b:1 c:1 d:1")},
	{"smart quotes", "a(“x”, b())", "invalid character", strings.Fields("a:1 b:1")},
	{"bytes of no encoding", "a('\xe9')\nb()", "not valid UTF-8", strings.Fields("a:1 b:2")},
	{"field never closed", "a(f'{b(}')\nc()", "malformed f-string", strings.Fields("a:1 c:2")},
	{"empty field", "f'{}'.a()\nb()", "malformed f-string", strings.Fields("<str>.a:1 b:2")},
	{"decorator on nothing", "@a()\nb()", "expected a function or class", strings.Fields("a:1 b:2")},
	{"bad header", "def f(a b, c=d()): e()\nclass (g()): h()", "expected ')'", strings.Fields("d:1 e:1 g:2 h:2")},
	{"compound on the line of another", "if a(): for b in c(): d()\ne()", "compound statement on the line", strings.Fields("a:1 c:1 d:1 e:2")},
	{"truncated", "def f():\n  return a(b(), {'k': c(", "bracket never closed", strings.Fields("a:2 b:2 c:2")},
	{"match without case", "match a:\n  b()\nc()", "expected", strings.Fields("b:2 c:3")},
	{"statement among cases", "match a:\n  case 1: b()\n  c()\nd()", "", strings.Fields("b:2 c:3 d:4")},
	{"unknown encoding", "# coding: nonsense\na()", "unknown encoding", strings.Fields("a:2")},
	{"keyword as operand", "x = import + a()\nb()", "expected an expression", strings.Fields("a:1 b:2")},
}

func TestDamaged(t *testing.T) {
	for _, c := range damaged {
		t.Run(c.name, func(t *testing.T) {
			f := Parse([]byte(c.src))
			checkTree(t, f)
			require.Equal(t, c.want, found(f))
			if c.problem == "" {
				return
			}
			require.NotEmpty(t, f.Errors)
			texts := []string{}
			for _, e := range f.Errors {
				texts = append(texts, e.Error())
			}
			require.Contains(t, strings.Join(texts, "\n"), c.problem)
		})
	}
}
