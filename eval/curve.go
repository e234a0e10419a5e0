package eval

import "github.com/malguard/malguard/datasets"

// Step is what is flagged from a threshold on.
type Step struct {
	Threshold float64
	TP, FP    float64 // cases; one that is judged several times counts each a part
	Families  float64 // each by the share of its cases
}

// Curve is how many cases are flagged at each threshold that makes a difference,
// from the highest down: what precision-recall curves, ROC curves and tables of
// thresholds are drawn from.
type Curve struct {
	Steps             []Step
	Malicious, Benign float64 // all cases, failures among them
	Families          float64
}

// Sweep returns the curve of one detector in one protocol. Equal scores are one
// step. A failure is flagged at no threshold.
func Sweep(records []Record) (Curve, error) {
	p, err := newPool(records)
	if err != nil {
		return Curve{}, err
	}
	var c Curve
	for i, r := range p.records {
		if r.Label == datasets.Malicious {
			c.Malicious += p.part[i]
			c.Families += p.family[i]
		} else {
			c.Benign += p.part[i]
		}
	}
	var at Step
	for i, r := range p.records {
		if r.Err != "" {
			break // all that follow are failures too
		}
		if r.Label == datasets.Malicious {
			at.TP += p.part[i]
			at.Families += p.family[i]
		} else {
			at.FP += p.part[i]
		}
		if i+1 < len(p.records) && rankScore(p.records[i+1]) == r.Score {
			continue
		}
		at.Threshold = r.Score
		c.Steps = append(c.Steps, at)
	}
	return c, nil
}

// At returns what is flagged where the threshold is the given one.
func (c Curve) At(threshold float64) Step {
	at := Step{Threshold: threshold}
	for _, s := range c.Steps {
		if s.Threshold < threshold {
			break
		}
		at.TP, at.FP, at.Families = s.TP, s.FP, s.Families
	}
	return at
}

// Bin is the cases whose scores lie in [Low,High), the last bin's in [Low,High].
type Bin struct {
	Low, High float64
	Cases     float64 // one that is judged several times counts each a part
	Score     float64 // the mean of their scores; 0 where there is no case
	// Malicious is the share that is malicious, with its score interval, which takes
	// cases for independent.
	Malicious Estimate
}

// Reliability sorts the cases with a score into n bins of equal width: where scores
// are probabilities, the share of malicious cases in a bin is its mean score. The
// shares are those of the collection, which is not what a registry sees.
func Reliability(records []Record, n int) ([]Bin, error) {
	p, err := newPool(records)
	if err != nil {
		return nil, err
	}
	bins, malicious := make([]Bin, n), make([]float64, n)
	for i, r := range p.records {
		if r.Err != "" {
			continue
		}
		b := min(int(r.Score*float64(n)), n-1)
		bins[b].Cases += p.part[i]
		bins[b].Score += p.part[i] * r.Score
		if r.Label == datasets.Malicious {
			malicious[b] += p.part[i]
		}
	}
	for b := range bins {
		bins[b].Low, bins[b].High = float64(b)/float64(n), float64(b+1)/float64(n)
		bins[b].Malicious = wilson(malicious[b], bins[b].Cases)
		if bins[b].Cases > 0 {
			bins[b].Score /= bins[b].Cases
		}
	}
	return bins, nil
}
