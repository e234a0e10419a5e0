package features_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/features"
)

func schema(t testing.TB, columns ...features.Column) *features.Schema {
	t.Helper()
	s, err := features.NewSchema(columns)
	require.NoError(t, err)
	return s
}

var (
	presence  = features.Signal{Measure: features.Presence}
	atInstall = features.Signal{Measure: features.Presence, View: features.ViewInstall}
	atImport  = features.Signal{Measure: features.Presence, View: features.ViewImport}
	degree    = features.Signal{Measure: "degree"}
	harmonic  = features.Signal{Measure: "harmonic"}
)

var columns = []features.Column{
	{API: "os.system", Signal: presence},
	{API: "os.system", Signal: atInstall},
	{API: "os.system", Signal: harmonic},
	{Category: "process", Signal: atImport},
	{Category: "process", Signal: degree},
}

// The hash is part of saved models: this value, which sha256sum gives for the
// lines of TestColumnString, may only change together with the format of models.
func TestSchemaHash(t *testing.T) {
	const golden = "41ac4e61b03cf2e76ee6e841a9cc6c906253bbecfe899cc8ad3d180e267a81a4"
	require.Equal(t, golden, schema(t, columns...).Hash)
	seen := map[string]bool{}
	for i := range columns { // every prefix, every other order
		swapped := slices.Clone(columns)
		swapped[0], swapped[i] = swapped[i], swapped[0]
		seen[schema(t, swapped...).Hash] = true
		seen[schema(t, columns[:i]...).Hash] = true
	}
	require.Len(t, seen, 2*len(columns))
}

func TestColumnString(t *testing.T) {
	var got []string
	for _, c := range columns {
		got = append(got, c.String())
	}
	require.Equal(t, []string{
		"os.system:presence", "os.system:presence@install", "os.system:harmonic",
		"[process]:presence@import", "[process]:degree",
	}, got)
}

func TestNewSchemaErrors(t *testing.T) {
	api := features.Column{API: "f", Signal: presence}
	of := func(measure string, view features.View) []features.Column {
		return []features.Column{{API: "f", Signal: features.Signal{Measure: measure, View: view}}}
	}
	tests := []struct {
		name    string
		columns []features.Column
		want    string
	}{
		{"twice", []features.Column{api, {API: "g", Signal: presence}, api}, `column 2, "f:presence": stands twice`},
		{"measure", of("size", ""), `column 0, "f:size": unknown measure "size"`},
		{"no measure", of("", ""), `unknown measure ""`},
		{"view", of("presence", "night"), `unknown view "night"`},
		{"category", []features.Column{{Category: "fun", Signal: presence}}, `unknown category "fun"`},
		{"of nothing", []features.Column{{Signal: presence}}, "neither an API nor a category"},
		{"bracket", []features.Column{{API: "[process]", Signal: presence}}, "no call graph has"},
		{"line", []features.Column{{API: "f\ng", Signal: presence}}, "no call graph has"},
		{"of both", []features.Column{{API: "f", Category: "process", Signal: presence}}, "or of both"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s, err := features.NewSchema(test.columns)
			require.Nil(t, s)
			require.ErrorContains(t, err, "features: column ")
			require.ErrorContains(t, err, test.want)
		})
	}
}

func TestNewSchemaKeepsItsColumns(t *testing.T) {
	mine := slices.Clone(columns)
	s := schema(t, mine...)
	mine[0] = features.Column{}
	require.Equal(t, columns, s.Columns)
}

// Two columns an API, one a category, all APIs first.
func TestSchemaFor(t *testing.T) {
	ofAPI := []features.Signal{atInstall, harmonic}
	s, err := features.SchemaFor([]string{"b.f", "a.g"}, ofAPI, []features.Signal{presence})
	require.NoError(t, err)
	require.Len(t, s.Columns, 2*2+len(features.Categories().All()))
	var got []string
	for _, c := range s.Columns[:5] {
		got = append(got, c.String())
	}
	require.Equal(t, []string{
		"b.f:presence@install", "b.f:harmonic", "a.g:presence@install", "a.g:harmonic",
		"[" + features.Categories().All()[0].Name + "]:presence",
	}, got)
	require.Equal(t, []features.Signal{atInstall, harmonic, presence}, s.Signals(), "what profiles must have")

	_, err = features.SchemaFor([]string{"f", "f"}, ofAPI, nil)
	require.ErrorContains(t, err, "stands twice")
}

// The signals of profiles in these tests, in another order than the columns
// need them.
var signals = []features.Signal{degree, harmonic, atImport, presence, atInstall}

// use makes a use from its values of signals.
func use(api string, values ...float64) features.Use { return features.Use{API: api, Values: values} }

func profile(uses ...features.Use) features.Profile {
	return features.Profile{Signals: signals, Uses: uses}
}

func vector(t testing.TB, s *features.Schema, p features.Profile) features.Vector {
	t.Helper()
	v, err := s.Vector(p)
	require.NoError(t, err)
	return v
}

func TestVector(t *testing.T) {
	s := schema(t, columns...)
	tests := []struct {
		name   string
		uses   []features.Use
		index  []int32
		values []float64
	}{
		{"nothing", nil, nil, nil},
		{"unknown API", []features.Use{use("no.such", 1, 1, 1, 1, 1)}, nil, nil},
		{"any phase", []features.Use{use("os.system", 0.25, 0.5, 0, 1, 0)}, []int32{0, 2, 4}, []float64{1, 0.5, 0.25}},
		{"at install", []features.Use{use("os.system", 0.25, 0.5, 0, 1, 1)}, []int32{0, 1, 2, 4}, []float64{1, 1, 0.5, 0.25}},
		{"zeros are left out", []features.Use{use("os.system", 0, 0, 0, 1, 0)}, []int32{0}, []float64{1}},
		{"category by prefix", []features.Use{use("subprocess.Popen", 0.25, 0.5, 1, 1, 0)}, []int32{3, 4}, []float64{1, 0.25}},
		{"largest of a category", []features.Use{
			use("os.popen", 0.75, 0, 0, 1, 0), use("subprocess.run", 0.5, 0, 0, 1, 0), use("os.system", 0.1, 0.2, 0, 1, 0),
		}, []int32{0, 2, 4}, []float64{1, 0.2, 0.75}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			v := vector(t, s, profile(test.uses...))
			require.Equal(t, test.index, v.Index)
			require.Equal(t, test.values, v.Values)
			require.Same(t, s, v.Schema)
		})
	}
}

// A signal that was not measured is not a signal that is zero.
func TestVectorOfMissingSignal(t *testing.T) {
	p := features.Profile{Signals: []features.Signal{presence}, Uses: []features.Use{use("os.system", 1)}}
	_, err := schema(t, columns...).Vector(p)
	require.ErrorIs(t, err, features.ErrSignal)
	require.ErrorContains(t, err, "presence@install")
	_, err = schema(t, columns...).Behind(p)
	require.ErrorIs(t, err, features.ErrSignal)
	require.Equal(t, []int32{0}, vector(t, schema(t, columns[0]), p).Index, "others may be missing")
}

func TestColumnDoc(t *testing.T) {
	for _, test := range []struct {
		column features.Column
		want   string
	}{
		{columns[0], "os.system, which may be used to start other programs: 1 where the API is called"},
		{columns[1], "os.system, which may be used to start other programs: 1 where the API is called; of calls at install"},
		{features.Column{API: "no.such", Signal: features.Signal{Measure: "harmonic", View: features.ViewHidden}}, "no.such: h / (1 + h) for the harmonic centrality h; of calls that were hidden"},
		{columns[4], "any API that may be used to start other programs: k / (1 + k) for the number k of callers"},
	} {
		require.Equal(t, test.want, test.column.Doc())
	}
}

// randomProfile uses some of the given APIs with random values.
func randomProfile(draw *rand.Rand, apis []string) features.Profile {
	p := profile()
	for _, api := range apis {
		if draw.IntN(3) == 0 {
			continue
		}
		u := use(api)
		for range signals {
			u.Values = append(u.Values, float64(draw.IntN(4))/3)
		}
		p.Uses = append(p.Uses, u)
	}
	return p
}

func dense(v features.Vector) []float64 {
	row := make([]float64, len(v.Schema.Columns))
	for k, i := range v.Index {
		row[i] = v.Values[k]
	}
	return row
}

// Laws of Vector and Touched on random profiles: rows are ascending and hold no
// zero; a column is set just where some use touches it; and taking a use away
// lowers no column that it does not touch.
func TestTouchedLaws(t *testing.T) {
	apis := []string{"os.system", "subprocess.Popen", "os.popen", "base64.b64decode", "no.such", "<builtin>.exec", "?.run"}
	s, err := features.SchemaFor(apis[2:], signals, signals[2:])
	require.NoError(t, err)
	for seed := range uint64(200) {
		p := randomProfile(rand.New(rand.NewPCG(seed, 1)), apis)
		v := vector(t, s, p)
		for k := range v.Index {
			require.True(t, k == 0 || v.Index[k-1] < v.Index[k], "seed %d", seed)
			require.Positive(t, v.Values[k])
		}
		each, err := s.Touched(p)
		require.NoError(t, err)
		row, touched := dense(v), map[int32]bool{}
		for i, u := range p.Uses {
			mine := each[i]
			require.Equal(t, vector(t, s, profile(u)).Index, mine)
			for _, c := range mine {
				touched[c] = true
			}
			without := dense(vector(t, s, profile(slices.Delete(slices.Clone(p.Uses), i, i+1)...)))
			for c := range row {
				require.LessOrEqual(t, without[c], row[c])
				if !slices.Contains(mine, int32(c)) {
					require.Equal(t, row[c], without[c], "seed %d: %s without %s", seed, s.Columns[c], u.API)
				}
			}
		}
		require.Len(t, touched, len(v.Index), fmt.Sprint("seed ", seed))
		behind, err := s.Behind(p)
		require.NoError(t, err)
		require.Len(t, behind, len(v.Index))
		for k, uses := range behind {
			require.Equal(t, v.Values[k], vector(t, s, profile(uses...)).Values[slices.Index(vector(t, s, profile(uses...)).Index, v.Index[k])])
		}
	}
}
