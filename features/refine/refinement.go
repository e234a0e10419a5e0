package refine

import "github.com/malguard/malguard/features"

// Refinement is what became of a list of APIs. Kept, Dropped and Unanswered
// share the distinct APIs of the list among them, each in the order of the list.
type Refinement struct {
	Model  string `json:"model"`
	Prompt string `json:"prompt"` // version of the prompt

	Kept    []Answer `json:"kept"`
	Dropped []Answer `json:"dropped"`
	// Unanswered are the APIs of which no answer said anything, or only answers
	// that contradict themselves, after they were asked again on their own. They
	// are neither kept nor dropped: the caller decides.
	Unanswered []string `json:"unanswered"`

	// Faults are what was wrong with the answers, in the order in which they came.
	Faults []Fault `json:"faults"`

	// Calls counts the requests that were sent, Retries those of them that repeat
	// one which failed. Tokens are as the server counts them, 0 where it does not.
	Calls     int `json:"calls"`
	Retries   int `json:"retries"`
	TokensIn  int `json:"tokens_in"`
	TokensOut int `json:"tokens_out"`
	// Cost is in the unit of the prices in [Options], 0 where they are unknown.
	Cost float64 `json:"cost"`
}

// Answer is what a model says of one API.
type Answer struct {
	API string `json:"api"`
	// Purposes are distinct, in the order of the answer; none for an API that is
	// dropped, as a rule.
	Purposes []features.Purpose `json:"purposes"`
	Why      string             `json:"why"` // one sentence, at most 500 bytes
}

// Fault is something that is wrong with an answer.
type Fault struct {
	Kind FaultKind `json:"kind"`
	// API is the name that it concerns, cut to [MaxName] bytes; empty where it
	// concerns a whole answer.
	API  string `json:"api,omitempty"`
	Note string `json:"note,omitempty"`
}

// FaultKind is a way in which an answer can be wrong.
type FaultKind string

// The kinds of faults.
const (
	Invented       FaultKind = "invented"        // a name that was not asked; Note says which asked one it resembles
	Silent         FaultKind = "silent"          // an asked name that the answer leaves out
	Duplicate      FaultKind = "duplicate"       // a name answered twice alike; the first counts
	Contradictory  FaultKind = "contradictory"   // a name both kept and dropped; counts as left out
	UnknownPurpose FaultKind = "unknown-purpose" // a purpose outside the taxonomy, in Note; left out
	Prose          FaultKind = "prose"           // text or a code fence around the JSON; passed over
	Truncated      FaultKind = "truncated"       // the answer ends too early; asked again, then in halves
	Malformed      FaultKind = "malformed"       // the answer does not follow the schema; asked again
	Refused        FaultKind = "refused"         // the server does not take a parameter; asked without it
	Unsent         FaultKind = "unsent"          // the name is too long or no text and was not asked
)

// Named returns the distinct APIs of the faults of one kind, in order.
func (r *Refinement) Named(kind FaultKind) []string {
	var names []string
	seen := map[string]bool{}
	for _, f := range r.Faults {
		if f.Kind == kind && f.API != "" && !seen[f.API] {
			seen[f.API] = true
			names = append(names, f.API)
		}
	}
	return names
}

// Count returns the number of faults of one kind.
func (r *Refinement) Count(kind FaultKind) int {
	n := 0
	for _, f := range r.Faults {
		if f.Kind == kind {
			n++
		}
	}
	return n
}

// judgement is an answer with its verdict.
type judgement struct {
	Answer
	keep bool
}

// settle sorts what was asked by what was answered.
func (r *Refinement) settle(asked []string, answers map[string]judgement) {
	r.Kept, r.Dropped, r.Unanswered = []Answer{}, []Answer{}, []string{}
	for _, api := range asked {
		switch j, ok := answers[api]; {
		case !ok:
			r.Unanswered = append(r.Unanswered, api)
		case j.keep:
			r.Kept = append(r.Kept, j.Answer)
		default:
			r.Dropped = append(r.Dropped, j.Answer)
		}
	}
}
