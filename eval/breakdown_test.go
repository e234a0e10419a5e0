package eval_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/eval"
)

// few is a detector's records by hand: family a has two cases, of which one is found,
// b has one case, found, and c one that failed; of the benign cases one is flagged.
func few() []eval.Record {
	record := func(id, group string, label datasets.Label, score float64) eval.Record {
		return eval.Record{
			Key: eval.Key{Protocol: "p", Test: "t", Detector: "d", ID: id}, Group: group, Label: label, Threshold: .5,
			Detection: eval.Detection{Score: score, Status: eval.Scored},
		}
	}
	list := []eval.Record{
		record("a1", "a", datasets.Malicious, .9), record("a2", "a", datasets.Malicious, .25), record("b1", "b", datasets.Malicious, .6),
		record("c1", "c", datasets.Malicious, 0), record("x1", "x", datasets.Benign, .6), record("x2", "x", datasets.Benign, .25), record("y1", "y", datasets.Benign, 0),
	}
	list[3].Detection, list[3].Err = eval.Detection{}, "no verdict of 0066cc45361f in 3 tries"
	return list
}

// twice judges every case in two tests, so that each record is half a case.
func twice(records []eval.Record) []eval.Record {
	list := append([]eval.Record{}, records...)
	for _, r := range records {
		r.Test = "u"
		list = append(list, r)
	}
	return list
}

func TestSweep(t *testing.T) {
	for _, records := range [][]eval.Record{few(), twice(few())} {
		c, err := eval.Sweep(records)
		require.NoError(t, err)
		require.Equal(t, eval.Curve{
			Steps: []eval.Step{
				{Threshold: .9, TP: 1, Families: .5},
				{Threshold: .6, TP: 2, FP: 1, Families: 1.5},
				{Threshold: .25, TP: 3, FP: 2, Families: 2},
				{Threshold: 0, TP: 3, FP: 3, Families: 2},
			},
			Malicious: 4, Benign: 3, Families: 3,
		}, c)
		require.Equal(t, eval.Step{Threshold: .5, TP: 2, FP: 1, Families: 1.5}, c.At(.5))
		require.Equal(t, eval.Step{Threshold: .9, TP: 1, Families: .5}, c.At(.9), "a score at the threshold is flagged")
		require.Equal(t, eval.Step{Threshold: .95}, c.At(.95))
	}
	_, err := eval.Sweep(nil)
	require.ErrorIs(t, err, eval.ErrOneClass)
}

// TestSweepIsSummary: where all records have one threshold, the curve there is the
// summary.
func TestSweepIsSummary(t *testing.T) {
	r := readReference(t)
	for k := range 2 {
		records := append(r.records(k, "a"), r.records(k, "b")...)
		c, err := eval.Sweep(records)
		require.NoError(t, err)
		s, err := eval.Summarise(records, eval.SummaryOptions{Resamples: -1})
		require.NoError(t, err)
		at := c.At(.5)
		require.InDelta(t, s.TP, at.TP, 1e-9)
		require.InDelta(t, s.FP, at.FP, 1e-9)
		require.InDelta(t, s.Figure("family recall").Value, at.Families/c.Families, 1e-12)
		// The area under the steps is AUC, by trapezoids, as ties count half.
		var area float64
		last := eval.Step{}
		for _, step := range c.Steps {
			area += (step.FP - last.FP) * (step.TP + last.TP) / 2
			last = step
		}
		require.InDelta(t, s.Figure("AUC").Value, area/c.Malicious/c.Benign, 1e-12)
	}
}

// TestFamilyFigures: by hand, families a, b and c are found by ½, 1 and 0, and one
// benign case is flagged.
func TestFamilyFigures(t *testing.T) {
	s, err := eval.Summarise(few(), eval.SummaryOptions{Resamples: -1})
	require.NoError(t, err)
	require.InDelta(t, 1.5/3, s.Figure("family recall").Value, 1e-12)
	require.InDelta(t, 1.5/2.5, s.Figure("family precision").Value, 1e-12)
	require.InDelta(t, 3/5.5, s.Figure("family F1").Value, 1e-12)
}

func TestReliability(t *testing.T) {
	for _, records := range [][]eval.Record{few(), twice(few())} {
		bins, err := eval.Reliability(records, 2)
		require.NoError(t, err)
		require.Len(t, bins, 2)
		require.Equal(t, eval.Bin{Low: 0, High: .5, Cases: 3, Score: .5 / 3, Malicious: eval.Wilson(1, 3)}, bins[0])
		require.InDelta(t, .7, bins[1].Score, 1e-12)
		bins[1].Score = 0
		require.Equal(t, eval.Bin{Low: .5, High: 1, Cases: 3, Malicious: eval.Wilson(2, 3)}, bins[1])
	}
	list := few()
	list[0].Score = 1
	bins, err := eval.Reliability(list, 10)
	require.NoError(t, err)
	require.EqualValues(t, 1, bins[9].Cases, "the last bin holds 1")
	require.Zero(t, bins[4].Cases)
	require.Zero(t, bins[4].Score)
}

func TestStrata(t *testing.T) {
	list := few()
	for i, lines := range []int{10, 29, 30, 0, 5000, 100, 99} {
		list[i].Lines = lines
	}
	list[0].Tag, list[4].Tag, list[5].Tag = "wheel", "wheel", "wheel"
	list[1].Time = time.Date(2024, 3, 1, 0, 0, 0, 0, time.UTC)
	list[2].Time = time.Date(2023, 3, 1, 0, 0, 0, 0, time.UTC)
	strata, err := eval.Strata(list, eval.SummaryOptions{Resamples: 50})
	require.NoError(t, err)
	var got []string
	for _, s := range strata {
		got = append(got, fmt.Sprintf("%s %s, %s: %d of %d, %.2f", s.By, s.Name, s.Label, s.Cases, s.Groups, s.Flagged.Value))
	}
	require.Equal(t, []string{
		"tag wheel, malicious: 1 of 1, 1.00", "tag wheel, benign: 2 of 1, 0.50",
		"lines under 30, malicious: 2 of 1, 0.50", "lines 30 to 99, malicious: 1 of 1, 1.00",
		"lines 30 to 99, benign: 1 of 1, 0.00", "lines 100 to 299, benign: 1 of 1, 0.00", "lines 1000 and more, benign: 1 of 1, 1.00",
		"year 2023, malicious: 1 of 1, 1.00", "year 2024, malicious: 1 of 1, 0.00",
	}, got)
}

// TestStrataIntervals: a stratum that holds a whole class has the interval of its
// recall, but for the draws.
func TestStrataIntervals(t *testing.T) {
	list := campaign()
	for i := range list {
		list[i].Tag = "all"
	}
	s, err := eval.Summarise(list, eval.SummaryOptions{})
	require.NoError(t, err)
	strata, err := eval.Strata(list, eval.SummaryOptions{})
	require.NoError(t, err)
	require.Len(t, strata, 2)
	for k, name := range []string{"recall", "FPR"} {
		require.InDelta(t, s.Figure(name).Value, strata[k].Flagged.Value, 1e-12)
		require.InDelta(t, s.Figure(name).Low, strata[k].Flagged.Low, .05)
		require.InDelta(t, s.Figure(name).High, strata[k].Flagged.High, .05)
	}
	again, err := eval.Strata(list, eval.SummaryOptions{})
	require.NoError(t, err)
	require.Equal(t, fmt.Sprint(strata), fmt.Sprint(again), "NaN is no number")
}

func TestRules(t *testing.T) {
	for times := range 2 {
		list := few()
		list[0].Evidence = []eval.Evidence{{Rule: "exec", Line: 1}, {Rule: "exec", Line: 2}, {Rule: "open"}}
		list[2].Evidence = []eval.Evidence{{Rule: "exec"}}
		list[4].Evidence = []eval.Evidence{{Rule: "open"}}
		list[5].Evidence = []eval.Evidence{{Rule: "of what is not flagged"}}
		if times == 1 {
			list = twice(list)
		}
		got, err := eval.Rules(list)
		require.NoError(t, err)
		require.Equal(t, []eval.RuleCount{{Rule: "exec", TP: 2}, {Rule: "open", TP: 1, FP: 1}}, got)
	}
}

func TestFailures(t *testing.T) {
	list := few()
	list[6].Detection, list[6].Err = eval.Detection{}, "no verdict of ffffffffffff in 12 tries"
	list[5].Detection, list[5].Err = eval.Detection{}, "bad zip"
	got, err := eval.Failures(list)
	require.NoError(t, err)
	require.Equal(t, []eval.Failure{{"no verdict of # in # tries", 2}, {"bad zip", 1}}, got)
}

func TestWorst(t *testing.T) {
	benign, malicious, err := eval.Worst(twice(few()), 2)
	require.NoError(t, err)
	ids := func(list []eval.Record) (ids []string) {
		for _, r := range list {
			ids = append(ids, r.ID)
		}
		return ids
	}
	require.Equal(t, []string{"x1", "y1"}, ids(benign), "of each group one")
	require.Equal(t, []string{"a2", "b1"}, ids(malicious), "a failure has no score")
	benign, malicious, err = eval.Worst(few(), 1)
	require.NoError(t, err)
	require.Len(t, benign, 1)
	require.Len(t, malicious, 1)
}
