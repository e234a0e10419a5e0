package pyeval

import (
	"strings"

	"github.com/malguard/malguard/internal/pysrc"
)

const (
	lowercase   = "abcdefghijklmnopqrstuvwxyz"
	digits      = "0123456789"
	punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
	whitespace  = " \t\n\r\v\f"
)

// stringConstants are those of Python's module string.
var stringConstants = map[string]string{
	"string.ascii_lowercase": lowercase, "string.ascii_uppercase": strings.ToUpper(lowercase),
	"string.ascii_letters": lowercase + strings.ToUpper(lowercase), "string.digits": digits,
	"string.hexdigits": digits + "abcdefABCDEF", "string.octdigits": digits[:8], "string.punctuation": punctuation,
	"string.whitespace": whitespace, "string.printable": digits + lowercase + strings.ToUpper(lowercase) + punctuation + whitespace,
}

// literal is ast.literal_eval(text).
func (in *interp) literal(v value, fr *frame) value {
	if !in.take(len(v.s)) {
		return value{}
	}
	f := pysrc.Parse([]byte(strings.TrimLeft(v.s, " \t")))
	if len(f.Errors) > 0 || len(f.Body) != 1 {
		return value{}
	}
	x, ok := f.Body[0].(*pysrc.ExprStmt)
	if !ok || !isLiteral(x) {
		return value{}
	}
	return in.eval(x.X, fr).with(v.tricks)
}

// isLiteral reports whether x holds only what literal_eval takes.
func isLiteral(x pysrc.Node) bool {
	pure := true
	pysrc.Inspect(x, func(n pysrc.Node) bool {
		switch n := n.(type) {
		case nil, *pysrc.ExprStmt, *pysrc.Str, *pysrc.Num, *pysrc.Const, *pysrc.Tuple, *pysrc.List, *pysrc.Set:
		case *pysrc.Dict:
			for _, k := range n.Keys {
				pure = pure && k != nil
			}
		case *pysrc.UnaryOp:
			_, number := n.X.(*pysrc.Num)
			pure = pure && number && (n.Op == pysrc.Sub || n.Op == pysrc.Add)
		default:
			pure = false
		}
		return pure
	})
	return pure
}
