package study

import (
	"fmt"
	"slices"

	"github.com/malguard/malguard/features"
	"github.com/malguard/malguard/features/paper"
)

// Heading is a list of variants that answer one question.
type Heading struct {
	Question string
	Variants []Variant
	// Figure asks for a curve of AUC over the number of APIs, one for each
	// ranking; the variants must be sorted so.
	Figure bool
}

// Lists are vocabularies from elsewhere to compare with; what is nil is left out.
type Lists struct {
	Curated []string            // names as package callgraph resolves them
	Refined map[string][]string // by measure of the paper's mode: names as the published code writes them
}

// Headings returns the comparison of the documentation. The first variant, the
// presence of 500 APIs, is the reference of all.
func Headings(lists Lists) []Heading {
	return []Heading{
		{Question: "The reference", Variants: []Variant{{Name: "presence"}}},
		{Question: "Does a centrality add to presence?", Variants: added()},
		{Question: "Does a centrality replace presence?", Variants: instead()},
		{Question: "Do phases, hidden layers and categories add?", Variants: views()},
		{Question: "What should a row describe?", Variants: scopes()},
		{Question: "Which ranking finds the sensitive APIs? (contrast and the paper's: in the next table)", Variants: rankings()},
		{Question: "How many APIs?", Variants: sizes(), Figure: true},
		{Question: "A list that people wrote (with an eye on the training families, so no fair test)", Variants: vocabularies(lists.Curated)},
		{Question: "What is best together? (of this many rows the best is partly luck; curated: no fair test)", Variants: together(lists.Curated)},
		{Question: "The paper's mode: its graphs, names, values and ranking (refined lists: made of data that may be in any fold)", Variants: published(lists.Refined)},
	}
}

func signal(measure string, view features.View) features.Signal {
	return features.Signal{Measure: measure, View: view}
}

// present is presence among all calls and in the given views.
func present(in ...features.View) []features.Signal {
	list := []features.Signal{signal(features.Presence, features.ViewAll)}
	for _, v := range in {
		list = append(list, signal(features.Presence, v))
	}
	return list
}

func added() (list []Variant) {
	for _, m := range features.Measures()[1:] {
		list = append(list, Variant{Name: "presence, " + m.Name, Signals: append(present(), signal(m.Name, features.ViewAll))})
	}
	return list
}

func instead() (list []Variant) {
	var all []features.Signal
	for _, m := range features.Measures()[1:] {
		all = append(all, signal(m.Name, features.ViewAll))
		list = append(list, Variant{Name: m.Name + " alone", Signals: all[len(all)-1:]})
	}
	return append(list, Variant{Name: "all of these together", Signals: all})
}

func views() []Variant {
	const install, imported, run, hidden = features.ViewInstall, features.ViewImport, features.ViewRun, features.ViewHidden
	roots := []features.Signal{signal("nearness", install), signal("nearness", imported)}
	phased := []features.Signal{signal("harmonic", install), signal("harmonic", imported)}
	return []Variant{
		{Name: "presence by phase", Signals: present(install, imported, run)},
		{Name: "presence, hidden", Signals: present(hidden)},
		{Name: "presence, categories", Category: present()},
		{Name: "presence by phase, categories by phase: the model's columns", Signals: present(install, imported), Category: present(install, imported)},
		{Name: "the same and hidden", Signals: present(install, imported, hidden), Category: present(install, imported, hidden)},
		{Name: "presence, harmonic by phase", Signals: append(present(), phased...)},
		{Name: "presence, harmonic of hidden calls", Signals: append(present(), signal("harmonic", hidden))},
		{Name: "presence, nearness to install and import roots", Signals: append(present(), roots...)},
		{Name: "everything by phase and layer", Signals: slices.Concat(present(install, imported, hidden), phased, roots), Category: slices.Concat(present(install, imported, hidden), roots)},
	}
}

func scopes() (list []Variant) {
	for _, scope := range []features.Scope{features.ScopePackage, features.ScopeFile, features.ScopeEntry} {
		name := map[features.Scope]string{
			features.ScopePackage: "a row a package: ", features.ScopeFile: "a row a file: ", features.ScopeEntry: "a row an entry: ",
		}[scope]
		if scope != features.ScopeFile { // the reference
			list = append(list, Variant{Name: name + "presence", Scope: scope})
		}
		central := append(features.DefaultSignals(), signal("degree", features.ViewAll), signal("harmonic", features.ViewAll))
		list = append(list,
			Variant{Name: name + "the model's columns", Scope: scope, Signals: features.DefaultSignals(), Category: features.DefaultSignals()},
			Variant{Name: name + "and degree, harmonic", Scope: scope, Signals: central, Category: features.DefaultSignals()},
		)
	}
	return list
}

func rankings() (list []Variant) {
	for _, k := range []int{100, 500} {
		for _, r := range features.Rankings() {
			if r.Name == "contrast" || r.Name == "paper" {
				continue // below, for more numbers
			}
			list = append(list, Variant{Name: fmt.Sprintf("presence of the first %d by %s", k, r.Name), Ranking: r.Name, APIs: k})
		}
	}
	return list
}

func sizes() (list []Variant) {
	for _, ranking := range []string{"contrast", "paper"} {
		for _, k := range []int{50, 100, 200, 300, 400, 500, 1000} {
			name := fmt.Sprintf("presence, K = %d by %s", k, ranking)
			if k == 500 && ranking == "contrast" {
				name += " (the reference again)"
			}
			list = append(list, Variant{Name: name, Ranking: ranking, APIs: k})
		}
	}
	return list
}

// together are combinations for models to ship.
func together(curated []string) []Variant {
	base := func(name string, more ...features.Signal) Variant {
		return Variant{Name: "the model's columns" + name, Signals: append(features.DefaultSignals(), more...), Category: features.DefaultSignals()}
	}
	degree, harmonic := signal("degree", features.ViewAll), signal("harmonic", features.ViewAll)
	more, central := base(", K = 1000"), base(", harmonic of categories")
	more.APIs = 1000
	central.Category = append(central.Category, harmonic)
	list := []Variant{
		more, central,
		base(", degree and harmonic", degree, harmonic),
		base(", closeness", signal("closeness", features.ViewAll)),
		base(", pagerank", signal("pagerank", features.ViewAll)),
		base(", nearness to roots", signal("nearness", features.ViewInstall), signal("nearness", features.ViewImport)),
	}
	if curated != nil {
		written, both := base(", of the curated APIs"), base(", of the first 500 and the curated APIs")
		written.Vocabulary, both.Also = curated, curated
		list = append(list, written, both)
	}
	return list
}

func vocabularies(curated []string) []Variant {
	if curated == nil {
		return nil
	}
	const install, imported = features.ViewInstall, features.ViewImport
	return []Variant{
		{Name: "presence of the curated APIs", Vocabulary: curated},
		{Name: "the same with harmonic", Vocabulary: curated, Signals: append(present(), signal("harmonic", features.ViewAll))},
		{Name: "the same by phase, categories by phase", Vocabulary: curated, Signals: present(install, imported), Category: present(install, imported)},
	}
}

func published(refined map[string][]string) (list []Variant) {
	for _, m := range paper.Measures() {
		for _, rule := range paper.Rules() {
			mode := &PaperMode{m.Name, rule}
			list = append(list, Variant{Name: fmt.Sprintf("%s, %v files, first 500", m.Name, rule), Paper: mode})
			if names := refined[m.Name]; names != nil && rule == paper.Joined {
				list = append(list, Variant{Name: fmt.Sprintf("%s, %v files, the refined list", m.Name, rule), Paper: mode, Vocabulary: names})
			}
		}
	}
	return list
}
