package refine

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"time"

	"github.com/sashabaranov/go-openai"
)

// Options say whom to ask and how. BaseURL and Model are required; of the others
// the zero value is the default that is named.
type Options struct {
	// BaseURL is that of a server which speaks OpenAI's protocol, such as
	// http://localhost:11434/v1; requests go to BaseURL/chat/completions and nowhere
	// else: redirections are errors.
	BaseURL string
	Model   string
	// Key is sent as a bearer token; empty for servers that want none. It is neither
	// recorded nor part of any error.
	Key string

	Batch    int           // APIs in one question, 50
	Attempts int           // times that one question is asked at most, 5
	Timeout  time.Duration // of one request, 2 minutes
	// MaxCalls bounds the requests of one refinement, repetitions included; 10 for
	// each batch and 2 for each API of the list.
	MaxCalls int
	// MaxAnswer bounds the body of an answer, in bytes; 4 MiB.
	MaxAnswer int64
	// Seed is sent with every question, plus the number of earlier attempts so that
	// a repetition may come out better, and draws the jitter of waits.
	Seed uint64

	// PriceIn and PriceOut are prices of a million tokens; 0 is unknown.
	PriceIn, PriceOut float64

	// Record, if it is set, is written every [Exchange], at once.
	Record io.Writer
	// Date is recorded with them.
	Date string
}

// Client asks a server. It is immutable and safe for concurrent use, if
// [Options.Record] is.
type Client struct {
	opt   Options
	hooks hooks
}

// hooks are what depends on time.
type hooks struct {
	now     func() time.Time
	sleep   func(context.Context, time.Duration) error
	timeout func(context.Context, time.Duration) (context.Context, context.CancelFunc)
}

// New returns a client. It sends nothing.
func New(opt Options) (*Client, error) {
	u, err := url.Parse(opt.BaseURL)
	switch {
	case err != nil:
		return nil, fmt.Errorf("refine: base URL: %w", errors.Unwrap(err)) // without the URL, which may hold a password
	case u.Scheme != "http" && u.Scheme != "https" || u.Host == "":
		return nil, fmt.Errorf("refine: base URL %q: want http://HOST/PATH or https://HOST/PATH", u.Redacted())
	case opt.Model == "":
		return nil, errors.New("refine: no model named")
	case opt.Batch < 0 || opt.Attempts < 0 || opt.Timeout < 0 || opt.MaxCalls < 0 || opt.MaxAnswer < 0:
		return nil, errors.New("refine: a negative option")
	case !(opt.PriceIn >= 0 && opt.PriceOut >= 0):
		return nil, errors.New("refine: a negative price")
	}
	defaults(&opt.Batch, 50)
	defaults(&opt.Attempts, 5)
	defaults(&opt.Timeout, 2*time.Minute)
	defaults(&opt.MaxAnswer, 4<<20)
	return &Client{opt, hooks{time.Now, sleep, context.WithTimeout}}, nil
}

func defaults[T int | int64 | time.Duration](v *T, value T) {
	if *v == 0 {
		*v = value
	}
}

// String names the model, so that a client can be printed without its key.
func (c *Client) String() string { return fmt.Sprintf("model %q", c.opt.Model) }

// Refine asks about a list, batch by batch, and once more about what the answers
// left out. It needs about one call for each batch.
//
// Requests that fail by chance (status 408, 429 or 5xx, no answer in time, a
// broken connection or body) and answers that cannot be read are repeated after a
// wait that doubles each time, or as long as the server says. If a server still
// fails then, or refuses, that is an error and there is no refinement; what was
// answered before is in the recording. An answer that is cut off is asked for
// again, then in halves. A batch whose answers can never be read is Unanswered.
func (c *Client) Refine(ctx context.Context, apis []string) (*Refinement, error) {
	asked := distinct(apis)
	sendable, faults := split(asked)
	r := c.newRun(len(sendable))
	r.out.Faults = append(r.out.Faults, faults...)
	for range 2 {
		var pending []string
		for _, api := range sendable {
			if _, ok := r.answers[api]; !ok {
				pending = append(pending, api)
			}
		}
		for len(pending) > 0 {
			batch := pending[:min(r.batch, len(pending))]
			pending = pending[len(batch):]
			if err := r.ask(ctx, batch); err != nil {
				return nil, c.wrap(ctx, err)
			}
		}
	}
	r.out.settle(asked, r.answers)
	r.out.Cost = (float64(r.out.TokensIn)*c.opt.PriceIn + float64(r.out.TokensOut)*c.opt.PriceOut) / 1e6
	return r.out, nil
}

// wrap makes sure that an interruption can be told from a failure.
func (c *Client) wrap(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		err = ctx.Err()
	}
	return fmt.Errorf("refine: %w", err)
}

// run is one refinement under way.
type run struct {
	opt     Options
	hooks   hooks
	api     *openai.Client
	wire    *wire
	dialect dialect
	random  *rand.Rand
	calls   int // that may still be made
	batch   int // APIs in one question
	out     *Refinement
	answers map[string]judgement
}

func (c *Client) newRun(names int) *run {
	calls := c.opt.MaxCalls
	if calls == 0 {
		calls = 10*(1+names/c.opt.Batch) + 2*names
	}
	w := &wire{limit: c.opt.MaxAnswer, client: http.Client{CheckRedirect: stay}}
	config := openai.DefaultConfig(c.opt.Key)
	config.BaseURL, config.HTTPClient = c.opt.BaseURL, w
	return &run{
		opt: c.opt, hooks: c.hooks, api: openai.NewClientWithConfig(config), wire: w,
		dialect: dialect{format: formatSchema, temperature: true, seed: true},
		random:  rand.New(rand.NewPCG(c.opt.Seed, 0)),
		calls:   calls,
		batch:   c.opt.Batch,
		out:     &Refinement{Model: c.opt.Model, Prompt: PromptVersion, Faults: []Fault{}},
		answers: map[string]judgement{},
	}
}
