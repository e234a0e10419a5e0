package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/malguard/malguard/features/refine"
)

// Where a server is named if not on the command line.
const (
	envBaseURL = "MALGUARD_LLM_BASE_URL"
	envModel   = "MALGUARD_LLM_MODEL"
	envKey     = "MALGUARD_LLM_KEY" // only here: command lines are seen by others
)

type refineCmd struct {
	List string `arg:"" name:"file" help:"APIs, one a line, or JSON: an array, or an object whose keys they are. - is standard input."`

	Recorded  string `xor:"source" placeholder:"LIST" help:"Replay what MalGuard's authors published: ${published}. This is the default, with closeness."`
	Recording string `xor:"source" placeholder:"FILE" help:"Replay a recording."`
	BaseURL   string `xor:"source" name:"base-url" placeholder:"URL" help:"Ask a server that speaks OpenAI's protocol, such as http://localhost:11434/v1 (MALGUARD_LLM_BASE_URL; MALGUARD_LLM_KEY holds its key, if it wants one)."`
	Model     string `placeholder:"NAME" help:"Model to ask (MALGUARD_LLM_MODEL), or whose answers to replay."`
	Record    string `placeholder:"FILE" help:"Append every exchange to FILE."`

	Batch    int           `default:"50" help:"APIs in one question."`
	Timeout  time.Duration `default:"2m" help:"Time for one answer."`
	Seed     uint64        `help:"Source of all randomness, the model's included."`
	PriceIn  float64       `placeholder:"X" help:"Price of a million tokens asked."`
	PriceOut float64       `placeholder:"X" help:"Price of a million tokens answered."`

	Format string `default:"text" enum:"text,json" help:"Output format: ${enum}."`
	Output string `short:"o" placeholder:"FILE" help:"Write to FILE instead of standard output."`
}

// refiner is a server or a recording.
type refiner interface {
	Refine(ctx context.Context, apis []string) (*refine.Refinement, error)
}

func (c *refineCmd) Run(e *env) error {
	apis, err := c.names()
	if err != nil {
		return usageError{err}
	}
	if e.nothing = len(apis) == 0; e.nothing {
		return nil
	}
	r, done, err := c.source()
	if err != nil {
		return err
	}
	// The file is opened first: answers cost money.
	return errors.Join(e.output(c.Output, func(w io.Writer) error { return c.refine(e, r, apis, w) }), done())
}

func (c *refineCmd) refine(e *env, r refiner, apis []string, w io.Writer) error {
	got, err := r.Refine(e.ctx, apis)
	if errors.Is(err, refine.ErrNotRecorded) {
		return usageError{fmt.Errorf("%w; ask a model with --base-url and --model, or name another recording", err)}
	}
	if err != nil {
		return err
	}
	if n := len(got.Unanswered); n > 0 {
		e.warn("unanswered", fmt.Sprintf("%d of %d APIs", n, n+len(got.Kept)+len(got.Dropped)))
	}
	if c.Format == "json" {
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		return enc.Encode(got)
	}
	_, err = io.WriteString(w, refinementText(got))
	return err
}

func (c *refineCmd) names() ([]string, error) {
	if c.List == "-" {
		return refine.ReadNames(os.Stdin)
	}
	f, err := os.Open(c.List)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return refine.ReadNames(f)
}

// source returns whom to ask, and what to do when all is answered.
func (c *refineCmd) source() (refiner, func() error, error) {
	base := c.BaseURL
	if base == "" && c.Recorded == "" && c.Recording == "" {
		base = os.Getenv(envBaseURL)
	}
	if base != "" {
		return c.server(base)
	}
	switch {
	case c.Record != "":
		return nil, nil, usageError{errors.New("--record: nothing is asked without --base-url or " + envBaseURL)}
	case c.Model != "" && c.Recording == "":
		return nil, nil, usageError{errors.New("--model: name a server with --base-url or " + envBaseURL + ", or a --recording")}
	}
	r, err := c.replay()
	if err != nil {
		return nil, nil, usageError{err}
	}
	return r, func() error { return nil }, nil
}

func (c *refineCmd) replay() (*refine.Replay, error) {
	if c.Recording == "" {
		list := c.Recorded
		if list == "" {
			list = "closeness"
		}
		return refine.Published(list)
	}
	f, err := os.Open(c.Recording)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	exchanges, err := refine.ReadRecording(f)
	if err != nil {
		return nil, err
	}
	return refine.NewReplay(exchanges, refine.Key{Model: c.Model})
}

func (c *refineCmd) server(base string) (refiner, func() error, error) {
	opt := refine.Options{
		BaseURL: base, Model: c.Model, Key: strings.TrimSpace(os.Getenv(envKey)),
		Batch: c.Batch, Timeout: c.Timeout, Seed: c.Seed, PriceIn: c.PriceIn, PriceOut: c.PriceOut,
		Date: time.Now().UTC().Format(time.DateOnly),
	}
	if opt.Model == "" {
		opt.Model = os.Getenv(envModel)
	}
	done := func() error { return nil }
	if c.Record != "" {
		f, err := os.OpenFile(c.Record, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o644)
		if err != nil {
			return nil, nil, usageError{err}
		}
		opt.Record, done = f, f.Close
	}
	client, err := refine.New(opt)
	if err != nil {
		return nil, nil, usageError{err}
	}
	return client, done, nil
}

// refinementText returns a line for each API that is kept, its purposes and why,
// separated by tabs, and the rest as comments, so that it is a list of its own.
func refinementText(r *refine.Refinement) string {
	var b strings.Builder
	for _, a := range r.Kept {
		purposes := make([]string, len(a.Purposes))
		for i, p := range a.Purposes {
			purposes[i] = string(p)
		}
		line := printable(a.API) + "\t" + strings.Join(purposes, ",") + "\t" + printable(a.Why)
		b.WriteString(strings.TrimRight(line, "\t") + "\n")
	}
	fmt.Fprintf(&b, "# %s, prompt %s: kept %d, dropped %d, unanswered %d of %d\n", printable(r.Model), r.Prompt,
		len(r.Kept), len(r.Dropped), len(r.Unanswered), len(r.Kept)+len(r.Dropped)+len(r.Unanswered))
	for _, api := range r.Unanswered {
		fmt.Fprintf(&b, "# unanswered: %s\n", printable(api))
	}
	for _, f := range r.Faults {
		parts := []string{string(f.Kind)}
		for _, s := range []string{f.API, f.Note} {
			if s != "" {
				parts = append(parts, printable(s))
			}
		}
		fmt.Fprintf(&b, "# %s\n", strings.Join(parts, ": "))
	}
	cost := strconv.FormatFloat(r.Cost, 'f', 4, 64)
	if r.Calls > 0 && r.Cost == 0 {
		cost = "unknown"
	}
	fmt.Fprintf(&b, "# calls %d, retries %d, tokens in %d, out %d, cost %s\n", r.Calls, r.Retries, r.TokensIn, r.TokensOut, cost)
	return b.String()
}

// printable quotes what could do something to a terminal or break a line.
func printable(s string) string {
	if strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return strconv.Quote(s)
	}
	return s
}
