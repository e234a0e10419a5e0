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
// and 40 malicious ones of 20 families of which those in "calls: 10-29" are found at
// any line, and those in "calls: 5-9" at none.
func stratified() []eval.Record {
	var list []eval.Record
	add := func(id, group string, label datasets.Label, score float64, strata ...string) {
		list = append(list, eval.Record{
			Key: eval.Key{Protocol: "p", Test: "t", Detector: "d", ID: id}, Group: group, Label: label, Threshold: .5,
			Detection: eval.Detection{Score: score, Status: eval.Scored}, Strata: strata,
		})
	}
	for i := range 1000 {
		score, stratum := .1, "calls: 5-9"
		if i < 20 {
			score, stratum = .6+float64(i)/1000, "calls: 10-29"
		}
		add(fmt.Sprint("b", i), fmt.Sprint("origin ", i/20), datasets.Benign, score, stratum)
	}
	for i := range 40 {
		score, stratum := .9, "calls: 10-29"
		if i%4 >= 2 { // every second family
			score, stratum = .05, "calls: 5-9"
		}
		add(fmt.Sprint("m", i), fmt.Sprint("family ", i/2), datasets.Malicious, score, stratum, "all: all")
	}
	return list
}

// TestStrataLines: strata stand by the numbers in their names, and each is judged by
// the lines of the whole: 2 % of the benign cases are flagged, all of them of one
// stratum.
func TestStrataLines(t *testing.T) {
	list, err := eval.Strata(stratified(), eval.SummaryOptions{Rates: []float64{.05, .01, .001}, Resamples: 200})
	require.NoError(t, err)
	var got []string
	for _, s := range list {
		line := fmt.Sprintf("%s %s, %v: %d of %d", s.By, s.Name, s.Label, s.Cases, s.Groups)
		for _, f := range s.Figures {
			require.True(t, math.IsNaN(f.Value) || f.Low <= f.Value && f.Value <= f.High, "%+v", f)
			line += fmt.Sprintf("; %s %g%s", f.Name, f.Value, f.Note)
		}
		got = append(got, line)
	}
	const few = "NaNneeds 3000 benign cases"
	require.Equal(t, []string{
		"all all, malicious: 40 of 20; family recall 0.5; family recall at FPR 5 % 0.5; family recall at FPR 1 % 0.5; family recall at FPR 0.1 % " + few,
		"calls 5-9, malicious: 20 of 10; family recall 0; family recall at FPR 5 % 0; family recall at FPR 1 % 0; family recall at FPR 0.1 % " + few,
		"calls 10-29, malicious: 20 of 10; family recall 1; family recall at FPR 5 % 1; family recall at FPR 1 % 1; family recall at FPR 0.1 % " + few,
		"calls 5-9, benign: 980 of 49; FPR 0; FPR where all have 5 % 0; FPR where all have 1 % 0; FPR where all have 0.1 % " + few,
		"calls 10-29, benign: 20 of 1; FPR 1; FPR where all have 5 % 1; FPR where all have 1 % 0.5; FPR where all have 0.1 % " + few,
	}, got)
}

// TestAlarms: one origin makes all false positives but one, and the list says so.
func TestAlarms(t *testing.T) {
	records := stratified()
	records[999].Score = .7
	list, err := eval.Alarms(records)
	require.NoError(t, err)
	require.Equal(t, []eval.Alarm{{Origin: "origin 0", Cases: 20, Share: 20. / 21}, {Origin: "origin 49", Cases: 1, Share: 1. / 21}}, list)
	records = campaign()
	for i := range records {
		records[i].Threshold = 1
	}
	list, err = eval.Alarms(records)
	require.NoError(t, err)
	require.Empty(t, list)
	_, err = eval.Alarms(nil)
	require.ErrorIs(t, err, eval.ErrOneClass)
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
	list, err := eval.Strata(records, eval.SummaryOptions{Resamples: 1})
	require.NoError(t, err)
	require.Zero(t, list[0].Figures[0].Value)
	for i := range records {
		records[i].Err, records[i].Detection = "broken", eval.Detection{}
	}
	list, err = eval.Strata(records, eval.SummaryOptions{Resamples: 1})
	require.NoError(t, err)
	require.Equal(t, "no verdicts", list[0].Figures[0].Note)
}
