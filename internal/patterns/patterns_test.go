package patterns_test

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/internal/patterns"
)

// all returns every match of the only pattern of a set.
func all(x *patterns.Scan) []patterns.Match {
	matches := []patterns.Match{}
	for n := 0; ; n++ {
		m, ok := x.At(0, n)
		if !ok {
			return matches
		}
		matches = append(matches, m)
	}
}

func scan(t *testing.T, p patterns.Pattern, opt patterns.Options, data string) *patterns.Scan {
	t.Helper()
	set, err := patterns.Compile([]patterns.Pattern{p}, opt)
	require.NoError(t, err)
	return set.Scan([]byte(data))
}

// TestYARA: matches begin and end where those of YARA 4.5.4 do.
func TestYARA(t *testing.T) {
	source, err := os.ReadFile("testdata/yara_reference.json")
	require.NoError(t, err)
	var cases []struct {
		Expr    string
		Fold    bool
		Text    []int
		Matches [][2]int // start, length
	}
	require.NoError(t, json.Unmarshal(source, &cases))
	require.NotEmpty(t, cases)
	for _, c := range cases {
		data := make([]byte, len(c.Text))
		for i, b := range c.Text {
			data[i] = byte(b)
		}
		set, err := patterns.Compile([]patterns.Pattern{{Expr: c.Expr, Fold: c.Fold}}, patterns.Options{})
		require.NoError(t, err)
		x := set.Scan(data)
		got := [][2]int{}
		for _, m := range all(x) {
			got = append(got, [2]int{m.Start, m.End - m.Start})
		}
		require.Equal(t, c.Matches, got, "%q in %q", c.Expr, data)
		require.False(t, x.Exhausted())
		if len(got) > 0 {
			require.True(t, x.Possible(0))
		}
	}
}

func TestCompileRefuses(t *testing.T) {
	for expr, reason := range map[string]string{
		`a(`:             "missing closing )",
		``:               "no literal",
		`\w+`:            "no literal",
		`a?b*`:           "no literal",
		`(?:a|)`:         "no literal",
		`\w{3}`:          "no literal",
		`(?:one.*|two.)`: "no literal",
		`a…`:             "not a byte",
	} {
		_, err := patterns.Compile([]patterns.Pattern{{Expr: expr}}, patterns.Options{})
		require.ErrorContains(t, err, reason, expr)
		require.ErrorContains(t, err, fmt.Sprintf("patterns: %q: ", expr))
	}
}

// TestSet: patterns of a set do not disturb each other, though they share
// literals and one is part of another.
func TestSet(t *testing.T) {
	list := []patterns.Pattern{
		{Expr: `open`}, {Expr: `popen\(`}, {Expr: `pope`, Fold: true}, {Expr: `en\(`}, {Expr: `open`, Fold: true}, {Expr: `[Oo]pen`},
		{Expr: `(?i)oPeN`},
	}
	set, err := patterns.Compile(list, patterns.Options{})
	require.NoError(t, err)
	x := set.Scan([]byte("popen( Popen open( OPEN"))
	want := [][]int{{1, 8, 13}, {0}, {0, 7}, {3, 15}, {1, 8, 13, 19}, {1, 8, 13}, {1, 8, 13, 19}}
	for i, starts := range want {
		for n, start := range starts {
			m, ok := x.At(i, n)
			require.True(t, ok, "%v %d", list[i], n)
			require.Equal(t, start, m.Start, "%v %d", list[i], n)
		}
		_, ok := x.At(i, len(starts))
		require.False(t, ok, "%v", list[i])
	}
}

// TestPlaces: a literal is found wherever it is, in short data and long.
func TestPlaces(t *testing.T) {
	set, err := patterns.Compile([]patterns.Pattern{{Expr: `needle`}, {Expr: `hay`}, {Expr: `e`}}, patterns.Options{})
	require.NoError(t, err)
	for _, size := range []int{6, 7, 50, 97, 98, 99, 100, 101, 256} {
		for at := range size - 5 {
			data := []byte(strings.Repeat("x", size))
			copy(data[at:], "needle")
			x := set.Scan(data)
			require.True(t, x.Possible(0) && x.Possible(2) && !x.Possible(1), "%d of %d", at, size)
			m, ok := x.At(0, 0)
			require.True(t, ok)
			require.Equal(t, at, m.Start)
		}
	}
}

func TestNoPatterns(t *testing.T) {
	set, err := patterns.Compile(nil, patterns.Options{})
	require.NoError(t, err)
	require.False(t, set.Scan([]byte(strings.Repeat("x", 100))).Exhausted())
}

func TestReach(t *testing.T) {
	p := patterns.Pattern{Expr: `far.*near`}
	text := "far" + strings.Repeat("x", 3000) + "near"
	require.Empty(t, all(scan(t, p, patterns.Options{}, text)))
	require.Equal(t, []patterns.Match{{0, 3007}}, all(scan(t, p, patterns.Options{Reach: 4000}, text)))
}

func TestPossible(t *testing.T) {
	p := patterns.Pattern{Expr: `:[0-9]{10,}x`}
	require.False(t, scan(t, p, patterns.Options{}, "1234567890x").Possible(0), "no literal")
	require.False(t, scan(t, p, patterns.Options{}, ":123456789x :1").Possible(0), "no run of ten")
	require.True(t, scan(t, p, patterns.Options{}, ":1 1234567890").Possible(0))
	require.Empty(t, all(scan(t, p, patterns.Options{}, ":1 1234567890")))
	require.Len(t, all(scan(t, p, patterns.Options{}, "::1234567890x")), 1)
}

func TestAny(t *testing.T) {
	for _, expr := range []string{`at`, `\w*at`} { // in the order of literals, and not
		x := scan(t, patterns.Pattern{Expr: expr}, patterns.Options{}, "at bat cat hat")
		tried := 0
		m, ok := x.Any(0, func(m patterns.Match) bool { tried++; return m.Start == 8 })
		require.True(t, ok)
		require.Equal(t, patterns.Match{Start: 8, End: 10}, m)
		_, ok = x.Any(0, func(patterns.Match) bool { return false })
		require.False(t, ok)
		require.GreaterOrEqual(t, tried, 2)
	}
}

// TestBounds: data made to take long ends the search for one pattern, and is said.
func TestBounds(t *testing.T) {
	set, err := patterns.Compile([]patterns.Pattern{{Expr: `read.*(?:heap|memory)`}, {Expr: `e`}, {Expr: `last`}}, patterns.Options{})
	require.NoError(t, err)
	for name, data := range map[string]string{
		"steps":   strings.Repeat("read ", 1<<14) + "last heap",
		"matches": strings.Repeat("e", 1<<18) + "read last heap",
	} {
		x := set.Scan([]byte(data))
		for i := range 2 {
			for n := 0; ; n++ {
				if _, ok := x.At(i, n); !ok {
					break
				}
			}
		}
		require.True(t, x.Exhausted(), name)
		m, ok := x.At(2, 0)
		require.True(t, ok, name)
		require.Equal(t, strings.Index(data, "last"), m.Start, "%s: another pattern is still found", name)
	}
}

// FuzzScan: in ASCII text a match begins wherever one of package regexp does, and
// ends where its longest one does.
func FuzzScan(f *testing.F) {
	f.Add(`a.*b`, "xaabb\nab", false)
	f.Add(`\ba(b|c)*\s?d`, "abcbd a d ad", false)
	f.Add(`(?:^|x)y{2,4}$`, "xyyyy", true)
	f.Add(`[ab]c|[xy]z`, "AcYZ", true)
	f.Add(`a*bc*`, "aaabccc", false)
	f.Add(`\Bq[^q]{8,}`, "qq12345678q", true)
	f.Fuzz(func(t *testing.T, expr, text string, fold bool) {
		if len(expr) > 40 || len(text) > 60 || strings.ContainsFunc(expr+text, func(r rune) bool { return r >= 0x80 }) ||
			regexp.MustCompile(`[*+?}]\?|\(\?|\{\d{3,}`).MatchString(expr) {
			return // what the oracle cannot do: bytes, lazy quantifiers, flags, long repeats
		}
		set, err := patterns.Compile([]patterns.Pattern{{Expr: expr, Fold: fold}}, patterns.Options{})
		if err != nil {
			return
		}
		want := []patterns.Match{}
		for s := range len(text) + 1 {
			flag := ""
			if fold {
				flag = "(?i)"
			}
			re, err := regexp.Compile(fmt.Sprintf(`\A(?s:.{%d})(%s%s)`, s, flag, expr))
			if err != nil {
				return
			}
			re.Longest()
			if m := re.FindStringSubmatchIndex(text); m != nil && m[2] == s {
				want = append(want, patterns.Match{Start: s, End: m[3]})
			}
		}
		require.Equal(t, want, all(set.Scan([]byte(text))), "%q in %q", expr, text)
		m, ok := set.Scan([]byte(text)).Any(0, func(m patterns.Match) bool { return m.Start >= len(text)/2 })
		require.Equal(t, ok, slices.ContainsFunc(want, func(w patterns.Match) bool { return w.Start >= len(text)/2 }))
		require.True(t, !ok || m.Start >= len(text)/2)
	})
}

func BenchmarkScan(b *testing.B) {
	set, err := patterns.Compile([]patterns.Pattern{{Expr: `\bopen\s*\(`}, {Expr: `import`}, {Expr: `exec.*decode`, Fold: true}}, patterns.Options{})
	require.NoError(b, err)
	data := []byte(strings.Repeat("def f(x):\n    return [y.name for y in x.items() if y]\n", 20000) + "open(")
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		x := set.Scan(data)
		if _, ok := x.At(0, 0); !ok {
			b.Fatal("not found")
		}
	}
}
