package pysrc

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// extremes are the inputs on which other parsers give up, hang or need
// gigabytes: sizes in bytes, calls that must be found. Nothing here asserts on
// time; BenchmarkExtremes reports it.
var extremes = []struct {
	name  string
	src   func() string
	calls int
}{
	{"10 MB string", func() string { return `exec("` + strings.Repeat("A", 10_000_000) + `")` }, 1},
	{"10 MB of escapes", func() string { return `exec("` + strings.Repeat(`\x41`, 2_500_000) + `")` }, 1},
	{"100k nested parentheses", func() string {
		return strings.Repeat("(", 100_000) + "f()" + strings.Repeat(")", 100_000)
	}, 1},
	{"1M open parentheses", func() string { return strings.Repeat("(", 1_000_000) + "f()" }, 1},
	{"100k nested calls", func() string {
		return strings.Repeat("f(", 100_000) + strings.Repeat(")", 100_000)
	}, 100_000},
	{"1M open brackets of all kinds", func() string { return strings.Repeat("f({x[", 333_333) + "f()" }, 333_334},
	{"sum of 250k terms", func() string { return "f()" + strings.Repeat("+1", 250_000) }, 1},
	{"sum of 250k calls", func() string { return "f()" + strings.Repeat("+f()", 250_000) }, 250_001},
	{"50k chained calls", func() string { return "f" + strings.Repeat(".f()", 50_000) }, 50_000},
	{"1M prefix operators", func() string { return strings.Repeat("-", 1_000_000) + "f()" }, 1},
	{"1M mixed prefix operators", func() string { return strings.Repeat("not - ", 333_333) + "f()" }, 1},
	{"200k powers", func() string { return strings.Repeat("f()**", 200_000) + "1" }, 200_000},
	{"200k conditionals", func() string { return strings.Repeat("f() if x else ", 200_000) + "1" }, 200_000},
	{"200k lambdas", func() string { return strings.Repeat("lambda: ", 200_000) + "f()" }, 1},
	{"200k comparisons", func() string { return "f()" + strings.Repeat("<f()", 200_000) }, 200_001},
	{"500k adjacent strings", func() string { return "f(" + strings.Repeat("'a' ", 500_000) + ")" }, 1},
	{"700k statements on a line", func() string { return strings.Repeat("a=f(1);", 700_000) }, 700_000},
	{"list of 1M calls", func() string { return "[" + strings.Repeat("f(1),", 1_000_000) + "]" }, 1_000_000},
	{"100k elif", func() string { return "if f(): x\n" + strings.Repeat("elif f(): x\n", 100_000) }, 100_001},
	{"10k nested blocks", func() string {
		var b strings.Builder
		for i := range 5_000 {
			b.WriteString(strings.Repeat(" ", i) + "if f():\n")
		}
		return b.String()
	}, 5_000},
	{"100k blocks on one line", func() string { return strings.Repeat("if f():", 100_000) }, 100_000},
	{"100k nested f-strings", func() string { return strings.Repeat(`f"{`, 100_000) + "f()" }, 0},
	{"100k nested triple f-strings", func() string { return strings.Repeat(`f'''{f"{`, 50_000) + "f()" }, 0},
	{"100k nested specs", func() string { return `f"` + strings.Repeat("{x:", 100_000) }, 0},
	{"100k match statements that are none", func() string { return strings.Repeat("match (f()) + x\n", 100_000) }, 100_000},
	{"nested match", func() string { return strings.Repeat("match (", 100_000) + "f()" }, 1},
	{"nested with", func() string { return strings.Repeat("with (", 100_000) + "f()" }, 1},
	{"100k nested patterns", func() string {
		return "match x:\n case " + strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000) + ": f()\n"
	}, 1},
	{"1M NUL bytes", func() string { return strings.Repeat("\x00", 1_000_000) + "f()" }, 1},
	{"5 MB of newlines", func() string { return strings.Repeat("\n", 5_000_000) + "f()" }, 1},
	{"1M bad lines", func() string { return strings.Repeat(")\n", 1_000_000) + "f()" }, 1},
	{"500k unclosed brackets", func() string { return strings.Repeat("(\ndef f(\n", 250_000) + "\npass\nf()" }, 1},
	{"1M backticks", func() string { return strings.Repeat("`", 1_000_001) + "f()" }, 1},
	{"1M decorators", func() string { return strings.Repeat("@f()\n", 300_000) + "class C: f()" }, 300_001},
	{"300k slashes among parameters", func() string { return "def f(" + strings.Repeat("a,/,", 300_000) + "): f()" }, 1},
	{"500k names of characters", func() string { return `f("` + strings.Repeat(`\N{BULLET}\N{NONE}`, 250_000) + `")` }, 1},
	{"different names of characters", func() string {
		var b strings.Builder
		for i := range 200_000 {
			fmt.Fprintf(&b, `\N{X%d}`, i)
		}
		return `f("` + b.String() + `")`
	}, 1},
	{"200k lines of await", func() string { return strings.Repeat("await # f\nf()\n", 200_000) }, 200_000},
	{"1M dots in a pattern", func() string { return "match x:\n case a" + strings.Repeat(".a", 500_000) + ": f()" }, 1},
}

// TestTruncated holds that a source of too many tokens is read up to the limit
// and says so, wherever the limit falls.
func TestTruncated(t *testing.T) {
	if testing.Short() {
		t.Skip("needs a minute under the race detector")
	}
	for _, c := range []struct {
		name, unit string
		tokens     int
	}{
		{"statements", "f(1)\n", 5},
		{"arguments", "f(1),", 5},
		{"nested", "f(", 2},
		{"blocks", "if f():\n f()\n", 9},
		{"f-strings", "f'{f()}',", 6},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := Parse([]byte("[f()]\nx = " + strings.Repeat(c.unit, MaxTokens/c.tokens+1)))
			require.True(t, f.Truncated)
			require.Contains(t, f.Errors[len(f.Errors)-1].Msg, "too large")
			require.NotEmpty(t, f.Body)
		})
	}
	whole := Parse([]byte("f()"))
	require.False(t, whole.Truncated)
	require.Equal(t, 5, whole.Tokens) // f ( ) NEWLINE EOF
}

func TestExtremes(t *testing.T) {
	for _, c := range extremes {
		t.Run(c.name, func(t *testing.T) {
			src := c.src()
			if underRace && len(src) > 500_000 {
				t.Skip("takes minutes under the race detector")
			}
			f := Parse([]byte(src))
			require.LessOrEqual(t, height(f), highest)
			require.GreaterOrEqual(t, len(Calls(f)), c.calls)
		})
	}
}
