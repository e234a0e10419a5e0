//go:build unix

package pysrc

import (
	"bytes"
	"encoding/json"
	"os"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// benchmarkFiles are the files of the sample of pythonFiles, up to some size.
func benchmarkFiles(b *testing.B) (paths []string, srcs [][]byte, size int64) {
	_, sample := pythonFiles(b)
	for _, path := range sample {
		src, err := os.ReadFile(path)
		if err != nil || size+int64(len(src)) > 8<<20 {
			continue
		}
		paths, srcs, size = append(paths, path), append(srcs, src), size+int64(len(src))
	}
	require.NotEmpty(b, srcs)
	return paths, srcs, size
}

// BenchmarkParse reads files of Python's own libraries on one processor,
// garbage collection included. Beside MB/s it reports the time and allocations
// for each token and megabyte, and how many times as fast as CPython's
// ast.parse that is, in CPU time on the same files in the same run.
func BenchmarkParse(b *testing.B) {
	paths, srcs, size := benchmarkFiles(b)
	tokens := 0
	for _, src := range srcs {
		text, _, _ := decode(src)
		l := newLexer(text)
		for l.next(); l.kind != tEOF; l.next() {
			tokens++
		}
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	b.SetBytes(size)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := cpuTime(b)
	for b.Loop() {
		for _, src := range srcs {
			Parse(src)
		}
	}
	spent := (cpuTime(b) - start).Seconds() / float64(b.N)
	runtime.ReadMemStats(&after)
	b.ReportMetric(spent*1e9/float64(tokens), "cpu-ns/token")
	b.ReportMetric(float64(size)/1e6/spent, "MB/cpu-s")
	b.ReportMetric(float64(after.Mallocs-before.Mallocs)/float64(b.N)/(float64(size)/1e6), "allocs/MB")
	b.ReportMetric(cpythonTime(b, paths)/spent, "x_cpython")
}

func cpuTime(tb testing.TB) time.Duration {
	var r syscall.Rusage
	require.NoError(tb, syscall.Getrusage(syscall.RUSAGE_SELF, &r))
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

// cpythonTime returns the CPU seconds of ast.parse over the files.
func cpythonTime(b *testing.B, paths []string) float64 {
	cmd := oracle(b, "--time")
	cmd.Stdin = strings.NewReader(strings.Join(paths, "\n") + "\n")
	out, err := cmd.Output()
	require.NoError(b, err)
	var result struct{ Seconds float64 }
	require.NoError(b, json.NewDecoder(bytes.NewReader(out)).Decode(&result))
	return result.Seconds
}

// BenchmarkExtremes shows that time and memory are linear in the size of the
// inputs that break other parsers.
func BenchmarkExtremes(b *testing.B) {
	for _, c := range extremes {
		src := []byte(c.src())
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(int64(len(src)))
			b.ReportAllocs()
			for b.Loop() {
				Parse(src)
			}
		})
	}
}

func BenchmarkCalls(b *testing.B) {
	for _, c := range []struct{ name, src string }{
		{"chain", "f" + strings.Repeat(".f()", MaxChain/2)},
		{"list", "[" + strings.Repeat("f(1),", MaxChain/2) + "]"},
	} {
		f := Parse([]byte(c.src))
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(int64(len(c.src)))
			b.ReportAllocs()
			for b.Loop() {
				Calls(f)
			}
		})
	}
}
