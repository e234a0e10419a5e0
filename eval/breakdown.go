package eval

import (
	"cmp"
	"maps"
	"regexp"
	"slices"

	"github.com/malguard/malguard/datasets"
)

// RuleCount is in how many flagged cases a rule is among the evidence.
type RuleCount struct {
	Rule   string
	TP, FP float64 // cases; one that is judged several times counts each a part
}

// Rules counts the rules behind the verdicts of one detector in one protocol, the
// most frequent first.
func Rules(records []Record) ([]RuleCount, error) {
	p, err := newPool(records)
	if err != nil {
		return nil, err
	}
	count := map[string]RuleCount{}
	for i, r := range p.records {
		if !r.Flagged() {
			continue
		}
		fired := map[string]bool{}
		for _, e := range r.Evidence {
			if fired[e.Rule] {
				continue
			}
			fired[e.Rule] = true
			c := count[e.Rule]
			c.Rule = e.Rule
			if r.Label == datasets.Malicious {
				c.TP += p.part[i]
			} else {
				c.FP += p.part[i]
			}
			count[e.Rule] = c
		}
	}
	return slices.SortedFunc(maps.Values(count), func(a, b RuleCount) int {
		return cmp.Or(cmp.Compare(b.TP+b.FP, a.TP+a.FP), cmp.Compare(a.Rule, b.Rule))
	}), nil
}

// Failure is a reason why there was no detection.
type Failure struct {
	// Err is what failures say, with # in place of numbers and hashes, so that the same
	// said of several cases is one reason.
	Err   string
	Cases float64 // one that is judged several times counts each a part
}

// Failures counts the failures of one detector in one protocol by what they say, the
// most frequent first.
func Failures(records []Record) ([]Failure, error) {
	p, err := newPool(records)
	if err != nil {
		return nil, err
	}
	count := map[string]float64{}
	for i, r := range p.records {
		if r.Err != "" {
			count[particular.ReplaceAllString(r.Err, "#")] += p.part[i]
		}
	}
	var list []Failure
	for text, n := range count {
		list = append(list, Failure{text, n})
	}
	slices.SortFunc(list, func(a, b Failure) int {
		return cmp.Or(cmp.Compare(b.Cases, a.Cases), cmp.Compare(a.Err, b.Err))
	})
	return list, nil
}

// particular is what a message says of one case alone.
var particular = regexp.MustCompile(`\b[0-9a-f]{8,}\b|[0-9]+`)

// Worst returns what one detector in one protocol was most wrong about: of the
// benign cases those of the highest scores, and of the malicious ones those of the
// lowest, n of each at most and of each group one. Failures are not among them.
func Worst(records []Record, n int) (benign, malicious []Record, err error) {
	p, err := newPool(records)
	if err != nil {
		return nil, nil, err
	}
	seen := map[key]bool{}
	take := func(list *[]Record, r Record) {
		k := key{r.Group, r.Label}
		if len(*list) < n && !seen[k] && r.Err == "" {
			seen[k] = true
			*list = append(*list, r)
		}
	}
	for _, r := range p.records {
		if r.Label == datasets.Benign {
			take(&benign, r)
		}
	}
	for _, r := range slices.Backward(p.records) {
		if r.Label == datasets.Malicious {
			take(&malicious, r)
		}
	}
	return benign, malicious, nil
}

// Alarm is an origin of which some cases are flagged by mistake.
type Alarm struct {
	Origin string
	Cases  float64 // one that is judged several times counts each a part
	Share  float64 // of all false positives
}

// Alarms lists the origins of the false positives of one detector in one protocol,
// the most first: where one origin makes most of them, a rate of false positives is
// about that origin.
func Alarms(records []Record) ([]Alarm, error) {
	p, err := newPool(records)
	if err != nil {
		return nil, err
	}
	count, all := map[string]float64{}, 0.0
	for i, r := range p.records {
		if r.Label == datasets.Benign && r.Flagged() {
			count[r.Group] += p.part[i]
			all += p.part[i]
		}
	}
	var list []Alarm
	for origin, n := range count {
		list = append(list, Alarm{origin, n, n / all})
	}
	slices.SortFunc(list, func(a, b Alarm) int {
		return cmp.Or(cmp.Compare(b.Cases, a.Cases), cmp.Compare(a.Origin, b.Origin))
	})
	return list, nil
}
