package reproduce_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/study/reproduce"
)

var update = flag.Bool("update", false, "rewrite golden files")

// samples are cells of every kind, one with a name that would like to be more.
func samples() []reproduce.Measured {
	n := func(x float64) *float64 { return &x }
	return []reproduce.Measured{{
		Table: reproduce.Table{Name: "9", Title: "Models", Origin: "somewhere", Notes: []string{"A note."}},
		Cells: []reproduce.Cell{
			{Table: "9", Row: "rf", Column: "harmonic filtered", Metric: "precision", Published: n(92.5), Measured: n(92.519), Low: n(91), High: n(94.04), TP: n(1904), FP: n(154), FN: n(58), TN: n(1602), N: 3718, Protocol: "paper", Data: "vectors"},
			{Table: "9", Row: "rf", Column: "harmonic filtered", Metric: "recall", Published: n(97.1), Measured: n(97), Low: n(97), High: n(97), TP: n(1904), FP: n(154), FN: n(58), TN: n(1602), N: 3718, Protocol: "paper", Data: "vectors"},
			{Table: "9", Row: "rf", Column: "katz filtered", Metric: "precision", Published: n(99.6), Protocol: "paper", Reason: "not at hand", Note: "other packages"},
			{Table: "9", Row: "<script>|\x1b[31m", Column: "x", Metric: "recall", Measured: n(50), TP: n(0.5), FP: n(0), FN: n(0.5), TN: n(0), N: 1, Data: "*mine*\n| y"},
		},
	}, {
		Table: reproduce.Table{Name: "8", Title: "Baselines", Origin: "elsewhere"},
		Cells: []reproduce.Cell{
			{Table: "8", Row: "virustotal", Column: "precision", Metric: "precision", Published: n(95.2), Protocol: "paper", Reason: "no verdicts"},
			{Table: "8", Row: "virustotal", Column: "recall", Metric: "recall", Published: n(80.6), Protocol: "paper", Reason: "no verdicts"},
			{Table: "8", Row: "virustotal", Column: "precision", Metric: "precision", Published: n(95.2), Protocol: "paper", Reason: "again, of other data"},
		},
	}}
}

func TestFormats(t *testing.T) {
	for _, f := range reproduce.Formats() {
		var out bytes.Buffer
		require.NoError(t, f.Write(&out, samples()))
		golden := filepath.Join("testdata", "tables."+f.Name)
		if *update {
			require.NoError(t, os.MkdirAll("testdata", 0o755))
			require.NoError(t, os.WriteFile(golden, out.Bytes(), 0o644))
		}
		want, err := os.ReadFile(golden)
		require.NoError(t, err)
		require.Equal(t, string(want), out.String(), f.Name)
		require.NotContains(t, out.String(), "\x1b")
		require.Error(t, f.Write(broken{}, samples()), f.Name)
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, os.ErrClosed }

// TestJSONFields holds the names of the fields: others read them.
func TestJSONFields(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, reproduce.Formats()[1].Write(&out, samples()))
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	require.Len(t, lines, 7, "a line for each cell")
	for i, line := range lines {
		var cell map[string]any
		require.NoError(t, json.Unmarshal([]byte(line), &cell))
		for _, name := range []string{"table", "row", "column", "metric", "published", "measured", "tp", "fp", "fn", "tn", "n", "protocol", "data", "reason"} {
			require.Contains(t, cell, name)
		}
		if i == 2 {
			require.Nil(t, cell["measured"])
			require.Nil(t, cell["tp"])
			require.Equal(t, 99.6, cell["published"])
		}
	}
}
