package pysrc

import (
	"encoding/hex"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// literalLines returns the lines of testdata/literals.txt of one kind (see
// testdata/literals.py): source and value, which is "" where CPython refuses
// the source.
func literalLines(t *testing.T, kind string) (lines [][2]string) {
	data, err := os.ReadFile("testdata/literals.txt")
	require.NoError(t, err)
	for line := range strings.Lines(string(data)) {
		fields := strings.Fields(line)
		if fields[0] != kind {
			continue
		}
		src, err := hex.DecodeString(fields[1])
		require.NoError(t, err)
		lines = append(lines, [2]string{string(src), strings.TrimPrefix(fields[2], "-")})
	}
	require.NotEmpty(t, lines)
	return lines
}

// lenient says of a literal that CPython 3.11 refuses whether it is no error
// here: Python 2 has ur, bytes outside ASCII, and joins bytes and text; and one
// bad escape must not hide a string, it stays as it stands.
func lenient(src string) bool {
	bytes := strings.ContainsAny(src[:2], "bB")
	old := strings.HasPrefix(strings.ToLower(src), "ur") ||
		bytes && (strings.ContainsRune(src, 'é') || strings.Contains(src, "''''") || strings.Contains(src, `""""`))
	return old || strings.Contains(src, `\x4`) || strings.Contains(src, `\u12`) || strings.Contains(src, `\N{NO SUCH}`)
}

// TestStringsOfPython compares every prefix, in every case, with every quote and
// escape.
func TestStringsOfPython(t *testing.T) {
	for _, c := range literalLines(t, "s") {
		src, want := c[0], c[1]
		f := Parse([]byte(src))
		if want == "" {
			if !lenient(src) {
				require.NotEmpty(t, f.Errors, "%q", src)
			}
			continue
		}
		require.Empty(t, f.Errors, "%q", src)
		require.Len(t, f.Body, 1, "%q", src)
		got := ""
		switch x := f.Body[0].(*ExprStmt).X.(type) {
		case *Str:
			got = kindOf(x) + hex.EncodeToString([]byte(x.Value))
		case *FString:
			got = "s"
			for _, part := range x.Parts {
				if field, ok := part.(*Interp); ok {
					got += hex.EncodeToString([]byte(f.Text(field.X))) // the field is {1}
				} else {
					got += hex.EncodeToString([]byte(part.(*Str).Value))
				}
			}
		}
		require.Equal(t, want, got, "%q", src)
	}
}

func kindOf(s *Str) string {
	if s.Bytes {
		return "b"
	}
	return "s"
}

// TestNumbersOfPython compares the values of numbers, and holds that what is no
// number to CPython 3.11 is none here unless it was one to Python 2 or is a
// number beside something else.
func TestNumbersOfPython(t *testing.T) {
	for _, c := range literalLines(t, "n") {
		src, want := c[0], c[1]
		f := Parse([]byte(src))
		if want == "" {
			n, whole := f.Body[0].(*ExprStmt), len(f.Body) == 1 && len(f.Errors) == 0
			num, ok := n.X.(*Num)
			if whole && ok && num.Text == src {
				require.Contains(t, []string{"07", "0_7", "0x", "0o", "0b", "0x_f", "09", "1._5"}, src, "read as a number")
			}
			continue
		}
		require.Empty(t, f.Errors, src)
		n := f.Body[0].(*ExprStmt).X.(*Num)
		require.Equal(t, src, n.Text)
		switch want[0] {
		case 'i':
			i, ok := n.Int()
			require.True(t, ok, src)
			require.Equal(t, want[1:], i.Text(16), src)
		case 'f':
			_, ok := n.Int()
			require.False(t, ok, src)
			v, ok := n.Float()
			require.True(t, ok, src)
			require.Equal(t, pythonFloat(t, want[1:]), v, src)
		case 'j':
			_, isInt := n.Int()
			_, isFloat := n.Float()
			require.False(t, isInt || isFloat, src)
		}
	}
}

// pythonFloat reads what float.hex writes.
func pythonFloat(t *testing.T, s string) float64 {
	if s == "inf" {
		return math.Inf(1)
	}
	v, err := strconv.ParseFloat(s, 64)
	require.NoError(t, err)
	return v
}

// TestDeclaredEncodings compares what a string holds under a comment of PEP 263,
// wherever that stands. Where CPython refuses the file, something is recorded.
func TestDeclaredEncodings(t *testing.T) {
	for _, c := range literalLines(t, "c") {
		src, want := c[0], c[1]
		f := Parse([]byte(src))
		if want == "" {
			require.NotEmpty(t, f.Errors, "%q", src)
			continue
		}
		require.Empty(t, f.Errors, "%q", src)
		s := f.Body[len(f.Body)-1].(*Assign).Value.(*Str)
		require.Equal(t, want, "s"+hex.EncodeToString([]byte(s.Value)), "%q", src)
	}
}
