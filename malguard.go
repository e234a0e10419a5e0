// Package malguard finds malicious Python packages by what their call graph says
// they call and when the call runs, after MalGuard (USENIX Security 2025,
// https://arxiv.org/abs/2506.14466). Models of centralities can be trained as well.
//
// For most uses call [Default] and then [Model.Scan]:
//
//	model, err := malguard.Default()
//	verdict := model.Scan(ctx, "package-1.0.tar.gz", malguard.ScanOptions{})
//
// A package is read in memory and never imported, installed or run. What could
// not be read is never called benign: see [Status].
//
// [Train] makes a model of one's own from a [datasets.Dataset].
package malguard

import (
	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/graph"
)

// Status says how far a verdict can be relied on.
type Status string

// The statuses of a Verdict.
const (
	Scored     Status = "scored"     // everything was read and scored
	Incomplete Status = "incomplete" // something was not read: the score counts only upwards
	Failed     Status = "failed"     // nothing was read; there is no score
)

// Verdict is what a model says of one package.
type Verdict struct {
	Path    string `json:"path"`
	Name    string `json:"name"`    // as the package calls itself
	Version string `json:"version"` // likewise
	SHA256  string `json:"sha256"`
	Status  Status `json:"status"`
	// Label is malicious where a file was scored and Score is at least
	// Threshold, benign where it is less and the Status is scored, and unknown
	// otherwise.
	Label string `json:"label"`
	// Score is the highest score of the package's files, in [0,1].
	Score     float64 `json:"score"`
	Threshold float64 `json:"threshold"`
	// File is the file with that score.
	File string `json:"file,omitempty"`
	// Reasons are the APIs of File that raised its score, strongest first; none
	// for a package below the threshold unless asked for.
	Reasons []Reason `json:"reasons"`
	// Incomplete says what was not read.
	Incomplete []datasets.Reason `json:"incomplete"`
	// Warnings are oddities that hide nothing.
	Warnings []string `json:"warnings"`
	// Error says why a package failed.
	Error string `json:"error,omitempty"`
	// Reviewed says why somebody accepts this finding; no scan sets it.
	Reviewed string `json:"reviewed,omitempty"`
}

// Reason is one API that raised the score.
type Reason struct {
	API string `json:"api"`
	// Weight is by how much the log-odds of the score fall without the API.
	Weight float64 `json:"weight"`
	// Purpose completes "may be used to …"; it is empty where nothing is known.
	Purpose string `json:"purpose,omitempty"`
	// Technique is the nearest technique of MITRE ATT&CK ("T1059.006") by the curated
	// vocabulary, and empty for APIs that are not in it.
	Technique string `json:"technique,omitempty"`
	// Path names what calls what, from where the package is entered to the API: the
	// shortest way to the first site that can be entered, of more than 20 names the
	// last. It is nil where no way is known.
	Path []string `json:"path,omitempty"`
	// Sites are the calls, by line, at most 20.
	Sites []Site `json:"sites"`
	// Reviewed says why somebody accepts this reason; no scan sets it.
	Reviewed string `json:"reviewed,omitempty"`
}

// Site is one call of an API.
type Site struct {
	File     string      `json:"file"`
	Line     int         `json:"line"`
	Function string      `json:"function"` // what calls: a function, class or module
	Phase    graph.Phase `json:"phase"`    // what makes it run
	Layer    int         `json:"layer"`    // layers of obfuscation that hid it
	// Arguments are constants that it is called with, at most 8, fit to be shown: of
	// one line and at most 80 characters, and links cannot be followed.
	Arguments []string `json:"arguments,omitempty"`
	// Code is the line, fit to be shown as well; "" unless asked for.
	Code string `json:"code,omitempty"`
}
