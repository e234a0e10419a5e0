package pysrc

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// extents show where nodes stand: below the source, carets under the extent of a
// node and its kind. All nodes of a kind that is shown are shown, in the order of
// Walk.
var extents = []struct{ name, picture string }{
	{"name", `
a
^ Name
^ ExprStmt`},
	{"call", `
f(a, b) ; g
^^^^^^^ Call
^ Name
  ^ Name
     ^ Name
          ^ Name
^^^^^^^ ExprStmt
          ^ ExprStmt`},
	{"parentheses belong to what is around", `
((f))((a))
^^^^^^^^^^ Call
  ^ Name
       ^ Name`},
	{"tuples have theirs, without are as long as their parts", `
(a, b), c,
^^^^^^^^^^ Tuple
^^^^^^ Tuple`},
	{"sum of parentheses", `
(a) + (b * (c))
^^^^^^^^^^^^^^^ BinOp
       ^^^^^^^ BinOp`},
	{"unary operators", `
not -a ** ~b
^^^^^^^^^^^^ UnaryOp
    ^^^^^^^^ UnaryOp
          ^^ UnaryOp
     ^^^^^^^ BinOp`},
	{"chain", `
a.b [c] (d).e
^^^^^^^^^^^^^ Attribute
^^^ Attribute
^^^^^^^^^^^ Call
^^^^^^^ Subscript`},
	{"slices", `
a[b:c:, ::d, :]
^^^^^^^^^^^^^^^ Subscript
  ^^^^^^^^^^^^ Tuple
  ^^^^ Slice
        ^^^ Slice
             ^ Slice`},
	{"arguments", `
f(*a, k = (b), **c)
^^^^^^^^^^^^^^^^^^^ Call
  ^^ Starred
      ^^^^^^^ Keyword
               ^^^ Keyword`},
	{"one generator has the parentheses of the call", `
f(a for a in b)
 ^^^^^^^^^^^^^^ Comp`},
	{"displays", `
[a, {b}, {c: d}, ()]
^^^^^^^^^^^^^^^^^^^^ List
    ^^^ Set
         ^^^^^^ Dict
                 ^^ Tuple`},
	{"comprehensions", `
[a for b in c if d], {e: f for g in h}
^^^^^^^^^^^^^^^^^^^ Comp
                     ^^^^^^^^^^^^^^^^^ Comp`},
	{"conditional", `
(a) if b else c if d else (e)
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ IfExp
              ^^^^^^^^^^^^^^^ IfExp`},
	{"boolean operators and comparisons", `
a or b and c < d is not e
^^^^^^^^^^^^^^^^^^^^^^^^^ BoolOp
     ^^^^^^^^^^^^^^^^^^^^ BoolOp
           ^^^^^^^^^^^^^^ Compare`},
	{"lambda", `
lambda a, *b, c=d, **e: (f)
^^^^^^^^^^^^^^^^^^^^^^^^^^^ Lambda
       ^ Param
          ^^ Param
              ^^^ Param
                   ^^^ Param`},
	{"strings", `
'a' "b" ; f'c{d}e' f"{ g }"
^^^^^^^ Str
            ^ Str
                ^ Str
          ^^^^^^^^^^^^^^^^^ FString
             ^^^ Interp
                     ^^^^^ Interp`},
	{"format spec", `
f'{a!r:>{b}}'
  ^^^^^^^^^^ Interp
        ^^^ Interp
^^^^^^^^^^^^^ FString
       ^^^^ FString`},
	{"numbers and constants", `
0x1f + 1.5j - None
^^^^ Num
       ^^^^ Num
              ^^^^ Const`},
	{"yield, await, walrus, backticks", `
(yield a), (await b), (c := d), ` + "`e`" + `
 ^^^^^^^ Yield
            ^^^^^^^ Await
                       ^^^^^^ NamedExpr
                                ^^^ Repr`},
	{"assignments", `
a = b, = c; d += e; f: g = h; i: j
^^^^^^^^^^ Assign
    ^^ Tuple
            ^^^^^^ AugAssign
                    ^^^^^^^^ AnnAssign
                              ^^^^ AnnAssign`},
	{"simple statements", `
del a, b; assert c, d; pass; return ; raise e from f
^^^^^^^^ Delete
          ^^^^^^^^^^^ Assert
                       ^^^^ Simple
                             ^^^^^^ Return
                                      ^^^^^^^^^^^^^^ Raise`},
	{"imports", `
import a.b as c, d; from . import (e as f, g)
^^^^^^^^^^^^^^^^^^ Import
                    ^^^^^^^^^^^^^^^^^^^^^^^^^ ImportFrom
       ^^^^^^^^ Alias
                 ^ Alias
                                   ^^^^^^ Alias
                                           ^ Alias`},
	{"statements of Python 2", `
print >>a, b, ; exec c in d; raise e, f
^^^^^^^^^^^^^ Print
                ^^^^^^^^^^^ Exec
                             ^^^^^^^^^^ Raise`},
	{"block on one line", `
if a: b; c # d
^^^^^^^^^^ If
      ^ ExprStmt
         ^ ExprStmt`},
	{"function", `
def f[T](a: b = (c), /) -> d: pass
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ FunctionDef
      ^ TypeParam
         ^^^^^^^^^^ Param
                              ^^^^ Simple`},
	{"class, with the semicolon behind its body as in CPython", `
class C(a, b=c): pass;
^^^^^^^^^^^^^^^^^^^^^^ ClassDef
           ^^^ Keyword`},
	{"with", `
with (a as b, c): pass
^^^^^^^^^^^^^^^^^^^^^^ With
      ^ Name
           ^ Name
              ^ Name`},
	{"columns count bytes", `
é = 'ü' +变
^^ Name
           ^^^ Name
     ^^^^ Str`},
	{"what is missing has no extent", `
a = (b +
     ^^^ BinOp
    ^^^^ none`},
	{"a bad rest of a line", `
a b.c, d
^ ExprStmt
  ^^^^^^ BadStmt`},
}

func TestExtents(t *testing.T) {
	for _, c := range extents {
		t.Run(c.name, func(t *testing.T) {
			lines := strings.Split(strings.TrimPrefix(c.picture, "\n"), "\n")
			want := map[string][]string{}
			for _, line := range lines[1:] {
				marks, kind, _ := strings.Cut(strings.TrimLeft(line, " "), " ")
				from := len(line) - len(strings.TrimLeft(line, " "))
				want[kind] = append(want[kind], fmt.Sprintf("%d-%d", from, from+len(marks)))
			}
			delete(want, "none")
			f := Parse([]byte(lines[0]))
			got := map[string][]string{}
			Walk(f, func(n Node) bool {
				kind := strings.TrimPrefix(fmt.Sprintf("%T", n), "*pysrc.")
				if want[kind] != nil {
					got[kind] = append(got[kind], fmt.Sprintf("%d-%d", n.Pos(), n.End()))
				}
				return true
			})
			require.Equal(t, want, got)
		})
	}
}

// TestExtentsOfBlocks: the lines of statements that hold others. A statement ends
// with its last one: comments and blank lines behind it belong to nothing, and
// decorators stand before it.
func TestExtentsOfBlocks(t *testing.T) {
	const src = `@a
@b
def f():
    c

    # a comment


class D(
    E
):
    if f:
        g
    elif h:
        i
    else:
        j; k
    # another
try:
    l
except m:
    n
finally:
    o
for p in q:
    r
else:
    with s, \
            t:
        u
match v:
    case w:
        x
    case _: pass
while y: z
async def g():
    async for a in b: c
`
	f := Parse([]byte(src))
	require.Empty(t, f.Errors)
	got := []string{}
	Walk(f, func(n Node) bool {
		switch n.(type) {
		case *FunctionDef, *ClassDef, *If, *Try, *Handler, *For, *With, *Match, *Pattern, *While:
			kind := strings.TrimPrefix(fmt.Sprintf("%T", n), "*pysrc.")
			got = append(got, fmt.Sprintf("%s %d-%d", kind, f.Line(n.Pos()), f.Line(n.End())))
		}
		return true
	})
	require.Equal(t, []string{
		"FunctionDef 3-4", "ClassDef 9-17", "If 12-17", "Try 19-24", "Handler 21-22", "For 25-30", "With 28-30",
		"Match 31-34", "Pattern 32-32", "Pattern 34-34", "While 35-35", "FunctionDef 36-37", "For 37-37",
	}, got)
}

// blocks are ways to indent, as what stands in which block: f{g{h}} is a call of
// h in a block in the block that f() heads. A mark "!" says that CPython refuses
// the source, and that something is recorded.
var blocks = []struct{ name, src, want string }{
	{"one block", "if f():\n  g()\nh()", "f{g}h"},
	{"two blocks", "if f():\n if g():\n  h()\n i()\nj()", "f{g{h}i}j"},
	{"two end at once", "if f():\n if g():\n  h()\ni()", "f{g{h}}i"},
	{"the end closes all", "if f():\n if g():\n  h()", "f{g{h}}"},
	{"each block has a width of its own", "if f():\n        g()\nif h():\n i()", "f{g}h{i}"},
	{"a tab is eight columns", "if f():\n\tg()\n        h()", "f{g h}"},
	{"a tab behind blanks ends at the next eight", "if f():\n   \tg()\n\th()", "f{g h}"},
	{"nine columns are one more", "if f():\n\tif g():\n\t h()\n         i()", "f{g{h i}}"},
	{"a form feed begins the line anew", "if f():\n\x0c g()\nh()", "f{g}h"},
	{"a form feed alone", "if f():\n g()\n\x0c\n h()", "f{g h}"},
	{"blank lines", "if f():\n g()\n\n   \n\t\n h()", "f{g h}"},
	{"comments", "if f():\n g()\n# a\n     # b\n h()", "f{g h}"},
	{"a comment is no block", "if f():\n # a\ng()", "!f{}g"},
	{"joined by a backslash", "if f(\\\n): \\\n  g()\nh()", "f{g}h"},
	{"a backslash at the head of a line", "if f():\n  \\\n      g()\n  h()", "f{g h}"},
	{"a backslash in the first column", "if f():\n  g()\n\\\n  h()\ni()", "f{g h}i"},
	{"joined by brackets", "if f(\n): g(\nh(\n  )); i()\nj()", "f{g h i}j"},
	{"a string over lines", "if f():\n g('''\na\n  b''')\n h()", "f{g h}"},
	{"on the line of the header", "if f(): g(); h()\ni()", "f{g h}i"},
	{"header over lines", "if (f()\nor\n    g()):\n  h()", "f g{h}"},
	{"indented for no reason", "f()\n  g()\nh()", "!f g h"},
	{"indented from the first line", "  f()\n  g()", "!f g"},
	{"back to a column between", "if f():\n    g()\n  h()\ni()", "!f{g h}i"},
	{"nothing indented", "if f():\ng()", "!f{}g"},
	{"nothing at all", "if f():", "!f{}"},
	{"deeper inside a block", "if f():\n  g()\n    h()\n  i()", "!f{g h i}"},
}

func TestBlocks(t *testing.T) {
	for _, c := range blocks {
		t.Run(c.name, func(t *testing.T) {
			for _, newline := range []string{"\n", "\r\n", "\r"} {
				f := Parse([]byte(strings.ReplaceAll(c.src, "\n", newline)))
				want, refused := strings.CutPrefix(c.want, "!")
				require.Equal(t, want, nesting(f.Body))
				require.Equal(t, refused, len(f.Errors) > 0, "%v", f.Errors)
			}
		})
	}
}

// nesting writes the calls of statements, those of blocks in braces.
func nesting(list []Stmt) string {
	var b strings.Builder
	for _, s := range list {
		heads := []Node{s}
		var body []Stmt
		if branch, ok := s.(*If); ok {
			heads, body = []Node{branch.Branches[0].Test}, branch.Branches[0].Body
		}
		for _, head := range heads {
			Inspect(head, func(n Node) bool {
				if call, ok := n.(*Call); ok {
					if old := b.String(); old != "" && !strings.ContainsAny(old[len(old)-1:], "{}") {
						b.WriteByte(' ')
					}
					b.WriteString(Callee(call.Func))
				}
				return true
			})
		}
		if _, ok := s.(*If); ok {
			b.WriteString("{" + nesting(body) + "}")
		}
	}
	return b.String()
}

// softWords are the words that are keywords in some places only, in each place:
// the kind of the first statement.
var softWords = []struct{ src, want string }{
	{"match x:\n case y: z", "Match"}, {"match (x):\n case y: z", "Match"}, {"match [x]:\n case y: z", "Match"},
	{"match -x:\n case y: z", "Match"}, {"match x, y:\n case z: z", "Match"}, {"match *x, y:\n case z: z", "Match"},
	{"match {}:\n case y: z", "Match"}, {"match match:\n case case: z", "Match"}, {"match not x:\n case y: z", "Match"},
	{"match lambda: x:\n case y: z", "Match"}, {"match 'x':\n case y: z", "Match"}, {"match x if y else z:\n case w: z", "Match"},
	{"match await_:\n case y: z", "Match"}, {"match (x := y):\n case y: z", "Match"}, {"match x: # a\n\n case y: z", "Match"},
	{"match", "ExprStmt"}, {"match.x", "ExprStmt"}, {"match(x)", "ExprStmt"}, {"match[x]", "ExprStmt"}, {"match - x", "ExprStmt"},
	{"match * x", "ExprStmt"}, {"match, x", "ExprStmt"}, {"match; x", "ExprStmt"}, {"match if x else y", "ExprStmt"},
	{"match in x", "ExprStmt"}, {"match is not x", "ExprStmt"}, {"match or x", "ExprStmt"}, {"match == x", "ExprStmt"},
	{"match(x, y=z).w", "ExprStmt"}, {"match[x:y]", "ExprStmt"}, {"match(x) + y", "ExprStmt"},
	{"match = x", "Assign"}, {"match += x", "AugAssign"}, {"match: x = y", "AnnAssign"}, {"match[x]: y", "AnnAssign"},
	{"match(x).y = z", "Assign"}, {"match, case = x", "Assign"}, {"(match)", "ExprStmt"}, {"x = match", "Assign"},
	{"def match(match): pass", "FunctionDef"}, {"class match(case): pass", "ClassDef"}, {"import match", "Import"},
	{"from match import case as type", "ImportFrom"}, {"for match in case: pass", "For"}, {"del match", "Delete"},

	{"case", "ExprStmt"}, {"case(x)", "ExprStmt"}, {"case = x", "Assign"}, {"case: x", "AnnAssign"}, {"case.x", "ExprStmt"},
	{"_", "ExprStmt"}, {"_ = x", "Assign"}, {"_(x)", "ExprStmt"},

	{"type X = y", "TypeAlias"}, {"type type = y", "TypeAlias"}, {"type X[T] = y", "TypeAlias"}, {"type match = y", "TypeAlias"},
	{"type _ = y", "TypeAlias"}, {"type \\\n X = y", "TypeAlias"},
	{"type", "ExprStmt"}, {"type(x)", "ExprStmt"}, {"type[x]", "ExprStmt"}, {"type.x", "ExprStmt"}, {"type, x", "ExprStmt"},
	{"type in x", "ExprStmt"}, {"type is x", "ExprStmt"}, {"type if x else y", "ExprStmt"}, {"type - x", "ExprStmt"},
	{"type = x", "Assign"}, {"type: x", "AnnAssign"}, {"type += x", "AugAssign"}, {"type(x).y = z", "Assign"}, {"type[x] = y", "Assign"},

	{"print x", "Print"}, {"print 'x'", "Print"}, {"print", "ExprStmt"}, {"print x, y", "Print"}, {"print >>x, y", "Print"},
	{"print not x", "Print"}, {"print lambda: x", "Print"}, {"print {}", "Print"}, {"print `x`", "Print"}, {"print ~x", "Print"},
	{"print f'x'", "Print"}, {"print 1", "Print"}, {"print None", "Print"}, {"print ...", "Print"},
	{"print(x)", "ExprStmt"}, {"print (x), y", "ExprStmt"}, {"print[x]", "ExprStmt"}, {"print - x", "ExprStmt"}, {"print * x", "ExprStmt"},
	{"print.x", "ExprStmt"}, {"print not in x", "ExprStmt"}, {"print in x", "ExprStmt"}, {"print if x else y", "ExprStmt"},
	{"print = x", "Assign"}, {"print: x", "AnnAssign"}, {"print += x", "AugAssign"}, {"print; x", "ExprStmt"},

	{"exec x", "Exec"}, {"exec 'x'", "Exec"}, {"exec x in y", "Exec"}, {"exec x in y, z", "Exec"}, {"exec 'x' % y", "Exec"},
	{"exec(x)", "ExprStmt"}, {"exec(x) in y", "ExprStmt"}, {"exec (x), y", "ExprStmt"}, {"exec", "ExprStmt"}, {"exec.x", "ExprStmt"},
	{"exec = x", "Assign"}, {"exec[x]", "ExprStmt"}, {"exec in x", "ExprStmt"}, {"exec - x", "ExprStmt"},

	{"async def f(): pass", "FunctionDef"}, {"async for x in y: pass", "For"}, {"async with x: pass", "With"},
	{"async", "ExprStmt"}, {"async = x", "Assign"}, {"async(x)", "ExprStmt"}, {"async.x", "ExprStmt"}, {"async, x", "ExprStmt"},
	{"await x", "ExprStmt"}, {"await = x", "Assign"}, {"await.x", "ExprStmt"}, {"await in x", "ExprStmt"},
	{"nonlocal x", "Global"}, {"global x, y", "Global"}, {"True", "ExprStmt"}, {"yield", "ExprStmt"}, {"x = yield", "Assign"},
}

func TestSoftWords(t *testing.T) {
	for _, c := range softWords {
		f := Parse([]byte(c.src))
		require.Empty(t, f.Errors, c.src)
		require.Equal(t, c.want, strings.TrimPrefix(fmt.Sprintf("%T", f.Body[0]), "*pysrc."), c.src)
		// The same in a block and behind a semicolon, where that is allowed.
		f = Parse([]byte("if x:\n\t" + strings.ReplaceAll(c.src, "\n", "\n\t") + "\ny"))
		require.Empty(t, f.Errors, c.src)
		require.Equal(t, c.want, strings.TrimPrefix(fmt.Sprintf("%T", f.Body[0].(*If).Branches[0].Body[0]), "*pysrc."), c.src)
		if !slices.Contains([]string{"Match", "FunctionDef", "ClassDef", "For", "With"}, c.want) {
			f = Parse([]byte("x; " + c.src))
			require.Empty(t, f.Errors, c.src)
			require.Equal(t, c.want, strings.TrimPrefix(fmt.Sprintf("%T", f.Body[1]), "*pysrc."), c.src)
		}
	}
}
