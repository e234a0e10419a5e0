package pysrc

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// highest is the bound that MaxDepth documents.
const highest = MaxChain + 10*MaxDepth

// nests are the constructs that may stand in themselves, as what stands before
// and behind.
var nests = []struct{ name, before, behind string }{
	{"parentheses", "(", ")"},
	{"tuples", "(", ",)"},
	{"lists", "[", "]"},
	{"sets", "{", "}"},
	{"keys", "{", ": 1}"},
	{"values", "{1: ", "}"},
	{"calls", "f(", ")"},
	{"callees", "(", ")()"},
	{"subscripts", "a[", "]"},
	{"slices", "a[b:", "]"},
	{"keyword arguments", "f(k=", ")"},
	{"starred arguments", "f(*", ")"},
	{"yields", "(yield ", ")"},
	{"awaits", "(await (", "))"},
	{"named expressions", "(a := ", ")"},
	{"lambdas", "lambda: ", ""},
	{"defaults", "lambda x=", ": x"},
	{"conditionals", "(a if b else ", ")"},
	{"conditions", "(a if ", " else b)"},
	{"generators", "(a for b in ", ")"},
	{"prefixes", "not - ", ""},
	{"powers", "a ** ", ""},
	{"products", "(a * ", ")"},
	{"disjunctions", "(a or ", ")"},
	{"comparisons", "(a < ", ")"},
	{"backticks in brackets", "[`", "`]"},
	{"fields", "f'''{", "}'''"},
	{"specs", "f'{a:{", "}}'"},
	{"all at once", "f(k=yield a if b else c or d and not e < g | h ^ i & j << k + l * -m ** [*n := ", "])"},
}

// TestDepth holds that nothing nests deeper than MaxDepth documents, and that
// what lies within is read without an error.
func TestDepth(t *testing.T) {
	for _, c := range nests {
		t.Run(c.name, func(t *testing.T) {
			nest := func(n int) *File {
				return Parse([]byte(strings.Repeat(c.before, n) + "x" + strings.Repeat(c.behind, n)))
			}
			few := nest(50)
			checkTree(t, few)
			many := nest(10 * MaxDepth)
			require.LessOrEqual(t, height(many), highest)
			names := 0
			for _, n := range leaves(many) {
				if n.ID == "x" {
					names++
				}
			}
			require.LessOrEqual(t, names, 2*10*MaxDepth)
		})
	}
}

// TestDepthIsExact holds where the bounds lie.
func TestDepthIsExact(t *testing.T) {
	for _, c := range []struct {
		name, before, behind string
		limit                int
		problem              string
	}{
		{"parentheses", "(", ")", MaxDepth, "nested too deeply"},
		{"calls", "f(", ")", MaxDepth, "nested too deeply"},
		{"powers", "a ** ", "", MaxDepth, "nested too deeply"},
		{"sums", "", " + x", MaxChain, "expression too long"},
		{"attributes", "", ".x", MaxChain, "expression too long"},
		{"prefixes", "-", "", MaxChain, "expression too long"},
		{"conditionals", "a if b else ", "", MaxChain, "expression too long"},
	} {
		t.Run(c.name, func(t *testing.T) {
			nest := func(n int) *File {
				return Parse([]byte(strings.Repeat(c.before, n) + "x" + strings.Repeat(c.behind, n)))
			}
			f := nest(c.limit)
			require.Empty(t, f.Errors)
			require.Empty(t, f.Fragments)
			f = nest(c.limit + 1)
			require.NotEmpty(t, f.Errors)
			require.Equal(t, c.problem, f.Errors[0].Msg)
		})
	}
}

// TestBlockDepth holds that blocks below MaxDepth are read where they stand
// still.
func TestBlockDepth(t *testing.T) {
	var b strings.Builder
	for i := range MaxDepth + 100 {
		b.WriteString(strings.Repeat(" ", i) + "while f():\n")
	}
	b.WriteString(strings.Repeat(" ", MaxDepth+100) + "g()")
	f := Parse([]byte(b.String()))
	require.Equal(t, "nested too deeply", f.Errors[0].Msg)
	require.Equal(t, MaxDepth+101, len(Calls(f)))
	require.LessOrEqual(t, height(f), highest)
}

// TestFragments holds that cut off expressions are kept whole.
func TestFragments(t *testing.T) {
	f := Parse([]byte("x = a" + strings.Repeat(".b()", MaxChain)))
	require.Len(t, f.Fragments, 1)
	require.Equal(t, MaxChain, len(Calls(f)))
	require.Contains(t, sexpr(f.Body[0].(*Assign).Value), "BadExpr")
	require.Equal(t, "expression too long", f.Errors[0].Msg)
	require.Len(t, f.Errors, 1)
}

// TestPatternsAreNoChain holds that the dots of one pattern do not add up with
// those of the next.
func TestPatternsAreNoChain(t *testing.T) {
	f := Parse([]byte("match x:\n case a.b" + strings.Repeat(" | a.b", MaxChain) + ": pass"))
	require.Empty(t, f.Errors)
}

// TestErrorsAreCounted holds that errors are kept in the order of the source,
// up to a thousand.
func TestErrorsAreCounted(t *testing.T) {
	f := Parse([]byte(strings.Repeat("a b ?\n", 1500)))
	require.Equal(t, maxErrors, len(f.Errors))
	require.Equal(t, 2*1500-maxErrors, f.Dropped)
	for i := range f.Errors[1:] {
		require.LessOrEqual(t, f.Errors[i].Pos, f.Errors[i+1].Pos)
	}
}

// TestLongCallees holds that the callees of a chain share their text.
func TestLongCallees(t *testing.T) {
	f := Parse([]byte("a" + strings.Repeat(".b()[c()]", 3)))
	require.Equal(t, []string{"a.b()[].b()[].b:1", "a.b()[].b:1", "a.b:1", "c:1", "c:1", "c:1"}, found(f))
	for _, c := range Calls(f) {
		require.Equal(t, Callee(c.Node.Func), c.Callee)
	}
}
