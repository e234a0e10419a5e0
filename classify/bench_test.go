package classify_test

import (
	"fmt"
	"testing"

	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/classify/classifytest"
)

// BenchmarkTrain trains every method on one core on tables of 5 % non-zero
// entries and reports rows a second.
func BenchmarkTrain(b *testing.B) {
	for _, size := range [][2]int{{2000, 300}, {20000, 1500}} {
		table := classifytest.Sparse(size[0], size[1], 1)
		for _, m := range classify.Trainers() {
			b.Run(fmt.Sprintf("%s/%dx%d", m.Name, size[0], size[1]), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if _, err := m.New(classify.Options{Seed: 1, Workers: 1}).Train(b.Context(), table); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(size[0])*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
			})
		}
	}
}

// BenchmarkScores scores 1,000 rows with a model of every method and reports
// microseconds a row.
func BenchmarkScores(b *testing.B) {
	table := classifytest.Sparse(4000, 1500, 2)
	rows := classifytest.Sparse(1000, 1500, 3).X
	dst := make([]float64, rows.Rows())
	for _, m := range classify.Trainers() {
		b.Run(m.Name, func(b *testing.B) {
			model, err := m.New(classify.Options{Seed: 1}).Train(b.Context(), table)
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				if err := model.Scores(dst, rows); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*rows.Rows()), "µs/row")
		})
	}
}
