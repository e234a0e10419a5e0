package eval

import (
	"cmp"
	"errors"
	"math"
	"slices"

	"github.com/malguard/malguard/datasets"
)

// Figure is one metric of a [Summary].
type Figure struct {
	Name string
	// Estimate is the value with the 95 % interval of a bootstrap that draws whole
	// families and origins. NaN is a metric that is not defined, such as the
	// precision of a detector that flags nothing.
	Estimate
	// Wilson is the score interval of a share of cases, where it is one: right if
	// cases were independent, which members of a family are not.
	Wilson *Estimate
	// Note says why a figure is not to be had; "" where it is.
	Note string
}

// Summary is what the records of one detector in one protocol say.
type Summary struct {
	Protocol, Detector, Kind   string
	Tests                      int // of the protocol
	Malicious, Benign          int // cases judged
	Families, Origins          int
	TP, FP, FN, TN             float64 // cases; one that is judged several times counts each a part
	Failed, Incomplete, Unsure float64 // cases without a verdict, seen in part, and of these not flagged
	Figures                    []Figure
	Seconds                    [2]float64 // of wall time a case: median and 95th percentile
}

// Figure returns the figure of the given name, whose value is NaN where there is
// none.
func (s Summary) Figure(name string) Figure {
	i := slices.IndexFunc(s.Figures, func(f Figure) bool { return f.Name == name })
	if i < 0 {
		return undefined(name, "not measured")
	}
	return s.Figures[i]
}

func undefined(name, why string) Figure {
	nan := math.NaN()
	return Figure{Name: name, Estimate: Estimate{nan, nan, nan}, Note: why}
}

// SummaryOptions says what is measured. The zero value is the default.
type SummaryOptions struct {
	// Rates are the shares of benign cases that may be flagged; nil means 5 %, 1 %
	// and 0.1 %.
	Rates []float64
	// Base is the share of malicious packages among new ones, for the precision that
	// a registry would see; 0 means 0.001.
	Base      float64
	Resamples int // as in [Options]
	Seed      uint64
}

func (o SummaryOptions) filled() SummaryOptions {
	if o.Rates == nil {
		o.Rates = []float64{0.05, 0.01, 0.001}
	}
	o.Base = cmp.Or(o.Base, 0.001)
	o.Resamples = cmp.Or(o.Resamples, 1000)
	return o
}

// Summarise measures the records of one detector in one protocol, which
// [ByDetector] sorts out. A case that is judged in several tests counts in each by its
// part. A failure flags nothing, and ranks last; where all are failures, no figure is
// defined. Records of unknown label are left
// out; with none of a class it is [ErrOneClass].
func Summarise(records []Record, opt SummaryOptions) (Summary, error) {
	opt = opt.filled()
	p, err := newPool(records)
	if err != nil {
		return Summary{}, err
	}
	s := p.summary()
	list := metrics(opt)
	value := p.measure(list, opt.Rates, once(len(p.groups)))
	draws := p.draw(Options{Resamples: opt.Resamples, Seed: opt.Seed}, func(times []float64) []float64 {
		return p.measure(list, opt.Rates, times)
	})
	for k, m := range list {
		f := Figure{Name: m.name, Estimate: interval(value[k], draws, k)}
		if m.share != nil {
			w := wilson(m.share(s))
			f.Wilson = &w
		}
		switch {
		case p.mute():
			f = undefined(m.name, "no verdicts")
		case m.lacks(s) != "":
			f = undefined(m.name, m.lacks(s))
		}
		s.Figures = append(s.Figures, f)
	}
	return s, nil
}

// ByDetector groups records by protocol and detector, in the order in which they
// first appear.
func ByDetector(records []Record) [][]Record {
	type name struct{ protocol, detector string }
	at := map[name]int{}
	var groups [][]Record
	for _, r := range records {
		n := name{r.Protocol, r.Detector}
		i, ok := at[n]
		if !ok {
			i = len(groups)
			at[n] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], r)
	}
	return groups
}

// pool is a set of records by descending score.
type pool struct {
	*ranked
	records []Record
	part    []float64 // what each counts among cases
	family  []float64 // what each counts where families count once
	of      []int     // group of each
}

func newPool(records []Record) (*pool, error) {
	p := &pool{records: slices.DeleteFunc(slices.Clone(records), func(r Record) bool { return r.Label == datasets.Unknown })}
	if len(p.records) == 0 {
		return nil, ErrOneClass
	}
	for _, r := range p.records {
		if r.Protocol != records[0].Protocol || r.Detector != records[0].Detector {
			return nil, errors.New("eval: records of several detectors or protocols")
		}
	}
	slices.SortStableFunc(p.records, func(a, b Record) int {
		return cmp.Or(cmp.Compare(rankScore(b), rankScore(a)), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Test, b.Test))
	})
	times, size := map[string]float64{}, map[key]float64{}
	for _, r := range p.records {
		times[r.ID]++
	}
	outcomes := make([]Outcome, len(p.records))
	for i, r := range p.records {
		size[key{r.Group, r.Label}] += 1 / times[r.ID]
		outcomes[i] = Outcome{ID: r.ID + "\x00" + r.Test, Group: r.Group, Label: r.Label}
	}
	var err error
	if p.ranked, err = rank(outcomes); err != nil {
		return nil, err
	}
	number := map[key]int{}
	for g, k := range p.groups {
		number[k] = g
	}
	for _, r := range p.records {
		k := key{r.Group, r.Label}
		p.of = append(p.of, number[k])
		p.part = append(p.part, 1/times[r.ID])
		p.family = append(p.family, 1/times[r.ID]/size[k])
	}
	return p, nil
}

// mute says whether the detector said nothing of any case.
func (p *pool) mute() bool {
	return !slices.ContainsFunc(p.records, func(r Record) bool { return r.Err == "" })
}

// rankScore is the score by which a record is ranked: a failure has none.
func rankScore(r Record) float64 {
	if r.Err != "" {
		return -1
	}
	return r.Score
}

// summary counts.
func (p *pool) summary() Summary {
	first := p.records[0]
	s := Summary{Protocol: first.Protocol, Detector: first.Detector, Kind: first.Kind}
	cases, tests := map[string]bool{}, map[string]bool{}
	var seconds []float64
	for i, r := range p.records {
		tests[r.Test] = true
		seconds = append(seconds, r.Seconds)
		switch {
		case r.Flagged() && r.Label == datasets.Malicious:
			s.TP += p.part[i]
		case r.Flagged():
			s.FP += p.part[i]
		case r.Label == datasets.Malicious:
			s.FN += p.part[i]
		default:
			s.TN += p.part[i]
		}
		switch {
		case r.Err != "":
			s.Failed += p.part[i]
		case r.Status == Incomplete:
			s.Incomplete += p.part[i]
			if !r.Flagged() {
				s.Unsure += p.part[i]
			}
		}
		if !cases[r.ID] {
			cases[r.ID] = true
			if r.Label == datasets.Malicious {
				s.Malicious++
			} else {
				s.Benign++
			}
		}
	}
	s.Tests = len(tests)
	s.Families, s.Origins = len(p.class[1]), len(p.class[0])
	slices.Sort(seconds)
	s.Seconds = [2]float64{seconds[len(seconds)/2], seconds[len(seconds)*95/100]}
	return s
}

// interval is estimate for draws some of which are NaN, as where a resample flags
// nothing; those are left out.
func interval(value float64, draws [][]float64, at int) Estimate {
	defined := slices.DeleteFunc(slices.Clone(draws), func(d []float64) bool { return math.IsNaN(d[at]) })
	if math.IsNaN(value) || len(draws) > 0 && len(defined) == 0 {
		return Estimate{value, math.NaN(), math.NaN()}
	}
	return estimate(value, defined, at)
}
