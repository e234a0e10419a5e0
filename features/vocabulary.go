package features

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

//go:embed vocabulary.txt
var vocabularyText string

// API is one sensitive API of a [Vocabulary].
type API struct {
	Name     string    `json:"name"` // as package callgraph resolves it
	Purposes []Purpose `json:"purposes"`
	// Technique is the nearest technique of MITRE ATT&CK, https://attack.mitre.org:
	// "T1059.006".
	Technique string `json:"technique"`
	// Comment says in a few words what it gives an attacker.
	Comment string `json:"comment"`
	// Area is the section of the file that it stands in, for readers.
	Area string `json:"area"`
}

// Vocabulary is a list of sensitive APIs. It is immutable.
type Vocabulary struct {
	apis  []API
	index map[string]int
}

// Curated returns the embedded vocabulary, written line by line; it is shared.
func Curated() *Vocabulary { return curated() }

var curated = sync.OnceValue(func() *Vocabulary {
	v, err := ParseVocabulary(vocabularyText)
	if err != nil {
		panic(err) // the embedded file is checked by a test
	}
	return v
})

// MaxVocabulary bounds the bytes of a vocabulary's text.
const MaxVocabulary = 4 << 20

// ErrVocabulary is what errors about a vocabulary's text wrap.
var ErrVocabulary = errors.New("malformed vocabulary")

// ParseVocabulary reads a vocabulary: "[title]" opens a section, each line below
// is NAME PURPOSE[,PURPOSE…] TECHNIQUE # COMMENT, and a line that begins with #
// is a comment. Names of a section must ascend, without regard to upper case, and
// stand once in the file; what no call graph prints, or tells how a package is
// built ("setuptools.setup"), is no name. Errors name the line and wrap
// [ErrVocabulary].
func ParseVocabulary(text string) (*Vocabulary, error) {
	v := &Vocabulary{index: map[string]int{}}
	area, last := "", ""
	err := eachEntry(text, func(s string) error {
		if s[0] == '[' {
			var err error
			area, err = section(s)
			last = ""
			return err
		}
		a, err := parseAPI(s)
		if err != nil {
			return err
		}
		if area == "" {
			return fmt.Errorf("%q stands before the first section", a.Name)
		}
		if _, twice := v.index[a.Name]; twice {
			return fmt.Errorf("%q stands twice", a.Name)
		}
		if strings.ToLower(a.Name) < last {
			return fmt.Errorf("%q stands behind %q", a.Name, last)
		}
		last = strings.ToLower(a.Name)
		a.Area = area
		v.index[a.Name] = len(v.apis)
		v.apis = append(v.apis, a)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return v, nil
}

// eachEntry calls use for the lines that are neither empty nor a comment.
func eachEntry(text string, use func(string) error) error {
	if len(text) > MaxVocabulary {
		return fmt.Errorf("features: %w: %d bytes, at most %d", ErrVocabulary, len(text), MaxVocabulary)
	}
	line := 0
	for s := range strings.Lines(text) {
		line++
		if s = strings.TrimSpace(s); s == "" || s[0] == '#' {
			continue
		}
		err := printable(s)
		if err == nil {
			err = use(s)
		}
		if err != nil {
			return fmt.Errorf("features: %w: line %d: %w", ErrVocabulary, line, err)
		}
	}
	return nil
}

// section returns the title of a line that opens a section.
func section(s string) (string, error) {
	title, ok := strings.CutSuffix(s[1:], "]")
	if !ok || strings.TrimSpace(title) == "" {
		return "", fmt.Errorf("section %q, want \"[title]\"", s)
	}
	return title, nil
}

// printable refuses what a terminal would obey rather than show.
func printable(s string) error {
	odd := func(r rune) bool { return r != '\t' && !unicode.IsPrint(r) }
	if len(s) > maxEntry || !utf8.ValidString(s) || strings.ContainsFunc(s, odd) {
		return fmt.Errorf("%.40q, want at most %d bytes of printable text", s, maxEntry)
	}
	return nil
}

// maxEntry bounds the bytes of a line.
const maxEntry = 1000

var (
	technique = regexp.MustCompile(`^T\d{4}(\.\d{3})?$`)
	// apiName is a name as package callgraph writes it: identifiers with points
	// between them, the first perhaps in angle brackets, or "?" for what is unknown.
	apiName = regexp.MustCompile(`^(<[\w*]+>|\?|[\pL_][\pL\pN_]*)(\.[\pL_][\pL\pN_]*)*$`)
)

func parseAPI(s string) (API, error) {
	entry, comment, _ := strings.Cut(s, " #")
	fields := strings.Fields(entry)
	a := API{Comment: strings.TrimSpace(comment)}
	if len(fields) != 3 || a.Comment == "" {
		return a, fmt.Errorf("%q, want NAME PURPOSE[,PURPOSE…] TECHNIQUE # COMMENT", s)
	}
	if a.Name, a.Technique = fields[0], fields[2]; !technique.MatchString(a.Technique) {
		return a, fmt.Errorf("technique %q, want T and four digits, perhaps a point and three", a.Technique)
	}
	if !apiName.MatchString(a.Name) || Packaging(a.Name) {
		return a, fmt.Errorf("%q is no name of an API, or tells how a package is built", a.Name)
	}
	for _, name := range strings.Split(fields[1], ",") {
		p, err := ParsePurpose(name)
		if err != nil {
			return a, err
		}
		if slices.Contains(a.Purposes, p) {
			return a, fmt.Errorf("purpose %q twice", p)
		}
		a.Purposes = append(a.Purposes, p)
	}
	return a, nil
}

// Edit returns the vocabulary after a user's own file: a line as in
// [ParseVocabulary] adds an API or takes the place of the one of that name, a line
// "- NAME" removes one. Sections may open and order is free; what is added before
// the first stands in the area "own". To remove what is not there, or to add a name
// twice, is an error, and so is a line that ParseVocabulary refuses; errors name
// the line.
func (v *Vocabulary) Edit(text string) (*Vocabulary, error) {
	edited := maps.Clone(v.index)
	list := slices.Clone(v.apis)
	area, added := "own", map[string]bool{}
	err := eachEntry(text, func(s string) error {
		if s[0] == '[' {
			var err error
			area, err = section(s)
			return err
		}
		if name, ok := strings.CutPrefix(s, "- "); ok {
			name, _, _ = strings.Cut(name, " #")
			name = strings.TrimSpace(name)
			i, ok := edited[name]
			if !ok {
				return fmt.Errorf("%q is not there to be removed", name)
			}
			delete(edited, name)
			list[i] = API{}
			return nil
		}
		a, err := parseAPI(s)
		if err != nil {
			return err
		}
		a.Area = area
		if added[a.Name] {
			return fmt.Errorf("%q stands twice", a.Name)
		}
		added[a.Name] = true
		if i, ok := edited[a.Name]; ok {
			list[i] = a
			return nil
		}
		edited[a.Name] = len(list)
		list = append(list, a)
		return nil
	})
	if err != nil {
		return nil, err
	}
	out := &Vocabulary{index: map[string]int{}}
	for _, a := range list {
		if a.Name != "" {
			out.index[a.Name] = len(out.apis)
			out.apis = append(out.apis, a)
		}
	}
	return out, nil
}

// APIs returns the APIs in the order of the file; shared, read-only.
func (v *Vocabulary) APIs() []API { return v.apis }

// Names returns the names in the order of the file. The slice is the caller's.
func (v *Vocabulary) Names() []string {
	names := make([]string, len(v.apis))
	for i, a := range v.apis {
		names[i] = a.Name
	}
	return names
}

// Lookup returns the API with the given name.
func (v *Vocabulary) Lookup(name string) (API, bool) {
	i, ok := v.index[name]
	if !ok {
		return API{}, false
	}
	return v.apis[i], true
}

// Hash identifies what the vocabulary says: the hexadecimal SHA-256 of names,
// purposes and techniques, sorted by name. Comments, areas and order do not count.
func (v *Vocabulary) Hash() string {
	hash := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(v.index)) {
		a := v.apis[v.index[name]]
		fmt.Fprintf(hash, "%s\t%v\t%s\n", name, a.Purposes, a.Technique)
	}
	return hex.EncodeToString(hash.Sum(nil))
}
