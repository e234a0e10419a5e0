package pysrc

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestParseOfSource: File.Source is a fixed point. Parsing it again gives the
// same text, tree and calls, whatever encoding and newlines the file had.
func TestParseOfSource(t *testing.T) {
	for _, src := range seeds(t) {
		f := Parse(src)
		again := ParseText(f.Source)
		require.Equal(t, f.Source, again.Source)
		require.Equal(t, dump(f), dump(again), "%q", src)
		require.Equal(t, found(f), found(again), "%q", src)
		if f.Encoding == "utf-8" && !strings.HasPrefix(f.Source, "\ufeff") {
			require.Equal(t, dump(f), dump(Parse([]byte(f.Source))), "%q", src)
		}
	}
}

// TestNewlinesAndTabs: what ends a line, and a blank line or comment between
// statements, changes no tree but for positions.
func TestNewlinesAndTabs(t *testing.T) {
	for _, c := range callCases {
		if strings.ContainsAny(c.src, "\r\f") {
			continue
		}
		want := dump(Parse([]byte(c.src)))
		require.Equal(t, want, dump(Parse([]byte(strings.ReplaceAll(c.src, "\n", "\r\n")))), c.name)
		require.Equal(t, want, dump(Parse([]byte(strings.ReplaceAll(c.src, "\n", "\r")))), c.name)
		require.Equal(t, want, dump(Parse([]byte("\xef\xbb\xbf"+c.src))), c.name)
		require.Equal(t, shapes(Parse([]byte(c.src))), shapes(Parse([]byte("\n  # a comment\n\f\n"+c.src+"\n# end"))), c.name)
	}
}

// shapes returns the statements of a file without positions.
func shapes(f *File) []string {
	d := &dumper{f: f, bare: 1}
	list := []string{}
	for _, s := range f.Body {
		d.out.Reset()
		d.stmt(s, 0)
		list = append(list, d.out.String())
	}
	return list
}

// callees returns the calls of a source without their lines, sorted.
func callees(src string) []string {
	list := []string{}
	for _, c := range Calls(Parse([]byte(src))) {
		list = append(list, c.Callee)
	}
	slices.Sort(list)
	return list
}

// missing returns what of want is not in got; both are sorted.
func missing(want, got []string) []string {
	var list []string
	for _, w := range want {
		if i, ok := slices.BinarySearch(got, w); ok {
			got = slices.Delete(slices.Clone(got), i, i+1)
		} else {
			list = append(list, w)
		}
	}
	return list
}

// TestJoinedSources: the calls of two sources behind each other are those of
// both, and the statements of the second stand where they stood.
func TestJoinedSources(t *testing.T) {
	for i, first := range callCases {
		for _, second := range []int{(i + 1) % len(callCases), (i + 7) % len(callCases)} {
			a, b := first.src+"\n", callCases[second].src
			want := append(callees(a), callees(b)...)
			slices.Sort(want)
			require.Equal(t, want, callees(a+b), "%q and %q", a, b)
			require.Equal(t, append(shapes(Parse([]byte(a))), shapes(Parse([]byte(b)))...), shapes(Parse([]byte(a+b))))
		}
	}
}

// badTokens are what no statement of any grammar consists of.
var badTokens = []string{")", "]", "}", "?", "$", "\x00", "!", "=", ":=", "->", "...=", "else", "in", "as", "'", "1a", "\\ x", "€", "f'{'", "**"}

// TestBadTokenBetweenStatements: a line that holds nothing but one bad token
// loses none of the calls before or behind it.
func TestBadTokenBetweenStatements(t *testing.T) {
	for _, bad := range badTokens {
		for i, c := range callCases {
			next := callCases[(i+1)%len(callCases)]
			src := c.src + "\n" + bad + "\n" + next.src
			f := Parse([]byte(src))
			checkTree(t, f)
			require.NotEmpty(t, f.Errors, "%q", src)
			got := callees(src)
			require.Empty(t, missing(callees(c.src), got), "%s behind %q", bad, c.name)
			require.Empty(t, missing(callees(next.src), got), "%s before %q", bad, next.name)
		}
	}
}

// TestBadLineInBlock: the same at each line of a source with blocks, at the
// indentation of the line that follows.
func TestBadLineInBlock(t *testing.T) {
	lines := strings.SplitAfter(fortyLines, "\n")
	for _, bad := range badTokens {
		for at, line := range lines {
			indent := line[:len(line)-len(strings.TrimLeft(line, " "))]
			if inBrackets(lines[:at]) {
				continue
			}
			src := strings.Join(lines[:at], "") + indent + bad + "\n" + strings.Join(lines[at:], "")
			require.Empty(t, missing(callees(fortyLines), callees(src)), "%s at line %d", bad, at+1)
		}
	}
}

// inBrackets says whether a line that follows is joined to the one before.
func inBrackets(lines []string) bool {
	l := newLexer(strings.Join(lines, ""))
	for l.next(); l.kind != tEOF; l.next() {
		if l.problem != "" {
			return true
		}
	}
	return strings.HasSuffix(strings.Join(lines, ""), "\\\n")
}

// fortyLines holds statements of many kinds, with one call and often more on
// each line.
const fortyLines = `import os, sys
from base64 import b64decode as d
a = first(1)
b: kind() = second('two', key=third())
if cond_a(a) and not cond_b():
    for i in items(a, *more()):
        body(i); again(i)
        if i: continue_(i)
    else:
        loop_else()
elif cond_c():
    while spin(): tick()
else:
    last = [elem(x) for x in source() if keep(x)]
@decorate(1)
def function(x=default(), *args: rest(), **kw) -> result():
    try:
        with open_(x) as f, lock():
            return read(f)[index()]
    except error() as e:
        raise failure(e) from cause(e)
    finally:
        cleanup(
            one(),
            [two(), {three(): four()}],
        )
    yield produce()
class Klass(base(), metaclass=meta()):
    attr = call_a() + \
        call_b()
    def method(self): return self.other().chain()[0].end()
    text = f"{inner()!r:>{width()}}" "tail".join(parts())
match subject():
    case [1, x] if guard(x): hit(x)
    case _:
        miss(lambda q=bound(): q.run())
del gone().x, lost()[0]; assert sure(), why()
print >>stream(), old()
exec code() in names()
final(await_(), (w := walrus()))
`

// TestTruncation: a source that is cut at any byte has every call that ended
// before the logical line of the cut began.
func TestTruncation(t *testing.T) {
	whole := Parse([]byte(fortyLines))
	require.Empty(t, whole.Errors)
	require.Equal(t, 41, whole.Lines())
	calls := Calls(whole)
	require.Len(t, calls, 63)
	starts := logicalLines(fortyLines)
	for cut := range len(fortyLines) {
		f := Parse([]byte(fortyLines[:cut]))
		checkTree(t, f)
		got := map[string]bool{}
		for _, c := range Calls(f) {
			got[fmt.Sprint(c.Callee, c.Node.Pos())] = true
		}
		line := 0 // where the logical line of the cut begins
		for _, s := range starts {
			if s <= cut {
				line = s
			}
		}
		for _, c := range calls {
			if int(c.Node.End()) <= line {
				require.True(t, got[fmt.Sprint(c.Callee, c.Node.Pos())], "%s is lost in %q", c.Callee, fortyLines[:cut])
			}
		}
	}
}

// logicalLines returns where each logical line of a source begins.
func logicalLines(src string) []int {
	starts := []int{0}
	l := newLexer(src)
	for l.next(); l.kind != tEOF; l.next() {
		if l.kind == tNewline {
			starts = append(starts, l.end)
		}
	}
	return starts
}

// TestWalkLaws: in every source each node comes before its children, siblings
// come in the order of the source and do not overlap, and Inspect of a node
// visits what Walk visits from it on until it is left.
func TestWalkLaws(t *testing.T) {
	sources := [][]byte{[]byte(fortyLines)}
	for _, c := range callCases {
		sources = append(sources, []byte(c.src))
	}
	for _, path := range constructFiles[:4] {
		src, err := os.ReadFile(path)
		require.NoError(t, err)
		sources = append(sources, src)
	}
	for _, src := range sources {
		f := Parse(src)
		var all []Node
		Walk(f, func(n Node) bool { all = append(all, n); return true })
		for i, n := range all {
			var below []Node
			Inspect(n, func(m Node) bool { below = append(below, m); return true })
			require.Equal(t, n, below[0])
			require.Equal(t, all[i:i+len(below)], below, "%T in %q", n, src)
			last := Pos(0)
			for _, c := range children(n) {
				require.GreaterOrEqual(t, c.Pos(), last, "%T below %T in %q", c, n, src)
				last = c.End()
			}
		}
	}
}

// TestInspectParts: Inspect begins at any part of a tree, not only at
// expressions and statements.
func TestInspectParts(t *testing.T) {
	const src = "import a.b as c\ndef f[T: bound = low](x: note = default, (p, q)=pair): pass\ng(key=value, **rest)\n" +
		"try: pass\nexcept E as e: handled\nmatch m:\n case K(1, n=[*s, {'k': v, **r}]) | (w as z): pass\n"
	f := Parse([]byte(src))
	require.Empty(t, f.Errors)
	got := []string{}
	Walk(f, func(n Node) bool {
		switch n.(type) {
		case *Keyword, *Param, *TypeParam, *Pattern, *Handler, *Alias:
			below := []string{}
			Inspect(n, func(m Node) bool {
				if m != n {
					below = append(below, strings.TrimPrefix(fmt.Sprintf("%T", m), "*pysrc."))
				}
				return m == n
			})
			got = append(got, fmt.Sprintf("%T %s: %s", n, f.Text(n), strings.Join(below, " ")))
		}
		return true
	})
	require.Equal(t, []string{
		"*pysrc.Alias a.b as c: ",
		"*pysrc.TypeParam T: bound = low: Name Name",
		"*pysrc.Param x: note = default: Name Name",
		"*pysrc.Param (p, q)=pair: Tuple Name",
		"*pysrc.Keyword key=value: Name",
		"*pysrc.Keyword **rest: Name",
		"*pysrc.Handler except E as e: handled: Name ExprStmt",
		"*pysrc.Pattern K(1, n=[*s, {'k': v, **r}]) | (w as z): Pattern Pattern",
		"*pysrc.Pattern K(1, n=[*s, {'k': v, **r}]): Name Pattern Pattern",
		"*pysrc.Pattern 1: Num",
		"*pysrc.Pattern [*s, {'k': v, **r}]: Pattern Pattern",
		"*pysrc.Pattern *s: ",
		"*pysrc.Pattern {'k': v, **r}: Str Pattern",
		"*pysrc.Pattern v: ",
		"*pysrc.Pattern w as z: Pattern",
		"*pysrc.Pattern w: ",
	}, got)
	// A visitor that refuses the part sees nothing below it.
	Walk(f, func(n Node) bool {
		visits := 0
		Inspect(n, func(Node) bool { visits++; return false })
		require.Equal(t, 1, visits, "%T", n)
		return true
	})
}

// TestParseText: text is not decoded: declared encodings mean nothing, but
// newlines, bad bytes and limits are treated as in a file.
func TestParseText(t *testing.T) {
	for _, c := range []struct{ name, text, source, calls string }{
		{"empty", "", "", ""},
		{"expression", "f()", "f()", "f:1"},
		{"declared encoding", "# coding: rot13\nf('\u00e9')", "# coding: rot13\nf('\u00e9')", "f:2"},
		{"newlines", "f()\r\ng()\rh()", "f()\ng()\nh()", "f:1 g:2 h:3"},
		{"bytes that are no UTF-8", "f('\xff')", "f('\u00ff')", "f:1"},
		{"indented as in a function", "    f()\n    g()", "    f()\n    g()", "f:1 g:2"},
		{"several statements", "a; f(); g()", "a; f(); g()", "f:1 g:1"},
		{"NUL", "f()\x00g()", "f()\x00g()", "f:1 g:1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := ParseText(c.text)
			checkTree(t, f)
			require.Equal(t, c.source, f.Source)
			require.Equal(t, "utf-8", f.Encoding)
			require.Equal(t, c.calls, strings.Join(found(f), " "))
		})
	}
}

// TestErrorsAreBounded: however much is wrong, at most maxErrors are kept, in the
// order of the source; what is wrong with the file as a whole is among them.
func TestErrorsAreBounded(t *testing.T) {
	for _, c := range []struct {
		name, src  string
		first      string
		all        int // kept and dropped
		unreadable bool
	}{
		{"few", "a b\n", "invalid syntax", 1, false},
		{"as many as are kept", strings.Repeat("a b\n", maxErrors), "invalid syntax", maxErrors, false},
		{"one more", strings.Repeat("a b\n", maxErrors+1), "invalid syntax", maxErrors + 1, false},
		{"bad bytes and few", "'\xff'\na b\n", "source is not valid UTF-8", 2, false},
		{"bad bytes and many", strings.Repeat("a b\n", maxErrors) + "'\xff'", "source is not valid UTF-8", maxErrors + 1, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := Parse([]byte(c.src))
			require.LessOrEqual(t, len(f.Errors), maxErrors)
			require.Equal(t, c.all, len(f.Errors)+f.Dropped)
			require.Equal(t, c.first, f.Errors[0].Msg)
			require.True(t, slices.IsSortedFunc(f.Errors, func(a, b Error) int { return int(a.Pos - b.Pos) }))
		})
	}
	many := parseText(strings.Repeat("a b\n", maxErrors+5), true)
	require.True(t, many.Truncated)
	require.Len(t, many.Errors, maxErrors)
	require.Equal(t, 6, many.Dropped)
	require.Contains(t, many.Errors[maxErrors-1].Msg, "too large", "the last of the errors says that the rest is not read")
}

// TestTentativeBudget: what may be either of two things is read twice, as long as
// the budget of the source lasts; after that the plainer reading is taken, which
// keeps the calls and never passes without an error.
func TestTentativeBudget(t *testing.T) {
	for _, c := range []struct {
		name, src    string
		rich, frugal string // the first statement with a budget and without
	}{
		{"items in parentheses", "with (a(), b()): c()\n", "With", "With"},
		{"items with names", "with (a() as x, b()): c()\n", "With", "With"},
		{"match", "match a():\n case b: c()\n", "Match", "ExprStmt"},
		{"f-string", "f'{a()}'\n", "ExprStmt", "ExprStmt"},
	} {
		t.Run(c.name, func(t *testing.T) {
			kind := func(f *File) string { return strings.TrimPrefix(fmt.Sprintf("%T", f.Body[0]), "*pysrc.") }
			rich := Parse([]byte(c.src))
			require.Empty(t, rich.Errors)
			require.Equal(t, c.rich, kind(rich))

			p := &parser{lexer: newLexer(c.src)}
			p.file = &File{Source: p.src[:p.n], lines: lineTable(c.src)}
			p.budget = 0
			p.next()
			p.statements()
			p.file.Body = p.takeStmts(0)
			checkTree(t, p.file)
			want := found(rich)
			if c.name == "f-string" {
				want = []string{} // read as plain text, which is recorded
				require.NotEmpty(t, p.file.Errors)
			}
			if c.name == "items in parentheses" {
				require.Empty(t, p.file.Errors, "read as a tuple")
			}
			if len(p.file.Errors) == 0 {
				require.Equal(t, c.frugal, kind(p.file))
			}
			require.Equal(t, want, found(p.file))
		})
	}
}
