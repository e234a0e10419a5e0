package reproduce

import (
	"context"
	"slices"

	"github.com/malguard/malguard/eval"
	"github.com/malguard/malguard/study"
)

const (
	needsVectors  = "needs the vectors that the authors published, which are not at hand"
	needsPackages = "needs packages, of which none are at hand"
)

// onVectors completes a task: a learner on the authors' vectors.
func (s *Source) onVectors(t Task, l learner, protocol, attack string, present bool) Task {
	t.Detector, t.Protocol, t.Data = l.name, protocol, vectorsName
	if s.Vectors == nil {
		t.Reason = needsVectors
		return t
	}
	all := s.Vectors.protocols()
	p := all[slices.IndexFunc(all, func(p eval.Protocol) bool { return p.Name == protocol })]
	t.Measure = func(ctx context.Context) (eval.Summary, error) {
		by, err := s.Vectors.judge(ctx, l, p, present)
		return s.summary(by[attack], err)
	}
	return t
}

// onPackages completes a task: a learner on this module's packages.
func (s *Source) onPackages(t Task, l learner, r representation, protocol, attack string, attacks ...study.RowAttack) Task {
	t.Detector, t.Protocol = l.name, protocol
	if s.Packages == nil {
		t.Reason = needsPackages
		return t
	}
	t.Data = s.Packages.name
	t.Measure = func(ctx context.Context) (eval.Summary, error) {
		by, err := s.Packages.judge(ctx, l, r, protocolNamed(protocol), attacks...)
		return s.summary(by[attack], err)
	}
	return t
}

// byDetector completes a task: a detector of package study.
func (s *Source) byDetector(t Task, detector, protocol string) Task {
	t.Detector, t.Protocol = detector, protocol
	if s.Packages == nil {
		t.Reason = needsPackages
		return t
	}
	t.Data = s.Packages.name
	if err := s.Packages.lacking[detector]; err != nil {
		t.Reason = err.Error()
		return t
	}
	t.Measure = func(ctx context.Context) (eval.Summary, error) {
		return s.summary(s.Packages.other(ctx, detector, protocolNamed(protocol)))
	}
	return t
}

// ownProtocols are those that tables of packages show: the paper's and an honest one.
func ownProtocols() []string { return []string{"paper", "grouped"} }
