package report_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/eval"
	"github.com/malguard/malguard/eval/report"
)

// hostile are names that somebody might choose. Each would do harm where it is more
// than text: in HTML, in an attribute, in a script, in JSON, in a tooltip.
func hostile() []string {
	return []string{
		"</script><script>window.harm=1</script>", `"><img src=x onerror="window.harm=2">`, "'--><svg/onload=window.harm=3>",
		`__f__function(){window.harm=4}__f__`, "{{.Title}}${window.harm=5}\\u003cscript>", "\u202eevil\u202c \u05d0\u05d1\u05d2 \u0627\u0644\u0639",
		strings.Repeat("long", 2500), "line\nbreak\ttab\x00\x1b[31m", "<!--<script>", "{a|rich}", "\xff\xfe not UTF-8", "",
	}
}

// made is a report on records that a fixed generator makes: the lead ranks well, a
// rule has few scores, one detector is hostile, and one has no verdicts.
func made(t testing.TB, n int, protocols ...string) report.Report {
	draw := rand.New(rand.NewPCG(1, 2))
	r := report.Report{
		Title: "Made up " + hostile()[0], Facts: []report.Fact{{"Data", "made up, " + hostile()[1]}, {"Made by", "go test"}},
		Published: report.Paper(), Seed: 1,
	}
	for _, protocol := range protocols {
		for _, detector := range []string{"malguard", "guarddog", hostile()[0], "virustotal"} {
			for k := range 2 * n {
				r.Records = append(r.Records, record(draw, protocol, detector, k, n))
			}
		}
	}
	for _, g := range eval.ByDetector(r.Records) {
		s, err := eval.Summarise(g, eval.SummaryOptions{Resamples: 100})
		require.NoError(t, err)
		r.Summaries = append(r.Summaries, s)
	}
	return r
}

func record(draw *rand.Rand, protocol, detector string, k, n int) eval.Record {
	names := hostile()
	r := eval.Record{
		Key:  eval.Key{Protocol: protocol, Test: "t", Detector: detector, ID: fmt.Sprint(names[k%len(names)], k)},
		Kind: "learned", Group: fmt.Sprint("origin", k/5), Label: datasets.Benign, Tag: "normal", Lines: 10 + 97*(k%17), Threshold: 0.5,
		Seconds: 0.001 * float64(1+k%7),
	}
	center := 0.25
	if k < n {
		center, r.Label, r.Group, r.Tag = 0.75, datasets.Malicious, fmt.Sprint("family", min(k, n/3)), names[k%2]
		r.Time = time.Date(2021+k%4, 5, 1, 0, 0, 0, 0, time.UTC)
	}
	switch r.Score = min(max(center+draw.NormFloat64()/4, 0), 1); detector {
	case "guarddog":
		r.Kind, r.Score, r.Seconds = "rule", eval.CountScore(int(4*r.Score*r.Score)), 0.02*float64(1+k%3)
	case "virustotal":
		r.Detection, r.Err = eval.Detection{}, "no verdict"
	case names[0]:
		r.Score = math.Sqrt(draw.Float64())
		if k%9 == 0 {
			r.Detection, r.Err = eval.Detection{}, "failed: "+names[k%len(names)]
		}
	}
	if r.Err != "" {
		return r
	}
	r.Status = eval.Scored
	if k%10 == 3 {
		r.Status = eval.Incomplete
	}
	for i := range k % 8 {
		e := eval.Evidence{Rule: "api." + names[(i*i)%len(names)], File: "pkg/" + names[i], Line: i}
		r.Evidence = append(r.Evidence, e)
	}
	return r
}
