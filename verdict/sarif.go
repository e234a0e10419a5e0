package verdict

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/malguard/malguard"
	"github.com/malguard/malguard/graph"
)

// ErrFailed is the error of formats that cannot say that a package could not be
// read at all: what they would write would pass for a clean scan.
var ErrFailed = errors.New("a package could not be read")

// MaxResults is how many results a SARIF log has at most: GitHub refuses more.
const MaxResults = 25_000

// Rules of results that are about no API.
const (
	ruleMalicious  = "malguard/malicious"
	ruleIncomplete = "malguard/incomplete"
)

// SARIF writes one log of SARIF 2.1.0 with a result for each reason of each finding,
// and one for each part of a package that was not read: else a package would look
// clean as soon as it cannot be read. A verdict below its threshold has no results, and
// those that somebody accepts are suppressed.
//
// A failed package is the error [ErrFailed], and nothing is written: code scanning
// takes an alert that a log no longer has for one that is fixed. Of more than
// [MaxResults] results the log has the first, and a notification of the rest.
//
// Texts hold neither code nor arguments, escape what SARIF takes for a link or a
// placeholder, and are printable; URIs are escaped.
//
// Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html and
// https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning.
func SARIF(w io.Writer, verdicts Verdicts) error {
	log := newSarifLog()
	for v, err := range verdicts {
		if err != nil {
			return err
		}
		if v.Status == malguard.Failed {
			return fmt.Errorf("verdict: sarif: %w: %s: %s", ErrFailed, plain(v.Path), plain(v.Error))
		}
		log.add(v)
	}
	return document(w, log.whole(), " ")
}

// sarifLog collects a log.
type sarifLog struct {
	rules   []sarifRule
	index   map[string]int // of rules, by id
	results []sarifResult
	seen    map[string]int // fingerprints, to tell equal ones apart
	dropped int
}

func newSarifLog() *sarifLog {
	return &sarifLog{index: map[string]int{}, seen: map[string]int{}, rules: []sarifRule{}, results: []sarifResult{}}
}

// add adds the results of a verdict.
func (l *sarifLog) add(v *malguard.Verdict) {
	if flagged(v) {
		for _, r := range v.Reasons {
			l.reason(v, r)
		}
		if len(v.Reasons) == 0 {
			l.result(v, claim{
				rule:  sarifRule{ID: ruleMalicious, Short: sarifText{"The package does what malicious packages do"}},
				level: "error", text: sentence(v) + ".", sites: []malguard.Site{{File: v.File}}, accepted: v.Reviewed,
			})
		}
	}
	for _, gap := range v.Incomplete {
		l.result(v, claim{
			rule:  sarifRule{ID: ruleIncomplete, Short: sarifText{"Something was not read, and what is not read is not clean"}},
			level: "warning", text: fmt.Sprintf("%s was not read in full: %s.", about(v), escaped(gap.String())),
			sites: []malguard.Site{{File: gap.File}},
		})
	}
}

// reason adds the result of a reason.
func (l *sarifLog) reason(v *malguard.Verdict, r malguard.Reason) {
	rule := sarifRule{ID: graph.PlainName(r.API), Short: sarifText{"Calls " + escaped(r.API)}}
	text := fmt.Sprintf("%s: it calls %s", sentence(v), escaped(r.API))
	if r.Purpose != "" {
		rule.Short.Text += ", which may be used to " + escaped(r.Purpose)
		text += ", which may be used to " + escaped(r.Purpose)
	}
	if r.Technique != "" {
		rule.Properties.Tags = append(rule.Properties.Tags, "external/attack/"+strings.ToLower(plain(r.Technique)))
	}
	sites := r.Sites
	if len(sites) == 0 {
		sites = []malguard.Site{{File: v.File}}
	} else {
		text += fmt.Sprintf(", in %s, at %s", escaped(sites[0].Function), sites[0].Phase)
	}
	l.result(v, claim{rule: rule, level: "error", text: text + ".", sites: sites, accepted: cmp.Or(r.Reviewed, v.Reviewed)})
}

// claim is what a result says.
type claim struct {
	rule        sarifRule
	level, text string
	sites       []malguard.Site // at least one
	accepted    string          // why somebody accepts it, if somebody does
}

// result adds a result at the first of the sites; the others are related to it.
func (l *sarifLog) result(v *malguard.Verdict, c claim) {
	if len(l.results) == MaxResults {
		l.dropped++
		return
	}
	r := sarifResult{
		RuleID: c.rule.ID, RuleIndex: l.ruleOf(c), Level: c.level, Message: sarifText{c.text},
		Locations:    []sarifLocation{locate(v, c.sites[0])},
		Fingerprints: map[string]string{"malguard/v1": l.fingerprint(v, c.rule.ID, c.sites[0])},
		Properties: map[string]any{
			"package": plain(v.Name), "version": plain(v.Version), "sha256": v.SHA256, "score": v.Score, "threshold": v.Threshold,
		},
	}
	for k, s := range c.sites[1:] {
		at := locate(v, s)
		at.ID, at.Message = k+1, &sarifText{"Another call, in " + escaped(s.Function)}
		r.Related = append(r.Related, at)
	}
	if c.accepted != "" {
		r.Suppressions = []sarifSuppression{{"external", "accepted", plain(c.accepted)}}
	}
	l.results = append(l.results, r)
}

// ruleOf returns the index of a claim's rule, which it adds if it is new.
func (l *sarifLog) ruleOf(c claim) int {
	i, ok := l.index[c.rule.ID]
	if !ok {
		i = len(l.rules)
		l.index[c.rule.ID] = i
		c.rule.finish(c.level)
		l.rules = append(l.rules, c.rule)
	}
	return i
}

// sentence says what a finding is, and of what.
func sentence(v *malguard.Verdict) string {
	return fmt.Sprintf("%s scores %.3f, at or above the threshold of %.3f", about(v), v.Score, v.Threshold)
}

// about names the package of a verdict.
func about(v *malguard.Verdict) string {
	if v.Name == "" {
		return escaped(v.Path)
	}
	return strings.TrimSpace(escaped(v.Name) + " " + escaped(v.Version))
}

// escaped returns a name as part of a message: brackets would make a link (section
// 3.11.6) and braces a placeholder (section 3.11.5).
func escaped(s string) string { return messageEscapes.Replace(plain(s)) }

var messageEscapes = strings.NewReplacer(`\`, `\\`, `[`, `\[`, `]`, `\]`, `{`, `{{`, `}`, `}}`)
