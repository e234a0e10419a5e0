package datasets_test

import (
	"fmt"
	"math/bits"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/datasets"
)

func TestShapeOf(t *testing.T) {
	tests := []struct {
		name  string
		files []string
		want  datasets.Shape
	}{
		{"nothing", nil, datasets.Shape{}},
		{"calls in calls", []string{"a.py=f(g())(h)\n"}, datasets.Shape{Calls: 3, Lines: 1, Files: 1}},
		{"blank lines", []string{"a.py=\n \t\n# f()\r\n\r\rx = 1"}, datasets.Shape{Lines: 2, Files: 1}},
		{"several files", []string{"s/setup.py=setup()\n", "s/a.pyw=f()\n", "s/b.py=", "s/README=g()"},
			datasets.Shape{Calls: 2, Lines: 2, Files: 3, Setup: true}},
		{"tests are counted", []string{"tests/a.py=f()"}, datasets.Shape{Calls: 1, Lines: 1, Files: 1}},
		{"what cannot be parsed", []string{"a.py=f(\n) = = g()\n"}, datasets.Shape{Calls: 2, Lines: 2, Files: 1}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := datasets.ShapeOf(t.Context(), source(test.files...))
			require.NoError(t, err)
			require.Equal(t, test.want, got)
		})
	}
}

// unit makes a unit.
func unit(id, group string, calls, lines, files int, setup bool) datasets.Unit {
	return datasets.Unit{ID: id, Group: group, Shape: datasets.Shape{Calls: calls, Lines: lines, Files: files, Setup: setup}}
}

func TestMatch(t *testing.T) {
	m := unit("m", "g", 5, 20, 1, true)
	tests := []struct {
		name            string
		benign          datasets.Unit
		matched, strict bool
	}{
		{"equal", unit("b", "o", 5, 20, 1, true), true, true},
		{"the same powers of two", unit("b", "o", 4, 31, 1, true), true, true},
		{"upper end of the bin", unit("b", "o", 7, 16, 1, true), true, true},
		{"fewer calls", unit("b", "o", 3, 20, 1, true), false, false},
		{"more calls", unit("b", "o", 8, 20, 1, true), false, false},
		{"no setup.py", unit("b", "o", 5, 20, 1, false), false, false},
		{"fewer lines", unit("b", "o", 5, 15, 1, true), true, false},
		{"more lines", unit("b", "o", 5, 32, 1, true), true, false},
		{"another file", unit("b", "o", 5, 20, 2, true), true, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			for strict, want := range map[bool]bool{false: test.matched, true: test.strict} {
				got := datasets.Match([]datasets.Unit{m}, []datasets.Unit{test.benign}, datasets.MatchOptions{Strict: strict})
				require.Equal(t, want, len(got) == 1, "strict %v", strict)
			}
		})
	}
	require.Len(t, datasets.Match([]datasets.Unit{unit("m", "g", 0, 1, 1, false)}, []datasets.Unit{
		unit("a", "o", 1, 1, 1, false), unit("b", "o", 0, 1, 1, false)}, datasets.MatchOptions{}), 1, "no call is a bin of its own")
	require.Empty(t, datasets.Match(nil, nil, datasets.MatchOptions{}))
}

// Of a big origin and small ones each gives one before any gives two.
func TestMatchSpreads(t *testing.T) {
	var malicious, benign []datasets.Unit
	for i := range 8 {
		malicious = append(malicious, unit(fmt.Sprint(i), fmt.Sprint("family", i), 5, 9, 1, false))
	}
	for i := range 50 {
		benign = append(benign, unit(fmt.Sprint("big", i), "big", 5, 9, 1, false))
	}
	for i := range 4 {
		benign = append(benign, unit(fmt.Sprint("small", i), fmt.Sprint("origin", i), 5, 9, 1, false))
	}
	for seed := range uint64(10) {
		used := map[string]int{}
		for _, p := range datasets.Match(malicious, benign, datasets.MatchOptions{Seed: seed}) {
			used[benign[p.Benign].Group]++
		}
		require.Equal(t, map[string]int{"big": 4, "origin0": 1, "origin1": 1, "origin2": 1, "origin3": 1}, used)
	}
}

// crowd makes units of all sizes in a few groups.
func crowd(draw *rand.Rand, n, groups int) []datasets.Unit {
	var list []datasets.Unit
	for i := range n {
		list = append(list, unit(fmt.Sprint(i), fmt.Sprint(draw.IntN(groups)),
			draw.IntN(1<<draw.IntN(8)), draw.IntN(1<<draw.IntN(5)), 1+draw.IntN(2), draw.IntN(2) == 0))
	}
	return list
}

func TestMatchLaws(t *testing.T) {
	key := func(u datasets.Unit, strict bool) string {
		k := fmt.Sprint(bits.Len(uint(u.Calls)), u.Setup)
		if strict {
			k += fmt.Sprint(" ", bits.Len(uint(u.Lines)), " ", u.Files)
		}
		return k
	}
	different := 0
	for seed := range uint64(20) {
		draw := rand.New(rand.NewPCG(seed, 1))
		malicious, benign := crowd(draw, 200, 30), crowd(draw, 150, 20)
		for _, strict := range []bool{false, true} {
			opt := datasets.MatchOptions{Strict: strict, Seed: seed}
			pairs := datasets.Match(malicious, benign, opt)
			ids := named(malicious, benign, pairs)

			left, right, made := map[string]int{}, map[string]int{}, map[string]int{}
			for _, u := range malicious {
				left[key(u, strict)]++
			}
			for _, u := range benign {
				right[key(u, strict)]++
			}
			usedM, usedB := map[int]bool{}, map[int]bool{}
			for _, p := range pairs {
				require.Equal(t, key(malicious[p.Malicious], strict), key(benign[p.Benign], strict))
				made[key(malicious[p.Malicious], strict)]++
				usedM[p.Malicious], usedB[p.Benign] = true, true
			}
			require.Len(t, usedM, len(pairs), "each once")
			require.Len(t, usedB, len(pairs), "each once")
			for k := range left {
				require.Equal(t, min(left[k], right[k]), made[k], "as many as the smaller class allows")
			}

			require.Equal(t, pairs, datasets.Match(malicious, benign, opt), "the seed repeats it")
			mixedM, mixedB := shuffled(draw, malicious), shuffled(draw, benign)
			require.Equal(t, ids, named(mixedM, mixedB, datasets.Match(mixedM, mixedB, opt)), "in any order")
			opt.Seed += 1000
			if !slices.Equal(ids, named(malicious, benign, datasets.Match(malicious, benign, opt))) {
				different++
			}
		}
	}
	require.Equal(t, 40, different, "another seed draws others")
}

func shuffled(draw *rand.Rand, list []datasets.Unit) []datasets.Unit {
	list = slices.Clone(list)
	draw.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	return list
}

// named writes pairs by the IDs of their units, sorted.
func named(malicious, benign []datasets.Unit, pairs []datasets.Pair) []string {
	var list []string
	for _, p := range pairs {
		list = append(list, malicious[p.Malicious].ID+" "+benign[p.Benign].ID)
	}
	slices.Sort(list)
	return list
}
