package refine

import (
	"encoding/json"
	"fmt"
)

// The functions below read JSON token by token, because encoding/json takes the
// last of two members with the same name, matches names without regard to case
// and reads null as false, none of which an answer may hide behind.

// members reads an object and calls field for each member, after its name. A name
// that stands twice is an error.
func members(dec *json.Decoder, field func(name string) error) error {
	if err := delim(dec, '{'); err != nil {
		return err
	}
	seen := map[string]bool{}
	for dec.More() {
		name, err := value[string](dec)
		if err != nil {
			return err
		}
		if seen[name] {
			return fmt.Errorf("member %q stands twice", short(name))
		}
		seen[name] = true
		if err := field(name); err != nil {
			return err
		}
	}
	return delim(dec, '}')
}

// elements reads an array and calls element before each of its elements.
func elements(dec *json.Decoder, element func() error) error {
	if err := delim(dec, '['); err != nil {
		return err
	}
	for dec.More() {
		if err := element(); err != nil {
			return err
		}
	}
	return delim(dec, ']')
}

func delim(dec *json.Decoder, want json.Delim) error {
	got, err := value[json.Delim](dec)
	if err == nil && got != want {
		return fmt.Errorf("%v where %v is due", got, want)
	}
	return err
}

// value reads one token of the given type.
func value[T any](dec *json.Decoder) (T, error) {
	token, err := dec.Token()
	if err != nil {
		var zero T
		return zero, err
	}
	v, ok := token.(T)
	if !ok {
		return v, fmt.Errorf("%T where %T is due", token, v)
	}
	return v, nil
}
