package classify_test

import (
	"crypto/sha256"
	"encoding/hex"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/classify"
)

type sgdCase struct {
	Data, Loss string
	Passes     int
	Weighted   bool
	Options    struct {
		Alpha, Eta0, Tol float64
		LearningRate     string  `json:"learning_rate"`
		PowerT           float64 `json:"power_t"`
		MaxIter          int     `json:"max_iter"`
		NIterNoChange    int     `json:"n_iter_no_change"`
		Average          int
	}
	Runs []struct {
		Labels  string
		Figures []float64 // accuracy, precision, recall, F1
	}
	Weights []float64 // of the first run, the intercept first
}

func (c sgdCase) trainer(seed uint64) classify.SGD {
	return classify.SGD{
		Loss: map[string]classify.MarginLoss{
			"hinge": classify.LossHinge, "log_loss": classify.LossLog,
			"squared_hinge": classify.LossSquaredHinge, "modified_huber": classify.LossModifiedHuber,
		}[c.Loss],
		Schedule: map[string]classify.Schedule{
			"constant": classify.RateConstant, "invscaling": classify.RateInvScaling,
		}[c.Options.LearningRate],
		Alpha: c.Options.Alpha, Rate: c.Options.Eta0, Power: c.Options.PowerT, Tol: c.Options.Tol,
		MaxIter: c.Options.MaxIter, Patience: c.Options.NIterNoChange, Average: c.Options.Average,
		Passes: c.Passes, Seed: seed,
	}
}

// TestSGDEqualsSklearn: from the same seed come the same order of rows, the same
// weights to 1e-6 and the same label for every row, however much the result
// swings from seed to seed; so every figure of the ten seeds agrees too.
func TestSGDEqualsSklearn(t *testing.T) {
	var r struct {
		Seeds []uint64
		Cases []sgdCase
	}
	parityJSON(t, "sgd_reference.json", &r)
	load := loadOnce()
	for _, want := range r.Cases {
		t.Run(want.Data+" "+want.Loss, func(t *testing.T) {
			if testing.Short() && (want.Data == "noisy" || want.Loss == "squared_hinge") {
				t.Skip("takes hundreds of epochs")
			}
			s := load(t, want.Data)
			if want.Weighted {
				s.train = everyFourth(s.train)
			}
			for k, run := range want.Runs {
				if k > 0 && testing.Short() {
					break
				}
				m, err := want.trainer(r.Seeds[k]).Train(t.Context(), s.train)
				require.NoError(t, err)
				got := make([]float64, s.test.X.Rows())
				require.NoError(t, m.Scores(got, s.test.X))
				if k == 0 {
					requireWeights(t, want.Weights, m.(*classify.Linear))
				}
				require.InDelta(t, run.Figures[0], accuracy(got, s.test.Y), 1e-6, "run %d", k)
				require.Equal(t, run.Labels, labelHash(got), "run %d", k)
			}
		})
	}
}

func requireWeights(t *testing.T, want []float64, m *classify.Linear) {
	t.Helper()
	got := append([]float64{m.Intercept()}, m.Coef()...)
	require.Len(t, got, len(want))
	var largest float64
	for _, w := range want {
		largest = max(largest, math.Abs(w))
	}
	for j := range want {
		require.InDelta(t, want[j], got[j], 1e-6*max(math.Abs(want[j]), 1e-3*largest), "weight %d", j)
	}
}

func labelHash(scores []float64) string {
	b := make([]byte, (len(scores)+7)/8)
	for i, p := range scores {
		if p > 0.5 {
			b[i/8] |= 1 << (7 - i%8)
		}
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:8])
}

func TestSGDSettings(t *testing.T) {
	table := &classify.Table{X: matrix(t, [][]float64{{0}, {1}}), Y: []float64{0, 1}}
	for _, c := range []classify.SGD{
		{Loss: 9}, {Alpha: -1}, {Alpha: math.NaN()}, {Tol: -1}, {Rate: math.Inf(1)}, {Power: -1}, {Schedule: 9},
		{Passes: -1}, {MaxIter: -1}, {Patience: -1}, {Average: -1},
	} {
		_, err := c.Train(t.Context(), table)
		require.ErrorContains(t, err, "out of range")
	}
}

// TestSGDByHand: the first step of the hinge from 0 is as long as the rate, here
// 1, and shrinks nothing, since all weights are 0; the second row is then at the
// margin 1·0.5 + 1 on the wrong side and moves back by its weight of 0.5 after the
// penalty has taken a tenth. With the seed 1 two rows are exchanged: shuffle draws
// an odd number.
func TestSGDByHand(t *testing.T) {
	table := &classify.Table{X: matrix(t, [][]float64{{0.5}, {1}}), Y: []float64{0, 1}, Weight: []float64{0.5, 1}}
	c := classify.SGD{Alpha: 0.1, Schedule: classify.RateConstant, Rate: 1, Passes: 1, Seed: 1}
	m, err := c.Train(t.Context(), table)
	require.NoError(t, err)
	require.InDelta(t, 1-0.5, m.(*classify.Linear).Intercept(), 1e-15)
	require.InDelta(t, 0.9-0.5*0.5, m.(*classify.Linear).Coef()[0], 1e-15)

	c.Average = 1 // of the weights 1 and 0.65, and of the intercepts 1 and 0.5
	m, err = c.Train(t.Context(), table)
	require.NoError(t, err)
	require.InDelta(t, 0.75, m.(*classify.Linear).Intercept(), 1e-15)
	require.InDelta(t, (1+0.65)/2, m.(*classify.Linear).Coef()[0], 1e-15)
}

// TestSGDShrinksToNothing: a penalty that takes all of the weights at each step
// leaves only the last step.
func TestSGDShrinksToNothing(t *testing.T) {
	table := &classify.Table{X: matrix(t, [][]float64{{0.5}, {1}}), Y: []float64{0, 1}}
	c := classify.SGD{Alpha: 2, Schedule: classify.RateConstant, Rate: 1, Passes: 1, Seed: 1}
	m, err := c.Train(t.Context(), table)
	require.NoError(t, err)
	require.Equal(t, []float64{-0.5}, m.(*classify.Linear).Coef())
}

func TestSGDTooLarge(t *testing.T) {
	table := &classify.Table{X: matrix(t, [][]float64{{1e300}, {-1e300}}), Y: []float64{0, 1}}
	for _, loss := range []classify.MarginLoss{
		classify.LossHinge, classify.LossSquaredHinge, classify.LossLog, classify.LossModifiedHuber,
	} {
		for _, passes := range []int{0, 3} {
			_, err := classify.SGD{Loss: loss, Passes: passes, Average: 2}.Train(t.Context(), table)
			require.ErrorContains(t, err, "overflow")
		}
	}
}
