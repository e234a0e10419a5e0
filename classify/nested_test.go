package classify_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/classify/classifytest"
)

// ready is a trainer that has its model already.
type ready struct{ model classify.Model }

func (r ready) Train(context.Context, *classify.Table) (classify.Model, error) { return r.model, nil }

// TestNestedModelsAreSaved: every kind inside every other, with each setting.
func TestNestedModelsAreSaved(t *testing.T) {
	table := classifytest.Separable(80, 6, 2)
	list := []classify.Trainer{classify.Logistic{}, classify.Forest{Trees: 5}}
	for range 2 {
		list = append(list,
			classify.Calibrated{Base: list[len(list)-1], Folds: 3, Method: classify.CalibrationIsotonic},
			classify.Calibrated{Base: list[len(list)-2], Folds: 3, Ensemble: true},
			classify.Calibrated{Base: list[0], Folds: 3, Method: classify.CalibrationPlattScore},
			classify.Voting{Trainers: list[len(list)-2:], Weights: []float64{1, 2}, Hard: true},
			classify.Stacking{Trainers: list[len(list)-2:], Folds: 2, Passthrough: true},
			classify.Stacking{Trainers: list[:2], Folds: 2, LogOdds: true, Final: classify.Forest{Trees: 5}},
		)
	}
	for _, c := range list {
		m := mustTrain(t, c, table)
		var file bytes.Buffer
		require.NoError(t, classify.Save(&file, m))
		saved := bytes.Clone(file.Bytes())
		loaded, err := classify.Load(&file)
		require.NoError(t, err)
		require.Equal(t, scoreRows(t, m, table.X), scoreRows(t, loaded, table.X))
		var again bytes.Buffer
		require.NoError(t, classify.Save(&again, loaded))
		require.Equal(t, saved, again.Bytes())
	}
}

// TestNestedDepth: models lie in models up to eight deep, and what cannot be
// loaded cannot be saved.
func TestNestedDepth(t *testing.T) {
	table := classifytest.Separable(40, 5, 1)
	m := mustTrain(t, classify.Logistic{}, table)
	payload, err := m.(classify.Saver).AppendBinary(nil)
	require.NoError(t, err)
	kind := "logistic"
	for deep := 1; deep <= 9; deep++ {
		m = mustTrain(t, classify.Voting{Trainers: []classify.Trainer{ready{m}}}, table)
		payload, kind = votingOf(kind, payload), "voting"
		file := sealed(t, kind, 1, payload)
		if deep == 9 {
			_, err = classify.Load(bytes.NewReader(file))
			require.ErrorIs(t, err, classify.ErrFormat)
			require.ErrorIs(t, classify.Save(&bytes.Buffer{}, m), classify.ErrNotSavable)
			return
		}
		loaded, err := classify.Load(bytes.NewReader(file))
		require.NoError(t, err)
		require.Equal(t, scoreRows(t, m, table.X), scoreRows(t, loaded, table.X))
		require.NoError(t, classify.Save(&bytes.Buffer{}, m))
	}
}

// part is a saved model inside another.
func part(kind string, payload []byte) []byte {
	b := append(binary.AppendUvarint(nil, uint64(len(kind))), kind...)
	return append(binary.AppendUvarint(b, uint64(len(payload))), payload...)
}

// votingOf is the payload of a vote of one model.
func votingOf(kind string, payload []byte) []byte {
	return append(append([]byte{1}, part(kind, payload)...), 0, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f)
}

func TestNestedOtherKinds(t *testing.T) {
	table := classifytest.Separable(40, 2, 1)
	m := mustTrain(t, classify.Voting{Trainers: []classify.Trainer{ready{constant{}}}}, table)
	var file bytes.Buffer
	require.NoError(t, classify.Save(&file, m))
	saved := file.Bytes()
	_, err := classify.Load(bytes.NewReader(saved))
	require.ErrorIs(t, err, classify.ErrKind)
	require.ErrorIs(t, err, classify.ErrFormat)
	_, err = classify.Load(bytes.NewReader(saved), classify.Codec{Kind: "constant", Decode: decodeConstant})
	require.NoError(t, err)
	m = mustTrain(t, classify.Voting{Trainers: []classify.Trainer{failing{}}}, table)
	require.ErrorIs(t, classify.Save(&file, m), classify.ErrNotSavable)
	m = mustTrain(t, classify.Voting{Trainers: []classify.Trainer{ready{stuck{}}}}, table)
	require.ErrorIs(t, classify.Save(&file, m), errBroken)
}

func TestNestedLoadRejects(t *testing.T) {
	one := []byte{0, 0, 0, 0, 0, 0, 0xf0, 0x3f}
	two := []byte{0, 0, 0, 0, 0, 0, 0, 0x40}
	zero := make([]byte, 8)
	narrow, wide := part("logistic", zero), part("logistic", append(bytes.Clone(zero), zero...))
	join := func(parts ...[]byte) []byte { return bytes.Join(parts, nil) }
	good := map[string][]byte{
		"calibrated": join([]byte{1}, narrow, []byte{2, 2}, zero, zero, one, one),
		"voting":     join([]byte{2}, narrow, narrow, []byte{0}, zero, one),
		"stacking":   join([]byte{2}, narrow, wide, []byte{1, 0}),
	}
	for kind, payload := range good {
		_, err := classify.Load(bytes.NewReader(sealed(t, kind, 1, payload)))
		require.NoError(t, err, kind)
		for i := range payload {
			_, err := classify.Load(bytes.NewReader(sealed(t, kind, 1, payload[:i])))
			require.ErrorIs(t, err, classify.ErrFormat, "%s cut at %d", kind, i)
		}
		_, err = classify.Load(bytes.NewReader(sealed(t, kind, 1, append(payload, 0))))
		require.ErrorIs(t, err, classify.ErrFormat, kind)
	}
	for name, tc := range map[string]struct {
		kind    string
		payload []byte
	}{
		"no models":        {"voting", []byte{0, 0}},
		"unknown flag":     {"voting", join([]byte{1}, narrow, []byte{2}, one)},
		"widths differ":    {"voting", join([]byte{2}, narrow, wide, []byte{0}, one, one)},
		"no weight":        {"voting", join([]byte{1}, narrow, []byte{0}, zero)},
		"unknown method":   {"calibrated", join([]byte{1}, narrow, []byte{3}, one, one)},
		"widths of bases":  {"calibrated", join([]byte{2}, narrow, wide, []byte{0}, one, one, []byte{0}, one, one)},
		"no knots":         {"calibrated", join([]byte{1}, narrow, []byte{2, 0})},
		"knots descend":    {"calibrated", join([]byte{1}, narrow, []byte{2, 2}, one, zero, zero, one)},
		"values descend":   {"calibrated", join([]byte{1}, narrow, []byte{2, 2}, zero, one, one, zero)},
		"value above 1":    {"calibrated", join([]byte{1}, narrow, []byte{2, 1}, one, two)},
		"final alone":      {"stacking", join([]byte{1}, narrow, []byte{0, 0})},
		"final too narrow": {"stacking", join([]byte{2}, narrow, narrow, []byte{0, 0})},
		"passthrough":      {"stacking", join([]byte{2}, wide, wide, []byte{0, 1})},
		"part malformed":   {"voting", votingOf("logistic", []byte{1})},
		"part unknown":     {"voting", votingOf("oracle", []byte{1})},
	} {
		_, err := classify.Load(bytes.NewReader(sealed(t, tc.kind, 1, tc.payload)))
		require.ErrorIs(t, err, classify.ErrFormat, name)
	}
}

// TestNestedMissing: rows with missing entries go to models that know them, also
// past the models of a stack.
func TestNestedMissing(t *testing.T) {
	stump := func(width int, column int32) classify.Trainer {
		m, err := classify.NewTrees(classify.Ensemble{Width: width, Missing: true, Trees: [][]classify.Node{{
			{Column: column, Right: 2, Value: 0.5, MissingLeft: true}, {Column: -1, Value: 0.25}, {Column: -1, Value: 0.75},
		}}})
		require.NoError(t, err)
		return ready{m}
	}
	b := classify.NewMatrix(1)
	b.Missing = true
	for _, v := range []float64{0, 1, math.NaN(), 1} {
		require.NoError(t, b.Append([]int32{0}, []float64{v}))
	}
	table := &classify.Table{X: b.Matrix(), Y: []float64{0, 1, 0, 1}}
	want := []float64{0.25, 0.75, 0.25, 0.75}
	one := []classify.Trainer{stump(1, 0)}
	for _, c := range []classify.Trainer{
		classify.Voting{Trainers: one},
		classify.Stacking{Trainers: one, Final: stump(1, 0)},
		classify.Stacking{Trainers: one, Final: stump(2, 1), Passthrough: true},
	} {
		require.Equal(t, want, scoreRows(t, mustTrain(t, c, table), table.X))
	}
	// four labels foretold: Platt's targets are 1/4 and 3/4
	require.InDeltaSlice(t, want, scoreRows(t, mustTrain(t, classify.Calibrated{Base: one[0], Folds: 2}, table), table.X), 1e-9)
}

// TestLawsOfSettings runs the laws on what [classify.Trainers] does not show.
func TestLawsOfSettings(t *testing.T) {
	if testing.Short() {
		t.Skip("trains hundreds of models")
	}
	two := []classify.Trainer{classify.Logistic{}, classify.Logistic{L2: 100}}
	for name, c := range map[string]func(classify.Options) classify.Trainer{
		"mlp-deep": func(o classify.Options) classify.Trainer {
			return classify.MLP{
				Hidden: []int{20, 10}, Activation: classify.ActivationTanh, MaxAbs: true, Rate: 0.01, Passes: 50, Seed: o.Seed, Workers: o.Workers,
			}
		},
		"mlp-validation": func(o classify.Options) classify.Trainer {
			return classify.MLP{
				Hidden: []int{20}, Activation: classify.ActivationLogistic, Validation: 0.2, Rate: 0.03, Seed: o.Seed, Workers: o.Workers,
			}
		},
		"calibrated-isotonic": func(o classify.Options) classify.Trainer {
			return classify.Calibrated{Base: two[0], Method: classify.CalibrationIsotonic, Ensemble: true, Seed: o.Seed, Workers: o.Workers}
		},
		"calibrated-scores": func(o classify.Options) classify.Trainer {
			return classify.Calibrated{Base: two[0], Method: classify.CalibrationPlattScore, Seed: o.Seed, Workers: o.Workers}
		},
		"voting-hard": func(o classify.Options) classify.Trainer {
			return classify.Voting{Trainers: two, Weights: []float64{2, 1}, Hard: true, Workers: o.Workers}
		},
		"stacking-passthrough": func(o classify.Options) classify.Trainer {
			return classify.Stacking{Trainers: two, Passthrough: true, Seed: o.Seed, Workers: o.Workers}
		},
	} {
		t.Run(name, func(t *testing.T) {
			classifytest.Run(t, classify.Method{Name: name, Doc: "a setting", New: c})
		})
	}
}
