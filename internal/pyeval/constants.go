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

var operators = map[string]pysrc.Op{
	"operator.sub": pysrc.Sub, "operator.mul": pysrc.Mul, "operator.mod": pysrc.Mod, "operator.floordiv": pysrc.FloorDiv,
	"operator.and_": pysrc.BitAnd, "operator.or_": pysrc.BitOr, "operator.lshift": pysrc.ShiftLeft, "operator.rshift": pysrc.ShiftRight,
}

// chain is itertools.chain(*parts).
func (in *interp) chain(parts []value) value {
	var out []value
	for _, p := range parts {
		all, ok := in.iterate(p)
		if !ok || !in.step() || len(out)+len(all) > maxItems || !in.take(48*len(all)) {
			return value{}
		}
		out = append(out, all...)
	}
	return lazy(out)
}

// literal is ast.literal_eval(text): calls and names are none.
func (in *interp) literal(v value, fr *frame) value {
	if v.k != strKind || !in.take(len(v.s)) {
		return value{}
	}
	f := pysrc.Parse([]byte(strings.TrimLeft(v.s, " \t")))
	if len(f.Errors) > 0 || len(f.Body) != 1 {
		return value{}
	}
	x, ok := f.Body[0].(*pysrc.ExprStmt)
	if !ok {
		return value{}
	}
	pure := true
	pysrc.Inspect(x, func(n pysrc.Node) bool {
		switch n.(type) {
		case *pysrc.Call, *pysrc.Name, *pysrc.Lambda, *pysrc.Comp, *pysrc.NamedExpr:
			pure = false
		}
		return pure
	})
	if !pure {
		return value{}
	}
	return in.eval(x.X, fr).with(v.tricks)
}
