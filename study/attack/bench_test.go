package attack_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/study/attack"
)

// BenchmarkApply measures what an attack costs and of which share of the packages it
// changes a file. The packages are those of the inert corpora, or the malicious ones of
// the manifest that MALGUARD_MANIFEST names:
//
//	MALGUARD_MANIFEST=FILE go test -run xxx -bench Apply -benchtime 1x ./study/attack
func BenchmarkApply(b *testing.B) {
	packages := benchmarked(b)
	for _, a := range attack.Attacks() {
		b.Run(a.Name, func(b *testing.B) {
			changed := 0
			for b.Loop() {
				changed = 0
				for i, p := range packages {
					after, err := a.Apply(b.Context(), p, uint64(i))
					require.NoError(b, err)
					if after != p {
						changed++
					}
				}
			}
			n := float64(len(packages))
			b.ReportMetric(float64(changed)/n, "changed/package")
			b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N)/n, "ms/package")
		})
	}
}

// benchmarked returns the packages, code alone.
func benchmarked(b *testing.B) []*datasets.Package {
	b.Helper()
	name := os.Getenv("MALGUARD_MANIFEST")
	if name == "" {
		return []*datasets.Package{packageOf(b, corpora[0], "stubs/"), packageOf(b, corpora[1])}
	}
	d, err := datasets.Load(name, datasets.Limits{})
	require.NoError(b, err)
	var list []*datasets.Package
	for _, s := range d.Samples {
		if s.Label != datasets.Malicious {
			continue
		}
		if p, err := s.Open(b.Context()); err == nil {
			code, err := datasets.Code(b.Context(), p)
			require.NoError(b, err)
			list = append(list, code)
		}
	}
	return list
}
