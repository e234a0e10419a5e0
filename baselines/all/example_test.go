package all_test

import (
	"context"
	"fmt"

	"github.com/malguard/malguard/baselines/all"
	"github.com/malguard/malguard/eval/detectortest"
)

// Every detector that goes by rules is asked about one package.
func ExampleEntries() {
	p := detectortest.Sdist(detectortest.Malicious())
	for _, e := range all.Entries() {
		if e.Kind != all.Rule {
			continue
		}
		d, err := e.New(all.Options{})
		if err != nil {
			fmt.Println(err)
			return
		}
		verdict, err := d.Detect(context.Background(), p)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("%s: %.2f, malicious: %v, first by %s\n", e.Name, verdict.Score, verdict.Score >= e.Threshold, verdict.Evidence[0].Rule)
	}
	// Output:
	// ossgadget: 0.80, malicious: true, first by BD000610
	// ossgadget-intended: 0.83, malicious: true, first by BD000610
	// bandit4mal: 0.95, malicious: true, first by import_base64
	// guarddog: 0.88, malicious: true, first by typosquatting
	// guarddog3: 0.94, malicious: true, first by threat-setup-suspicious-imports
	// maloss: 0.83, malicious: true, first by exec
	// warehouse: 1.00, malicious: true, first by process_spawn_in_setup
}
