package features_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/features"
	"github.com/malguard/malguard/graph"
)

func schema(t testing.TB, columns ...features.Column) *features.Schema {
	t.Helper()
	s, err := features.NewSchema(columns)
	require.NoError(t, err)
	return s
}

var columns = []features.Column{
	{API: "os.system", Measure: "presence"},
	{API: "os.system", Measure: "presence", Phase: "install"},
	{API: "os.system", Measure: "harmonic"},
	{Category: "process", Measure: "presence", Phase: "import"},
	{Category: "process", Measure: "degree"},
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
	api := features.Column{API: "f", Measure: "presence"}
	tests := []struct {
		name    string
		columns []features.Column
		want    string
	}{
		{"twice", []features.Column{api, {API: "g", Measure: "presence"}, api}, `column 2, "f:presence": stands twice`},
		{"measure", []features.Column{{API: "f", Measure: "size"}}, `column 0, "f:size": unknown measure "size"`},
		{"no measure", []features.Column{{API: "f"}}, `unknown measure ""`},
		{"phase", []features.Column{{API: "f", Measure: "presence", Phase: "night"}}, `unknown phase "night"`},
		{"category", []features.Column{{Category: "fun", Measure: "presence"}}, `unknown category "fun"`},
		{"of nothing", []features.Column{{Measure: "presence"}}, "neither an API nor a category"},
		{"of both", []features.Column{{API: "f", Category: "process", Measure: "presence"}}, "or of both"},
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

// Five columns an API, three a category, all APIs first.
func TestSchemaFor(t *testing.T) {
	s, err := features.SchemaFor([]string{"b.f", "a.g"})
	require.NoError(t, err)
	require.Len(t, s.Columns, 2*5+3*len(features.Categories().All()))
	var got []string
	for _, c := range s.Columns[:5] {
		got = append(got, c.String())
	}
	require.Equal(t, []string{"b.f:presence", "b.f:presence@install", "b.f:presence@import", "b.f:degree", "b.f:harmonic"}, got)
	require.Equal(t, "a.g:presence", s.Columns[5].String())
	require.Equal(t, "["+features.Categories().All()[0].Name+"]:presence", s.Columns[10].String())

	_, err = features.SchemaFor([]string{"f", "f"})
	require.ErrorContains(t, err, "stands twice")
}

func TestVector(t *testing.T) {
	const install, imported, run = 1 << graph.PhaseInstall, 1 << graph.PhaseImport, 1 << graph.PhaseRun
	use := func(api string, phases uint8, degree, harmonic float64) features.Use {
		return features.Use{API: api, Phases: phases, Measures: [2]float64{degree, harmonic}}
	}
	s := schema(t, columns...)
	tests := []struct {
		name   string
		uses   []features.Use
		index  []int32
		values []float64
	}{
		{"nothing", nil, nil, nil},
		{"unknown API", []features.Use{use("no.such", install, 1, 1)}, nil, nil},
		{"any phase", []features.Use{use("os.system", run, 0.25, 0.5)}, []int32{0, 2, 4}, []float64{1, 0.5, 0.25}},
		{"at install", []features.Use{use("os.system", install|run, 0.25, 0.5)}, []int32{0, 1, 2, 4}, []float64{1, 1, 0.5, 0.25}},
		{"zeros are left out", []features.Use{use("os.system", run, 0, 0)}, []int32{0}, []float64{1}},
		{"category by prefix", []features.Use{use("subprocess.Popen", imported, 0.25, 0.5)}, []int32{3, 4}, []float64{1, 0.25}},
		{"largest of a category", []features.Use{
			use("os.popen", run, 0.75, 0), use("subprocess.run", run, 0.5, 0), use("os.system", run, 0.1, 0.2),
		}, []int32{0, 2, 4}, []float64{1, 0.2, 0.75}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			v := s.Vector(features.Profile{Uses: test.uses})
			require.Equal(t, test.index, v.Index)
			require.Equal(t, test.values, v.Values)
			require.Same(t, s, v.Schema)
		})
	}
}

// randomProfile uses some of the given APIs in random phases.
func randomProfile(draw *rand.Rand, apis []string) features.Profile {
	var p features.Profile
	for _, api := range apis {
		if draw.IntN(3) == 0 {
			continue
		}
		p.Uses = append(p.Uses, features.Use{
			API: api, Phases: uint8(1 + draw.IntN(7)),
			Measures: [2]float64{float64(draw.IntN(4)) / 3, float64(draw.IntN(4)) / 3},
		})
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
	s, err := features.SchemaFor(apis[2:])
	require.NoError(t, err)
	for seed := range uint64(200) {
		p := randomProfile(rand.New(rand.NewPCG(seed, 1)), apis)
		v := s.Vector(p)
		for k := range v.Index {
			require.True(t, k == 0 || v.Index[k-1] < v.Index[k], "seed %d", seed)
			require.Positive(t, v.Values[k])
		}
		row, touched := dense(v), map[int32]bool{}
		for i, u := range p.Uses {
			mine := s.Touched(u)
			require.Equal(t, s.Vector(features.Profile{Uses: []features.Use{u}}).Index, mine)
			for _, c := range mine {
				touched[c] = true
			}
			without := dense(s.Vector(features.Profile{Uses: slices.Delete(slices.Clone(p.Uses), i, i+1)}))
			for c := range row {
				require.LessOrEqual(t, without[c], row[c])
				if !slices.Contains(mine, int32(c)) {
					require.Equal(t, row[c], without[c], "seed %d: %s without %s", seed, s.Columns[c], u.API)
				}
			}
		}
		require.Len(t, touched, len(v.Index), fmt.Sprint("seed ", seed))
	}
}
