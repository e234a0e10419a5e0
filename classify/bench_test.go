package classify_test

import (
	"context"
	"fmt"
	"testing"
	"time"

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

// BenchmarkPublished trains every method on one core on the published harmonic
// vectors, with the authors' split, and reports what it makes of the test rows:
// accuracy, precision and recall at 1/2 in per cent, milliseconds for training and
// for scoring all of them, and the longest time between two looks at the context,
// which is what a cancellation may have to wait.
func BenchmarkPublished(b *testing.B) {
	data := load(b, "harmonic")
	dst := make([]float64, len(data.test.Y))
	for _, m := range classify.Trainers() {
		b.Run(m.Name, func(b *testing.B) {
			var train, predict time.Duration
			clock := &looks{Context: b.Context()}
			for b.Loop() {
				start := time.Now()
				clock.last = start
				model, err := m.New(classify.Options{Seed: 42, Workers: 1}).Train(clock, data.train)
				if err != nil {
					b.Fatal(err)
				}
				clock.look()
				train += time.Since(start)
				start = time.Now()
				if err := model.Scores(dst, data.test.X); err != nil {
					b.Fatal(err)
				}
				predict += time.Since(start)
			}
			var tp, fp, fn, tn float64
			for i, p := range dst {
				switch {
				case p > 0.5 && data.test.Y[i] == 1:
					tp++
				case p > 0.5:
					fp++
				case data.test.Y[i] == 1:
					fn++
				default:
					tn++
				}
			}
			b.ReportMetric(100*(tp+tn)/(tp+fp+fn+tn), "accuracy-%")
			b.ReportMetric(100*tp/(tp+fp), "precision-%")
			b.ReportMetric(100*tp/(tp+fn), "recall-%")
			b.ReportMetric(float64(train.Microseconds())/1000/float64(b.N), "train-ms")
			b.ReportMetric(float64(predict.Microseconds())/1000/float64(b.N), "predict-ms")
			b.ReportMetric(float64(clock.longest.Microseconds())/1000, "cancel-ms")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// looks is a context that notes how long nobody looked at it. It is for one
// goroutine.
type looks struct {
	context.Context
	last    time.Time
	longest time.Duration
}

func (c *looks) look() {
	now := time.Now()
	c.longest = max(c.longest, now.Sub(c.last))
	c.last = now
}

// Err implements context.Context.
func (c *looks) Err() error {
	c.look()
	return c.Context.Err()
}
