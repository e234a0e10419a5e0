package main

import (
	"context"
	"slices"

	"github.com/malguard/malguard/eval"
	"github.com/malguard/malguard/features"
	"github.com/malguard/malguard/graph"
)

// dropper flags what decodes, fetches and starts things as soon as the package is
// installed or imported. T is whatever has a call graph.
type dropper[T any] struct {
	read func(context.Context, T) (*graph.Graph, eval.Status, error)
}

func (dropper[T]) Name() string { return "dropper" }

func (d dropper[T]) Detect(ctx context.Context, item T) (eval.Detection, error) {
	g, status, err := d.read(ctx, item)
	if err != nil {
		return eval.Detection{}, err
	}
	v := eval.Detection{Status: status}
	for e := range g.Edges() {
		category, _ := features.Categories().Of(g.Node(e.To).Name)
		known := slices.ContainsFunc(v.Evidence, func(e eval.Evidence) bool { return e.Rule == category.Name })
		if s := e.Sites[0]; s.Phase != graph.PhaseRun && slices.Contains(suspicious, category.Name) && !known {
			v.Evidence = append(v.Evidence, eval.Evidence{Rule: category.Name, File: g.File(s.File).Path, Line: int(s.Line)})
		}
	}
	v.Score = float64(len(v.Evidence)) / float64(len(suspicious)) // half of them are malicious, says the threshold
	return v, nil
}

// suspicious are categories of APIs.
var suspicious = []string{"code-exec", "decode", "net-http", "process"}
