package features

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
)

//go:embed categories.txt
var categoriesText string

// Category is something that APIs are used for.
type Category struct {
	Name string // one word, as columns name it
	Doc  string // a phrase that completes "may be used to …"
}

// Taxonomy maps APIs to categories. It is immutable.
type Taxonomy struct {
	categories []Category
	index      map[string]int // pattern, without its ".*" but with the dot, to category
}

// Categories returns the embedded taxonomy; it is shared.
func Categories() *Taxonomy { return embedded() }

var embedded = sync.OnceValue(func() *Taxonomy {
	t, err := ParseTaxonomy(categoriesText)
	if err != nil {
		panic(err) // the embedded file is checked by a test
	}
	return t
})

// ParseTaxonomy reads a taxonomy: "[name] description" opens a section, each
// line below is an API name or a prefix ending in ".*", "#" begins a comment.
// A section or pattern that stands twice, or is malformed, is an error that
// names the line.
func ParseTaxonomy(text string) (*Taxonomy, error) {
	t := &Taxonomy{index: map[string]int{}}
	line := 0
	for s := range strings.Lines(text) {
		line++
		s, _, _ = strings.Cut(s, "#")
		if s = strings.TrimSpace(s); s == "" {
			continue
		}
		var err error
		if strings.HasPrefix(s, "[") {
			err = t.section(s)
		} else {
			err = t.pattern(s)
		}
		if err != nil {
			return nil, fmt.Errorf("features: categories: line %d: %w", line, err)
		}
	}
	return t, nil
}

func (t *Taxonomy) section(s string) error {
	name, doc, ok := strings.Cut(s[1:], "]")
	doc = strings.TrimSpace(doc)
	if !ok || name == "" || doc == "" || strings.ContainsAny(name, " \t") {
		return fmt.Errorf("malformed section %q, want \"[name] description\"", s)
	}
	if _, ok := t.named(name); ok {
		return fmt.Errorf("section %q stands twice", name)
	}
	t.categories = append(t.categories, Category{name, doc})
	return nil
}

func (t *Taxonomy) pattern(s string) error {
	key := s
	if prefix, ok := strings.CutSuffix(s, ".*"); ok {
		key = prefix + "."
	}
	switch _, twice := t.index[key]; {
	case len(t.categories) == 0:
		return fmt.Errorf("%q stands before the first section", s)
	case key == "." || strings.HasSuffix(s, ".") || strings.ContainsAny(key, "* \t"):
		return fmt.Errorf("malformed pattern %q, want a name or a prefix that ends in \".*\"", s)
	case twice:
		return fmt.Errorf("%q stands twice", s)
	}
	t.index[key] = len(t.categories) - 1
	return nil
}

// named returns the category with the given name.
func (t *Taxonomy) named(name string) (Category, bool) {
	i := slices.IndexFunc(t.categories, func(p Category) bool { return p.Name == name })
	if i < 0 {
		return Category{}, false
	}
	return t.categories[i], true
}

// Hash identifies what the taxonomy says of APIs: the hexadecimal SHA-256 of its
// patterns with the names of their categories. Descriptions, comments and order do
// not count.
func (t *Taxonomy) Hash() string {
	hash := sha256.New()
	for _, key := range slices.Sorted(maps.Keys(t.index)) {
		fmt.Fprintf(hash, "%s\t%s\n", key, t.categories[t.index[key]].Name)
	}
	return hex.EncodeToString(hash.Sum(nil))
}

// All returns the categories in the order of the file; shared, read-only.
func (t *Taxonomy) All() []Category { return t.categories }

// Of returns the category of an API by the longest pattern that matches: the
// name itself, or a prefix that ends at one of its dots. A name below an API,
// such as what is called on its result, has the API's category.
func (t *Taxonomy) Of(api string) (Category, bool) {
	for end := len(api); end > 0; {
		if i, ok := t.index[api[:end]]; ok {
			return t.categories[i], true
		}
		dot := strings.LastIndexByte(api[:end], '.')
		if dot < 0 {
			break
		}
		if end == dot+1 {
			end = dot
		} else {
			end = dot + 1
		}
	}
	return Category{}, false
}
