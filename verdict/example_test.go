package verdict_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/malguard/malguard"
	"github.com/malguard/malguard/graph"
	"github.com/malguard/malguard/verdict"
)

func ExampleText() {
	v := &malguard.Verdict{
		Path: "demo-1.0.tar.gz", Status: malguard.Scored, Label: "malicious", Score: 0.99, Threshold: 0.95,
		Reasons: []malguard.Reason{{
			API: "os.system", Weight: 2.5, Purpose: "start other programs",
			Sites: []malguard.Site{{File: "setup.py", Line: 7, Function: "setup", Phase: graph.PhaseInstall}},
		}},
	}
	if err := verdict.Text(os.Stdout, v); err != nil {
		fmt.Println(err)
	}
	// Output:
	// MALICIOUS   score 0.990 of 0.950  demo-1.0.tar.gz
	//   +2.50  os.system, which may be used to start other programs
	//           setup.py:7 in setup, at install
}

// What somebody has looked at and accepts is no finding until a day, or until a file
// of the package changes.
func ExampleReview() {
	reviews, err := verdict.ParseReviews([]byte(`
suppressions:
  - package: demo
    sha256: 8ca32975f5841366383abe686c3456481d8bd946ac242756f3d6096a2d17a18a
    rule: os.system
    reason: starts the compiler
    until: 2027-01-31
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	v := &malguard.Verdict{
		Path: "demo-1.0.tar.gz", Name: "demo", SHA256: "8ca32975f5841366383abe686c3456481d8bd946ac242756f3d6096a2d17a18a",
		Status: malguard.Scored, Label: "malicious", Score: 0.99, Threshold: 0.95, Reasons: []malguard.Reason{{API: "os.system", Weight: 2.5}},
	}
	for _, day := range []int{31, 32} {
		v := verdict.Review(v, reviews, time.Date(2027, 1, day, 12, 0, 0, 0, time.UTC))
		fmt.Println("finding:", verdict.Finding(v))
		if err := verdict.Text(os.Stdout, v); err != nil {
			fmt.Println(err)
		}
	}
	// Output:
	// finding: false
	// MALICIOUS   score 0.990 of 0.950, accepted  demo-1.0.tar.gz
	//   accepted: starts the compiler
	//   +2.50  os.system
	//           accepted: starts the compiler
	// finding: true
	// MALICIOUS   score 0.990 of 0.950  demo-1.0.tar.gz
	//   +2.50  os.system
	//   note: review: "os.system" was accepted until 2027-01-31
}

// A scan as a page that opens offline.
func ExampleHTML() {
	model, err := malguard.Default()
	if err != nil {
		fmt.Println(err)
		return
	}
	v := model.Scan(context.Background(), "../examples/packages/beacon-1.0", malguard.ScanOptions{Code: true})
	var page strings.Builder
	if err := verdict.HTML(&page, verdict.All(v)); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(strings.Contains(page.String(), `<pre>subprocess.Popen([&#34;true&#34;])</pre>`))
	// Output: true
}
