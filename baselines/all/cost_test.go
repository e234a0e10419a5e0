//go:build unix

package all_test

import (
	"encoding/csv"
	"os"
	"slices"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/baselines/all"
	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/eval"
)

// BenchmarkCost tells what each detector that needs no training costs, in CPU time
// (user and system, of all threads: the collector too) a package of the manifest
// MALGUARD_MANIFEST: for reading the package, and for judging it, which includes what
// is read on demand. "tool/ours" is how many times as much the tool that a detector
// follows takes for a package, its start included, as testdata/cost.tsv has it
// (written by ../fidelity/cost.py); ours is reading and judging together.
func BenchmarkCost(b *testing.B) {
	name := os.Getenv("MALGUARD_MANIFEST")
	if name == "" {
		b.Skip("MALGUARD_MANIFEST names no manifest")
	}
	d, err := datasets.Load(name, datasets.Limits{})
	require.NoError(b, err)
	items := eval.Packages(d)
	tools := toolCosts(b)
	for _, e := range all.Entries() {
		if e.New == nil || e.Needs != "" {
			continue
		}
		b.Run(e.Name, func(b *testing.B) {
			detector, err := e.New(all.Options{})
			require.NoError(b, err)
			cost(b, detector, items, tools[e.Name])
		})
	}
}

// toolCosts returns the mean CPU time of a package that the tools take, by the
// detectors that follow them.
func toolCosts(b *testing.B) map[string]time.Duration {
	f, err := os.Open("testdata/cost.tsv")
	require.NoError(b, err)
	defer f.Close()
	r := csv.NewReader(f)
	r.Comma = '\t'
	rows, err := r.ReadAll()
	require.NoError(b, err)
	costs := map[string]time.Duration{}
	for _, row := range rows[1:] {
		seconds, err := strconv.ParseFloat(row[3], 64)
		require.NoError(b, err)
		costs[row[0]] = time.Duration(seconds * float64(time.Second))
	}
	return costs
}

func cost(b *testing.B, detector eval.Detector[*datasets.Package], items []eval.Item[*datasets.Package], tool time.Duration) {
	reading, judging := make([]time.Duration, len(items)), make([]time.Duration, len(items))
	n := 0
	for b.Loop() {
		n++
		for i, item := range items {
			start := cpuTime(b)
			p, err := item.Load(b.Context())
			require.NoError(b, err)
			loaded := cpuTime(b)
			_, err = detector.Detect(b.Context(), p)
			require.NoError(b, err)
			reading[i] += loaded - start
			judging[i] += cpuTime(b) - loaded
		}
	}
	mean := func(costs []time.Duration) float64 {
		sum := time.Duration(0)
		for _, c := range costs {
			sum += c
		}
		return float64(sum) / float64(n*len(items)) / float64(time.Millisecond)
	}
	slices.Sort(judging)
	b.ReportMetric(0, "ns/op") // wall time of a busy machine says nothing
	b.ReportMetric(mean(reading), "read-ms")
	b.ReportMetric(mean(judging), "judge-ms")
	b.ReportMetric(float64(judging[len(judging)/2])/float64(n)/float64(time.Millisecond), "judge-ms-median")
	if tool > 0 {
		b.ReportMetric(float64(tool)/float64(time.Millisecond)/(mean(reading)+mean(judging)), "tool/ours")
	}
}

// cpuTime is what the process has used so far.
func cpuTime(b *testing.B) time.Duration {
	var used syscall.Rusage
	require.NoError(b, syscall.Getrusage(syscall.RUSAGE_SELF, &used))
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
