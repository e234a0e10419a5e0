package sequence_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/malguard/malguard/graph/sequence"
)

// BenchmarkRead measures the two ways to read a file, in megabytes of source a
// second.
func BenchmarkRead(b *testing.B) {
	files := sources(b)
	var whole strings.Builder
	for _, name := range []string{"blocks.py", "definitions.py", "expressions.py", "fstrings.py", "comprehensions.py", "graph.py"} {
		whole.WriteString(strings.TrimRight(string(files[name]), "\n") + "\n")
	}
	tree := []byte(strings.Repeat(whole.String(), 50))
	for _, c := range []struct {
		name string
		src  []byte
	}{{"tree", tree}, {"words", append([]byte("print 'x'\n"), tree...)}} {
		b.Run(c.name, func(b *testing.B) {
			calls := 0
			for b.Loop() {
				calls = len(sequence.Calls(c.src))
			}
			b.ReportMetric(float64(len(c.src))*float64(b.N)/1e6/b.Elapsed().Seconds(), "MB/s-source")
			b.ReportMetric(float64(calls), "calls")
		})
	}
}

// BenchmarkGraph measures the graph of many calls to few names, which has all
// edges that there can be.
func BenchmarkGraph(b *testing.B) {
	for _, names := range []int{30, 300, 1000} {
		b.Run(fmt.Sprintf("names=%d", names), func(b *testing.B) {
			calls := make([]string, 20*names)
			for i := range calls {
				calls[i] = fmt.Sprint("n", i*7919%names)
			}
			edges := 0
			for b.Loop() {
				edges = sequence.Graph(calls).NumEdges()
			}
			b.ReportMetric(b.Elapsed().Seconds()*1e9/float64(b.N)/float64(edges), "ns/edge")
			b.ReportMetric(float64(edges), "edges")
		})
	}
}
