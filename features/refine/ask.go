package refine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/sashabaranov/go-openai"
)

// ask asks about a batch until there is an answer that can be read, and takes it
// over. Answers that cannot be read leave the batch unanswered, without an error.
func (r *run) ask(ctx context.Context, batch []string) error {
	var last error
	cut := 0
	for attempt := range r.opt.Attempts {
		if attempt > 0 {
			if err := r.wait(ctx, attempt, last); err != nil {
				return err
			}
			r.out.Retries++
		}
		e, err := r.exchange(ctx, batch, attempt)
		if err == nil {
			var rep *reply
			if rep, err = e.reply(); err == nil {
				r.take(rep)
				return nil
			}
			r.out.Faults = append(r.out.Faults, e.fault(err))
		}
		last = err
		if errors.Is(err, errTruncated) {
			if cut++; cut > 1 {
				break
			}
		} else if !errors.Is(err, errMalformed) && !errors.Is(err, errPassing) {
			return err
		}
	}
	switch {
	case errors.Is(last, errTruncated) && len(batch) > 1:
		return r.halves(ctx, batch)
	case errors.Is(last, errPassing):
		return fmt.Errorf("%s: %d attempts: %w", batchName(batch), r.opt.Attempts, last)
	}
	return nil
}

// halves asks about both halves of a batch, and sees to it that later batches are
// no larger than these.
func (r *run) halves(ctx context.Context, batch []string) error {
	half := len(batch) / 2
	r.batch = min(r.batch, len(batch)-half)
	if err := r.ask(ctx, batch[:half]); err != nil {
		return err
	}
	return r.ask(ctx, batch[half:])
}

func (r *run) take(rep *reply) {
	for api, j := range rep.answers {
		r.answers[api] = j
	}
	r.out.Faults = append(r.out.Faults, rep.faults...)
}

// errPassing marks failures that another attempt may not meet.
var errPassing = errors.New("no answer")

// exchange sends one question, again where the server refuses a parameter, and
// records what comes back.
func (r *run) exchange(ctx context.Context, batch []string, attempt int) (Exchange, error) {
	e := Exchange{Model: r.opt.Model, Prompt: PromptVersion, Date: r.opt.Date, Batch: batch}
	e.Request = e.hash()
	resp, err := r.send(ctx, batch, attempt)
	for errors.Is(err, errRefused) {
		what := r.dialect.yield(err.Error())
		if what == "" {
			return e, err
		}
		r.out.Faults = append(r.out.Faults, Fault{Kind: Refused, Note: fmt.Sprintf("%s: %v", what, err)})
		resp, err = r.send(ctx, batch, attempt)
	}
	if err != nil {
		return e, err
	}
	e.TokensIn, e.TokensOut = max(resp.Usage.PromptTokens, 0), max(resp.Usage.CompletionTokens, 0)
	if len(resp.Choices) > 0 { // none is an answer without text
		e.Answer, e.Finish = resp.Choices[0].Message.Content, string(resp.Choices[0].FinishReason)
	}
	r.out.TokensIn += e.TokensIn
	r.out.TokensOut += e.TokensOut
	if r.opt.Record != nil {
		return e, e.write(r.opt.Record)
	}
	return e, nil
}

// send makes one call.
func (r *run) send(ctx context.Context, batch []string, attempt int) (resp openai.ChatCompletionResponse, err error) {
	if err := ctx.Err(); err != nil {
		return resp, err
	}
	if r.calls == 0 {
		return resp, fmt.Errorf("%s: no more than %d calls may be made", batchName(batch), r.out.Calls)
	}
	r.calls--
	r.out.Calls++
	r.wire.greedy, r.wire.sent = r.dialect.temperature, false
	limited, cancel := r.hooks.timeout(ctx, r.opt.Timeout)
	defer cancel()
	resp, err = r.api.CreateChatCompletion(limited, r.request(batch, attempt))
	if err != nil {
		return resp, r.classify(ctx, err)
	}
	return resp, nil
}

// request is what is sent, in the dialect that the server has taken so far.
func (r *run) request(batch []string, attempt int) openai.ChatCompletionRequest {
	req := openai.ChatCompletionRequest{
		Model: r.opt.Model,
		Messages: []openai.ChatCompletionMessage{
			{Role: openai.ChatMessageRoleSystem, Content: system},
			{Role: openai.ChatMessageRoleUser, Content: question(batch)},
		},
	}
	if r.dialect.seed {
		seed := int((r.opt.Seed + uint64(attempt)) & (1<<31 - 1)) // servers take 32 bits with a sign
		req.Seed = &seed
	}
	switch r.dialect.format {
	case formatSchema:
		req.ResponseFormat = &openai.ChatCompletionResponseFormat{
			Type: openai.ChatCompletionResponseFormatTypeJSONSchema,
			JSONSchema: &openai.ChatCompletionResponseFormatJSONSchema{
				Name: "answers", Schema: json.RawMessage(schema), Strict: true,
			},
		}
	case formatJSON:
		req.ResponseFormat = &openai.ChatCompletionResponseFormat{Type: openai.ChatCompletionResponseFormatTypeJSONObject}
	}
	return req
}

// errRefused marks a request that the server understands and will not answer as
// it is.
var errRefused = errors.New("refused")

// classify says what a failed call means. What the server says is cut, quoted and
// freed of the key.
func (r *run) classify(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	text := err.Error()
	var api *openai.APIError
	var other *openai.RequestError
	if errors.As(err, &api) {
		text = api.Message
	} else if errors.As(err, &other) {
		text = string(other.Body)
	}
	if r.opt.Key != "" {
		text = strings.ReplaceAll(text, r.opt.Key, "[key]")
	}
	text = short(strings.TrimSpace(text))
	switch status := r.wire.status; {
	case !r.wire.sent: // go-openai itself will not ask this model
		return errors.New(text)
	case status < 300: // no answer at all, or not a whole one
		return fmt.Errorf("%w: %s", errPassing, text)
	case status < 400:
		return errors.New(text)
	case status == http.StatusRequestTimeout, status == http.StatusTooManyRequests,
		status >= 500 && status != http.StatusNotImplemented:
		return fmt.Errorf("%w: status %d: %q", errPassing, status, text)
	case status == http.StatusBadRequest, status == http.StatusUnsupportedMediaType,
		status == http.StatusUnprocessableEntity, status == http.StatusNotImplemented:
		return fmt.Errorf("%w: status %d: %q", errRefused, status, text)
	default:
		return fmt.Errorf("status %d: %q", status, text)
	}
}
