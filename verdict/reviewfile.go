package verdict

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// maxReviews bounds a file of reviews in bytes.
const maxReviews = 1 << 20

// ParseReviews reads a file of reviews, by custom malguard.yaml:
//
//	suppressions:
//	  - package: demo            # as the package calls itself
//	    sha256: 5f70bf18a086…    # of the package, as scan --format json has it
//	    rule: os.system          # the API of a reason, or any
//	    reason: starts the build tool of the platform
//	    until: 2027-01-31        # the last day
//
// All five keys are required, and there are no others. An error names the line.
func ParseReviews(text []byte) ([]Accepted, error) {
	if len(text) > maxReviews {
		return nil, fmt.Errorf("verdict: reviews: %d bytes, at most %d", len(text), maxReviews)
	}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	var document yaml.Node
	if err := decoder.Decode(&document); errors.Is(err, io.EOF) {
		return nil, nil
	} else if err != nil {
		return nil, fmt.Errorf("verdict: reviews: %w", err)
	}
	if err := decoder.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return nil, errors.New("verdict: reviews: more than one document")
	}
	list, err := reviewsOf(document.Content[0])
	if err != nil {
		return nil, fmt.Errorf("verdict: reviews: %w", err)
	}
	return list, nil
}

// reviewsOf reads the whole document.
func reviewsOf(root *yaml.Node) ([]Accepted, error) {
	values, err := fields(root, "suppressions")
	if err != nil {
		return nil, err
	}
	items := values["suppressions"]
	if items.Kind != yaml.SequenceNode {
		return nil, fmt.Errorf("line %d: suppressions is no list", items.Line)
	}
	var list []Accepted
	for _, item := range items.Content {
		a, err := accepted(item)
		if err != nil {
			return nil, err
		}
		list = append(list, a)
	}
	return list, nil
}

// fields returns the values of a mapping that has these keys and no others.
func fields(n *yaml.Node, keys ...string) (map[string]*yaml.Node, error) {
	if n.Kind != yaml.MappingNode {
		return nil, fmt.Errorf("line %d: want a mapping with %s", n.Line, strings.Join(keys, ", "))
	}
	known := map[string]bool{}
	for _, k := range keys {
		known[k] = true
	}
	values := map[string]*yaml.Node{}
	for i := 0; i < len(n.Content); i += 2 {
		key := n.Content[i]
		switch {
		case key.Kind != yaml.ScalarNode || !known[key.Value]:
			return nil, fmt.Errorf("line %d: unknown key %q, want %s", key.Line, key.Value, strings.Join(keys, ", "))
		case values[key.Value] != nil:
			return nil, fmt.Errorf("line %d: %s stands twice", key.Line, key.Value)
		}
		values[key.Value] = n.Content[i+1]
	}
	for _, k := range keys {
		if values[k] == nil {
			return nil, fmt.Errorf("line %d: %s is missing", n.Line, k)
		}
	}
	return values, nil
}

var sha256Text = regexp.MustCompile(`^[0-9a-f]{64}$`)

// accepted reads one review.
func accepted(n *yaml.Node) (Accepted, error) {
	keys := []string{"package", "sha256", "rule", "reason", "until"}
	values, err := fields(n, keys...)
	if err != nil {
		return Accepted{}, err
	}
	for _, k := range keys {
		if v := values[k]; v.Kind != yaml.ScalarNode || strings.TrimSpace(v.Value) == "" || v.Tag == "!!null" {
			return Accepted{}, fmt.Errorf("line %d: %s is no text", v.Line, k)
		}
	}
	if v := values["sha256"]; !sha256Text.MatchString(v.Value) {
		return Accepted{}, fmt.Errorf("line %d: sha256 %q is not 64 hexadecimal digits", v.Line, v.Value)
	}
	until, err := time.Parse(dateFormat, values["until"].Value)
	if err != nil {
		return Accepted{}, fmt.Errorf("line %d: until %q is no date such as 2027-01-31", values["until"].Line, values["until"].Value)
	}
	return Accepted{
		Package: values["package"].Value, SHA256: values["sha256"].Value, Rule: values["rule"].Value,
		Reason: values["reason"].Value, Until: until,
	}, nil
}
