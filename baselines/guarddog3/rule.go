package guarddog3

import (
	"slices"
	"strings"

	"github.com/malguard/malguard/internal/patterns"
)

// level grades severity, specificity and sophistication.
type level int

const (
	low level = iota + 1
	medium
	high
)

// rule is what to look for in files of some kinds, and what finding it means.
type rule struct {
	id                                    string
	identifies                            string // capability|threat.category[.detail…]
	what                                  string
	tactic                                string // of MITRE ATT&CK; of threats alone
	limit                                 int    // findings that count
	severity, specificity, sophistication level

	files []string // paths; "*" begins one of which only the end is given
	parts []part
}

// part is a condition over sets of patterns in one file. Where it holds, every
// match of its patterns is a finding. A rule with several parts finds what each of
// them finds.
type part struct {
	sets   []set
	when   func(hits) bool // nil: any pattern matches
	hidden []set           // for the condition alone; their matches are no findings

	ids   map[string][]int // by set: the numbers of its patterns in the ruleset
	shown []int            // those of sets, in their order
}

type set struct {
	name     string
	patterns []patterns.Pattern
}

// hits answers questions about the matches of sets.
type hits struct {
	ids   map[string][]int
	count func(pattern, most int) int // matches of a pattern, up to so many
}

// any reports whether a pattern of the sets matches.
func (h hits) any(sets ...string) bool {
	for _, s := range sets {
		for _, id := range h.ids[s] {
			if h.count(id, 1) > 0 {
				return true
			}
		}
	}
	return false
}

// kinds returns how many patterns of the set match.
func (h hits) kinds(set string) int {
	n := 0
	for _, id := range h.ids[set] {
		n += h.count(id, 1)
	}
	return n
}

// times reports whether the only pattern of a set matches so often.
func (h hits) times(set string, atLeast int) bool {
	return h.count(h.ids[set][0], atLeast) >= atLeast
}

// anyOf is the part that finds each of the patterns.
func anyOf(lists ...[]patterns.Pattern) []part {
	return []part{{sets: []set{{"all", slices.Concat(lists...)}}}}
}

// text returns patterns of the texts themselves, in any case; exactText minds it.
func text(texts ...string) []patterns.Pattern      { return list(true, true, texts) }
func exactText(texts ...string) []patterns.Pattern { return list(false, true, texts) }

// re returns patterns of regular expressions that fold case; exact minds it.
func re(exprs ...string) []patterns.Pattern    { return list(true, false, exprs) }
func exact(exprs ...string) []patterns.Pattern { return list(false, false, exprs) }

func list(fold, quote bool, exprs []string) []patterns.Pattern {
	l := make([]patterns.Pattern, len(exprs))
	for i, e := range exprs {
		if quote {
			e = quoted(e)
		}
		l[i] = patterns.Pattern{Expr: e, Fold: fold}
	}
	return l
}

// calls returns the patterns of calls without arguments.
func calls(names ...string) []patterns.Pattern {
	exprs := make([]string, len(names))
	for i, n := range names {
		exprs[i] = quoted(n) + `\s*\(\s*\)`
	}
	return re(exprs...)
}

// wordCalls is calls where the name is a word of its own.
func wordCalls(names ...string) []patterns.Pattern {
	list := calls(names...)
	for i := range list {
		list[i].Expr = word(list[i].Expr)
	}
	return list
}

// word matches what expr does, where a word begins.
func word(expr string) string { return `\b` + expr }

// quote is either kind of quotation mark.
const quote = `['"]`

// applies reports whether a rule is for the file at path.
func (r *rule) applies(path string) bool {
	return slices.ContainsFunc(r.files, func(glob string) bool {
		if end, ok := strings.CutPrefix(glob, "*"); ok {
			return strings.HasSuffix(path, end)
		}
		return path == glob
	})
}

// Kinds of files.
func python() []string     { return []string{"*.py", "*.pyx", "*.pyi"} }
func script() []string     { return append(python(), "*.pth") }
func javascript() []string { return []string{"*.js", "*.ts", "*.jsx", "*.tsx", "*.mjs", "*.cjs"} }
func code() []string       { return append(script(), javascript()...) }
func setup() []string      { return []string{"*/setup.py", "setup.py"} }
