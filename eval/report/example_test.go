package report_test

import (
	"bytes"
	"fmt"
	"log"
	"os"
	"strings"

	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/eval"
	"github.com/malguard/malguard/eval/report"
)

// From records, which eval.Run makes or a store holds, to a table on standard output
// and a page that opens in any browser, offline.
func Example() {
	var records []eval.Record
	for k := range 40 {
		r := eval.Record{
			Key:  eval.Key{Protocol: "holdout", Test: "test", Detector: "mine", ID: fmt.Sprint("package", k)},
			Kind: "rule", Group: fmt.Sprint("group", k/2), Label: datasets.Benign, Threshold: 0.5,
			Detection: eval.Detection{Score: float64(k) / 60, Status: eval.Scored},
		}
		if k >= 20 {
			r.Label, r.Evidence = datasets.Malicious, []eval.Evidence{{Rule: "exec", File: "setup.py", Line: k}}
		}
		records = append(records, r)
	}
	r := report.Report{Title: "My detector", Records: records, Facts: []report.Fact{{Name: "Made by", Text: "go test"}}}
	for _, group := range eval.ByDetector(records) {
		s, err := eval.Summarise(group, eval.SummaryOptions{Resamples: -1})
		if err != nil {
			log.Fatal(err)
		}
		r.Summaries = append(r.Summaries, s)
	}
	for _, name := range []string{"md", "html"} {
		f, err := report.Named(name)
		if err != nil {
			log.Fatal(err)
		}
		var out bytes.Buffer
		if err := f.Write(&out, r); err != nil {
			log.Fatal(err)
		}
		if name == "md" {
			os.Stdout.Write(out.Bytes())
			continue
		}
		fmt.Println("a page with", strings.Count(out.String(), `class="chart"`), "charts")
	}
	// Output:
	// | protocol | detector | kind | precision | recall | family recall | FPR | F1 | AUC | family recall at FPR 5 % | family recall at FPR 1 % | family recall at FPR 0.1 % | precision at a base rate of 0.1 % | malicious (families) | benign (origins) | failed | incomplete |
	// | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
	// | holdout | mine | rule | 1.000 | 0.500 | 0.500 | 0.000 | 0.667 | 1.000 | – | – | – | – | 20 (10) | 20 (10) | 0 | 0 |
	//
	// – family recall at FPR 5 %: needs 60 benign cases; family recall at FPR 1 %: needs 300 benign cases; family recall at FPR 0.1 %: needs 3000 benign cases; precision at a base rate of 0.1 %: needs 3 false positives
	// a page with 8 charts
}
