package study

import (
	"context"
	"fmt"
	"sync"

	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/eval"
	"github.com/malguard/malguard/graph"
	"github.com/malguard/malguard/graph/callgraph"
)

// Subject is a package that many detectors, folds and protocols look at. What they
// read of it, and what those that do not learn say of it, is worked out once and
// kept; its files are not. It is safe for concurrent use.
type Subject struct {
	load func(context.Context) (*datasets.Package, error)

	mu         sync.Mutex // held while something is worked out
	head       *datasets.Package
	graph      *graph.Graph
	readings   map[string]datasets.Reading // by learner
	detections map[string]eval.Detection   // by detector
}

// Subjects returns packages as subjects.
func Subjects(items []eval.Item[*datasets.Package]) []eval.Item[*Subject] {
	list := make([]eval.Item[*Subject], len(items))
	for i, item := range items {
		list[i] = eval.Item[*Subject]{Case: item.Case, Load: subject(item.Load)}
		if item.Judged != nil {
			list[i].Judged = subject(item.Judged)
		}
	}
	return list
}

// subject returns what gives the subject of a package.
func subject(load func(context.Context) (*datasets.Package, error)) func(context.Context) (*Subject, error) {
	s := &Subject{load: load, readings: map[string]datasets.Reading{}, detections: map[string]eval.Detection{}}
	return func(ctx context.Context) (*Subject, error) {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.head != nil {
			return s, nil
		}
		_, err := s.open(ctx)
		return s, err
	}
}

// open returns the package with its files. The lock is held.
func (s *Subject) open(ctx context.Context) (*datasets.Package, error) {
	p, err := s.load(ctx)
	if err == nil && s.head == nil {
		head := *p
		head.FS = nil
		s.head = &head
	}
	return p, err
}

// callGraph returns the call graph of all files, and what else is known of the package.
func (s *Subject) callGraph(ctx context.Context) (*graph.Graph, *datasets.Package, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.graph == nil {
		p, err := s.open(ctx)
		if err != nil {
			return nil, nil, err
		}
		if s.graph, err = callgraph.Build(ctx, p.FS, callgraph.Options{Files: datasets.IsPython}); err != nil {
			return nil, nil, fmt.Errorf("study: %w", err)
		}
	}
	return s.graph, s.head, nil
}

// statusOf says how much of a package a detector saw that reads its code: not all
// where the code itself met a limit or an encoding that nobody knows.
func statusOf(p *datasets.Package, g *graph.Graph) eval.Status {
	if len(g.Warnings()) > 0 {
		return eval.Incomplete
	}
	return eval.StatusOf(p)
}

// reading returns what a learner reads.
func (s *Subject) reading(ctx context.Context, l eval.Learner) (datasets.Reading, eval.Status, error) {
	g, head, err := s.callGraph(ctx)
	if err != nil {
		return datasets.Reading{}, "", err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	r, ok := s.readings[l.Name()]
	if !ok {
		p, err := s.open(ctx)
		if err != nil {
			return r, "", err
		}
		if r, err = l.Read(ctx, p); err != nil {
			return r, "", err
		}
		s.readings[l.Name()] = r
	}
	return r, statusOf(head, g), nil
}

// OnSubjects lets a detector of packages that does not learn stand beside
// [Contestants]. What it says of a package is kept under its name.
func OnSubjects(d eval.Detector[*datasets.Package]) eval.Detector[*Subject] { return onSubject{d} }

// onSubject lets a detector that does not learn judge subjects.
type onSubject struct {
	eval.Detector[*datasets.Package]
}

// Detect implements [eval.Detector].
func (d onSubject) Detect(ctx context.Context, s *Subject) (eval.Detection, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	v, ok := s.detections[d.Name()]
	if !ok {
		p, err := s.open(ctx)
		if err != nil {
			return v, err
		}
		if v, err = d.Detector.Detect(ctx, p); err != nil {
			return v, err
		}
		s.detections[d.Name()] = v
	}
	return v, nil
}
