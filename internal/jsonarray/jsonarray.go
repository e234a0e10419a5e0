// Package jsonarray reads the arrays of other people's JSON files with what
// encoding/json lacks: a limit before the memory is spent, and no null that passes
// for a number. Its functions are bodies of UnmarshalJSON methods; what they are
// given is one whole value that is known to be JSON, as that method gets it.
package jsonarray

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
)

// Each decodes the elements one after the other; more than limit of them, and
// unknown members of structs if strict, are errors. It is for elements whose
// zero value is much larger than its text, such as {}.
func Each[T any](data []byte, limit int, strict bool) ([]T, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	if strict {
		d.DisallowUnknownFields()
	}
	if t, err := d.Token(); err != nil || t != json.Delim('[') {
		return nil, fmt.Errorf("%.20q is no array", data)
	}
	var all []T
	for d.More() {
		if len(all) == limit {
			return nil, fmt.Errorf("more than %d in an array", limit)
		}
		var v T
		if err := d.Decode(&v); err != nil {
			return nil, fmt.Errorf("element %d: %w", len(all), err)
		}
		all = append(all, v)
	}
	return all, nil
}

// Numbers parses the elements, of which there must be no other kind than parse
// takes, and spends no more memory than they need.
func Numbers[T any](data []byte, parse func(string) (T, error)) ([]T, error) {
	if len(data) == 0 || data[0] != '[' {
		return nil, fmt.Errorf("%.20q is no array", data)
	}
	data = bytes.TrimSpace(data[1 : len(data)-1])
	if len(data) == 0 {
		return nil, nil
	}
	all := make([]T, 0, bytes.Count(data, []byte(","))+1)
	for more := true; more; {
		var item []byte
		item, data, more = bytes.Cut(data, []byte(","))
		v, err := parse(string(bytes.TrimSpace(item)))
		if err != nil {
			return nil, fmt.Errorf("element %d: %w", len(all), err)
		}
		all = append(all, v)
	}
	return all, nil
}

// Int32 parses a whole number of 32 bits.
func Int32(s string) (int32, error) {
	v, err := strconv.ParseInt(s, 10, 32)
	return int32(v), err
}

// Float32 parses a number, rounded once to 32 bits; one that is too large is an
// error.
func Float32(s string) (float32, error) {
	v, err := strconv.ParseFloat(s, 32)
	return float32(v), err
}

// Float64 parses a number; one that is too large is an error.
func Float64(s string) (float64, error) { return strconv.ParseFloat(s, 64) }
