package features_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/features"
)

// rankSignals are those that some ranking asks for; of the APIs of a test all
// have the same values.
var rankSignals = []features.Signal{
	presence, {Measure: "closeness"}, harmonic, {Measure: "nearness", View: features.ViewInstall}, {Measure: "nearness", View: features.ViewImport},
}

// uses makes an example of a group that uses the given APIs.
func uses(malicious bool, weight float64, group string, apis ...string) features.Example {
	e := features.Example{Malicious: malicious, Weight: weight, Group: group}
	e.Profile.Signals = rankSignals
	for _, api := range apis {
		e.Profile.Uses = append(e.Profile.Uses, use(api, 1, 0.5, 0.25, 0.75, 0.125))
	}
	return e
}

func ranked(t testing.TB, name string, examples []features.Example) []features.Ranked {
	t.Helper()
	r, err := features.RankingNamed(name)
	require.NoError(t, err)
	list, err := r.Rank(examples)
	require.NoError(t, err)
	return list
}

// Six malicious examples of weight 1, and four benign ones that weigh 8:
//
//	bad   5 of 6 malicious            0 of 8 benign           difference 0.8333
//	good  1 of 6                      2+2+3 = 7 of 8          0.7083
//	both  6 of 6                      1 of 8                  0.8750
//	even  3 of 6                      1+3 = 4 of 8            0
//	rare  4 groups only, left out
var smallSet = []features.Example{
	uses(true, 1, "m1", "bad", "both", "even", "rare"),
	uses(true, 1, "m2", "bad", "both", "even", "rare"),
	uses(true, 1, "m3", "bad", "both", "even", "rare"),
	uses(true, 1, "m4", "bad", "both", "rare"),
	uses(true, 1, "m5", "bad", "both"),
	uses(true, 1, "m6", "both", "good"),
	uses(false, 1, "b1", "both", "even"),
	uses(false, 2, "b2", "good"),
	uses(false, 2, "b3", "good"),
	uses(false, 3, "b4", "good", "even"),
	uses(false, 0, "b5", "good"),
}

func TestContrast(t *testing.T) {
	require.Equal(t, []features.Ranked{
		{"both", 0.875, 1, 1.0 / 8, 6, 1}, {"bad", 5.0 / 6, 5.0 / 6, 0, 5, 0},
		{"good", 7.0/8 - 1.0/6, 1.0 / 6, 7.0 / 8, 1, 4}, {"even", 0, 0.5, 0.5, 3, 2},
	}, ranked(t, "contrast", smallSet))
}

// By hand for "bad": 5 of 6 malicious, 0 of 8 benign, and "even": 3 of 6, 4 of 8.
// Chi-square and mutual information are those that scipy gives,
// chi2_contingency([[5,0],[1,8]], correction=False) and, for the information in
// bits, sklearn.metrics.mutual_info_score over log 2.
func TestRankingsByHand(t *testing.T) {
	odds := math.Log(5.5*8.5/(0.5*1.5)) / math.Sqrt(1/5.5+1/0.5+1/1.5+1/8.5)
	n := 14.0
	information := 5/n*math.Log2(5*n/(5*6)) + 1/n*math.Log2(1*n/(9*6)) + 8/n*math.Log2(8*n/(9*8))
	for name, want := range map[string][2]float64{
		"paper":              {5. / 6 * 1.5, 0.5 * 1.5},
		"paper-family":       {5. / 6 * 1.5, 0.5 * 1.5},
		"harmonic":           {5. / 6 * 0.25, 0.5 * 0.25},
		"harmonic-contrast":  {5. / 6 * 0.25, 0},
		"roots-contrast":     {5. / 6 * 0.875, 0},
		"contrast":           {5. / 6, 0},
		"log-odds":           {odds, 0},
		"mutual-information": {information, 0},
		"chi-square":         {14 * 40 * 40. / (5 * 9 * 6 * 8), 0},
	} {
		got := map[string]float64{}
		for _, r := range ranked(t, name, smallSet) {
			got[r.API] = r.Score
		}
		require.InDelta(t, want[0], got["bad"], 1e-12, name)
		require.InDelta(t, want[1], got["even"], 1e-12, name)
	}
	require.InDelta(t, 10.37037037037037, 14*40*40./(5*9*6*8), 1e-12)
}

func TestTop(t *testing.T) {
	r, err := features.RankingNamed("contrast")
	require.NoError(t, err)
	for n, want := range map[int][]string{0: nil, 2: {"both", "bad"}, 9: {"both", "bad", "good", "even"}} {
		got, err := r.Top(smallSet, n)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	_, err = r.Top([]features.Example{{Profile: features.Profile{}}}, 1)
	require.ErrorIs(t, err, features.ErrSignal)
}

// One campaign of many packages writes the paper's list, and no other.
func TestRankingsCountGroups(t *testing.T) {
	var examples []features.Example
	for i := range 50 {
		examples = append(examples, uses(true, 1./50, "campaign", "campaign"))
		if i < 10 {
			examples = append(examples, uses(true, 1, fmt.Sprint("m", i), "common"))
		}
	}
	examples = append(examples, uses(false, 1, "b"))
	for _, r := range features.Rankings() {
		list := ranked(t, r.Name, examples)
		if r.Name == "paper" {
			require.Equal(t, "campaign", list[0].API)
			require.InDelta(t, 50./60*1.5, list[0].Score, 1e-12)
			continue
		}
		require.Len(t, list, 1, r.Name)
		require.Equal(t, "common", list[0].API, r.Name)
	}
}

// Laws of all rankings: scores are finite, not negative and descending, ties by
// name; the order of the examples does not matter; no example, no API.
func TestRankingLaws(t *testing.T) {
	for _, r := range features.Rankings() {
		require.NotEmpty(t, r.Doc)
		list := ranked(t, r.Name, smallSet)
		require.NotEmpty(t, list)
		for i, a := range list {
			require.False(t, math.IsNaN(a.Score) || math.IsInf(a.Score, 0) || a.Score < 0, "%s: %v", r.Name, a)
			if i > 0 {
				before := list[i-1]
				require.True(t, before.Score > a.Score || before.Score == a.Score && before.API < a.API, r.Name)
			}
		}
		var turned []features.Example
		for i := range smallSet {
			turned = append(turned, smallSet[len(smallSet)-1-i])
		}
		for i, a := range ranked(t, r.Name, turned) {
			require.Equal(t, list[i].API, a.API, r.Name)
			require.InDelta(t, list[i].Score, a.Score, 1e-12)
		}
		require.Empty(t, ranked(t, r.Name, nil))
		one := ranked(t, r.Name, smallSet[:6])
		for _, a := range one {
			require.False(t, math.IsNaN(a.Score) || math.IsInf(a.Score, 0), "%s of one class", r.Name)
		}
	}
}

func TestRankingErrors(t *testing.T) {
	_, err := features.RankingNamed("best")
	require.ErrorContains(t, err, `unknown ranking "best"`)
	e := uses(true, 1, "m", "f")
	e.Profile.Signals = nil
	r, err := features.RankingNamed("harmonic")
	require.NoError(t, err)
	_, err = r.Rank([]features.Example{e})
	require.ErrorIs(t, err, features.ErrSignal)
}
