package explain_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/explain"
)

// published returns a forest of 100 trees that learnt from the published harmonic
// vectors with the authors' split, the training rows, and n malicious test rows
// that are not empty and differ, evenly from all of those. The forest is ours, or
// the one of scikit-learn that testdata/published.py exported into the folder that
// MALGUARD_FOREST names.
func published(b *testing.B, n int) (classify.Model, *classify.Table, [][]float64) {
	b.Helper()
	train, test := harmonic(b)
	m, err := classify.Forest{Seed: 42}.Train(b.Context(), train)
	require.NoError(b, err)
	if folder := os.Getenv("MALGUARD_FOREST"); folder != "" {
		m = readModel(b, filepath.Join(folder, "forest.json"))
	}
	var different [][]float64
	seen := map[string]bool{}
	for i, y := range test.Y {
		index, values := test.X.Row(i)
		if key := rowKey(index, values); y == 1 && len(index) > 0 && !seen[key] {
			seen[key] = true
			row := make([]float64, test.X.Width())
			for k, j := range index {
				row[j] = values[k]
			}
			different = append(different, row)
		}
	}
	rows := make([][]float64, 0, n)
	for k := 0; k < len(different) && len(rows) < n; k += max(len(different)/n, 1) {
		rows = append(rows, different[k])
	}
	return m, train, rows
}

// agreement is the mean over all pairs of explanations of how much their five
// largest weights share: of five, and of those that either has (Jaccard).
func agreement(list []*explain.Explanation) (overlap, jaccard float64) {
	pairs := 0.0
	for i, a := range list {
		for _, b := range list[:i] {
			var both float64
			for _, w := range a.Weights[:5] {
				for _, v := range b.Weights[:5] {
					if w.Column == v.Column {
						both++
					}
				}
			}
			overlap += both / 5
			jaccard += both / (10 - both)
			pairs++
		}
	}
	return overlap / pairs, jaccard / pairs
}

// BenchmarkExplainers explains 20 rows of the published vectors by each method,
// those that draw with ten seeds of its own, and reports what an explanation costs in
// milliseconds on one core and in rows, its fidelity, and how well the five largest
// weights of different seeds agree.
func BenchmarkExplainers(b *testing.B) {
	m, train, rows := published(b, 20)
	background, err := explain.NewBackground(train.X, nil, explain.Quartiles)
	require.NoError(b, err)
	lime := func(c explain.LIME) func(seed uint64) explain.Explainer {
		return func(seed uint64) explain.Explainer {
			c.Background, c.Seed = background, seed
			return c
		}
	}
	for _, method := range []struct {
		name  string
		seeds uint64
		with  func(seed uint64) explain.Explainer
	}{
		{"occlusion", 1, func(uint64) explain.Explainer { return explain.Occlusion{} }},
		{"treeshap", 1, func(uint64) explain.Explainer { return explain.TreeSHAP{} }},
		{"lime-5000", 10, lime(explain.LIME{Samples: 5000})},
		{"lime-5000-all", 10, lime(explain.LIME{Samples: 5000, Select: explain.SelectAll})},
		{"lime-adaptive", 10, lime(explain.LIME{})},
		{"lime-adaptive-all", 10, lime(explain.LIME{Select: explain.SelectAll})},
	} {
		b.Run(method.name, func(b *testing.B) {
			var spent, samples, fidelity, stability, overlap, jaccard float64
			for b.Loop() {
				for k, x := range rows {
					var list []*explain.Explanation
					for seed := range method.seeds {
						start := cpu()
						e, err := method.with(seed+uint64(k)*method.seeds).Explain(b.Context(), m, x)
						require.NoError(b, err)
						spent += (cpu() - start).Seconds()
						list = append(list, e)
						samples += float64(e.Samples)
						fidelity += e.Fidelity
						stability += e.Stability
					}
					o, j := 1.0, 1.0
					if len(list) > 1 {
						o, j = agreement(list)
					}
					overlap += o
					jaccard += j
				}
			}
			n := float64(b.N * len(rows))
			each := n * float64(method.seeds)
			b.ReportMetric(1000*spent/each, "cpu-ms")
			if method.seeds > 1 {
				b.ReportMetric(samples/each, "samples")
				b.ReportMetric(fidelity/each, "fidelity")
				b.ReportMetric(stability/each, "stability")
				b.ReportMetric(overlap/n, "top5-overlap")
				b.ReportMetric(jaccard/n, "top5-jaccard")
			}
			b.ReportMetric(0, "ns/op")
		})
	}
}
