package replay_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/baselines/replay"
	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/eval"
)

func TestVerdicts(t *testing.T) {
	for row, want := range map[string]float64{
		"malicious,": 1, "Benign,": 0, "1,": 1, "0,": 0, "true,": 1, "false,": 0, "benign,0.7": .7, ",0": 0, ",1e-3": 1e-3,
	} {
		d, err := replay.New("tool", strings.NewReader("name-version,verdict,score\nDemo_1.0,"+row+"\n"))
		require.NoError(t, err, row)
		require.Equal(t, "tool", d.Name())
		got, err := d.Detect(t.Context(), &datasets.Package{Name: "demo", Version: "1.0"})
		require.NoError(t, err, row)
		require.Equal(t, eval.Detection{Score: want, Status: eval.Scored}, got, row)
	}
	for _, row := range []string{",", "maybe,", "malicious,2", "malicious,NaN", ",-1"} {
		_, err := replay.New("tool", strings.NewReader("name-version,verdict,score\ndemo-1.0,"+row+"\n"))
		require.ErrorContains(t, err, "tool: demo-1-0: ", row)
	}
	_, err := replay.New("", strings.NewReader("name-version,comment\ndemo-1.0,x\n"))
	require.ErrorContains(t, err, "replay: neither a column verdict nor score")
}
