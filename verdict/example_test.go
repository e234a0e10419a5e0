package verdict_test

import (
	"fmt"
	"os"

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
