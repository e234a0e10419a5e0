// Command malguard finds malicious Python packages.
//
// Data goes to standard output or the file named by -o, everything else to
// standard error. The exit code is 0 when everything is done and nothing is at
// the threshold, 1 when something is, 2 for a mistake in the command line or a
// path that does not exist, 3 when something failed or could not be read in full
// (with --allow-incomplete 0 or 1 all the same, where the command could go on),
// and 4 when there was nothing to scan.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/features"
	"github.com/malguard/malguard/features/refine"
	"github.com/malguard/malguard/verdict"
)

// Exit codes.
const (
	exitDone       = 0
	exitFindings   = 1
	exitUsage      = 2
	exitIncomplete = 3
	exitNothing    = 4
)

func main() {
	spareCollections()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	context.AfterFunc(ctx, stop) // a second interrupt ends the process at once
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// commands is the command line.
type commands struct {
	AllowIncomplete bool `help:"Do not exit with 3 where something was not read in full."`

	Scan       scanCmd       `cmd:"" help:"Judge archives and directories."`
	Calls      callsCmd      `cmd:"" help:"Print every call that the parser sees, as JSON lines."`
	Graph      graphCmd      `cmd:"" help:"Print the call graph of a package."`
	Centrality centralityCmd `cmd:"" help:"Print how central each node of the call graph is."`
	Vocabulary vocabularyCmd `cmd:"" help:"Print the curated vocabulary of sensitive APIs, with a file of your own if you have one."`
	Features   featuresCmd   `cmd:"" help:"Print the rows of numbers that describe packages."`
	Predict    predictCmd    `cmd:"" help:"Score rows of numbers by a model file, of this module or of others."`
	Train      trainCmd      `cmd:"" help:"Train a model."`
	Rank       rankCmd       `cmd:"" help:"Print the APIs that tell malicious from benign packages."`
	Detect     detectCmd     `cmd:"" help:"Ask other detectors about packages."`
	Eval       evalCmd       `cmd:"" help:"Compare detectors on a labelled collection."`
	Reproduce  reproduceCmd  `cmd:"" help:"Measure the tables of the MalGuard paper beside what it prints."`
	Refine     refineCmd     `cmd:"" help:"Ask a language model which APIs of a list tell malice, or replay what one said."`
	Dataset    datasetCmd    `cmd:"" help:"Work with collections of packages."`
	Version    versionCmd    `cmd:"" help:"Print the version and that of the embedded model."`
}

// env is what a command runs in, and what it finds.
type env struct {
	ctx            context.Context
	args           []string // the command line
	stdout, stderr io.Writer

	findings bool // something is at the threshold
	gaps     bool // something was not read in full
	nothing  bool // there was nothing to do
}

// run is main without the process around it.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	e := &env{ctx: ctx, args: args, stdout: stdout, stderr: stderr}
	if len(args) == 0 { // in a script an empty list must not pass for a clean one
		run(ctx, []string{"--help"}, stderr, stderr)
		return exitUsage
	}
	cli := &commands{}
	exit := -1
	parser, err := newParser(cli, e, func(code int) { exit = code })
	if err != nil {
		return e.fail(usageError{err})
	}
	command, err := parser.Parse(args)
	if exit >= 0 { // --help
		return exit
	}
	if err != nil {
		return e.fail(usageError{fmt.Errorf("%w; see malguard --help", err)})
	}
	if err := command.Run(e); err != nil {
		return e.fail(err)
	}
	return e.code(cli.AllowIncomplete)
}

func newParser(cli *commands, e *env, exit func(int)) (*kong.Kong, error) {
	var formats, classifiers, rankings, purposes []string
	for _, f := range verdict.Formats() {
		formats = append(formats, f.Name)
	}
	for _, m := range classify.Trainers() {
		classifiers = append(classifiers, m.Name)
	}
	for _, r := range features.Rankings() {
		rankings = append(rankings, r.Name)
	}
	for _, p := range features.Purposes() {
		purposes = append(purposes, string(p))
	}
	return kong.New(cli, kong.Name("malguard"),
		kong.Description("Finds malicious Python packages by their call graphs."),
		kong.Writers(e.stdout, e.stderr), kong.Exit(exit),
		kong.Vars{
			"formats": strings.Join(formats, ","), "classifiers": strings.Join(classifiers, ","), "rankings": strings.Join(rankings, ","),
			"published": strings.Join(refine.PublishedLists(), ", "), "purposes": strings.Join(purposes, ", "), "attacks": attackNames(),
		})
}

// code returns the exit code of a command that ended without an error.
func (e *env) code(allowIncomplete bool) int {
	switch {
	case e.gaps && !allowIncomplete:
		return exitIncomplete
	case e.findings:
		return exitFindings
	case e.nothing:
		return exitNothing
	}
	return exitDone
}

// warn tells of something that was not read in full.
func (e *env) warn(what string, err any) {
	e.gaps = true
	fmt.Fprintf(e.stderr, "malguard: %s: %q\n", what, fmt.Sprint(err))
}

// fail tells why a command ended and returns the exit code.
func (e *env) fail(err error) int {
	if ctxErr := e.ctx.Err(); ctxErr != nil && errors.Is(err, ctxErr) {
		err = errors.New("interrupted")
	}
	fmt.Fprintln(e.stderr, "malguard:", strings.TrimPrefix(err.Error(), "malguard: "))
	var usage usageError
	if errors.As(err, &usage) || errors.Is(err, os.ErrNotExist) {
		return exitUsage
	}
	return exitIncomplete
}

// usageError is a mistake of the user's.
type usageError struct{ error }

// exist returns a usage error for the first path that does not exist.
func exist(paths ...string) error {
	for _, p := range paths {
		if _, err := os.Stat(p); err != nil {
			return usageError{err}
		}
	}
	return nil
}
