package study_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard"
	"github.com/malguard/malguard/baselines/all"
	"github.com/malguard/malguard/baselines/controls/presence"
	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/eval"
	"github.com/malguard/malguard/eval/detectortest"
	"github.com/malguard/malguard/study"
)

type item = eval.Item[*datasets.Package]

// trained are all contestants that learn.
func trained() []eval.Contestant[*study.Subject] {
	list, _ := study.Contestants(malguard.TrainOptions{}, all.Options{})
	var learn []eval.Contestant[*study.Subject]
	for _, c := range list {
		if c.Trainer != nil {
			learn = append(learn, c)
		}
	}
	return learn
}

// peeker is a leak: it learns from the packages that it was made with, whatever it
// is given to learn from.
type peeker struct {
	eval.Trainer[*study.Subject]
	all []eval.Item[*study.Subject]
}

func (peeker) Name() string { return "peeker" }

func (p peeker) Fit(ctx context.Context, _ []eval.Item[*study.Subject], seed uint64) (eval.Detector[*study.Subject], error) {
	return p.Trainer.Fit(ctx, p.all, seed)
}

// TestPlantedLeak plants a contestant that chooses its columns on all packages
// among those that learn, and finds it and nobody else. An API that only packages
// which are judged call is a reason of no verdict of ours.
func TestPlantedLeak(t *testing.T) {
	names, records, err := detectortest.Peekers(t.Context(), study.Subjects, func(items []eval.Item[*study.Subject]) []eval.Contestant[*study.Subject] {
		list := trained()
		at := slices.IndexFunc(list, func(c eval.Contestant[*study.Subject]) bool { return c.Name == presence.Name })
		return append(list, eval.Contestant[*study.Subject]{Name: "peeker", Threshold: .5, Trainer: peeker{list[at].Trainer, items}})
	})
	require.NoError(t, err)
	require.Equal(t, []string{"peeker"}, names)
	reasons := 0
	for _, r := range records {
		require.Empty(t, r.Err, r.Detector)
		for _, e := range r.Evidence {
			reasons++
			require.NotEqual(t, detectortest.Canary, e.Rule)
		}
	}
	require.Positive(t, reasons)
}

// spy remembers what it was shown, and says it in its verdicts.
type spy struct{ seen *[]item }

func (spy) Name() string { return "spy" }

func (s spy) Fit(_ context.Context, train []item, _ uint64) (eval.Detector[*datasets.Package], error) {
	*s.seen = train
	return s, nil
}

func (s spy) Detect(context.Context, *datasets.Package) (eval.Detection, error) {
	return eval.Detection{Status: eval.Scored}, nil
}

// TestNothingJudgedIsLearntFrom: in no protocol is a case shown to what learns that
// is judged afterwards, and in none but the paper's one of its family or of an origin
// that shares code with its own.
func TestNothingJudgedIsLearntFrom(t *testing.T) {
	items := detectortest.Corpus(24)
	for i := range items {
		c := &items[i].Case
		c.Shape = datasets.Shape{Calls: 3, Lines: 9, Files: 1}
		c.Time = day(2024, i)
		if c.Role = "train"; i%5 == 0 {
			c.Role = "test"
		}
		if c.Label == datasets.Benign {
			c.Kin = fmt.Sprint("kin-", i/12)
		}
	}
	whole := items[1]
	whole.ID, whole.Whole = "whole", true
	items = append(items, whole)
	byID := map[string]item{}
	for _, i := range items {
		byID[i.ID] = i
	}
	for _, p := range eval.Protocols(eval.ProtocolOptions{Seeds: 2}) {
		var seen []item
		contestants := []eval.Contestant[*datasets.Package]{{Name: "spy", Threshold: 1, Trainer: spy{&seen}}}
		judged := 0
		require.NoError(t, eval.Run(t.Context(), items, p, contestants, eval.RunOptions{}, func(r eval.Record) error {
			judged++
			require.NotEmpty(t, seen)
			for _, s := range seen {
				require.NotEqual(t, r.ID, s.ID)
				require.False(t, s.Whole)
				if p.Name != "paper" && p.Name != "holdout" {
					require.NotEqual(t, r.Group, s.Group, "%s: %s", p.Name, r.Key)
					if kin := byID[r.ID].Kin; kin != "" {
						require.NotEqual(t, kin, s.Kin, p.Name)
					}
				}
			}
			return nil
		}))
		require.Positive(t, judged, p.Name)
	}
}
