package pyeval

import (
	"encoding/json"
	"os"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/internal/pysrc"
)

// oracleCase is a snippet and the sources that CPython's exec and eval got, each
// once; testdata/oracle.py writes them.
type oracleCase struct {
	Name   string   `json:"name"`
	Source string   `json:"source"`
	Layers []string `json:"layers"`
}

func oracle(t testing.TB) []oracleCase {
	t.Helper()
	data, err := os.ReadFile("testdata/oracle.json")
	require.NoError(t, err)
	var cases []oracleCase
	require.NoError(t, json.Unmarshal(data, &cases))
	return cases
}

// oracleFloor is how many snippets are taken apart entirely. A change may raise
// it.
const oracleFloor = 571

// What is found is what CPython computes: a text may be missed, never be another.
func TestOracle(t *testing.T) {
	cases := oracle(t)
	known := 0
	for _, c := range cases {
		f := pysrc.Parse([]byte(c.Source))
		require.Empty(t, f.Errors, c.Name)
		var got []string
		for _, l := range Run(f, Options{}).Layers {
			if text := l.File.Source; !slices.Contains(got, text) {
				got = append(got, text)
			}
		}
		for _, text := range got {
			if !slices.Contains(c.Layers, text) {
				t.Errorf("%s: found %q, CPython %q\n%s", c.Name, text, c.Layers, c.Source)
			}
		}
		if slices.Equal(got, c.Layers) {
			known++
		} else {
			t.Logf("%s: found %q of %q", c.Name, got, c.Layers)
		}
	}
	t.Logf("%d of %d", known, len(cases))
	require.GreaterOrEqual(t, known, oracleFloor)
}
