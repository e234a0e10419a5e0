package pysrc

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the trees under testdata anew")

// TestTrees compares the whole trees of the files under testdata, with their
// positions, with the ones written beside them.
func TestTrees(t *testing.T) {
	for _, path := range []string{"py2", "py3", "py312", "py314", "damaged"} {
		t.Run(path, func(t *testing.T) {
			src, err := os.ReadFile(filepath.Join("testdata", path+".py"))
			require.NoError(t, err)
			f := Parse(src)
			checkTree(t, f)
			got := dump(f)
			for _, e := range f.Errors {
				got = append(got, "error: "+e.Error())
			}
			require.Equal(t, path == "damaged", len(f.Errors) > 0, "%v", f.Errors)
			text := strings.Join(got, "\n") + "\n"
			golden := filepath.Join("testdata", path+".tree")
			if *update {
				require.NoError(t, os.WriteFile(golden, []byte(text), 0o644))
				return
			}
			want, err := os.ReadFile(golden)
			require.NoError(t, err)
			require.Equal(t, string(want), text)
		})
	}
}

// trees holds the form of single statements, without positions. Those that
// Python 3 accepts are checked against CPython too.
var trees = []struct{ name, src, want string }{
	{"sum to the left", "a - b + c", "(Expr (BinOp (BinOp (Name a) - (Name b)) + (Name c)))"},
	{"power to the right", "-a ** -b ** c", "(Expr (UnaryOp - (BinOp (Name a) ** (UnaryOp - (BinOp (Name b) ** (Name c))))))"},
	{"await before power", "await a ** b", "(Expr (BinOp (Await (Name a)) ** (Name b)))"},
	{"product before sum", "a + b * c << d", "(Expr (BinOp (BinOp (Name a) + (BinOp (Name b) * (Name c))) << (Name d)))"},
	{"bitwise", "a | b ^ c & d", "(Expr (BinOp (Name a) | (BinOp (Name b) ^ (BinOp (Name c) & (Name d)))))"},
	{"comparison is a chain", "a < b is not c not in d", "(Expr (Compare (Name a) [< is_not not_in] [(Name b) (Name c) (Name d)]))"},
	{"comparison in parentheses is none", "(a < b) == c", "(Expr (Compare (Compare (Name a) [<] [(Name b)]) [==] [(Name c)]))"},
	{"not before and", "not a == b and c", "(Expr (BoolOp and [(UnaryOp not (Compare (Name a) [==] [(Name b)])) (Name c)]))"},
	{"or is flat", "a or b and c or d", "(Expr (BoolOp or [(Name a) (BoolOp and [(Name b) (Name c)]) (Name d)]))"},
	{"conditional to the right", "a if b else c if d else e", "(Expr (IfExp (Name b) (Name a) (IfExp (Name d) (Name c) (Name e))))"},
	{"lambda takes all", "lambda: a if b else c", "(Expr (Lambda [] (IfExp (Name b) (Name a) (Name c))))"},
	{"kinds of parameter", "lambda a, /, b=1, *c, d, **e: 0", "(Expr (Lambda [(arg /a - -) (arg b - (Constant 0x1)) (arg *c - -) (arg =d - -) (arg **e - -)] (Constant 0x0)))"},
	{"bare star", "lambda *, a: 0", "(Expr (Lambda [(arg =a - -)] (Constant 0x0)))"},
	{"starred subscript is a tuple", "a[*b]", "(Expr (Subscript (Name a) (Tuple [(Starred (Name b))])))"},
	{"trailing comma in a subscript", "a[b,]", "(Expr (Subscript (Name a) (Tuple [(Name b)])))"},
	{"slices", "a[:, b::c]", "(Expr (Subscript (Name a) (Tuple [(Slice - - -) (Slice (Name b) - (Name c))])))"},
	{"one generator argument", "a(b for c in d)", "(Expr (Call (Name a) [(GeneratorExp (Name b) [(comprehension (Name c) (Name d) [] 0)])] []))"},
	{"keywords and arguments", "a(b=c, *d, **e)", "(Expr (Call (Name a) [(Starred (Name d))] [(keyword b (Name c)) (keyword - (Name e))]))"},
	{"keys and unpacked dicts", "{a: b, **c}", "(Expr (Dict [(Name a) -] [(Name b) (Name c)]))"},
	{"empty dict", "{}", "(Expr (Dict [] []))"},
	{"assignment to many", "a = b, c = d", "(Assign [(Name a) (Tuple [(Name b) (Name c)])] (Name d))"},
	{"annotation", "a: b = yield", "(AnnAssign (Name a) (Name b) (Yield -))"},
	{"del of one tuple", "del (a, b)", "(Delete [(Tuple [(Name a) (Name b)])])"},
	{"del of many", "del (a), b,", "(Delete [(Name a) (Name b)])"},
	{"strings joined", "'a' \"b\" r'\\n' '''c'''", `(Expr (Constant s"ab\x5cnc"))`},
	{"bytes joined", "b'a\\xff' b'b'", `(Expr (Constant b"a\xffb"))`},
	{"f-string joined", "'a' f'b{c}d' 'e'", `(Expr (JoinedStr [(Constant s"ab") (FormattedValue (Name c) - -) (Constant s"de")]))`},
	{"f-string beside nothing", "'' f'{a}' ''", "(Expr (JoinedStr [(FormattedValue (Name a) - -)]))"},
	{"f-string of braces", "f'{{{a}}}'", `(Expr (JoinedStr [(Constant s"{") (FormattedValue (Name a) - -) (Constant s"}")]))`},
	{"spec with a field", "f'{a!r:>{b}}'", `(Expr (JoinedStr [(FormattedValue (Name a) r (JoinedStr [(Constant s">") (FormattedValue (Name b) - -)]))]))`},
	{"debugging field", "f'{a = }'", `(Expr (JoinedStr [(Constant s"a = ") (FormattedValue (Name a) r -)]))`},
	{"elif is flat", "if a: pass\nelif b: pass", "(If (Name a) [\n  (Pass)] (Name b) [\n  (Pass)] [])"},
	{"else with if is not", "if a: pass\nelse:\n if b: pass", "(If (Name a) [\n  (Pass)] [\n  (If (Name b) [\n    (Pass)] [])])"},
	{"items in parentheses", "with (a, b as c): pass", "(With [(withitem (Name a) -) (withitem (Name b) (Name c))] [\n  (Pass)])"},
	{"tuple as item", "with (a, b) as c: pass", "(With [(withitem (Tuple [(Name a) (Name b)]) (Name c))] [\n  (Pass)])"},
	{"star import", "from .. import *", "(ImportFrom - [(alias * -)] 2)"},
	{"print is a statement (Python 2)", "print a, b,", "(Print - [(Name a) (Name b)])"},
	{"print to a file (Python 2)", "print >>a, b", "(Print (Name a) [(Name b)])"},
	{"print is a function", "print (a), b", "(Expr (Tuple [(Call (Name print) [(Name a)] []) (Name b)]))"},
	{"exec is a statement (Python 2)", "exec a in b, c", "(Exec (Name a) (Name b) (Name c))"},
	{"tuple parameter (Python 2)", "lambda (a, b): 0", "(Expr (Lambda [(arg (Tuple [(Name a) (Name b)]) - -)] (Constant 0x0)))"},
	{"set that turns into a dict", "{a, b: c, d}", "(Expr (Dict [(Name a) (Name b) (Name d)] [(BadExpr) (Name c) (BadExpr)]))"},
	{"rest of a line", "a b, *c", "(Expr (Name a))\n(BadStmt [(Name b) (Starred (Name c))])"},
}

func TestShapes(t *testing.T) {
	for _, c := range slices.Concat(trees, constructs) {
		t.Run(c.name, func(t *testing.T) {
			f := Parse([]byte(c.src))
			d := &dumper{f: f, bare: 1}
			var got []string
			for _, s := range f.Body {
				d.out.Reset()
				d.stmt(s, 0)
				got = append(got, d.out.String())
			}
			require.Equal(t, c.want, strings.Join(got, "\n"))
		})
	}
}
