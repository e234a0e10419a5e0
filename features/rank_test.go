package features_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/features"
)

// uses makes an example of a group that uses the given APIs.
func uses(malicious bool, weight float64, group string, apis ...string) features.Example {
	e := features.Example{Malicious: malicious, Weight: weight, Group: group}
	for _, api := range apis {
		e.Profile.Uses = append(e.Profile.Uses, features.Use{API: api, Phases: 1})
	}
	return e
}

// Six malicious examples of weight 1, and four benign ones that weigh 8:
//
//	bad   5 of 6 malicious            0 of 8 benign           difference 0.8333
//	good  1 of 6                      2+2+3 = 7 of 8          0.7083
//	both  6 of 6                      1 of 8                  0.8750
//	even  3 of 6                      1+3 = 4 of 8            0
//	rare  4 groups only, left out
func TestRank(t *testing.T) {
	examples := []features.Example{
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
	got := features.Rank(examples)
	require.Equal(t, []features.Ranked{
		{"both", 1, 1.0 / 8}, {"bad", 5.0 / 6, 0}, {"good", 1.0 / 6, 7.0 / 8}, {"even", 0.5, 0.5},
	}, got)
}

// One campaign of many packages does not make an API.
func TestRankCountsGroups(t *testing.T) {
	var examples []features.Example
	for i := range 50 {
		examples = append(examples,
			uses(true, 1, fmt.Sprint("m", i%4), "campaign"), uses(true, 1, fmt.Sprint("m", i%5), "common"))
	}
	got := features.Rank(append(examples, uses(false, 1, "b")))
	require.Equal(t, []features.Ranked{{"common", 0.5, 0}}, got)
}

func TestRankTiesByName(t *testing.T) {
	var examples []features.Example
	for i := range 5 {
		examples = append(examples, uses(true, 1, fmt.Sprint(i), "z", "a", "m"))
	}
	for range 3 {
		got := features.Rank(examples)
		require.Equal(t, []features.Ranked{{"a", 1, 0}, {"m", 1, 0}, {"z", 1, 0}}, got, "a class without examples has shares of 0")
	}
	require.Empty(t, features.Rank(nil))
}
