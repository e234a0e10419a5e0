package sequence_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/graph/sequence"
)

// nested are sources that CPython 3.11 reads up to a depth; deeper ones are the
// named error.
var nested = []struct {
	name string
	most int
	then error
	make func(n int) string
}{
	{"brackets", 200, sequence.ErrSyntax, func(n int) string {
		return "x = " + strings.Repeat("(", n) + "a.b" + strings.Repeat(")", n)
	}},
	{"blocks", 99, sequence.ErrSyntax, func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "%sif a:\n", strings.Repeat(" ", i))
		}
		return b.String() + strings.Repeat(" ", n) + "b.c()"
	}},
	{"terms", 2973, sequence.ErrTooDeep, func(n int) string { return "x = f()" + strings.Repeat(" + 1", n-1) }},
	{"signs", 2973, sequence.ErrTooDeep, func(n int) string { return "x = " + strings.Repeat("-", n) + "1" }},
	{"calls of calls", 2973, sequence.ErrTooDeep, func(n int) string { return "a" + strings.Repeat("()", n) }},
	{"attributes", 2973, sequence.ErrTooDeep, func(n int) string { return "x = a" + strings.Repeat(".b", n) }},
	{"conditions", 2973, sequence.ErrTooDeep, func(n int) string { return "x = " + strings.Repeat("a if b else ", n) + "c" }},
	{"elif", 2972, sequence.ErrTooDeep, func(n int) string { return "if a: b\n" + strings.Repeat("elif a: b\n", n) }},
}

// TestNested: the bounds are those of CPython, where it has one.
func TestNested(t *testing.T) {
	for _, c := range nested {
		require.NoError(t, sequence.Read([]byte(c.make(c.most))).Err, c.name)
		require.ErrorIs(t, sequence.Read([]byte(c.make(c.most+1))).Err, c.then, c.name)
		far := sequence.Read([]byte(c.make(20 * c.most)))
		require.ErrorIs(t, far.Err, c.then, c.name)
		if c.then == sequence.ErrTooDeep {
			require.Empty(t, far.Calls, c.name)
		}
	}
	lambdas := sequence.Read([]byte("x = " + strings.Repeat("lambda: ", 100_000) + "f()"))
	require.ErrorIs(t, lambdas.Err, sequence.ErrTooDeep)
	require.Empty(t, lambdas.Calls)
}

// TestIncomplete: where the tree is not all there, the graph has a warning.
func TestIncomplete(t *testing.T) {
	g := sequence.File("a.py", []byte("f()\nx = "+strings.Repeat("lambda: ", 1500)+"g()"))
	require.Len(t, g.Warnings(), 1)
	require.ErrorIs(t, g.Warnings()[0], sequence.ErrIncomplete)
	require.Equal(t, g.Warnings(), g.Files()[0].Errors)
	require.Equal(t, 2, g.NumNodes())
}

// TestManyCalls: a file of many calls has all its edges as long as they are few.
func TestManyCalls(t *testing.T) {
	const names = 1000
	var b strings.Builder
	for i := range 400_000 {
		fmt.Fprintf(&b, "n%d()\n", i*7919%names)
	}
	g := sequence.File("setup.py", []byte(b.String()))
	require.Equal(t, names, g.NumNodes())
	require.Equal(t, names*names, g.NumEdges())
	require.Empty(t, g.Warnings())
	require.Equal(t, 400_000, g.Files()[0].Calls)
}

// TestManyNames: where names squared are too many edges, those of the first
// calls are there and a warning says so.
func TestManyNames(t *testing.T) {
	calls := make([]string, 600_000)
	for i := range calls {
		calls[i] = fmt.Sprint("n", i%300_000)
	}
	g := sequence.Graph(calls)
	require.Equal(t, 300_000, g.NumNodes())
	require.Equal(t, sequence.MaxEdges, g.NumEdges())
	require.Len(t, g.Warnings(), 1)
	require.ErrorIs(t, g.Warnings()[0], sequence.ErrIncomplete)
	require.Len(t, g.Out(1000), 1001, "a call has edges to what is open by then")
}

// TestHostileText: long runs of what a backtracking expression would try again
// and again.
func TestHostileText(t *testing.T) {
	for _, part := range []string{"a", " ", "a ", "\x00", "é", "(", "f(", "f (", "\\\n", "'", "f'{", "[f'{", "\t\n", "match ", "\xff", "{a:", "#\n", "not "} {
		src := []byte("$" + strings.Repeat(part, 200_000))
		first := sequence.Read(src)
		require.ErrorIs(t, first.Err, sequence.ErrSyntax, "%q", part)
		sequence.Read(src[1:])
	}
	many := sequence.Read([]byte("$" + strings.Repeat("f(", sequence.MaxCalls+1)))
	require.ErrorIs(t, many.Err, sequence.ErrIncomplete)
	require.ErrorIs(t, many.Err, sequence.ErrSyntax)
	require.Len(t, many.Calls, sequence.MaxCalls)
}
