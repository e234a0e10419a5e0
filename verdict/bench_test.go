package verdict_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard"
	"github.com/malguard/malguard/verdict"
)

// BenchmarkFormats writes 100 verdicts of ten reasons each, and says how long one
// becomes.
func BenchmarkFormats(b *testing.B) {
	const n = 100
	list := make([]*malguard.Verdict, n)
	for i := range list {
		list[i] = crowded()
	}
	for _, f := range verdict.Formats() {
		b.Run(f.Name, func(b *testing.B) {
			var out bytes.Buffer
			for b.Loop() {
				out.Reset()
				require.NoError(b, f.Write(&out, verdict.All(list...)))
			}
			b.ReportMetric(float64(out.Len())/n, "B/verdict")
		})
	}
}
