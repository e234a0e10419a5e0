// Package all lists the detectors of the rooms below baselines, which it is the
// only one to import together.
package all

import (
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/malguard/malguard/baselines/bandit4mal"
	"github.com/malguard/malguard/baselines/cerebro"
	"github.com/malguard/malguard/baselines/controls/oneline"
	"github.com/malguard/malguard/baselines/controls/packaging"
	"github.com/malguard/malguard/baselines/controls/presence"
	"github.com/malguard/malguard/baselines/controls/size"
	"github.com/malguard/malguard/baselines/ea4mp"
	"github.com/malguard/malguard/baselines/exec"
	"github.com/malguard/malguard/baselines/guarddog"
	"github.com/malguard/malguard/baselines/guarddog3"
	"github.com/malguard/malguard/baselines/maloss"
	"github.com/malguard/malguard/baselines/ossgadget"
	"github.com/malguard/malguard/baselines/replay"
	"github.com/malguard/malguard/baselines/sap"
	"github.com/malguard/malguard/baselines/virustotal"
	"github.com/malguard/malguard/baselines/warehouse"
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
	Control   Kind = "control"   // what a detector must beat to be worth its trouble
)

// Options are what detectors can be given.
type Options struct {
	Workers int // packages read at a time in training; 0 = GOMAXPROCS; never changes a result
	// Verdicts are files of recorded verdicts, and Tools are installed programs, by
	// the name of the detector that needs them.
	Verdicts, Tools map[string]string
}

// Entry is a detector of the list. One of New and Learner is set.
type Entry struct {
	Name  string
	Kind  Kind
	Doc   string // one line
	Needs string // what it cannot do without; "" for nothing
	// Threshold is that of the default verdict: malicious where the score is at
	// least that.
	Threshold float64
	New       func(Options) (eval.Detector[*datasets.Package], error)
	Learner   func(Options) eval.Learner
}

// Trainer returns what trains the detector on packages, of an entry with a Learner.
func (e Entry) Trainer(opt Options) eval.Trainer[*datasets.Package] {
	return eval.TrainerOf(e.Learner(opt), opt.Workers)
}

// Entries returns all detectors in the order in which tables show them. The
// slice is the caller's.
func Entries() []Entry {
	return slices.Concat(recorded(), rules(), learned(), live(), controls())
}

func recorded() []Entry {
	return []Entry{{
		Name: virustotal.Name, Kind: Replay, Doc: "how many engines of VirusTotal called the archive malicious",
		Needs: "a file of its verdicts", Threshold: virustotal.Threshold, New: newVirusTotal,
	}}
}

// rules lists what judges by rules that somebody wrote: first those of the paper's
// Table 8, then others.
func rules() []Entry {
	return []Entry{
		{
			Name: ossgadget.Name, Kind: Rule, Doc: "OSSGadget's detect-backdoor: 44 rules as published", Threshold: ossgadget.Threshold,
			New: func(Options) (eval.Detector[*datasets.Package], error) {
				return asDetector(ossgadget.New(ossgadget.Options{}))
			},
		},
		{
			Name: ossgadget.NameIntended, Kind: Rule, Doc: "OSSGadget's rules as they were meant", Threshold: ossgadget.Threshold,
			New: func(Options) (eval.Detector[*datasets.Package], error) {
				return asDetector(ossgadget.New(ossgadget.Options{Intended: true}))
			},
		},
		{
			Name: bandit4mal.Name, Kind: Rule, Doc: "Bandit4Mal: 70 rules about calls, strings and imports", Threshold: bandit4mal.Threshold,
			New: func(Options) (eval.Detector[*datasets.Package], error) {
				return bandit4mal.New(bandit4mal.Options{}), nil
			},
		},
		{
			Name: guarddog.Name, Kind: Rule, Doc: "GuardDog 2.10: 16 rules about source, with names, constants and data followed as semgrep does",
			Threshold: guarddog.Threshold,
			New:       func(Options) (eval.Detector[*datasets.Package], error) { return guarddog.New(guarddog.Options{}), nil },
		},
		{
			Name: guarddog3.Name, Kind: Rule, Doc: "GuardDog 3.2: capabilities and threats in source, paired to risks", Threshold: guarddog3.Threshold,
			New: func(Options) (eval.Detector[*datasets.Package], error) {
				return guarddog3.New(guarddog3.Options{}), nil
			},
		},
		{
			Name: maloss.Name, Kind: Rule, Doc: "MalOSS's filter: a formula over calls of 335 labelled APIs", Threshold: maloss.Threshold,
			New: func(Options) (eval.Detector[*datasets.Package], error) { return maloss.New(), nil },
		},
		{
			Name: warehouse.Name, Kind: Rule, Doc: "what PyPI looked for in setup.py in 2020: five patterns", Threshold: warehouse.Threshold,
			New: func(Options) (eval.Detector[*datasets.Package], error) { return warehouse.New(), nil },
		},
	}
}

// learned lists what learns from the training part of each fold.
func learned() []Entry {
	return []Entry{
		{
			Name: ea4mp.MetadataName, Kind: Learned, Doc: "EA4MP's ten features of metadata", Threshold: ea4mp.Threshold,
			Learner: func(o Options) eval.Learner { return ea4mp.Metadata{Workers: o.Workers} },
		},
		{
			Name: ea4mp.SurrogateName, Kind: Surrogate, Doc: "EA4MP's metadata and calls, n-grams in place of BERT", Threshold: ea4mp.Threshold,
			Learner: func(o Options) eval.Learner { return ea4mp.Surrogate{Workers: o.Workers} },
		},
		{
			Name: cerebro.Name, Kind: Surrogate, Doc: "Cerebro's sequence of behaviour, n-grams in place of BERT", Threshold: cerebro.Threshold,
			Learner: func(o Options) eval.Learner { return cerebro.Learner{Workers: o.Workers} },
		},
		{
			Name: sap.Name, Kind: Learned, Doc: "140 counts, entropies and file extensions of Ladisa et al.", Threshold: sap.Threshold,
			Learner: func(o Options) eval.Learner { return sap.Learner{Workers: o.Workers} },
		},
	}
}

// Recorded returns the entry of a detector that repeats the verdicts which
// Options.Verdicts has for the name.
func Recorded(name string) Entry {
	return Entry{
		Name: name, Kind: Replay, Doc: "repeats the verdicts of a tool that ran elsewhere",
		Needs: "a file of its verdicts", Threshold: replay.Threshold,
		New: func(o Options) (eval.Detector[*datasets.Package], error) {
			return read(o.Verdicts[name], func(r io.Reader) (eval.Detector[*datasets.Package], error) { return asDetector(replay.New(name, r)) })
		},
	}
}

func newVirusTotal(o Options) (eval.Detector[*datasets.Package], error) {
	return read(o.Verdicts[virustotal.Name], func(r io.Reader) (eval.Detector[*datasets.Package], error) { return asDetector(virustotal.New(r)) })
}

// asDetector keeps a nil pointer from becoming a detector.
func asDetector[D eval.Detector[*datasets.Package]](d D, err error) (eval.Detector[*datasets.Package], error) {
	if err != nil {
		return nil, err
	}
	return d, nil
}

// read hands a file to a constructor, or nothing where no file is named.
func read(name string, newDetector func(io.Reader) (eval.Detector[*datasets.Package], error)) (eval.Detector[*datasets.Package], error) {
	if name == "" {
		return newDetector(nil)
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("verdicts: %w", err)
	}
	defer f.Close()
	d, err := newDetector(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return d, nil
}

func live() []Entry {
	var list []Entry
	for _, tool := range exec.Tools() {
		list = append(list, Entry{
			Name: tool.Name, Kind: Live, Doc: tool.Doc, Needs: "the path of the program", Threshold: tool.Threshold,
			New: func(o Options) (eval.Detector[*datasets.Package], error) {
				return asDetector(exec.New(tool, o.Tools[tool.Name], exec.Options{}))
			},
		})
	}
	return list
}

func controls() []Entry {
	return []Entry{
		{
			Name: size.Name, Kind: Control, Doc: "files, lines, calls and bytes of Python alone", Threshold: size.Threshold,
			Learner: func(o Options) eval.Learner { return size.Learner{Workers: o.Workers} },
		},
		{
			Name: packaging.Name, Kind: Control, Doc: "which files lie around the code", Threshold: packaging.Threshold,
			Learner: func(o Options) eval.Learner { return packaging.Learner{Workers: o.Workers} },
		},
		{
			Name: presence.Name, Kind: Control, Doc: "which APIs are called, and nothing of where and when", Threshold: presence.Threshold,
			Learner: func(o Options) eval.Learner { return presence.Learner{Workers: o.Workers} },
		},
		{
			Name: oneline.Name, Kind: Control, Doc: "five rules of a line each about early network calls, programs, hidden code", Threshold: oneline.Threshold,
			New: func(Options) (eval.Detector[*datasets.Package], error) { return oneline.Detector{}, nil },
		},
	}
}
