package report_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/eval"
	"github.com/malguard/malguard/eval/report"
)

var update = flag.Bool("update", false, "write the golden files")

// summaries are an ordinary one, and one whose names are hostile and whose figures
// are not defined.
func summaries() report.Report {
	nan := math.NaN()
	return report.Report{Title: "summaries", Summaries: []eval.Summary{
		{
			Protocol: "grouped", Detector: "malguard", Kind: "learned", Tests: 15, Malicious: 100, Benign: 80, Families: 40, Origins: 20,
			TP: 90.5, FP: 2, FN: 9.5, TN: 78, Failed: 1.0 / 3, Incomplete: 2, Seconds: [2]float64{.01, .2},
			Figures: []eval.Figure{
				{Name: "precision", Estimate: eval.Estimate{Value: .978, Low: .95, High: .99}, Wilson: &eval.Estimate{Value: .978, Low: .93, High: .99}},
				{Name: "recall", Estimate: eval.Estimate{Value: .905, Low: .8, High: .95}},
				{Name: "FPR", Estimate: eval.Estimate{Value: .025, Low: .025, High: .025}},
				{Name: "family recall at FPR 1 %", Estimate: eval.Estimate{Value: nan, Low: nan, High: nan}, Note: "needs 300 benign cases"},
			},
		},
		{
			Protocol: "grouped", Detector: nasty, Kind: "replay", Malicious: 100, Benign: 80, Failed: 180,
			Figures: []eval.Figure{{Name: "precision", Estimate: eval.Estimate{Value: nan, Low: nan, High: nan}}},
		},
	}, Breakdowns: []report.Breakdown{
		{
			Protocol: "grouped", Detector: "malguard",
			Strata: []eval.Stratum{
				{By: "acts", Name: "yes", Label: datasets.Malicious, Cases: 90, Groups: 38, Flagged: eval.Estimate{Value: .98, Low: .9, High: 1}, Figures: []eval.Figure{
					{Name: "family recall", Estimate: eval.Estimate{Value: .95, Low: .85, High: .99}},
					{Name: "family recall at FPR 5 %", Estimate: eval.Estimate{Value: .97, Low: .9, High: 1}},
					{Name: "family recall at FPR 1 %", Estimate: eval.Estimate{Value: nan, Low: nan, High: nan}, Note: "needs 300 benign cases"},
				}},
				{By: nasty, Name: nasty, Label: datasets.Benign, Cases: 3, Groups: 1, Flagged: eval.Estimate{Value: .5, Low: .5, High: .5}, Figures: []eval.Figure{
					{Name: "FPR", Estimate: eval.Estimate{Value: .5, Low: .5, High: .5}},
				}},
			},
			Alarms: []eval.Alarm{{Origin: nasty, Cases: 1.5, Share: .75}, {Origin: "tqdm", Cases: .5, Share: .25}},
		},
		{Protocol: "grouped", Detector: nasty, Alarms: []eval.Alarm{{Origin: "tqdm", Cases: 2, Share: 1}}, Lead: &eval.Comparison{
			Protocol: "grouped", A: "malguard", B: nasty, OnlyA: 90, OnlyB: 1, P: 1e-20, Figures: []eval.Figure{
				{Name: "AUC", Estimate: eval.Estimate{Value: .1, Low: .05, High: .2}},
				{Name: "family recall at FPR 1 %", Estimate: eval.Estimate{Value: nan, Low: nan, High: nan}, Note: "no verdicts"},
			},
		}},
	}}
}

// nasty is a name that somebody chose to break what it is written into.
const nasty = "</script><script>|`x`\n\t\x1b[31m=cmd()"

func TestFormats(t *testing.T) {
	for _, f := range report.Formats() {
		var out bytes.Buffer
		require.NoError(t, f.Write(&out, summaries()))
		got := out.Bytes()
		if f.Name == "html" {
			got = embedded.ReplaceAll(got, nil)
		}
		golden := filepath.Join("testdata", "summaries."+f.Name)
		if *update {
			require.NoError(t, os.WriteFile(golden, got, 0o644))
		}
		want, err := os.ReadFile(golden)
		require.NoError(t, err)
		require.Equal(t, string(want), string(got), f.Name)
		require.NotContains(t, string(got), "NaN", f.Name)
		require.NotContains(t, string(got), "\x1b", f.Name)
		named, err := report.Named(f.Name)
		require.NoError(t, err)
		require.Equal(t, f.Name, named.Name)
	}
	_, err := report.Named("pdf")
	require.ErrorContains(t, err, `"pdf"`)
}

// TestLines: a name cannot add a line or a column to a table for people.
func TestLines(t *testing.T) {
	for _, name := range []string{"text", "md"} {
		f, err := report.Named(name)
		require.NoError(t, err)
		var out bytes.Buffer
		require.NoError(t, f.Write(&out, summaries()))
		tables := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n\n")
		var lines []int
		for _, table := range tables {
			rows := strings.Split(table, "\n")
			lines = append(lines, len(rows))
			for _, row := range rows {
				if name == "md" {
					require.Equal(t, strings.Count(rows[0], "|"), strings.Count(strings.ReplaceAll(row, `\|`, ""), "|"), row)
				}
			}
		}
		require.Equal(t, map[string][]int{"text": {4, 2, 3, 3}, "md": {4, 1, 3, 4, 4}}[name], lines)
	}
}

// TestAttacks: recalls under attack stand in one row, whatever is missing.
func TestAttacks(t *testing.T) {
	var r report.Report
	add := func(protocol, detector string, recall float64) {
		r.Summaries = append(r.Summaries, eval.Summary{Protocol: protocol, Detector: detector, Figures: []eval.Figure{
			{Name: "family recall", Estimate: eval.Estimate{Value: recall, Low: recall, High: recall}},
		}})
	}
	add("grouped", "a", .9)
	add("grouped", "b", .8)
	add("whole", "a", .7)
	add("grouped+rename", "a", .6)
	add("grouped+all", "a", .5)
	add("grouped+all", "b", .4)
	add("grouped+all", "c", .3)
	f, err := report.Named("md")
	require.NoError(t, err)
	var out bytes.Buffer
	require.NoError(t, f.Write(&out, r))
	require.Contains(t, out.String(), `
| protocol | detector | no attack | rename | all |
| --- | --- | --- | --- | --- |
| grouped | a | 0.900 | 0.600 | 0.500 |
| grouped | b | 0.800 | – | 0.400 |
`)
	require.NotContains(t, out.String(), "| whole | a | 0.700 | –")
}

func TestJSON(t *testing.T) {
	f, err := report.Named("json")
	require.NoError(t, err)
	var out bytes.Buffer
	require.NoError(t, f.Write(&out, summaries()))
	var list []struct {
		Detector string
		Figures  []struct {
			Name  string
			Value *float64
		}
	}
	require.NoError(t, json.Unmarshal(out.Bytes(), &list))
	require.Equal(t, summaries().Summaries[1].Detector, list[1].Detector)
	last := list[1].Figures[len(list[1].Figures)-1]
	require.Equal(t, "precision", last.Name)
	require.Nil(t, last.Value)
}
