package features_test

import (
	"os"
	"testing"

	"github.com/malguard/malguard/features"
	"github.com/malguard/malguard/graph/callgraph"
)

// BenchmarkProfiles describes some Python files in each scope, by the signals of
// the model and by all there are; "uses" is how many APIs the profiles have
// together.
func BenchmarkProfiles(b *testing.B) {
	g, err := callgraph.Build(b.Context(), os.DirFS("../internal/pysrc/testdata"), callgraph.Options{})
	if err != nil {
		b.Fatal(err)
	}
	var all []features.Signal
	for _, v := range features.Views() {
		for _, m := range features.Measures() {
			all = append(all, features.Signal{Measure: m.Name, View: v})
		}
	}
	for _, scope := range []features.Scope{features.ScopeFile, features.ScopeEntry, features.ScopePackage} {
		for _, set := range []struct {
			name    string
			signals []features.Signal
		}{{"model", nil}, {"all", all}} {
			b.Run(scope.String()+"/"+set.name, func(b *testing.B) {
				uses := 0
				for b.Loop() {
					profiles, err := features.Profiles(b.Context(), g, features.Options{Scope: scope, Signals: set.signals})
					if err != nil {
						b.Fatal(err)
					}
					uses = 0
					for _, p := range profiles {
						uses += len(p.Uses)
					}
				}
				b.ReportMetric(float64(uses), "uses")
			})
		}
	}
}
