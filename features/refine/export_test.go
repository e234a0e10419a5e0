package refine

import (
	"context"
	"time"
)

// What tests put in the place of time.

func (c *Client) SetNow(now func() time.Time) { c.hooks.now = now }

func (c *Client) SetSleep(sleep func(context.Context, time.Duration) error) { c.hooks.sleep = sleep }

func (c *Client) SetTimeout(timeout func(context.Context, time.Duration) (context.Context, context.CancelFunc)) {
	c.hooks.timeout = timeout
}

var Sleep = sleep

// The prompt, of which a test knows the hash.
const System, Schema = system, schema

// Parse is the parser of answers, for tables and fuzzing.
func Parse(text string, asked []string) (kept, dropped []Answer, faults []Fault, err error) {
	rep, err := parse(text, asked)
	if err != nil {
		return nil, nil, nil, err
	}
	var out Refinement
	out.settle(asked, rep.answers)
	return out.Kept, out.Dropped, rep.faults, nil
}

var ErrTruncated, ErrMalformed = errTruncated, errMalformed

// Resembles finds what a made-up name looks like.
func Resembles(name string, asked []string) string { return resembles(name, asked) }
