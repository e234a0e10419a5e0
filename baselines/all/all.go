// Package all lists the detectors of the rooms below baselines, which it is the
// only one to import together.
package all

import (
	"github.com/malguard/malguard/baselines/controls/packaging"
	"github.com/malguard/malguard/baselines/controls/presence"
	"github.com/malguard/malguard/baselines/controls/size"
	"github.com/malguard/malguard/baselines/guarddog"
	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/eval"
)

// Kind says how a detector comes to its verdicts.
type Kind string

// The kinds.
const (
	Rule      Kind = "rule"      // by rules that somebody wrote
	Learned   Kind = "learned"   // from the training part of each fold
	Surrogate Kind = "surrogate" // learned, in place of a model that is not to be had
	Replay    Kind = "replay"    // repeats what a tool said elsewhere
	Live      Kind = "live"      // runs a tool that the user has installed
	Control   Kind = "control"   // learned from what must not decide
)

// Options are what detectors can be given.
type Options struct {
	Workers int // packages read at a time in training; 0 = GOMAXPROCS; never changes a result
}

// Entry is a detector of the list. One of New and Trainer is set.
type Entry struct {
	Name  string
	Kind  Kind
	Doc   string // one line
	Needs string // what it cannot do without; "" for nothing
	// Threshold is that of the default verdict: malicious where the score is at
	// least that.
	Threshold float64
	New       func(Options) (eval.Detector[*datasets.Package], error)
	Trainer   func(Options) eval.Trainer[*datasets.Package]
}

// Entries returns all detectors in the order in which tables show them. The
// slice is the caller's.
func Entries() []Entry {
	return []Entry{
		{
			Name: guarddog.Name, Kind: Rule, Doc: "GuardDog 2.10: 16 rules about source, with names, constants and data followed as semgrep does",
			Threshold: guarddog.Threshold,
			New:       func(Options) (eval.Detector[*datasets.Package], error) { return guarddog.New(guarddog.Options{}), nil },
		},
		{
			Name: size.Name, Kind: Control, Doc: "files, lines, calls and bytes of Python alone", Threshold: size.Threshold,
			Trainer: func(o Options) eval.Trainer[*datasets.Package] { return size.Trainer{Workers: o.Workers} },
		},
		{
			Name: packaging.Name, Kind: Control, Doc: "which files lie around the code", Threshold: packaging.Threshold,
			Trainer: func(o Options) eval.Trainer[*datasets.Package] { return packaging.Trainer{Workers: o.Workers} },
		},
		{
			Name: presence.Name, Kind: Control, Doc: "which APIs are called, and nothing of where and when", Threshold: presence.Threshold,
			Trainer: func(o Options) eval.Trainer[*datasets.Package] { return presence.Trainer{Workers: o.Workers} },
		},
	}
}
