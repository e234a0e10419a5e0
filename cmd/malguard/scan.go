package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/alecthomas/kong"

	"github.com/malguard/malguard"
	"github.com/malguard/malguard/verdict"
)

type scanCmd struct {
	Paths     []string   `arg:"" name:"path" help:"Archives, directories and Python files, one package each."`
	Format    string     `default:"text" enum:"${formats}" help:"Output format: ${enum}."`
	Output    string     `short:"o" placeholder:"FILE" help:"Write to FILE instead of standard output."`
	Threshold *float64   `placeholder:"X" help:"Score from which a package is malicious, in [0,1]; the model's by default."`
	Config    string     `placeholder:"FILE" help:"File of reviews, such as malguard.yaml: findings that somebody accepts. None is read unless it is named here."`
	Model     string     `placeholder:"FILE" help:"Model file; the embedded one by default."`
	Schema    schemaFlag `help:"Print the JSON Schema of the format json and do nothing else."`
	Explain   bool       `help:"Give reasons for packages below the threshold too."`
}

func (c *scanCmd) Run(e *env) error {
	if err := exist(c.Paths...); err != nil {
		return err
	}
	model, err := c.model()
	if err != nil {
		return usageError{err}
	}
	format, err := verdict.Named(c.Format)
	if err != nil {
		return usageError{err}
	}
	reviews, err := c.reviews()
	if err != nil {
		return usageError{err}
	}
	e.nothing = true
	return e.output(c.Output, func(w io.Writer) error {
		if c.Format == "text" && colored(w) {
			format.Write = verdict.Each(verdict.ColorText)
		}
		err := format.Write(w, c.verdicts(e, model, reviews))
		if errors.Is(err, verdict.ErrName) { // the rest is written, and worth having
			e.warn("not reported", err)
			return nil
		}
		return err
	})
}

// verdicts scans the paths one after the other and notes what each verdict means for
// the exit code.
func (c *scanCmd) verdicts(e *env, model *malguard.Model, reviews []verdict.Accepted) verdict.Verdicts {
	return func(yield func(*malguard.Verdict, error) bool) {
		for _, p := range c.Paths {
			v := verdict.Review(model.Scan(e.ctx, p, malguard.ScanOptions{Explain: c.Explain, Code: c.Format == "html"}), reviews, time.Now())
			if err := e.ctx.Err(); err != nil {
				yield(nil, err)
				return
			}
			e.add(v)
			if !yield(v, nil) {
				return
			}
		}
	}
}

// colored reports whether w is a terminal that shows colours and whose user wants
// them, see https://no-color.org.
func colored(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok || os.Getenv("NO_COLOR") != "" || os.Getenv("TERM") == "dumb" {
		return false
	}
	return terminal(f)
}

// reviews reads the file of reviews, if one is named.
func (c *scanCmd) reviews() ([]verdict.Accepted, error) {
	if c.Config == "" {
		return nil, nil
	}
	text, err := os.ReadFile(c.Config)
	if err != nil {
		return nil, err
	}
	list, err := verdict.ParseReviews(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", c.Config, err)
	}
	return list, nil
}

func (c *scanCmd) model() (*malguard.Model, error) {
	open := malguard.Default
	if c.Model != "" {
		open = func() (*malguard.Model, error) { return malguard.Open(c.Model) }
	}
	model, err := open()
	if err != nil || c.Threshold == nil {
		return model, err
	}
	return model.WithThreshold(*c.Threshold)
}

// add notes what a verdict means for the exit code.
func (e *env) add(v *malguard.Verdict) {
	if hollow(v) {
		return
	}
	e.nothing = false
	e.findings = e.findings || verdict.Finding(v)
	e.gaps = e.gaps || v.Status != malguard.Scored
}

// hollow says whether a package is no package at all: whole, but without a file.
func hollow(v *malguard.Verdict) bool {
	empty := false
	for _, r := range v.Incomplete {
		if r.Status != "empty" && r.Status != "no-python" {
			return false
		}
		empty = empty || r.Status == "empty"
	}
	return empty
}

type versionCmd struct{}

func (versionCmd) Run(e *env) error {
	model, err := malguard.Default()
	if err != nil {
		return err
	}
	info := model.Info()
	_, err = fmt.Fprintf(e.stdout, "malguard %s\nembedded model: %s, %d columns, threshold %.4f, trained on %d malicious packages of %d families and %d benign ones (manifest %.12s)\n",
		version(), info.Classifier, len(info.Columns), info.Threshold, info.Malicious, info.Families, info.Benign, info.Manifest)
	return err
}

// schemaFlag is a flag that prints a schema in place of what else was asked.
type schemaFlag bool

// BeforeReset is called by kong before it misses an argument.
func (schemaFlag) BeforeReset(app *kong.Kong) error {
	_, err := io.WriteString(app.Stdout, verdict.Schema())
	app.Exit(exitDone)
	return err
}
