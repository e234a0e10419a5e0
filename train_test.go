package malguard_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard"
	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/features"
)

func TestTrain(t *testing.T) {
	dir := corpus(t)
	d := load(t, filepath.Join(dir, "manifest.tsv"))
	m, skipped, err := malguard.Train(t.Context(), d, malguard.TrainOptions{Seed: 7})
	require.NoError(t, err)
	require.Empty(t, skipped)
	info := m.Info()
	require.Equal(t, []any{"logistic", uint64(7), d.Hash}, []any{info.Classifier, info.Seed, info.Manifest})
	require.Equal(t, []int{13, 15, 13, 15}, []int{info.Malicious, info.Benign, info.Families, info.Origins})
	require.Less(t, info.Threshold, 1.0)
	require.Positive(t, info.Threshold)
	require.Zero(t, info.BenignRate, "0.02 of 15 packages is none")
	require.Greater(t, info.Recall, 0.8)
	require.LessOrEqual(t, info.Recall, 1.0)
}

// Nothing that a machine may change changes the model.
func TestTrainDeterministic(t *testing.T) {
	for _, method := range classify.Trainers() {
		t.Run(method.Name, func(t *testing.T) {
			opt := malguard.TrainOptions{Classifier: method.Name, Seed: 3, Workers: 1}
			one := saved(t, train(t, opt))
			require.Equal(t, one, saved(t, train(t, opt)), "twice the same")
			opt.Workers = 8
			require.Equal(t, one, saved(t, train(t, opt)), "with more workers")
		})
	}
	require.Equal(t, saved(t, trained(t)), saved(t, train(t, malguard.TrainOptions{
		Classifier: "logistic", APIs: 500, Folds: 5, BenignRate: 0.02,
	})), "the zero value stands for these")
}

// What a row describes, what is measured and what chooses the vocabulary are
// part of the model, and a scan follows it.
func TestTrainRepresentation(t *testing.T) {
	signals := []features.Signal{{Measure: "nearness", View: features.ViewInstall}, {Measure: "katz"}}
	m := train(t, malguard.TrainOptions{Scope: features.ScopeEntry, Ranking: "log-odds", Signals: signals})
	info := m.Info()
	require.Equal(t, features.ScopeEntry, info.Scope)
	require.Equal(t, "log-odds", info.Ranking)
	require.Equal(t, signals[0], info.Columns[0].Signal)
	require.Equal(t, signals[1], info.Columns[1].Signal)
	loaded, err := malguard.LoadModel(bytes.NewReader(saved(t, m)))
	require.NoError(t, err)
	require.Equal(t, info, loaded.Info())
	d := load(t, filepath.Join(corpus(t), "manifest.tsv"))
	_, _, err = malguard.Train(t.Context(), d, malguard.TrainOptions{Ranking: "best"})
	require.ErrorContains(t, err, `unknown ranking "best"`)
	_, _, err = malguard.Train(t.Context(), d, malguard.TrainOptions{Signals: []features.Signal{{Measure: "size"}}})
	require.ErrorContains(t, err, `unknown measure "size"`)
}

func TestTrainVocabulary(t *testing.T) {
	apis := func(n int) (list []string) {
		for _, c := range train(t, malguard.TrainOptions{APIs: n}).Info().Columns {
			if c.API != "" && c.Measure == "presence" && c.View == "" {
				list = append(list, c.API)
			}
		}
		return list
	}
	all := apis(500)
	require.Contains(t, all, "socket.gethostname")
	require.NotContains(t, all, "setuptools.setup", "how a package is built is no feature")
	require.Equal(t, all[:4], apis(4))
}

// The threshold is one that grouped cross-validation gives: with a larger rate
// it is not higher, and no more than the rate of benign packages is flagged.
func TestTrainThreshold(t *testing.T) {
	last := 1.0
	for _, rate := range []float64{-1, 0.1, 0.5, 0.99} {
		info := train(t, malguard.TrainOptions{BenignRate: rate}).Info()
		require.LessOrEqual(t, info.Threshold, last)
		require.LessOrEqual(t, info.BenignRate, max(rate, 0))
		last = info.Threshold
	}
}

func TestTrainOptionErrors(t *testing.T) {
	tests := []struct {
		name string
		opt  malguard.TrainOptions
		want string
	}{
		{"classifier", malguard.TrainOptions{Classifier: "magic"}, `"magic"`},
		{"one fold", malguard.TrainOptions{Folds: 1}, "1 folds, at least 2"},
		{"negative folds", malguard.TrainOptions{Folds: -1}, "-1 folds"},
		{"vocabulary", malguard.TrainOptions{APIs: -1}, "vocabulary of -1"},
		{"rate", malguard.TrainOptions{BenignRate: 1}, "benign rate of 1"},
		{"no number", malguard.TrainOptions{BenignRate: math.NaN()}, "benign rate of NaN"},
		{"workers", malguard.TrainOptions{Workers: -1}, "-1 workers"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, _, err := malguard.Train(t.Context(), &datasets.Dataset{}, test.opt)
			require.ErrorContains(t, err, "malguard: train: ")
			require.ErrorContains(t, err, test.want)
		})
	}
}

// rewrite changes the lines of the manifest and returns its path.
func rewrite(t testing.TB, dir string, change func(line string) string) string {
	t.Helper()
	path := filepath.Join(dir, "manifest.tsv")
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	var out strings.Builder
	for line := range strings.Lines(string(text)) {
		out.WriteString(change(line))
	}
	put(t, path, []byte(out.String()))
	return path
}

// Roles other than train, and unknown labels, take no part: the model is that
// of a manifest without them.
func TestTrainSelects(t *testing.T) {
	out := func(line string) bool { return strings.HasPrefix(line, "mal12") || strings.HasPrefix(line, "ben12") }
	want, _, err := malguard.Train(t.Context(), load(t, rewrite(t, corpus(t), func(line string) string {
		if out(line) {
			return ""
		}
		return line
	})), malguard.TrainOptions{})
	require.NoError(t, err)
	for name, change := range map[string]func(string) string{
		"test":     func(s string) string { return strings.Replace(s, "\ttrain\t", "\ttest\t", 1) },
		"reserved": func(s string) string { return strings.Replace(s, "\ttrain\t", "\treserved\t", 1) },
		"unknown": func(s string) string {
			return strings.NewReplacer("\tmalicious\t", "\tunknown\t", "\tbenign\t", "\tunknown\t").Replace(s)
		},
	} {
		t.Run(name, func(t *testing.T) {
			got, skipped, err := malguard.Train(t.Context(), load(t, rewrite(t, corpus(t), func(line string) string {
				if out(line) {
					return change(line)
				}
				return line
			})), malguard.TrainOptions{})
			require.NoError(t, err)
			require.Empty(t, skipped)
			a, b := want.Info(), got.Info()
			a.Manifest, b.Manifest = "", ""
			require.Equal(t, a, b)
		})
	}
}

// Samples that cannot be used are reported, each by its name, in the order of
// the manifest, and the rest is trained on.
func TestTrainSkips(t *testing.T) {
	dir := corpus(t)
	put(t, filepath.Join(dir, "noise.zip"), []byte("hello"))
	put(t, filepath.Join(dir, "data-1.0", "README"), []byte("text"))
	put(t, filepath.Join(dir, "only-1.0", "tests", "a.py"), []byte("import os\nos.getcwd()\n"))
	path := rewrite(t, dir, func(line string) string {
		if strings.HasPrefix(line, "path") {
			for _, name := range []string{"none.zip", "noise.zip", "data-1.0", "only-1.0"} {
				line += fmt.Sprintf("%s\tmalicious\t\t\ttrain\t\n", name)
			}
		}
		return line
	})
	m, skipped, err := malguard.Train(t.Context(), load(t, path), malguard.TrainOptions{})
	require.NoError(t, err)
	require.Len(t, skipped, 4)
	require.ErrorIs(t, skipped[0], os.ErrNotExist)
	require.ErrorContains(t, skipped[1], "malguard: noise.zip: ")
	require.ErrorContains(t, skipped[2], "malguard: data-1.0: no Python file")
	require.ErrorContains(t, skipped[3], "malguard: only-1.0: no Python file that an installation would run")
	require.Equal(t, trained(t).Info().Columns, m.Info().Columns)
	require.Equal(t, 13, m.Info().Malicious)
}

func TestTrainTooFew(t *testing.T) {
	tests := []struct {
		name string
		keep func(line string) bool
	}{
		{"nothing", func(string) bool { return false }},
		{"one class", func(s string) bool { return strings.HasPrefix(s, "mal") }},
		{"one family", func(s string) bool { return strings.HasPrefix(s, "ben") || strings.HasPrefix(s, "mal00") }},
		{"one family outside a fold", func(s string) bool {
			return strings.HasPrefix(s, "ben") || strings.HasPrefix(s, "mal00") || strings.HasPrefix(s, "mal01")
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			path := rewrite(t, corpus(t), func(line string) string {
				if strings.HasPrefix(line, "path") || test.keep(line) {
					return line
				}
				return ""
			})
			m, _, err := malguard.Train(t.Context(), load(t, path), malguard.TrainOptions{})
			require.Nil(t, m)
			require.ErrorIs(t, err, malguard.ErrTooFew)
		})
	}
}

func TestTrainCancelled(t *testing.T) {
	d := load(t, filepath.Join(corpus(t), "manifest.tsv"))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	m, _, err := malguard.Train(ctx, d, malguard.TrainOptions{})
	require.Nil(t, m)
	require.ErrorIs(t, err, context.Canceled)

	ctx, cancel = context.WithCancel(t.Context())
	open := d.Samples[20].Open
	d.Samples[20].Open = func(ctx context.Context) (*datasets.Package, error) {
		cancel() // while samples are read
		return open(ctx)
	}
	_, _, err = malguard.Train(ctx, d, malguard.TrainOptions{})
	require.ErrorIs(t, err, context.Canceled)
	require.NotErrorIs(t, err, malguard.ErrTooFew)
}

// A sample's own error is no end of the training.
func TestTrainOpenFails(t *testing.T) {
	d := load(t, filepath.Join(corpus(t), "manifest.tsv"))
	broken := errors.New("disk on fire")
	d.Samples[3].Open = func(context.Context) (*datasets.Package, error) { return nil, broken }
	_, skipped, err := malguard.Train(t.Context(), d, malguard.TrainOptions{})
	require.NoError(t, err)
	require.Len(t, skipped, 1)
	require.ErrorIs(t, skipped[0], broken)
}
