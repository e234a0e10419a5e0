package pysrc

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// kindNames are how the tables of this file write the tokens that have no text.
var kindNames = map[kind]string{tEOF: "EOF", tNewline: "NL", tIndent: "IN", tDedent: "DE"}

// tokens returns the tokens of a source as text.
func tokens(src string) string {
	var list []string
	for l := newLexer(src); l.kind != tEOF || len(list) == 0; {
		l.next()
		text := kindNames[l.kind]
		if text == "" {
			text = l.text()
		}
		list = append(list, text)
	}
	return strings.Join(list, " ")
}

func TestLexer(t *testing.T) {
	for _, c := range []struct{ name, src, want string }{
		{"empty", "", "EOF"},
		{"blank lines and comments", "\n  # a\n\t\n#", "EOF"},
		{"operators", "a+=b**=c//=d>>=e<<=f->g:=h!=i<>j<=k>=l==m@=n", "a += b **= c //= d >>= e <<= f -> g := h != i <> j <= k >= l == m @= n NL EOF"},
		{"longest match", "a---b***c////d...e....f", "a - - - b ** * c // // d ... e ... . f NL EOF"},
		{"delimiters", "()[]{},;.`~:=", "( ) [ ] { } , ; . ` ~ := NL EOF"},
		{"colon and equals sign", "a:=b:c=d", "a := b : c = d NL EOF"},
		{"blocks", "a\n b\n  c\n b\nd", "a NL IN b NL IN c NL DE b NL DE d NL EOF"},
		{"blocks closed by the end", "a\n b\n  c", "a NL IN b NL IN c NL DE DE EOF"},
		{"two blocks closed at once", "a\n b\n  c\nd", "a NL IN b NL IN c NL DE DE d NL EOF"},
		{"tabs are to the next eighth column", "a\n\tb\n        c\n    \td", "a NL IN b NL c NL d NL DE EOF"},
		{"form feeds begin the line anew", "a\n  \x0cb\n\x0c c", "a NL b NL IN c NL DE EOF"},
		{"column between two", "a\n    b\n  c\nd", "a NL IN b NL c NL DE d NL EOF"},
		{"comments have no indentation", "a\n  b\n# c\n  d", "a NL IN b NL d NL DE EOF"},
		{"brackets join lines", "a(\n  b,\n\n# c\n)\nd", "a ( b , ) NL d NL EOF"},
		{"backslashes join lines", "a \\\n  b\n", "a b NL EOF"},
		{"backslash at the head", "a\n  \\\n b\n  c", "a NL IN b NL c NL DE EOF"},
		{"backslash before a blank", "a \\ b", "a \\ b NL EOF"},
		{"backslash at the end", "a \\", "a \\ NL EOF"},
		{"bracket that is not closed", "a(\nb", "a ( b NL EOF"},
		{"statement inside brackets", "a(\n  b\n  def c", "a ( b NL IN def c NL DE EOF"},
		{"statement's word behind another", "a(b,\n c.import)", "a ( b , c . import ) NL EOF"},
		{"strings and prefixes", `'a'b"c"rb'd'x'e'`, `'a' b"c" rb'd' x 'e' NL EOF`},
		{"prefixes that are none", `bu'a' ff'b' rrr'c'`, `bu 'a' ff 'b' rrr 'c' NL EOF`},
		{"identifiers", "_a1 é à变 a·b", "_a1 é à变 a·b NL EOF"},
		{"characters of no identifier", "a€b “c”", "a € b “ c ” NL EOF"},
		{"blanks of no Python", "a\u00a0b\u3000c\ufeffd", "a b c d NL EOF"},
		{"bytes of no Python", "a\x00b?c$d\x7fe", "a b c d e NL EOF"},
	} {
		t.Run(c.name, func(t *testing.T) { require.Equal(t, c.want, tokens(c.src)) })
	}
}

// TestWordsOfTwoMinds holds when async and await are keywords.
func TestWordsOfTwoMinds(t *testing.T) {
	for _, c := range []struct {
		src  string
		want kind
	}{
		{"async def", kwAsync}, {"async \\\n for", kwAsync}, {"async\twith x", kwAsync},
		{"async", tName}, {"async = 1", tName}, {"async define", tName}, {"async\ndef", tName},
		{"await x", kwAwait}, {"await(x)", kwAwait}, {"await [x]", kwAwait}, {"await 'x'", kwAwait}, {"await 1", kwAwait}, {"await ...", kwAwait},
		{"await", tName}, {"await = 1", tName}, {"await.x", tName}, {"await, x", tName}, {"await in x", tName},
		{"await if x", tName}, {"await)", tName}, {"await\nx", tName}, {"await # x\ny", tName}, {"await information", kwAwait},
	} {
		l := newLexer(c.src)
		l.next()
		require.Equal(t, c.want, l.kind, c.src)
	}
	f := Parse([]byte("(await # one\n # two\n f())"))
	require.Empty(t, f.Errors, "a comment stands between the word and what it awaits")
}

// TestKeywords holds that the hash table is perfect and complete.
func TestKeywords(t *testing.T) {
	words := strings.Fields(`False None True and as assert async await break class continue def del elif else except
		finally for from global if import in is lambda nonlocal not or pass raise return try while with yield`)
	kinds := map[kind]string{}
	for _, w := range words {
		k := keyword(w)
		require.NotEqual(t, tName, k, w)
		require.Empty(t, kinds[k], w)
		kinds[k] = w
		for _, other := range []string{w + "x", "x" + w, w[:len(w)-1], strings.ToUpper(w)} {
			require.Equal(t, slices.Contains(words, other), keyword(other) != tName, other)
		}
	}
	require.Len(t, kinds, len(words))
	require.Equal(t, kwYield, keyword("yield"))
	require.Equal(t, kwAnd, keyword("and"))
	require.Equal(t, kwLambda, keyword("lambda"))
	for _, w := range []string{"", "a", "i", "print", "exec", "match", "case", "type", "_", "continued", "nonlocalx", "false"} {
		require.Equal(t, tName, keyword(w), w)
	}
}

// TestTablesOfTokens holds that the tables of token.go fit each other: what
// binds two operands is an operator, and has a text.
func TestTablesOfTokens(t *testing.T) {
	for k := range kinds {
		if precedence[k] > 0 {
			require.NotEqual(t, NoOp, operator[k], "kind %d", k)
		}
		if operator[k] != NoOp {
			require.NotEmpty(t, operator[k].String())
		}
		require.False(t, startsExpr[k] && beginsStatement[k], "kind %d", k)
	}
	seen := map[string]bool{}
	for op := NoOp; op <= Pow; op++ {
		require.False(t, seen[op.String()], "%q", op)
		seen[op.String()] = true
	}
}

// TestProblems holds where errors are, as line and column.
func TestProblems(t *testing.T) {
	for _, c := range []struct{ name, src, want string }{
		{"missing operand", "a\nb = (c +\n )", "3:1 expected an expression"},
		{"missing colon", "if a\n  b", "1:4 expected ':'"},
		{"unclosed string", "a = 'b\n", "1:4 unterminated string literal"},
		{"unclosed triple quotes", "a\n b('''\n", "2:1 unexpected indent|2:3 unterminated triple-quoted string literal|3:0 expected ')'"},
		{"unclosed bracket", "a(\nb\nclass C: pass", "2:1 expected ')'|3:0 bracket never closed"},
		{"bad character", "é = ?", "1:5 invalid character|1:6 expected an expression"},
		{"two statements", "a b\nc d", "1:2 invalid syntax|2:2 invalid syntax"},
		{"bad field", "x = f'{a b}'", "1:4 malformed f-string"},
		{"bad indentation", "if a:\n    b\n  c", "3:2 unindent does not match any outer indentation level"},
		{"no block", "def f():\nx", "2:0 expected an indented block"},
		{"encoding first", "# coding: nope\n?", "1:0 unknown encoding \"nope\"|2:0 invalid character"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := Parse([]byte(c.src))
			var got []string
			for _, e := range f.Errors {
				require.Equal(t, f.Line(e.Pos), e.Line)
				require.Equal(t, fmt.Sprintf("line %d: %s", e.Line, e.Msg), e.Error())
				got = append(got, fmt.Sprintf("%d:%d %s", e.Line, f.Column(e.Pos), e.Msg))
			}
			require.Equal(t, c.want, strings.Join(got, "|"))
		})
	}
}
