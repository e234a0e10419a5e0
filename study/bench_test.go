package study_test

import (
	"os"
	"testing"

	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/features"
	"github.com/malguard/malguard/study"
)

// BenchmarkCompare reports how presence alone and the model's rows do out of
// fold: AUC and recall at 1 % on all slices, AUC on pairs of equal size, with the
// manifest that MALGUARD_MANIFEST names, or with the inert packages of the tests.
func BenchmarkCompare(b *testing.B) {
	opt := study.Options{Seed: 1, Resamples: -1}
	corpus := func() *study.Corpus {
		manifest := os.Getenv("MALGUARD_MANIFEST")
		if manifest == "" {
			return inert(b, opt)
		}
		d, err := datasets.Load(manifest, datasets.Limits{})
		if err != nil {
			b.Fatal(err)
		}
		c, _, err := study.Read(b.Context(), d, opt)
		if err != nil {
			b.Fatal(err)
		}
		return c
	}()
	for _, v := range []study.Variant{
		{Name: "presence"},
		{Name: "model", Signals: features.DefaultSignals(), Category: features.DefaultSignals()},
	} {
		b.Run(v.Name, func(b *testing.B) {
			var r study.Result
			for b.Loop() {
				results, err := corpus.Compare(b.Context(), []study.Variant{v}, classify.Trainers()[:1], opt)
				if err != nil {
					b.Fatal(err)
				}
				r = results[0]
			}
			b.ReportMetric(r.All.AUC.Value, "AUC")
			b.ReportMetric(r.All.Recall[1].Value, "recall@1%")
			b.ReportMetric(r.Matched.AUC.Value, "matched-AUC")
		})
	}
}
