//go:build unix

package golearn_test

import (
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/sjwhitworth/golearn/base"
	"github.com/sjwhitworth/golearn/trees"
	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/classify/golearn"
)

// BenchmarkHarmonic trains golearn's learners and ours on the published harmonic
// vectors, on 1,000 rows and on all 14,871 of the split of seed 42, one core each, and
// reports what they say of its 3,718 test rows. One op is a training. Seconds of the
// processor are metrics of their own, since those of the clock are of a shared machine.
func BenchmarkHarmonic(b *testing.B) {
	train, test := harmonic(b)
	for _, size := range []int{1000, len(train.Y)} {
		part := train.Select(upTo(size))
		for _, m := range append(classify.Trainers(), golearn.Trainers()...) {
			b.Run(m.Name+"/"+strconv.Itoa(size), func(b *testing.B) {
				var model classify.Model
				start := cpu(b)
				for b.Loop() {
					var err error
					model, err = m.New(classify.Options{Seed: 1, Workers: 1}).Train(b.Context(), part)
					require.NoError(b, err)
				}
				b.ReportMetric((cpu(b)-start)/float64(b.N), "cpu-s/op")
				start = cpu(b)
				s := scores(b, model, test.X)
				report(b, s, test.Y, cpu(b)-start)
			})
		}
	}
}

// BenchmarkUpstream does the same with golearn as it is, whose trees and forests differ
// from run to run.
func BenchmarkUpstream(b *testing.B) {
	upstream(b, "id3", func() fitter { return trees.NewID3DecisionTree(0) })
	upstream(b, "random-tree-11", func() fitter { return trees.NewRandomTree(11) })
}

// fitter is what is common to golearn's classifiers.
type fitter interface {
	predictor
	Fit(base.FixedDataGrid) error
}

func upstream(b *testing.B, name string, learner func() fitter) {
	b.Helper()
	train, test := harmonic(b)
	for _, size := range []int{1000, len(train.Y)} {
		b.Run(name+"/"+strconv.Itoa(size), func(b *testing.B) {
			part, rest := views(b, train.Select(upTo(size)), test)
			var c fitter
			start := cpu(b)
			for b.Loop() {
				c = learner()
				require.NoError(b, c.Fit(part))
			}
			b.ReportMetric((cpu(b)-start)/float64(b.N), "cpu-s/op")
			start = cpu(b)
			predicted, err := c.Predict(rest)
			require.NoError(b, err)
			took := cpu(b) - start
			report(b, said(predicted), test.Y, took)
		})
	}
}

// cpu returns the seconds that the process has had of a processor.
func cpu(b *testing.B) float64 {
	b.Helper()
	var u syscall.Rusage
	require.NoError(b, syscall.Getrusage(syscall.RUSAGE_SELF, &u))
	return (time.Duration(u.Utime.Nano()) + time.Duration(u.Stime.Nano())).Seconds()
}

func report(b *testing.B, scores, labels []float64, took float64) {
	b.Helper()
	var n [2][2]float64 // by label and what is said
	for i, p := range scores {
		said := 0
		if p > 0.5 {
			said = 1
		}
		n[int(labels[i])][said]++
	}
	b.ReportMetric((n[0][0]+n[1][1])/float64(len(labels)), "accuracy")
	b.ReportMetric(n[1][1]/(n[0][1]+n[1][1]), "precision")
	b.ReportMetric(n[1][1]/(n[1][0]+n[1][1]), "recall")
	b.ReportMetric(1e6*took/float64(len(labels)), "cpu-µs/row")
}

// harmonic reads the published harmonic vectors and cuts them by the split of seed 42.
func harmonic(b *testing.B) (train, test *classify.Table) {
	b.Helper()
	root := os.Getenv("MALGUARD_REFERENCE")
	if root == "" {
		b.Skip("MALGUARD_REFERENCE names no folder with malguard-release, files of the published repository")
	}
	root = filepath.Join(root, "malguard-release")
	var rows [][]float64
	var y []float64
	for _, class := range []string{"mal", "ben"} {
		for _, row := range numbers(b, filepath.Join(root, class+"_harmonic_feature_vectors.txt.gz")) {
			last := len(row) - 1
			rows, y = append(rows, row[:last]), append(y, row[last])
		}
	}
	x, err := classify.FromRows(len(rows[0]), rows)
	require.NoError(b, err)
	all := &classify.Table{X: x, Y: y}
	part := func(s string) *classify.Table {
		var list []int
		for _, row := range numbers(b, filepath.Join(root, "split_seed42_"+s+".txt.gz")) {
			list = append(list, int(row[0]))
		}
		return all.Select(list)
	}
	return part("train"), part("test")
}

// numbers reads a text of numbers between blanks.
func numbers(b *testing.B, path string) [][]float64 {
	b.Helper()
	f, err := os.Open(path)
	require.NoError(b, err)
	defer f.Close()
	z, err := gzip.NewReader(f)
	require.NoError(b, err)
	text, err := io.ReadAll(z)
	require.NoError(b, err)
	var rows [][]float64
	for line := range strings.Lines(string(text)) {
		var row []float64
		for _, s := range strings.Fields(line) {
			v, err := strconv.ParseFloat(s, 64)
			require.NoError(b, err)
			row = append(row, v)
		}
		rows = append(rows, row)
	}
	return rows
}
