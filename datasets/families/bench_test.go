package families_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/datasets/families"
)

// synthetic returns a source of n lines, drawn from a stream.
func synthetic(draw *rand.Rand, n int) string {
	lines := []string{
		"a = b(c)\n", "if a:\n    b(c.d, e=1)\n", "for a in b:\n    c[a] = {1: a}\n", "def a(b, c=1):\n    return b + c\n",
		"with open(a) as b:\n    c = b.read()\n", "try:\n    a()\nexcept B:\n    pass\n", "a = [b for c in d if e]\n", "import a\n",
		"class A(B):\n    def c(self):\n        self.d = not self.d\n", "assert a == b, 'c'\n", "a.b.c(d)(e)[f]\n", "x = f'{a} b'\n",
	}
	var b strings.Builder
	for range n {
		b.WriteString(lines[draw.IntN(len(lines))])
	}
	return b.String()
}

// BenchmarkOf is what reading the Python files of one package costs.
func BenchmarkOf(b *testing.B) {
	src := synthetic(rand.New(rand.NewPCG(1, 1)), 20_000)
	p := pkg("a.py", src)
	b.SetBytes(int64(len(src)))
	for b.Loop() {
		sketch(b, p)
	}
}

// BenchmarkRelate compares 2,000 packages that have most of their shingles in common, which
// is the hard case; half of them are copies of others with a little more.
func BenchmarkRelate(b *testing.B) {
	const n = 2_000
	draw := rand.New(rand.NewPCG(2, 2))
	var members []families.Member
	last := ""
	for i := range n {
		src := last + synthetic(draw, 3)
		if i%2 == 0 {
			src = synthetic(draw, 40+draw.IntN(60))
		}
		last = src
		m := families.Member{Sample: datasets.Sample{ID: fmt.Sprint(i), Label: datasets.Malicious}, Sketch: sketch(b, pkg("a.py", src))}
		if i%50 == 0 {
			m.Label = datasets.Benign
		}
		members = append(members, m)
	}
	b.ReportAllocs()
	found := map[string]bool{}
	for b.Loop() {
		clear(found)
		for _, r := range families.Relate(members, families.Options{}) {
			found[r.Family] = true
		}
	}
	b.ReportMetric(float64(len(found)), "families")
}
