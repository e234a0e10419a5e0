package pyeval

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/internal/pysrc"
)

// What would take CPython hours or all memory ends soon here.
func TestHostile(t *testing.T) {
	bomb := base64.StdEncoding.EncodeToString(deflate(t, strings.Repeat("#", 200<<20)))
	for name, src := range map[string]string{
		"doubling":          "s = 'a'\nfor i in range(10 ** 9):\n    s += s\nexec(s)",
		"doubling list":     "s = [1]\nwhile True:\n    s = s + s\nexec(str(s))",
		"doubling extend":   "s = [1]\nwhile True:\n    s.extend(s)\nexec(str(s))",
		"doubling array":    "s = bytearray(b'x')\nwhile True:\n    s += s\nexec(s)",
		"array inserts":     "s = bytearray(60000)\nfor i in range(60000):\n    s.insert(0, 1)\nexec(s)",
		"slice assignment":  "s = [1]\nwhile True:\n    s[:0] = s\nexec(str(s))",
		"range":             "exec(''.join(chr(i) for i in range(10 ** 18)))",
		"list of range":     "while True:\n    a = list(range(10 ** 6))\nexec(str(a))",
		"recursion":         "def f(n):\n    return f(n + 1) + f(n + 2)\nexec(f(1))",
		"lambda recursion":  "f = lambda g, n: g(g, n + 1) + g(g, n + 2)\nexec(f(f, 1))",
		"percent width":     "exec('%999999999d' % 1)",
		"percent star":      "exec('%*d' % (10 ** 9, 1))",
		"percent precision": "exec('%.999999999f' % 1)",
		"format width":      "exec('{:>999999999}'.format(1))",
		"format nested":     "exec('{:>{w}}'.format(1, w=10 ** 9))",
		"justify":           "exec('x'.center(10 ** 9))",
		"replace":           "s = 'a' * 1000\nfor i in range(10 ** 6):\n    s = s.replace('a', 'aa')\nexec(s)",
		"replace empty":     "s = 'a' * 1000\nwhile 1:\n    s = s.replace('', s)\nexec(s)",
		"repeat":            "exec('a' * 10 ** 12)",
		"repeat list":       "exec(str([1] * 10 ** 12))",
		"join":              "s = 'a'\nwhile 1:\n    s = s.join([s] * 100)\nexec(s)",
		"translate":         "t = {97: 'a' * 1000}\ns = 'a'\nwhile 1:\n    s = s.translate(t)\nexec(s)",
		"big int":           "n = 3\nwhile 1:\n    n = n ** n\nexec(str(n))",
		"shift":             "exec(str(1 << 10 ** 12))",
		"power":             "exec(str(9 ** 9 ** 9 ** 9))",
		"int text":          "exec(str(int('9' * 10 ** 6)))",
		"zlib":              "import zlib, base64\nfor i in range(10 ** 6):\n    s = zlib.decompress(base64.b64decode('" + bomb + "'))\nexec(s)",
		"quine":             "s = 's = %r\\nexec(s %% s)'\nexec(s % s)",
		"own source":        "s = 'exec(s)'\nexec(s)",
		"growing source":    "n = 0\ns = 'n += 1\\nexec(s + \"#\" * n)'\nexec(s)",
		"comprehension":     "exec(''.join('x' for a in range(1000) for b in range(1000) for c in range(1000)))",
		"nested lists":      "a = []\nfor i in range(10 ** 6):\n    a = [a, a]\nexec(repr(a) + str(a < [a]))",
		"own item":          "a = []\na.append(a)\nexec(repr(a) + str(a == a) + str(a < a))",
		"own key":           "d = {}\nd['d'] = d\nexec(repr(d) + '{d[d]}'.format(d=d))",
		"sort":              "a = list(range(10 ** 6))\nwhile True:\n    a.sort()\nexec(str(a))",
		"set":               "s = set()\nfor i in range(10 ** 6):\n    s.add(i)\nexec(str(s))",
		"deletes":           "d = dict(zip(range(100000), range(100000)))\nfor i in range(100000):\n    del d[i]\nexec(str(d))",
		"find":              "s = 'a' * 10 ** 6\nfor i in range(10 ** 6):\n    s.count('aab')\nexec(s)",
		"modular powers":    "n = 3 ** 2500\nwhile True:\n    n = pow(n, n, 2 ** 4000 + 1) + 2 ** 3999\nexec(str(n))",
		"big division":      "n = 3 ** 1200\ns = 0.0\nfor i in range(10 ** 7):\n    s += n / (n + i)\nexec(str(s))",
		"big product":       "n = 3 ** 20000\nm = n\nwhile True:\n    m = m * n % (n + 7)\nexec(str(m))",
		"float powers":      "s = 1.1\nwhile True:\n    s = (s ** 63) ** -1 + 1.1\nexec(str(s))",
		"long in list":      "s = 'a' * 10 ** 6\nl = [s + 'b'] + list(range(10 ** 5))\nwhile True:\n    l.count(s)\nexec(s)",
		"key of big int":    "d = {}\nn = 3 ** 40000\nwhile True:\n    d[n] = 1\n    n += 1\nexec(str(d))",
		"views":             "d = dict(zip(range(10 ** 5), range(10 ** 5)))\nwhile True:\n    list(d.items())\nexec(str(d))",
		"live iteration":    "l = [1]\nfor x in l:\n    l.append(x)\nexec(str(l))",
		"brackets":          "exec(" + strings.Repeat("(", 100000) + "'x'" + strings.Repeat(")", 100000) + ")",
		"chain":             "exec('x'" + strings.Repeat(" + 'x'", 200000) + ")",
		"splits":            "s = ',' * 10 ** 6\nwhile 1:\n    a = s.split(',')\nexec(str(a))",
	} {
		t.Run(name, func(t *testing.T) {
			f := pysrc.Parse([]byte(src))
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			r := Run(f, Options{})
			runtime.ReadMemStats(&after)
			made := (after.TotalAlloc - before.TotalAlloc) >> 20
			t.Logf("%d MB, %d steps, %d bytes, %d layers", made, r.Steps, r.Bytes, len(r.Layers))
			require.LessOrEqual(t, len(r.Layers), DefaultLayers)
			require.LessOrEqual(t, r.Steps, 2*DefaultSteps)
			if !testing.Short() { // the race detector allocates too
				require.Less(t, made, uint64(300))
			}
		})
	}
}

// describe tells two results of one source apart.
func describe(r *Result) []string {
	out := []string{fmt.Sprint(r.Steps, r.Bytes, r.Limited, len(r.Consts))}
	for _, l := range r.Layers {
		out = append(out, fmt.Sprint(l.At.Pos(), l.Depth, l.Trick, l.File.Source))
	}
	return out
}

// No source ends the evaluation with a panic or takes more than it is given, and
// the result does not depend on anything else.
func FuzzRun(f *testing.F) {
	for _, c := range oracle(f) {
		f.Add([]byte(c.Source))
	}
	f.Add([]byte(`""[slice()]`))
	opt := Options{Steps: 50_000, Bytes: 4 << 20, Layers: 20}
	f.Fuzz(func(t *testing.T, src []byte) {
		if len(src) > 1<<14 || bytes.Count(src, []byte{'\n'}) > 1000 {
			return
		}
		r := Run(pysrc.Parse(src), opt)
		again := Run(pysrc.Parse(src), opt)
		most := opt.Steps
		for _, l := range r.Layers {
			most += 4 * len(l.File.Source)
		}
		require.LessOrEqual(t, r.Steps, 2*most)
		require.LessOrEqual(t, len(r.Layers), opt.Layers)
		if !reflect.DeepEqual(describe(r), describe(again)) {
			t.Fatalf("two runs differ:\n%q\n%q", describe(r), describe(again))
		}
	})
}

func BenchmarkRun(b *testing.B) {
	f := pysrc.Parse([]byte(`
key = b"secret"
out = bytearray()
for i, c in enumerate(bytes(range(256)) * 40):
    out.append(c ^ key[i % len(key)])
exec(out.hex())
`))
	steps := 0
	for b.Loop() {
		steps += Run(f, Options{}).Steps
	}
	b.ReportMetric(float64(steps)/b.Elapsed().Seconds(), "steps/s")
}
