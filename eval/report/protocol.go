package report

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/malguard/malguard/eval"
)

// judged is a detector in a protocol.
type judged struct {
	eval.Summary
	records []eval.Record // nil where the report has none
}

// protocol is what a report says of one protocol.
type protocol struct {
	id        string // begins the names of its elements
	name      string
	list      []judged
	published map[string]Published
	seed      uint64
}

// protocols sorts a report by protocol, in the order of the summaries.
func protocols(r Report) []protocol {
	published := map[string]Published{}
	for _, p := range r.Published {
		published[p.Detector] = p
	}
	type name struct{ protocol, detector string }
	records := map[name][]eval.Record{}
	for _, g := range eval.ByDetector(r.Records) {
		records[name{g[0].Protocol, g[0].Detector}] = g
	}
	var all []protocol
	for _, s := range r.Summaries {
		i := slices.IndexFunc(all, func(p protocol) bool { return p.name == s.Protocol })
		if i < 0 {
			i = len(all)
			all = append(all, protocol{id: fmt.Sprintf("p%d", i+1), name: s.Protocol, published: published, seed: r.Seed})
		}
		all[i].list = append(all[i].list, judged{s, records[name{s.Protocol, s.Detector}]})
	}
	return all
}

// lead is the detector that is looked at more closely.
func (p *protocol) lead() judged { return p.list[0] }

// most is how many curves a chart has at most: there are no more colours.
const most = 7

// leading returns the detectors that curves are drawn of: the lead, those with
// published figures, and then those of the largest AUC, in the order of tables.
func (p *protocol) leading() []judged {
	var at []int
	for i, d := range p.list {
		if d.records != nil && !math.IsNaN(d.Figure("AUC").Value) {
			at = append(at, i)
		}
	}
	first := func(i int) int {
		if _, ok := p.published[p.list[i].Detector]; ok || i == 0 {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(at, func(i, j int) int {
		return cmp.Or(cmp.Compare(first(i), first(j)), cmp.Compare(p.list[j].Figure("AUC").Value, p.list[i].Figure("AUC").Value))
	})
	at = at[:min(len(at), most)]
	slices.Sort(at)
	var list []judged
	for _, i := range at {
		list = append(list, p.list[i])
	}
	return list
}

// size says what was judged.
func (p *protocol) size() string {
	s := p.lead()
	return fmt.Sprintf("%d malicious cases of %d families and %d benign ones of %d origins, in %s",
		s.Malicious, s.Families, s.Benign, s.Origins, count(s.Tests, "test"))
}

// count writes a number of things.
func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
