package reproduce

import (
	"context"

	"github.com/malguard/malguard/eval"
)

const (
	needsVectors  = "needs the vectors that the authors published, which are not at hand"
	needsPackages = "needs packages, of which none are at hand"
)

// pick takes from records by attack those of a task.
type pick func(by map[string][]eval.Record) []eval.Record

// under picks the records of one attack.
func under(attack string) pick {
	return func(by map[string][]eval.Record) []eval.Record { return by[attack] }
}

// onVectors completes a task: a learner on the authors' vectors; present makes every
// value 1.
func (s *Source) onVectors(t Task, l learner, protocol string, present bool, which pick) Task {
	t.Detector, t.Protocol, t.Data = l.name, protocol, vectorsName
	if s.Vectors == nil {
		t.Reason = needsVectors
		return t
	}
	t.Measure = func(ctx context.Context) (eval.Summary, error) {
		by, err := s.Vectors.judge(ctx, l, protocol, present)
		return s.summary(which(by), err)
	}
	return t
}

// onPackages completes a task: a learner on this module's packages.
func (s *Source) onPackages(t Task, l learner, r representation, protocol string, which pick) Task {
	t.Detector, t.Protocol = l.name, protocol
	if s.Packages == nil {
		t.Reason = needsPackages
		return t
	}
	t.Data = s.Packages.name
	t.Measure = func(ctx context.Context) (eval.Summary, error) {
		by, err := s.Packages.judge(ctx, l, r, protocol)
		return s.summary(which(by), err)
	}
	return t
}

// byDetector completes a task: a detector of package study.
func (s *Source) byDetector(t Task, detector, protocol string, which pick) Task {
	t.Detector, t.Protocol = detector, protocol
	if s.Packages == nil {
		t.Reason = needsPackages
		return t
	}
	t.Data = s.Packages.name
	judges, reason := s.Packages.compare(detector)
	if judges == nil {
		t.Reason = reason
		return t
	}
	t.Measure = func(ctx context.Context) (eval.Summary, error) {
		by, err := s.Packages.other(ctx, detector, judges, protocol)
		return s.summary(which(by), err)
	}
	return t
}

// ownProtocols are those that tables of packages show: the paper's and an honest one.
func ownProtocols() []string { return []string{"paper", "grouped"} }
