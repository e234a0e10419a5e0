package verdict

import (
	"fmt"
	"slices"
	"time"

	"github.com/malguard/malguard"
)

// RuleAny is the rule of a review that accepts a finding as a whole, whatever its
// reasons.
const RuleAny = "any"

// Accepted is a finding that somebody has reviewed and accepts: one rule in one
// package as it was then. Nothing is accepted by where it lies.
type Accepted struct {
	Package string    // as the package calls itself
	SHA256  string    // of the package, as verdicts have it: what has changed is a finding again
	Rule    string    // the API of a reason, or RuleAny
	Reason  string    // why it is accepted
	Until   time.Time // the last day on which it is, at 0:00 UTC
}

// dateFormat is how dates are written.
const dateFormat = "2006-01-02"

// Review returns the verdict as reviews see it on a day: reasons that one of them
// accepts are marked, and the finding itself if it is accepted as a whole or by every
// reason. Label and score stay, as do gaps: nobody can accept what was not read. A
// review of the package that has ended, or is of another content, accepts nothing and
// is a warning. The verdict that it is given stays as it is.
func Review(v *malguard.Verdict, reviews []Accepted, now time.Time) *malguard.Verdict {
	marked := *v
	marked.Reasons, marked.Warnings = slices.Clone(v.Reasons), slices.Clip(v.Warnings)
	if !flagged(v) {
		return &marked
	}
	for _, a := range reviews {
		switch {
		case a.Package != v.Name || !a.about(v):
		case a.SHA256 != v.SHA256:
			marked.Warnings = append(marked.Warnings, fmt.Sprintf("review: %q was accepted for another content of the package", a.Rule))
		case !now.Before(a.Until.AddDate(0, 0, 1)):
			marked.Warnings = append(marked.Warnings, fmt.Sprintf("review: %q was accepted until %s", a.Rule, a.Until.Format(dateFormat)))
		default:
			accept(&marked, a)
		}
	}
	return &marked
}

// about reports whether the review is about something that the verdict says.
func (a Accepted) about(v *malguard.Verdict) bool {
	return a.Rule == RuleAny || slices.ContainsFunc(v.Reasons, func(r malguard.Reason) bool { return r.API == a.Rule })
}

// accept marks what a review accepts, and the verdict once nothing else is left.
func accept(v *malguard.Verdict, a Accepted) {
	if a.Rule == RuleAny {
		v.Reviewed = a.Reason
		return
	}
	open := false
	for i := range v.Reasons {
		if v.Reasons[i].API == a.Rule {
			v.Reasons[i].Reviewed = a.Reason
		}
		open = open || v.Reasons[i].Reviewed == ""
	}
	if !open && v.Reviewed == "" {
		v.Reviewed = a.Reason
	}
}
