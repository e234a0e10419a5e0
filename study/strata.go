package study

import (
	"fmt"
	"slices"

	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/features"
	"github.com/malguard/malguard/graph"
)

// Names of strata.
const (
	// Inert is code that does nothing one could flag, whoever uploaded it.
	Inert = "acts: no"
	// Acting is what is left without it: a recall among these is one of detection.
	Acting = "acts: yes"
	// Unread is code of which something could not be parsed, so that nobody knows.
	Unread = "acts: unread"
	// Hidden is code with calls below at least one layer of obfuscation.
	Hidden = "layers: hidden"
)

// classes are the lower bounds of the classes by number of calls.
var classes = []int{0, 5, 10, 30, 200}

// quiet are the categories of APIs that code may call and still be inert: it
// reads, computes, prints and waits. A hook of setup.py that does no more is inert too.
var quiet = []string{
	"file-read", "fs-enum", "env", "encode", "charops", "hash", "reflect", "thread", "sleep", "temp", "pkg-hook", "exit-sig",
	"random", "text-re", "json", "logging", "gui-msg",
}

// Strata returns the strata of a package or slice: one by its number of calls, one
// by whether it has a setup.py, and if there is a graph whether it acts and whether
// it hides a call. It acts where it calls an API of a category that is not one of
// those that read, compute, print or wait, or starts a program by a command.
func Strata(shape datasets.Shape, g *graph.Graph) []string {
	list := []string{sizeClass(shape.Calls), setupClass(shape)}
	if g == nil {
		return list
	}
	acts, hidden := false, false
	for e := range g.Edges() {
		c, ok := features.Categories().Of(g.Node(e.To).Name)
		acts = acts || ok && !slices.Contains(quiet, c.Name)
		for _, s := range e.Sites {
			acts = acts || len(g.Facts(s.Facts).Commands) > 0
			hidden = hidden || s.Layer > 0
		}
	}
	unread := slices.ContainsFunc(g.Files(), func(f graph.File) bool { return len(f.Errors) > 0 })
	switch {
	case acts || hidden:
		list = append(list, Acting)
	case unread:
		list = append(list, Unread)
	default:
		list = append(list, Inert)
	}
	if hidden {
		list = append(list, Hidden)
	}
	return list
}

func sizeClass(calls int) string {
	k := len(classes) - 1
	for classes[k] > calls {
		k--
	}
	if k == len(classes)-1 {
		return fmt.Sprintf("calls: %d and more", classes[k])
	}
	return fmt.Sprintf("calls: %d-%d", classes[k], classes[k+1]-1)
}

func setupClass(shape datasets.Shape) string {
	switch {
	case !shape.Setup:
		return "setup.py: none"
	case shape.Files == 1:
		return "setup.py: alone"
	}
	return "setup.py: with others"
}
