package guarddog3

import (
	"slices"
	"strings"

	"github.com/malguard/malguard/internal/patterns"
)

// ruleset is the rules with all their patterns compiled together.
type ruleset struct {
	rules    []rule // in the order of their names
	patterns *patterns.Set
}

func newRuleset() *ruleset {
	rules := slices.Concat(
		capabilities(), fileThreats(), networkThreats(), processThreats(), runtimeThreats(), obfuscations(), setupThreats(),
	)
	slices.SortFunc(rules, func(a, b rule) int { return strings.Compare(a.id, b.id) })
	known := map[patterns.Pattern]int{}
	var all []patterns.Pattern
	number := func(sets []set, ids map[string][]int) (numbers []int) {
		for _, s := range sets {
			for _, p := range s.patterns {
				id, ok := known[p]
				if !ok {
					id = len(all)
					known[p] = id
					all = append(all, p)
				}
				ids[s.name] = append(ids[s.name], id)
				numbers = append(numbers, id)
			}
		}
		return numbers
	}
	for _, r := range rules {
		for i := range r.parts {
			p := &r.parts[i]
			p.ids = map[string][]int{}
			p.shown = number(p.sets, p.ids)
			number(p.hidden, p.ids)
		}
	}
	set, err := patterns.Compile(all, patterns.Options{})
	if err != nil {
		panic(err) // the rules are constants
	}
	return &ruleset{rules, set}
}
