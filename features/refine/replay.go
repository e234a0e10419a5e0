package refine

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// ErrNotRecorded is what the error of [Replay.Refine] wraps where a recording has
// no answer for some of the APIs.
var ErrNotRecorded = errors.New("no recorded answer")

// Key says which of the answers in a recording count: the same API may have been
// asked of several models and with several prompts. An empty field stands for the
// only one that there is.
type Key struct{ Model, Prompt string }

// Replay refines by what was answered before. It is immutable and safe for
// concurrent use.
//
// Answers are looked up API by API, whatever batches they were asked in, so a list
// may be replayed in any order, in part, and with any batch size. Where an API was
// answered more than once, the last answer counts. An API that was asked and never
// answered is Unanswered; one that was never asked is an error.
type Replay struct {
	key     Key
	asked   map[string]bool
	answers map[string]judgement
	spoken  []spoken
}

// spoken is what was wrong with the answer to one batch.
type spoken struct {
	batch  []string
	faults []Fault
}

// NewReplay reads the answers of a recording. It is an error if none of the
// exchanges has the key, or if an empty field of it leaves a choice.
func NewReplay(recording []Exchange, key Key) (*Replay, error) {
	found := map[Key]bool{}
	for _, e := range recording {
		if (key.Model == "" || key.Model == e.Model) && (key.Prompt == "" || key.Prompt == e.Prompt) {
			found[Key{e.Model, e.Prompt}] = true
		}
	}
	if len(found) != 1 {
		return nil, ambiguous(found)
	}
	for key = range found {
		break
	}
	r := newReplay(key)
	for _, e := range recording {
		if (Key{e.Model, e.Prompt}) != key {
			continue
		}
		if rep, err := e.reply(); err == nil {
			r.add(e.Batch, rep)
		} else {
			r.add(e.Batch, &reply{faults: []Fault{e.fault(err)}})
		}
	}
	return r, nil
}

func ambiguous(found map[Key]bool) error {
	if len(found) == 0 {
		return errors.New("refine: the recording holds no exchange with that model and prompt")
	}
	var names []string
	for k := range found {
		names = append(names, fmt.Sprintf("model %q with prompt %q", k.Model, k.Prompt))
	}
	slices.Sort(names)
	return fmt.Errorf("refine: the recording leaves a choice: %s", strings.Join(names, ", "))
}

func newReplay(key Key) *Replay {
	return &Replay{key: key, asked: map[string]bool{}, answers: map[string]judgement{}}
}

// add takes over what one answer says.
func (r *Replay) add(batch []string, rep *reply) {
	for _, api := range batch {
		r.asked[api] = true
	}
	maps.Copy(r.answers, rep.answers)
	if len(rep.faults) > 0 {
		r.spoken = append(r.spoken, spoken{batch, rep.faults})
	}
}

// APIs returns the APIs that were asked, in order of their names.
func (r *Replay) APIs() []string { return slices.Sorted(maps.Keys(r.asked)) }

// Refine refines a list by what was answered before. It makes no calls and costs
// nothing. APIs that were never asked are an error that wraps [ErrNotRecorded] and
// names them.
//
// The faults are those of the answers to any batch that held one of the APIs, save
// those that concern other APIs of the batch.
func (r *Replay) Refine(ctx context.Context, apis []string) (*Refinement, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	asked := distinct(apis)
	sendable, faults := split(asked)
	if err := r.missing(sendable); err != nil {
		return nil, err
	}
	out := &Refinement{Model: r.key.Model, Prompt: r.key.Prompt, Faults: append([]Fault{}, faults...)}
	wanted := map[string]bool{}
	for _, api := range sendable {
		wanted[api] = true
	}
	for _, s := range r.spoken {
		out.Faults = append(out.Faults, s.about(wanted)...)
	}
	out.settle(asked, r.answers)
	return out, nil
}

// about returns the faults that concern the wanted APIs.
func (s spoken) about(wanted map[string]bool) (list []Fault) {
	if !slices.ContainsFunc(s.batch, func(api string) bool { return wanted[api] }) {
		return nil
	}
	for _, f := range s.faults {
		if f.API == "" || f.Kind == Invented || wanted[f.API] {
			list = append(list, f)
		}
	}
	return list
}

// missing names the APIs that were never asked.
func (r *Replay) missing(apis []string) error {
	var missing []string
	for _, api := range apis {
		if !r.asked[api] {
			missing = append(missing, api)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	const shown = 5
	names, more := missing, ""
	if len(missing) > shown {
		names, more = missing[:shown], fmt.Sprintf(" and %d others", len(missing)-shown)
	}
	return fmt.Errorf("refine: %w of %s for %q%s", ErrNotRecorded, r.key.Model, names, more)
}
