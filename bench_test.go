package malguard_test

import (
	"context"
	"math"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard"
	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/datasets/facts"
	"github.com/malguard/malguard/study/reproduce"
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

// The tables of the MalGuard paper, a sub-benchmark for each place:
//
//	go test -run xxx -bench Table -benchtime 1x . | tee tables.txt
//	benchstat -col /detector tables.txt
//
// precision, recall and f1 are per cent, paper-f1 and so on what the paper prints there.
// They are measured on the embedded facts, or on the packages of MALGUARD_MANIFEST, and
// on the authors' vectors where MALGUARD_REFERENCE names their folder. What one place has
// learnt the others of the run use again, so that times are those of the first.
func BenchmarkTable3(b *testing.B)      { benchmarkTable(b, "3") }
func BenchmarkTable5(b *testing.B)      { benchmarkTable(b, "5") }
func BenchmarkTable8(b *testing.B)      { benchmarkTable(b, "8") }
func BenchmarkTable9(b *testing.B)      { benchmarkTable(b, "9") }
func BenchmarkTable10(b *testing.B)     { benchmarkTable(b, "10") }
func BenchmarkTableK(b *testing.B)      { benchmarkTable(b, "K") }
func BenchmarkTableRobust(b *testing.B) { benchmarkTable(b, "robust") }

func benchmarkTable(b *testing.B, name string) {
	tables, err := reproduce.Named(name)
	require.NoError(b, err)
	src, err := source()
	require.NoError(b, err)
	for _, task := range tables[0].Tasks(src) {
		if task.Measure == nil {
			continue // `malguard reproduce` says why
		}
		b.Run(task.Name(), func(b *testing.B) {
			for b.Loop() {
				s, err := task.Measure(b.Context())
				require.NoError(b, err)
				for _, metric := range []string{"precision", "recall", "F1"} {
					if v := s.Figure(metric).Value; !math.IsNaN(v) {
						b.ReportMetric(100*v, strings.ToLower(metric))
					}
				}
				b.ReportMetric(float64(s.Malicious+s.Benign), "n")
			}
			for _, p := range task.Printed {
				if !math.IsNaN(p.Value) {
					b.ReportMetric(p.Value, "paper-"+strings.ReplaceAll(p.Metric, " ", "-"))
				}
			}
		})
	}
}

// source returns what there is to measure on, read once.
var source = sync.OnceValues(func() (*reproduce.Source, error) {
	src := &reproduce.Source{Resamples: -1}
	var err error
	if dir := os.Getenv("MALGUARD_REFERENCE"); dir != "" {
		if src.Vectors, err = reproduce.ReadVectors(os.DirFS(filepath.Join(dir, "malguard-release"))); err != nil {
			return nil, err
		}
	}
	manifest := os.Getenv("MALGUARD_MANIFEST")
	if manifest == "" {
		set, err := facts.Embedded()
		if err != nil {
			return nil, err
		}
		src.Packages, _, err = reproduce.Facts(context.Background(), set, 0)
		return src, err
	}
	d, err := datasets.Load(manifest, datasets.Limits{})
	if err != nil {
		return nil, err
	}
	src.Packages, _, err = reproduce.Live(context.Background(), d, reproduce.LiveOptions{PerFamily: 3})
	return src, err
})
