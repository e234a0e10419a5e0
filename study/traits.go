package study

import (
	"cmp"
	"context"
	"maps"
	"math"
	"path"
	"slices"
	"strings"

	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/features"
	"github.com/malguard/malguard/graph"
	"github.com/malguard/malguard/graph/sequence"
)

// TraitKind is a kind of what is said of a package as a whole, besides the
// profiles of its parts.
type TraitKind string

// The kinds of traits. All but TraitSize and TraitText are 1 where they hold.
const (
	TraitSize    TraitKind = "size"    // how large it is: what must not decide
	TraitName    TraitKind = "name"    // what is called, as the published code writes it, packaging left out
	TraitAPI     TraitKind = "api"     // the resolved APIs that are called, packaging left out
	TraitMethod  TraitKind = "method"  // methods of objects of which nothing is known
	TraitLayer   TraitKind = "layer"   // what hid a call
	TraitPhase   TraitKind = "phase"   // what is done where and when: file, phase and category
	TraitPair    TraitKind = "pair"    // two sensitive categories in one function, file or setup.py
	TraitLiteral TraitKind = "literal" // what constants are: addresses, paths, programs; arguments of which category; hidden
	TraitText    TraitKind = "text"    // how long and how dense lines, literals and constant arguments are
)

// Trait is one fact of a package.
type Trait struct {
	Kind  TraitKind
	Name  string
	Value float64
}

func (t Trait) compare(o Trait) int {
	return cmp.Or(cmp.Compare(t.Kind, o.Kind), cmp.Compare(t.Name, o.Name))
}

// traitsOf returns the traits of a package by kind and name. The graph has texts;
// names are the calls as the published code writes them.
func traitsOf(g *graph.Graph, shape datasets.Shape, text datasets.Text, names []string) []Trait {
	t := traits{}
	t.text(text)
	called := 0
	for _, n := range g.Nodes() {
		switch {
		case n.Kind.Internal() || features.Packaging(n.Name):
		case n.Kind == graph.KindUnresolved:
			t.set(TraitMethod, n.Name, 1)
		default:
			called++
			t.set(TraitAPI, n.Name, 1)
		}
	}
	for _, n := range names {
		if !packagingName(n) {
			t.set(TraitName, n, 1)
		}
	}
	for name, n := range map[string]int{"files": shape.Files, "lines": shape.Lines, "calls": shape.Calls, "apis": called} {
		t.set(TraitSize, name, math.Log1p(float64(n)))
	}
	does := map[string]map[string]bool{} // categories by function, file and setup.py
	for _, f := range g.Files() {
		for _, k := range f.Texts {
			t.set(TraitLiteral, "in file "+k.Kind, 1)
			if k.Hidden {
				t.set(TraitLiteral, "hidden in file "+k.Kind, 1)
			}
		}
	}
	for e := range g.Edges() {
		if g.Node(e.To).Kind.Internal() {
			continue
		}
		for _, s := range e.Sites {
			t.site(g, e, s, does)
		}
	}
	for place, categories := range does {
		t.pairs(place, slices.Sorted(maps.Keys(categories)))
	}
	return t.sorted()
}

type traits map[TraitKind]map[string]float64

func (t traits) set(kind TraitKind, name string, value float64) {
	if t[kind] == nil {
		t[kind] = map[string]float64{}
	}
	t[kind][name] = max(value, t[kind][name])
}

func (t traits) text(text datasets.Text) {
	for name, n := range map[string]int{
		"line": text.LongestLine, "string": text.LongestString, "padding": text.Padding, "blobs": text.Blobs, "in blobs": text.BlobBytes,
	} {
		t.set(TraitText, name, math.Log1p(float64(n)))
	}
	t.set(TraitText, "density", text.Entropy)
}

// site adds what one call says.
func (t traits) site(g *graph.Graph, e graph.Edge, s graph.Site, does map[string]map[string]bool) {
	facts := g.Facts(s.Facts)
	if s.Layer > 0 {
		t.set(TraitLayer, "any", 1)
		t.set(TraitLayer, "depth", math.Log1p(float64(s.Layer)))
	}
	for trick := range strings.FieldsFuncSeq(facts.Trick, func(r rune) bool { return r == '+' || r == '/' }) {
		t.set(TraitLayer, trick, 1)
	}
	category := "other"
	if c, ok := features.Categories().Of(g.Node(e.To).Name); ok {
		category = c.Name
		file := g.File(s.File).Path
		where, when := fileKind(file), s.Phase.String()
		if when != "run" && g.Node(e.From).Kind != graph.KindModule {
			when += " by function"
		}
		t.set(TraitPhase, where+" "+when+" "+category, 1)
		if sensitive(category) {
			note(does, "function "+g.Node(e.From).Name, category)
			note(does, "file "+file, category)
			if where == "setup" {
				note(does, "setup", category)
			}
		}
	}
	for _, c := range facts.Commands {
		t.set(TraitLiteral, "program "+c, 1)
	}
	for _, a := range facts.Args {
		t.arg(a, category, s.Layer > 0 || facts.Trick != "")
	}
}

// arg adds what a constant argument says.
func (t traits) arg(a graph.Arg, category string, hidden bool) {
	if a.Kind == "int" {
		return
	}
	t.set(TraitText, "longest", math.Log1p(float64(a.Len)))
	if a.Len >= 64 {
		t.set(TraitText, "densest", a.Entropy)
	}
	for _, kind := range []string{a.URL, a.Target} {
		if kind == "" {
			continue
		}
		t.set(TraitLiteral, kind, 1)
		t.set(TraitLiteral, kind+" of "+category, 1)
		if hidden {
			t.set(TraitLiteral, "hidden "+kind, 1)
		}
	}
}

// pairs adds the pairs of categories that stand in one place.
func (t traits) pairs(place string, categories []string) {
	place, _, _ = strings.Cut(place, " ")
	for i, a := range categories {
		for _, b := range categories[i+1:] {
			t.set(TraitPair, place+" "+a+" "+b, 1)
		}
	}
}

func (t traits) sorted() []Trait {
	var list []Trait
	for kind, values := range t {
		for name, v := range values {
			if v == 0 {
				continue
			}
			list = append(list, Trait{kind, name, v})
		}
	}
	slices.SortFunc(list, Trait.compare)
	return list
}

func note(does map[string]map[string]bool, place, category string) {
	if does[place] == nil {
		does[place] = map[string]bool{}
	}
	does[place][category] = true
}

// fileKind says what part a file plays in a package.
func fileKind(name string) string {
	switch path.Base(name) {
	case "setup.py":
		return "setup"
	case "__init__.py":
		return "init"
	case "__main__.py":
		return "main"
	}
	return "module"
}

// harmless are the categories that say nothing of malice in company.
var harmless = []string{
	"net-server", "file-read", "hash", "reflect", "sleep", "exit-sig", "random", "text-re", "json", "logging", "gui-msg",
}

func sensitive(category string) bool { return !slices.Contains(harmless, category) }

// packagingName reports whether a name as the published code writes it says only
// how the package is built.
func packagingName(name string) bool {
	return name == "setup" || name == "find_packages" || name == "Extension" || features.Packaging(name)
}

// publishedNames returns what a package calls, as the published code writes it, each
// once.
func publishedNames(ctx context.Context, p *datasets.Package) ([]string, error) {
	called := map[string]bool{}
	for g, err := range sequence.Files(ctx, p.FS, sequence.Options{}) {
		if err != nil {
			return nil, err
		}
		for _, n := range g.Nodes() {
			called[n.Name] = true
		}
	}
	return slices.Sorted(maps.Keys(called)), nil
}
