package malguard

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/features"
)

// packagesOf returns n packages of one class in groups of k.
func packagesOf(malicious bool, n, k int) []trainPackage {
	var list []trainPackage
	for i := range n {
		list = append(list, trainPackage{group: fmt.Sprintf("%t-%d", malicious, i/k), malicious: malicious})
	}
	return list
}

// Scores are of ten benign packages, then of three malicious in two families,
// of two and one.
func TestOperate(t *testing.T) {
	benign := []float64{0.1, 0.9, 0.2, 0.3, 0.3, 0.5, 0, 0.7, 0.4, 0.6}
	tests := []struct {
		name      string
		rate      float64
		malicious []float64
		above     float64 // the threshold is the next number
		flagged   float64
		recall    float64
	}{
		{"none", -1, []float64{0.95, 0.8, 0.99}, 0.9, 0, (0.5 + 1) / 2},
		{"less than one package", 0.09, []float64{0.95, 0.8, 0.99}, 0.9, 0, (0.5 + 1) / 2},
		{"two of ten", 0.2, []float64{0.95, 0.65, 0.6}, 0.6, 0.2, (1 + 0.0) / 2},
		{"a tie is left out whole", 0.6, []float64{0, 0, 0.31}, 0.3, 0.5, (0 + 1.0) / 2},
		{"as high as a benign one", 0.2, []float64{0.6, 0.6, 0.6}, 0.6, 0.2, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			tr := &training{opt: TrainOptions{BenignRate: test.rate}}
			tr.packages = append(packagesOf(false, 10, 1), packagesOf(true, 3, 2)...)
			m := &Model{}
			tr.operate(m, append(benign, test.malicious...))
			require.Equal(t, math.Nextafter(test.above, 2), m.info.Threshold)
			require.InDelta(t, test.flagged, m.info.BenignRate, 1e-15)
			require.InDelta(t, test.recall, m.info.Recall, 1e-15)
		})
	}
}

// Where a benign package has the highest score there is, no threshold in [0,1]
// leaves it out, and the recorded rate says so.
func TestOperateCannot(t *testing.T) {
	tr := &training{opt: TrainOptions{BenignRate: -1}}
	tr.packages = append(packagesOf(false, 4, 1), packagesOf(true, 1, 1)...)
	m := &Model{}
	tr.operate(m, []float64{1, 0.5, 1, 0, 1})
	require.Equal(t, []float64{1, 0.5, 1}, []float64{m.info.Threshold, m.info.BenignRate, m.info.Recall})
	tr.operate(m, []float64{1, 1, 1, 1, 1})
	require.Equal(t, 1.0, m.info.BenignRate)
}

// A family weighs 1 whatever its size, and so does each file of an origin up to
// thirty; all benign setup.py files weigh as much as all families.
func TestExamples(t *testing.T) {
	files := func(n int, names ...string) []features.Profile {
		var list []features.Profile
		for _, name := range names {
			list = append(list, features.Profile{File: name})
		}
		for i := range n {
			list = append(list, features.Profile{File: fmt.Sprintf("m%d.py", i)})
		}
		return list
	}
	packages := []trainPackage{
		{group: "fam", malicious: true, files: files(2, "setup.py")}, {group: "fam", malicious: true, files: files(1)},
		{group: "lone", malicious: true, files: files(5)},
		{group: "small", files: files(1, "setup.py")}, {group: "big", files: files(59, "setup.py")},
	}
	// What "lone" imitates is in its group, in two versions.
	copied := trainPackage{group: "lone", files: files(1, "setup.py")}
	packages = append(packages, copied, copied)
	size, families, origins := groupsOf(packages)
	require.Equal(t, []int{2, 3}, []int{families, origins})
	examples := examplesOf(packages, size, 6)
	require.Len(t, examples, 3+2+60+4)
	weights := map[string]float64{}
	scripts := 0.0
	for _, e := range examples {
		if setupScript(e.Profile.File) {
			scripts += e.Weight
			continue
		}
		if e.Group == "lone" && !e.Malicious {
			require.InDelta(t, 0.5, e.Weight, 1e-9)
			continue
		}
		weights[e.Group] += e.Weight
	}
	require.InDelta(t, 6, scripts, 1e-9)
	require.InDelta(t, 1, weights["fam"], 1e-9)
	require.InDelta(t, 1, weights["lone"], 1e-9)
	require.InDelta(t, 1, weights["small"], 1e-9)
	require.InDelta(t, 59*30.0/60, weights["big"], 1e-9)
}

func TestLogit(t *testing.T) {
	require.Zero(t, logit(0.5))
	require.InDelta(t, math.Log(3), logit(0.75), 1e-15)
	require.False(t, math.IsInf(logit(0), 0) || math.IsInf(logit(1), 0), "no score is beyond explanation")
}
