package pysrc

import (
	"math"
	"math/big"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestNumbers holds the values of literals. Those of Python 3 are what Python
// 3.11 prints, those marked "2" what Python 2.7 prints.
func TestNumbers(t *testing.T) {
	for _, c := range []struct {
		text    string
		integer string // "" for none
		float   float64
		ok      bool
	}{
		{"0", "0", 0, true},
		{"00", "0", 0, true},
		{"7", "7", 7, true},
		{"1_000_000", "1000000", 1e6, true},
		{"0xFf_0", "4080", 4080, true},
		{"0XfF", "255", 255, true},
		{"0o17", "15", 15, true},
		{"0O1_7", "15", 15, true},
		{"0b1_01", "5", 5, true},
		{"0B0", "0", 0, true},
		{"0777", "511", 511, true},  // 2
		{"0777L", "511", 511, true}, // 2
		{"10L", "10", 10, true},     // 2
		{"0xFFl", "255", 255, true}, // 2
		{"0899", "899", 899, true},  // no Python
		{"18446744073709551616", "18446744073709551616", 18446744073709551616, true},
		{"9007199254740993", "9007199254740993", 9007199254740992, true},
		{"1.5", "", 1.5, true},
		{".5", "", 0.5, true},
		{"5.", "", 5, true},
		{"010.5", "", 10.5, true},
		{"1e3", "", 1000, true},
		{"1E-3", "", 0.001, true},
		{"1_0.2_5e1_0", "", 10.25e10, true},
		{"1e400", "", math.Inf(1), true},
		{"1e-400", "", 0, true},
		{"4.9406564584124654e-324", "", math.SmallestNonzeroFloat64, true},
		{"0.1", "", 0.1, true},
		{"2j", "", 0, false},
		{"1.5e1J", "", 0, false},
		{"0x", "", 0, false},
		{"0b", "", 0, false},
		{"1" + strings.Repeat("0", maxDigits), "", math.Inf(1), true},
		{"0x1" + strings.Repeat("0", maxDigits), "", 0, false},
	} {
		f := Parse([]byte(c.text))
		require.Len(t, f.Body, 1, c.text)
		n := f.Body[0].(*ExprStmt).X.(*Num)
		require.Equal(t, c.text, n.Text)
		i, ok := n.Int()
		require.Equal(t, c.integer != "", ok, c.text)
		if ok {
			want, _ := new(big.Int).SetString(c.integer, 10)
			require.Zero(t, want.Cmp(i), "%s is %s", c.text, i)
		}
		v, ok := n.Float()
		require.Equal(t, c.ok, ok, c.text)
		require.Equal(t, c.float, v, c.text)
	}
}

// TestNumberEnds holds where a number ends beside a word.
func TestNumberEnds(t *testing.T) {
	for src, want := range map[string]string{
		"1if": "1", "0x1for": "0x1f", "1e5if": "1e5", "1else": "1", "1.e": "1.", "1_a": "1", "1__0": "1", "0_7": "0_7",
		"1..a": "1.", "1.5.a": "1.5", "1jif": "1j", "1e+": "1", "1e+5": "1e+5", "0b12": "0b1", "0o8": "0o", "1and": "1",
	} {
		l := newLexer(src)
		l.next()
		require.Equal(t, tNumber, l.kind, src)
		require.Equal(t, want, l.text(), src)
	}
}

// TestUnescape holds the values of escape sequences: what repr prints in Python
// 3.11, but for the surrogates.
func TestUnescape(t *testing.T) {
	for _, c := range []struct{ name, in, text, bytes string }{
		{"nothing", "", "", ""},
		{"plain", "aé", "aé", "aé"},
		{"letters", `\a\b\f\n\r\t\v`, "\a\b\f\n\r\t\v", "\a\b\f\n\r\t\v"},
		{"quotes", `\\\'\"`, `\'"`, `\'"`},
		{"joined lines", "a\\\nb", "ab", "ab"},
		{"octal", `\0\12\1234\8`, "\x00\nS4\\8", "\x00\nS4\\8"},
		{"octal beyond a byte", `\777`, "\u01ff", "\xff"},
		{"hexadecimal", `\x41\xe9\xff`, "Aéÿ", "A\xe9\xff"},
		{"hexadecimal cut short", `\x4`, `\x4`, `\x4`},
		{"hexadecimal of no digits", `\x+1\xg0\x_1`, `\x+1\xg0\x_1`, `\x+1\xg0\x_1`},
		{"four digits", `\u0041\u20ac`, "A€", `\u0041\u20ac`},
		{"four digits cut short", `\u123`, `\u123`, `\u123`},
		{"eight digits", `\U0001F600`, "😀", `\U0001F600`},
		{"beyond Unicode", `\U00110000`, "\ufffd", `\U00110000`},
		{"surrogates", `\ud83d\ude00`, "\ufffd\ufffd", `\ud83d\ude00`},
		{"names", `\N{LATIN SMALL LETTER E}\N{bullet}`, "e•", `\N{LATIN SMALL LETTER E}\N{bullet}`},
		{"names beyond the first planes", `\N{GRINNING FACE}\N{VARIATION SELECTOR-17}`, "😀\U000e0100", `\N{GRINNING FACE}\N{VARIATION SELECTOR-17}`},
		{"names by number", `\N{CJK UNIFIED IDEOGRAPH-4E00}`, "一", `\N{CJK UNIFIED IDEOGRAPH-4E00}`},
		{"no such names", `\N{NO SUCH}\N{}\N{<control>}\N{CJK UNIFIED IDEOGRAPH-}\N{BULLET\N`, `\N{NO SUCH}\N{}\N{<control>}\N{CJK UNIFIED IDEOGRAPH-}\N{BULLET\N`, `\N{NO SUCH}\N{}\N{<control>}\N{CJK UNIFIED IDEOGRAPH-}\N{BULLET\N`},
		{"unknown", `\d\ \é`, `\d\ \é`, `\d\ \é`},
		{"at the end", `a\`, `a\`, `a\`},
	} {
		t.Run(c.name, func(t *testing.T) {
			var u unescaper
			require.Equal(t, c.text, u.unescape(c.in, false))
			require.Equal(t, c.bytes, u.unescape(c.in, true))
		})
	}
}

// TestManyNames holds that names are found by the table of a source as they are
// without it.
func TestManyNames(t *testing.T) {
	var u unescaper
	for range 3 {
		for c := 'A'; c <= 'Z'; c++ {
			require.Equal(t, string(c), u.unescape(`\N{LATIN CAPITAL LETTER `+string(c)+`}`, false))
			require.Equal(t, `\N{X`+string(c)+`}`, u.unescape(`\N{X`+string(c)+`}`, false))
		}
	}
	require.True(t, u.complete)
}

// TestStrings holds how literals and their prefixes are read.
func TestStrings(t *testing.T) {
	for src, want := range map[string]string{
		`'a"b'`: `s"a\x22b"`, `"""a"b""c"""`: `s"a\x22b\x22\x22c"`, `''''a'''`: `s"'a"`, `''`: `s""`, `''''''`: `s""`,
		`r'\n\'a'`: `s"\x5cn\x5c'a"`, `R"\""`: `s"\x5c\x22"`, `b'\x41\u0041'`: `b"A\x5cu0041"`, `rb'\x41'`: `b"\x5cx41"`,
		`Br'\n'`: `b"\x5cn"`, `u'\u0041'`: `s"A"`, `U"a"`: `s"a"`, `ur'\n'`: `s"\x5cn"`, `'a' r'\n' "\n"`: `s"a\x5cn\x0a"`,
		"'''a\r\nb'''": `s"a\x0ab"`, "'a\\\nb'": `s"ab"`, "'\x00'": `s"\x00"`, `b'' b'a'`: `b"a"`,
	} {
		f := Parse([]byte(src))
		require.Empty(t, f.Errors, src)
		require.Equal(t, "(Constant "+want+")", sexpr(f.Body[0].(*ExprStmt).X), src)
	}
}

// TestUnterminated holds that a literal that is not closed ends with its line,
// or with the source.
func TestUnterminated(t *testing.T) {
	for src, want := range map[string]string{
		"'a": "a", "'a\nb": "a", "'a\\": `a\`, "'''a\nb": "a\nb", "'''a''": "a''", "'''a\\": `a\`, "'": "", "b'a\\\n": "a",
	} {
		f := Parse([]byte(src))
		require.NotEmpty(t, f.Errors, "%q", src)
		require.Equal(t, want, f.Body[0].(*ExprStmt).X.(*Str).Value, "%q", src)
	}
}
