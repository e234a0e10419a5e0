package malguard_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard"
	"github.com/malguard/malguard/datasets"
)

// BenchmarkScan judges the inert packages of the README, from directory to
// verdict.
func BenchmarkScan(b *testing.B) {
	model, err := malguard.Default()
	require.NoError(b, err)
	for _, name := range []string{"beacon-1.0", "greeter-1.0"} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				v := model.Scan(b.Context(), "examples/packages/"+name, malguard.ScanOptions{})
				require.Equal(b, malguard.Scored, v.Status)
			}
		})
	}
}

// BenchmarkHoldout reports what the embedded model finds among the packages
// with the role test of the manifest that MALGUARD_MANIFEST names: the shares
// of malicious and of benign ones flagged, and of either incompletely read.
func BenchmarkHoldout(b *testing.B) {
	manifest := os.Getenv("MALGUARD_MANIFEST")
	if manifest == "" {
		b.Skip("MALGUARD_MANIFEST names no manifest")
	}
	model, err := malguard.Default()
	require.NoError(b, err)
	d, err := datasets.Load(manifest, datasets.Limits{})
	require.NoError(b, err)
	var n, flagged [3]float64 // by label
	incomplete, packages := 0.0, 0
	for b.Loop() {
		for _, s := range d.Samples {
			if s.Role != "test" {
				continue
			}
			p, err := s.Open(b.Context())
			require.NoError(b, err)
			v, err := model.Judge(b.Context(), p, malguard.ScanOptions{})
			require.NoError(b, err)
			packages++
			n[s.Label]++
			if v.Label == datasets.Malicious.String() {
				flagged[s.Label]++
			}
			if v.Status != malguard.Scored {
				incomplete++
			}
		}
	}
	b.ReportMetric(flagged[datasets.Malicious]/max(1, n[datasets.Malicious]), "recall")
	b.ReportMetric(flagged[datasets.Benign]/max(1, n[datasets.Benign]), "fpr")
	b.ReportMetric(incomplete/max(1, float64(packages)), "incomplete")
	b.ReportMetric(float64(b.Elapsed().Milliseconds())/max(1, float64(packages)), "ms/package")
}
