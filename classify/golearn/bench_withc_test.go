//go:build golearn_cgo && cgo && unix

package golearn_test

import (
	"testing"

	"github.com/sjwhitworth/golearn/ensemble"
)

// BenchmarkUpstreamWithC is BenchmarkUpstream for what needs C. The forest is built of
// C++ too, although it runs none.
func BenchmarkUpstreamWithC(b *testing.B) {
	upstream(b, "forest-10-11", func() fitter { return ensemble.NewRandomForest(10, 11) })
}
