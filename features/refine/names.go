package refine

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxName bounds the names that are asked, in bytes. A longer one is not cut,
// which would make it another name: it is not sent.
const MaxName = 256

// maxList bounds the lists that ReadNames reads, in bytes.
const maxList = 16 << 20

// ReadNames reads a list of APIs. Each line holds one, which ends at a tab and is
// freed of the white space around it; empty lines, those that begin with "#" and
// the header of a table whose first column is "api" are left out. Or the list is
// JSON, either an array of names or an object whose keys they are, in order. More
// than 16 MiB are an error.
func ReadNames(r io.Reader) ([]string, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxList+1))
	if err != nil {
		return nil, fmt.Errorf("refine: list of APIs: %w", err)
	}
	if len(data) > maxList {
		return nil, fmt.Errorf("refine: list of APIs: more than %d bytes", maxList)
	}
	if text := bytes.TrimSpace(data); len(text) > 0 && (text[0] == '[' || text[0] == '{') {
		names, err := jsonNames(text)
		if err != nil {
			return nil, fmt.Errorf("refine: list of APIs: %w", err)
		}
		return names, nil
	}
	var names []string
	text := strings.TrimSpace(string(data))
	if strings.HasPrefix(text, "api\t") {
		_, text, _ = strings.Cut(text, "\n")
	}
	for line := range strings.Lines(text) {
		name, _, _ := strings.Cut(strings.TrimSpace(line), "\t")
		if name = strings.TrimSpace(name); name != "" && name[0] != '#' {
			names = append(names, name)
		}
	}
	return names, nil
}

func jsonNames(text []byte) (names []string, err error) {
	dec := json.NewDecoder(bytes.NewReader(text))
	add := func(name string) { names = append(names, name) }
	if text[0] == '[' {
		err = elements(dec, func() error {
			name, err := value[string](dec)
			add(name)
			return err
		})
	} else {
		err = members(dec, func(key string) error {
			var ignored json.RawMessage
			add(key)
			return dec.Decode(&ignored)
		})
	}
	if err != nil {
		return nil, err
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, fmt.Errorf("more than one JSON value")
	}
	return names, nil
}

// distinct returns the names without repetitions, in order.
func distinct(names []string) []string {
	var out []string
	seen := map[string]bool{}
	for _, name := range names {
		if !seen[name] {
			seen[name] = true
			out = append(out, name)
		}
	}
	return out
}

// split returns the names that can be asked, and a fault for each of the others.
func split(names []string) (sendable []string, faults []Fault) {
	for _, name := range names {
		switch {
		case len(name) > MaxName:
			faults = append(faults, Fault{Unsent, short(name), fmt.Sprintf("%d bytes, more than %d", len(name), MaxName)})
		case name == "" || !utf8.ValidString(name):
			faults = append(faults, Fault{Unsent, short(name), "not a name in UTF-8"})
		default:
			sendable = append(sendable, name)
		}
	}
	return sendable, faults
}

// short cuts s to MaxName bytes of valid UTF-8.
func short(s string) string { return cut(s, MaxName) }

// cut cuts s to a number of bytes, between characters.
func cut(s string, size int) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	if len(s) <= size {
		return s
	}
	for !utf8.RuneStart(s[size]) {
		size--
	}
	return s[:size]
}

// resembles returns the first asked name that a made-up one looks like: the same
// but for case, white space, quotes and a final "()", or else the same but for
// what stands before some dot. It returns "" where there is none.
func resembles(name string, asked []string) string {
	name = normal(name)
	for _, a := range asked {
		if normal(a) == name {
			return a
		}
	}
	for _, a := range asked {
		if b := normal(a); under(name, b) || under(b, name) {
			return a
		}
	}
	return ""
}

// under reports whether the long name is the short one behind a dot.
func under(long, short string) bool { return short != "" && strings.HasSuffix(long, "."+short) }

func normal(name string) string {
	name = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || strings.ContainsRune("\"'`", r) {
			return -1
		}
		return unicode.ToLower(r)
	}, name)
	return strings.TrimSuffix(name, "()")
}
