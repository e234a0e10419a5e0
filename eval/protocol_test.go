package eval_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/eval"
)

// cases are 60 malicious packages of 20 families and 40 benign ones of 20 origins.
func cases() []eval.Case {
	var list []eval.Case
	day := time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC)
	for i := range 100 {
		c := eval.Case{
			ID: fmt.Sprintf("m%02d", i), Group: fmt.Sprintf("family-%d", i%20), Label: datasets.Malicious,
			Time: day.AddDate(0, i%20, 0), Shape: datasets.Shape{Calls: i % 8, Lines: 3, Files: 1},
		}
		if i >= 60 {
			c.ID, c.Group, c.Label, c.Time = fmt.Sprintf("b%02d", i), fmt.Sprintf("origin-%d", i%20), datasets.Benign, time.Time{}
		}
		if i%10 == 0 {
			c.Role = "test"
		}
		list = append(list, c)
	}
	for i := range 10 {
		list = append(list, eval.Case{
			ID: fmt.Sprintf("w%d", i), Group: fmt.Sprintf("origin-%d", i), Label: datasets.Benign, Whole: true,
			Shape: datasets.Shape{Calls: 900, Lines: 9000, Files: 9},
		})
	}
	return append(list, eval.Case{ID: "?", Group: "?", Label: datasets.Unknown})
}

func deal(t *testing.T, name string, list []eval.Case) []eval.Split {
	t.Helper()
	p, err := eval.ProtocolNamed(name, eval.ProtocolOptions{})
	require.NoError(t, err)
	splits, err := p.Deal(list, 7)
	require.NoError(t, err)
	return splits
}

// ids writes splits with names in place of indexes.
func ids(list []eval.Case, splits []eval.Split) []string {
	var out []string
	for _, s := range splits {
		line := s.Name + ":"
		for _, part := range [][]int{s.Train, s.Test} {
			for _, i := range part {
				line += " " + list[i].ID
			}
			line += " |"
		}
		out = append(out, line)
	}
	return out
}

// TestProtocols: the laws of all: nothing is on both sides, unknown labels on
// none, both classes on each, and the order of the cases does not matter.
func TestProtocols(t *testing.T) {
	list := cases()
	shuffled := slices.Clone(list)
	rand.New(rand.NewPCG(1, 1)).Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	for _, p := range eval.Protocols(eval.ProtocolOptions{}) {
		splits := deal(t, p.Name, list)
		require.NotEmpty(t, splits)
		require.Equal(t, ids(list, splits), ids(shuffled, deal(t, p.Name, shuffled)), p.Name)
		names := map[string]bool{}
		for _, s := range splits {
			require.False(t, names[s.Name], s.Name)
			names[s.Name] = true
			groups := map[string]bool{}
			var labels [2][3]int
			for _, i := range s.Train {
				require.False(t, list[i].Whole)
				groups[list[i].Group] = true
				labels[0][list[i].Label]++
			}
			for _, i := range s.Test {
				require.NotContains(t, s.Train, i)
				require.Equal(t, p.Name == "whole" && list[i].Label == datasets.Benign, list[i].Whole)
				if p.Name != "paper" && p.Name != "holdout" { // whose groups are the manifest's business
					require.False(t, groups[list[i].Group], "%s: %s is on both sides", p.Name, list[i].Group)
				}
				labels[1][list[i].Label]++
			}
			for side := range labels {
				require.Zero(t, labels[side][datasets.Unknown])
				require.Positive(t, labels[side][datasets.Malicious], p.Name)
				require.Positive(t, labels[side][datasets.Benign], p.Name)
			}
		}
	}
}

// TestGrouped: every case is judged once a seed.
func TestGrouped(t *testing.T) {
	times := map[int]int{}
	for _, s := range deal(t, "grouped", cases()) {
		for _, i := range s.Test {
			times[i]++
		}
	}
	require.Len(t, times, 100)
	for i, n := range times {
		require.Equal(t, 3, n, i)
	}
}

// TestPaper: 20 % are judged, and families are torn.
func TestPaper(t *testing.T) {
	list := cases()
	for _, s := range deal(t, "paper", list) {
		require.Len(t, s.Test, 20)
		require.Len(t, s.Train, 80)
	}
}

// TestTemporal: judged families begin at the cut or later.
func TestTemporal(t *testing.T) {
	list := cases()
	cut := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, s := range deal(t, "temporal", list) {
		for _, i := range s.Train {
			require.True(t, list[i].Time.Before(cut), list[i].ID)
		}
		for _, i := range s.Test {
			require.True(t, list[i].Label == datasets.Benign || !list[i].Time.Before(cut), list[i].ID)
		}
	}
}

// TestMatched: in all tests of a seed together, as many malicious as benign cases
// of each size are judged.
func TestMatched(t *testing.T) {
	list := cases()
	count := map[string]map[int]int{}
	for _, s := range deal(t, "matched", list) {
		seed := s.Name[:6]
		if count[seed] == nil {
			count[seed] = map[int]int{}
		}
		for _, i := range s.Test {
			if list[i].Label == datasets.Malicious {
				count[seed][list[i].Shape.Calls]++
			} else {
				count[seed][list[i].Shape.Calls]--
			}
		}
	}
	require.Len(t, count, 3)
	for _, sizes := range count {
		bins := map[bool]int{}
		for calls, n := range sizes {
			bins[calls == 0] += n
		}
		require.Equal(t, map[bool]int{true: 0, false: 0}, bins)
	}
	unmeasured := cases()
	unmeasured[3].Shape = datasets.Shape{}
	p, err := eval.ProtocolNamed("matched", eval.ProtocolOptions{})
	require.NoError(t, err)
	_, err = p.Deal(unmeasured, 1)
	require.ErrorContains(t, err, `"m03"`)
}

// TestWhole: every whole package and every malicious one is judged once a seed.
func TestWhole(t *testing.T) {
	list := cases()
	times := map[string]int{}
	for _, s := range deal(t, "whole", list) {
		for _, i := range s.Test {
			times[list[i].ID[:1]]++
		}
	}
	require.Equal(t, map[string]int{"m": 3 * 60, "w": 3 * 10}, times)
	p, err := eval.ProtocolNamed("whole", eval.ProtocolOptions{})
	require.NoError(t, err)
	_, err = p.Deal(list[:100], 1)
	require.ErrorContains(t, err, "no whole packages")
}

func TestProtocolErrors(t *testing.T) {
	_, err := eval.ProtocolNamed("lucky", eval.ProtocolOptions{})
	require.ErrorContains(t, err, `"lucky"`)
	twice := append(cases(), cases()[0])
	for _, p := range eval.Protocols(eval.ProtocolOptions{}) {
		_, err := p.Deal(twice, 1)
		require.ErrorContains(t, err, `"m00"`, p.Name)
	}
}
