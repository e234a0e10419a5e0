package eval_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/eval"
)

// stratified are 1,000 benign cases of 50 origins, the first origin scoring highest,
// and 40 malicious ones of 20 families of which those in "calls 10-29" are found at
// any line, and those in "calls 5-9" at none.
func stratified() []eval.Record {
	var list []eval.Record
	add := func(id, group string, label datasets.Label, score float64, strata ...string) {
		list = append(list, eval.Record{
			Key: eval.Key{Protocol: "p", Test: "t", Detector: "d", ID: id}, Group: group, Label: label, Threshold: .5,
			Detection: eval.Detection{Score: score, Status: eval.Scored}, Strata: strata,
		})
	}
	for i := range 1000 {
		score, stratum := .1, "calls 5-9"
		if i < 20 {
			score, stratum = .6+float64(i)/1000, "calls 10-29"
		}
		add(fmt.Sprint("b", i), fmt.Sprint("origin ", i/20), datasets.Benign, score, stratum)
	}
	for i := range 40 {
		score, stratum := .9, "calls 10-29"
		if i%4 >= 2 { // every second family
			score, stratum = .05, "calls 5-9"
		}
		add(fmt.Sprint("m", i), fmt.Sprint("family ", i/2), datasets.Malicious, score, stratum, "all")
	}
	return list
}

// TestStrata: strata stand by the numbers in their names, and each is judged by the
// lines of the whole: 2 % of the benign cases are flagged, all of them of one stratum.
func TestStrata(t *testing.T) {
	s, err := eval.Summarise(stratified(), eval.SummaryOptions{Rates: []float64{.05, .01, .001}, Resamples: 200})
	require.NoError(t, err)
	require.Len(t, s.Strata, 3)
	value := func(k int, name string) float64 {
		for _, f := range s.Strata[k].Figures {
			if f.Name == name {
				require.True(t, math.IsNaN(f.Value) || f.Low <= f.Value && f.Value <= f.High, "%+v", f)
				return f.Value
			}
		}
		t.Fatalf("no figure %q", name)
		return 0
	}
	all, small, large := 0, 1, 2
	require.Equal(t, []string{"all", "calls 5-9", "calls 10-29"}, []string{s.Strata[0].Name, s.Strata[1].Name, s.Strata[2].Name})
	require.Equal(t, [4]int{20, 10, 980, 49}, [4]int{s.Strata[small].Malicious, s.Strata[small].Families, s.Strata[small].Benign, s.Strata[small].Origins})
	require.Equal(t, [4]int{20, 10, 20, 1}, [4]int{s.Strata[large].Malicious, s.Strata[large].Families, s.Strata[large].Benign, s.Strata[large].Origins})
	require.EqualValues(t, .5, value(all, "family recall"))
	require.EqualValues(t, 0, value(small, "family recall at FPR 1 %"))
	require.EqualValues(t, 1, value(large, "family recall at FPR 1 %"))
	require.EqualValues(t, 0, value(small, "FPR"))
	require.EqualValues(t, 1, value(large, "FPR"))
	require.EqualValues(t, 1, value(large, "FPR where all have 5 %"), "2 % of all")
	require.EqualValues(t, .5, value(large, "FPR where all have 1 %"), "10 of its 20 are 1 % of all")
	last := s.Strata[all].Figures[len(s.Strata[all].Figures)-2]
	require.Equal(t, "family recall at FPR 0.1 %", last.Name)
	require.Equal(t, "needs 3000 benign cases", last.Note)
	require.True(t, math.IsNaN(last.Value))
	for _, f := range s.Strata[all].Figures {
		if f.Name == "FPR" {
			require.Equal(t, "no such cases", f.Note)
		}
	}
}

// TestAlarms: one origin makes all false positives, and the list says so.
func TestAlarms(t *testing.T) {
	records := stratified()
	records[999].Score = .7
	s, err := eval.Summarise(records, eval.SummaryOptions{Resamples: 1})
	require.NoError(t, err)
	require.Equal(t, []eval.Alarm{{Origin: "origin 0", Cases: 20, Share: 20. / 21}, {Origin: "origin 49", Cases: 1, Share: 1. / 21}}, s.Alarms)
	none, err := eval.Summarise(campaign()[:190], eval.SummaryOptions{Resamples: 1})
	require.NoError(t, err)
	require.Empty(t, none.Strata)
	require.Empty(t, none.Alarms)
}

// TestStrataOfFailures: a failure is found nowhere, and a detector that says nothing
// has no figures.
func TestStrataOfFailures(t *testing.T) {
	records := stratified()
	for i := range records {
		if records[i].Label == datasets.Malicious {
			records[i].Err, records[i].Detection = "broken", eval.Detection{}
		}
	}
	s, err := eval.Summarise(records, eval.SummaryOptions{Resamples: 1})
	require.NoError(t, err)
	require.Zero(t, s.Strata[0].Figures[0].Value)
	for i := range records {
		records[i].Err, records[i].Detection = "broken", eval.Detection{}
	}
	s, err = eval.Summarise(records, eval.SummaryOptions{Resamples: 1})
	require.NoError(t, err)
	require.Equal(t, "no verdicts", s.Strata[0].Figures[0].Note)
}
