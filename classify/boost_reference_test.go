package classify_test

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/classify"
)

// boostReference is testdata/boost_reference.json, written by the script beside
// it: what XGBoost 3.2.0 and LightGBM 4.7.0 make of the shared data sets.
type boostReference struct {
	Exact, Variants []boostRun
	Figures         []struct {
		Data, Model string
		Draws       bool
		Seeds       int
		Mean        []float64
	}
}

// boostRun is a training with XGBoost.
type boostRun struct {
	Data, How      string
	Settings       map[string]json.RawMessage
	Trees          [][][4]float64
	Splits, Labels string
}

func boostReferences(t *testing.T) *boostReference {
	t.Helper()
	data, err := os.ReadFile("testdata/boost_reference.json")
	require.NoError(t, err)
	var r boostReference
	require.NoError(t, json.Unmarshal(data, &r))
	return &r
}

// config turns settings of XGBoost into ours.
func (r boostRun) config(t *testing.T, width int) classify.Boost {
	t.Helper()
	var c classify.Boost
	for name, raw := range r.Settings {
		if name == "monotone" {
			require.NoError(t, json.Unmarshal(raw, &c.Monotone))
			c.Monotone = append(c.Monotone, make([]int8, width-len(c.Monotone))...)
			continue
		}
		if name == "grow_policy" {
			require.Equal(t, `"lossguide"`, string(raw))
			c.Growth = classify.GrowLeaf
			continue
		}
		var v float64
		require.NoError(t, json.Unmarshal(raw, &v))
		orNone := v
		if v == 0 {
			orNone = -1
		}
		switch name {
		case "learning_rate":
			c.Rate = v
		case "reg_alpha":
			c.L1 = v
		case "reg_lambda":
			c.L2 = orNone
		case "gamma":
			c.Gamma = v
		case "min_child_weight":
			c.MinChildWeight = orNone
		case "base_score":
			c.Base = v
		case "max_depth":
			c.MaxDepth = int(v)
		case "max_leaves":
			c.MaxLeaves = int(v)
		case "max_bin":
			c.MaxBins = int(v)
		default:
			require.Fail(t, name)
		}
	}
	return c
}

// table repeats spoiled of the script.
func (r boostRun) table(t *testing.T, sets loader) *classify.Table {
	t.Helper()
	loaded := *sets.load(t, r.Data).train
	table := &loaded
	switch r.How {
	case "weights":
		table.Weight = make([]float64, len(table.Y))
		for i := range table.Weight {
			table.Weight[i] = float64(random(200, i)%5) / 2
		}
	case "missing":
		b := classify.NewMatrix(table.X.Width())
		b.Missing = true
		for i := range table.Y {
			var index []int32
			var values []float64
			for j := range table.X.Width() {
				index, values = append(index, int32(j)), append(values, table.X.At(i, j))
				if random(201, i*table.X.Width()+j)%4 == 0 {
					values[j] = math.NaN()
				}
			}
			require.NoError(t, b.Append(index, values))
		}
		table.X = b.Matrix()
	}
	return table
}

// requireTree compares a tree with one of XGBoost, whose splits send entries
// below the threshold left.
func requireTree(t *testing.T, want [][4]float64, got []classify.Node) {
	t.Helper()
	require.Equal(t, len(want), len(got), "nodes")
	for i, w := range want {
		n := got[i]
		require.EqualValues(t, w[0], n.Column, "column of node %d", i)
		require.InEpsilon(t, w[3], n.Cover, 1e-5, "cover of node %d", i)
		if n.Column < 0 {
			require.InDelta(t, w[1], n.Value, 1e-5, "leaf %d", i)
			continue
		}
		require.Equal(t, float32(w[1]), above(n.Value), "threshold of node %d", i)
		require.Equal(t, w[2] == 1, n.MissingLeft, "direction of node %d", i)
	}
}

// TestBoostGrowsTreesOfXGBoost: with every setting that is not a draw, the first
// trees are those of XGBoost, leaves to 1e-5.
func TestBoostGrowsTreesOfXGBoost(t *testing.T) {
	sets := loader{}
	for _, run := range boostReferences(t).Variants {
		name, err := json.Marshal(run.Settings)
		require.NoError(t, err)
		t.Run(run.Data+run.How+string(name), func(t *testing.T) {
			table := run.table(t, sets)
			c := run.config(t, table.X.Width())
			c.Rounds = len(run.Trees)
			m, err := c.Train(t.Context(), table)
			require.NoError(t, err)
			for k, tree := range m.(*classify.Trees).Ensemble().Trees {
				requireTree(t, run.Trees[k], tree)
			}
		})
	}
}

// TestBoostIsXGBoost: with default settings and with those of the paper, all 100
// trees split as those of XGBoost and all test rows get the same label.
func TestBoostIsXGBoost(t *testing.T) {
	sets := loader{}
	for _, run := range boostReferences(t).Exact {
		t.Run(run.Data, func(t *testing.T) {
			s := sets.load(t, run.Data)
			m, err := run.config(t, s.train.X.Width()).Train(t.Context(), s.train)
			require.NoError(t, err)
			e := m.(*classify.Trees).Ensemble()
			for k, want := range run.Trees {
				requireTree(t, want, e.Trees[k])
			}
			require.Equal(t, run.Splits, splitDigest(e.Trees))
			require.Equal(t, run.Labels, labelDigits(scoresOf(t, m, s.test.X)))
		})
	}
}

// above returns the number of 32 bits after v, and no -0.
func above(v float64) float32 { return math.Nextafter32(float32(v), math.MaxFloat32) + 0 }

// splitDigest is digest of the script.
func splitDigest(trees [][]classify.Node) string {
	h := sha256.New()
	for _, tree := range trees {
		for _, n := range tree {
			b := binary.LittleEndian.AppendUint32(nil, uint32(n.Column))
			if n.Column >= 0 {
				b = binary.LittleEndian.AppendUint32(b, math.Float32bits(above(n.Value)))
				left := uint32(0)
				if n.MissingLeft {
					left = 1
				}
				b = binary.LittleEndian.AppendUint32(b, left)
			}
			h.Write(b)
		}
	}
	return hex.EncodeToString(h.Sum(nil))[:16]
}

// labelDigits is labels of the script.
func labelDigits(scores []float64) string {
	var s strings.Builder
	for i := 0; i < len(scores); i += 4 {
		digit := 0
		for k := range 4 {
			digit *= 2
			if i+k < len(scores) && scores[i+k] > 0.5 {
				digit++
			}
		}
		s.WriteByte("0123456789abcdef"[digit])
	}
	return s.String()
}

func scoresOf(t *testing.T, m classify.Model, x classify.Matrix) []float64 {
	t.Helper()
	dst := make([]float64, x.Rows())
	require.NoError(t, m.Scores(dst, x))
	return dst
}
