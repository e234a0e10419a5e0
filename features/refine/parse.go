package refine

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/malguard/malguard/features"
)

// Bounds of one answer.
const (
	maxTries    = 64  // objects that may be begun in the text
	maxPurposes = 32  // of one API
	maxWhy      = 500 // bytes
)

var (
	errTruncated = errors.New("the answer ends too early")
	errMalformed = errors.New("the answer does not follow the schema")
)

// reply is what one answer says of what it was asked.
type reply struct {
	answers map[string]judgement // by API
	faults  []Fault
}

// parse reads an answer. It wraps errTruncated or errMalformed where no object in
// the text follows the schema.
func parse(text string, asked []string) (*reply, error) {
	list, around, err := entries(text, 4*len(asked)+64)
	if err != nil {
		return nil, err
	}
	rep := &reply{answers: map[string]judgement{}}
	if around != "" {
		rep.fault(Prose, "", around)
	}
	rep.read(list, asked)
	return rep, nil
}

func (r *reply) fault(kind FaultKind, api, note string) {
	r.faults = append(r.faults, Fault{kind, short(api), note})
}

// read compares the entries of an answer with what was asked.
func (r *reply) read(list []entry, asked []string) {
	known := map[string]bool{}
	for _, api := range asked {
		known[api] = true
	}
	contradictory := map[string]bool{}
	for _, e := range list {
		before, twice := r.answers[e.api]
		switch {
		case !known[e.api]:
			r.invented(e.api, asked)
		case twice && before.keep != e.keep:
			contradictory[e.api] = true
		case twice:
			r.fault(Duplicate, e.api, "")
		default:
			r.answers[e.api] = judgement{Answer{e.api, r.purposes(e), e.why}, e.keep}
		}
	}
	for _, api := range asked {
		if contradictory[api] {
			delete(r.answers, api)
			r.fault(Contradictory, api, "")
		} else if _, ok := r.answers[api]; !ok {
			r.fault(Silent, api, "")
		}
	}
}

// invented notes a name that was not asked.
func (r *reply) invented(api string, asked []string) {
	note := ""
	if like := resembles(api, asked); like != "" {
		note = "like " + like
	}
	r.fault(Invented, api, note)
}

func (r *reply) purposes(e entry) []features.Purpose {
	list := []features.Purpose{}
	for _, s := range e.purposes {
		p, err := features.ParsePurpose(s)
		if err != nil {
			r.fault(UnknownPurpose, e.api, short(s))
		} else if !slices.Contains(list, p) {
			list = append(list, p)
		}
	}
	return list
}

// entry is an element of "answers", as it stands.
type entry struct {
	api      string
	keep     bool
	purposes []string
	why      string
}

// entries returns the entries of all objects in the text that follow the schema,
// and a word on what stands around them.
func entries(text string, most int) (list []entry, around string, err error) {
	var failure error
	var outside strings.Builder
	found := false
	if thought, rest, ok := strings.Cut(text, "</think>"); ok && strings.HasPrefix(strings.TrimSpace(thought), "<think>") {
		outside.WriteString(thought) // what a model drafts is no answer
		text = rest
	}
	for range maxTries {
		start := strings.IndexByte(text, '{')
		if start < 0 {
			break
		}
		got, size, err := object(text[start:], most-len(list))
		if err == nil {
			found = true
			list = append(list, got...)
			outside.WriteString(text[:start])
			text = text[start+size:]
			continue
		}
		if failure == nil || errors.Is(err, errTruncated) {
			failure = err
		}
		outside.WriteString(text[:start+1])
		text = text[start+1:]
	}
	if !found {
		if failure == nil {
			failure = fmt.Errorf("%w: no JSON object", errMalformed)
		}
		return nil, "", failure
	}
	outside.WriteString(text)
	return list, describe(outside.String()), nil
}

// describe says what stands around the JSON of an answer.
func describe(outside string) string {
	outside = strings.TrimSpace(outside)
	switch rest := strings.TrimSpace(strings.ReplaceAll(strings.ReplaceAll(outside, "```json", ""), "```", "")); {
	case outside == "":
		return ""
	case rest == "":
		return "code fence"
	default:
		return "text around the JSON"
	}
}

// object reads one object that text begins with and returns its entries and its
// size in bytes.
func object(text string, most int) (list []entry, size int, err error) {
	dec := json.NewDecoder(strings.NewReader(text))
	answered := false
	err = members(dec, func(name string) error {
		if name != "answers" {
			return fmt.Errorf("unknown member %q", short(name))
		}
		answered = true
		return elements(dec, func() error {
			if len(list) >= most {
				return errors.New("far more entries than names")
			}
			e, err := readEntry(dec)
			list = append(list, e)
			return err
		})
	})
	switch {
	case err == nil && !answered:
		err = fmt.Errorf("%w: no member \"answers\"", errMalformed)
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
		err = errTruncated
	case err != nil:
		err = fmt.Errorf("%w: %w", errMalformed, err)
	}
	return list, int(dec.InputOffset()), err
}

func readEntry(dec *json.Decoder) (e entry, err error) {
	has := map[string]bool{}
	err = members(dec, func(name string) (err error) {
		has[name] = true
		switch name {
		case "api":
			e.api, err = value[string](dec)
		case "keep":
			e.keep, err = value[bool](dec)
		case "why":
			e.why, err = value[string](dec)
			e.why = cut(strings.Join(strings.Fields(e.why), " "), maxWhy)
		case "purposes":
			err = elements(dec, func() error {
				if len(e.purposes) >= maxPurposes {
					return errors.New("too many purposes")
				}
				p, err := value[string](dec)
				e.purposes = append(e.purposes, p)
				return err
			})
		default:
			err = fmt.Errorf("unknown member %q", short(name))
		}
		return err
	})
	if err == nil && !(has["api"] && has["keep"]) {
		err = errors.New("an entry without \"api\" or \"keep\"")
	}
	return e, err
}
