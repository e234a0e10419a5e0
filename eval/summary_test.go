package eval_test

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/eval"
)

// reference is testdata/metrics_reference.json, made by the script beside it.
type reference struct {
	Label   []int
	Score   [2][]float64
	Figures [2]map[string]float64
	Only    [2]int
	P       float64
}

func readReference(t *testing.T) *reference {
	t.Helper()
	data, err := os.ReadFile("testdata/metrics_reference.json")
	require.NoError(t, err)
	r := &reference{}
	require.NoError(t, json.Unmarshal(data, r))
	return r
}

// records of detector k, each case a group of its own.
func (r *reference) records(k int, test string) []eval.Record {
	var list []eval.Record
	for i, y := range r.Label {
		label := datasets.Benign
		if y == 1 {
			label = datasets.Malicious
		}
		list = append(list, eval.Record{
			Key:   eval.Key{Protocol: "p", Test: test, Detector: fmt.Sprint("d", k), ID: fmt.Sprint(i)},
			Group: fmt.Sprint(i), Label: label, Threshold: .5,
			Detection: eval.Detection{Score: r.Score[k][i] / 32, Status: eval.Scored}, Seconds: float64(i),
		})
	}
	return list
}

// TestSummarise: on cases without families the metrics are scikit-learn's, to
// rounding, whether each case is judged once or in several tests.
func TestSummarise(t *testing.T) {
	r := readReference(t)
	for k := range 2 {
		once := r.records(k, "a")
		for _, records := range [][]eval.Record{once, append(r.records(k, "b"), once...)} {
			s, err := eval.Summarise(records, eval.SummaryOptions{})
			require.NoError(t, err)
			for name, want := range r.Figures[k] {
				f := s.Figure(name)
				require.InDelta(t, want, f.Value, 1e-12, name)
				require.True(t, f.Low < want && want < f.High, name)
				require.Less(t, f.High-f.Low, 0.2, name)
			}
			require.InDelta(t, s.Figure("recall").Value, s.Figure("family recall").Value, 1e-12, "every case is a family")
			recall := s.Figure("recall")
			require.InDelta(t, recall.Wilson.Low, recall.Low, 0.02, "without families the bootstrap is Wilson's interval")
			require.InDelta(t, float64(len(r.Label)), s.TP+s.FP+s.FN+s.TN, 1e-9)
			require.Equal(t, [2]float64{200, 380}, s.Seconds)
			require.True(t, math.IsNaN(s.Figure("family recall at FPR 0.1 %").Value))
			require.Equal(t, "needs 3000 benign cases", s.Figure("family recall at FPR 0.1 %").Note)
			require.Positive(t, s.Figure("family recall at FPR 5 %").Value)
			base := r.Figures[k]
			want := .001 * base["recall"] / (.001*base["recall"] + .999*base["FPR"])
			require.InDelta(t, want, s.Figure("precision at a base rate of 0.1 %").Value, 1e-12)
		}
	}
}

func TestCompare(t *testing.T) {
	r := readReference(t)
	c, err := eval.Compare(r.records(0, "a"), r.records(1, "a"), eval.SummaryOptions{})
	require.NoError(t, err)
	require.Equal(t, r.Only, [2]int{c.OnlyA, c.OnlyB})
	require.InDelta(t, r.P, c.P, 1e-12)
	for _, f := range c.Figures {
		if want, ok := r.Figures[0][f.Name]; ok {
			require.InDelta(t, want-r.Figures[1][f.Name], f.Value, 1e-12, f.Name)
		}
	}
	same, err := eval.Compare(r.records(0, "a"), r.records(0, "a"), eval.SummaryOptions{})
	require.NoError(t, err)
	require.EqualValues(t, 1, same.P)
	for _, f := range same.Figures {
		if f.Note == "" {
			require.Equal(t, eval.Estimate{}, f.Estimate, f.Name)
		}
	}
	_, err = eval.Compare(r.records(0, "a"), r.records(1, "b"), eval.SummaryOptions{})
	require.ErrorContains(t, err, "different cases")
}

// campaign is 90 copies of one malicious package that is found and 10 families
// that are not, among benign packages of which one is flagged.
func campaign() []eval.Record {
	var list []eval.Record
	add := func(id, group string, label datasets.Label, score float64, err string) {
		r := eval.Record{Key: eval.Key{Protocol: "p", Test: "a", Detector: "d", ID: id}, Group: group, Label: label, Threshold: .5, Err: err}
		if err == "" {
			r.Detection = eval.Detection{Score: score, Status: eval.Scored}
		}
		list = append(list, r)
	}
	for i := range 90 {
		add(fmt.Sprint("copy", i), "campaign", datasets.Malicious, .9, "")
	}
	for i := range 10 {
		add(fmt.Sprint("other", i), fmt.Sprint("family", i), datasets.Malicious, .1, "")
	}
	for i := range 98 {
		add(fmt.Sprint("benign", i), fmt.Sprint("origin", i), datasets.Benign, .2, "")
	}
	add("alarm", "alarm", datasets.Benign, .8, "")
	add("broken", "broken", datasets.Benign, 0, "out of memory")
	return list
}

// TestFamilies: copies of one campaign are 90 % of the recall of packages and a
// tenth of that of families; and an interval over families knows that it rests on
// eleven.
func TestFamilies(t *testing.T) {
	s, err := eval.Summarise(campaign(), eval.SummaryOptions{})
	require.NoError(t, err)
	require.InDelta(t, .9, s.Figure("recall").Value, 1e-12)
	require.InDelta(t, 1./11, s.Figure("family recall").Value, 1e-12)
	base := s.Figure("precision at a base rate of 0.1 %")
	require.True(t, math.IsNaN(base.Value), "one false positive says nothing of a rate")
	require.Equal(t, "needs 3 false positives", base.Note)
	require.Less(t, s.Figure("recall").Low, .1, "a resample without the campaign finds nothing")
	require.Greater(t, s.Figure("recall").Wilson.Low, .8)
	require.EqualValues(t, 1, s.Failed)
	require.Equal(t, 11, s.Families)
	require.Equal(t, 100, s.Benign)
	require.EqualValues(t, 99, s.TN, "a failure flags nothing, and is counted")
}

// TestUndefined: what is not defined is NaN, and says so nowhere as a number.
func TestUndefined(t *testing.T) {
	records := campaign()
	for i := range records {
		records[i].Err, records[i].Detection = "no verdict", eval.Detection{}
	}
	s, err := eval.Summarise(records, eval.SummaryOptions{Resamples: 50})
	require.NoError(t, err)
	require.EqualValues(t, 200, s.Failed)
	for _, f := range append(s.Figures, s.Figure("no such figure")) {
		require.True(t, math.IsNaN(f.Value), f.Name)
		require.NotEmpty(t, f.Note)
	}
	quiet := campaign()
	for i := range quiet {
		quiet[i].Threshold = 1
	}
	s, err = eval.Summarise(quiet, eval.SummaryOptions{Resamples: 50})
	require.NoError(t, err)
	require.Zero(t, s.Figure("recall").Value)
	for _, name := range []string{"precision", "MCC"} {
		require.True(t, math.IsNaN(s.Figure(name).Value), "%s of a detector that flags nothing", name)
	}
	_, err = eval.Summarise(nil, eval.SummaryOptions{})
	require.ErrorIs(t, err, eval.ErrOneClass)
	_, err = eval.Summarise(records[:90], eval.SummaryOptions{})
	require.ErrorIs(t, err, eval.ErrOneClass)
}

func TestByDetector(t *testing.T) {
	r := readReference(t)
	mixed := append(r.records(1, "a"), r.records(0, "a")...)
	groups := eval.ByDetector(append(mixed, r.records(1, "b")...))
	require.Len(t, groups, 2)
	require.Len(t, groups[0], 800)
	require.Equal(t, "d1", groups[0][0].Detector)
	_, err := eval.Summarise(mixed, eval.SummaryOptions{})
	require.ErrorContains(t, err, "several detectors")
}
