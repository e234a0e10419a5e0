package guarddog3

// RuleIDs returns the names of all rules.
func RuleIDs() []string {
	var ids []string
	for _, r := range compiled().rules {
		ids = append(ids, r.id)
	}
	return ids
}

// Found is a finding without its place in the file.
type Found struct{ Rule, File string }

// Formed is a risk.
type Formed struct {
	Name, Threat, Capability string
	Severity                 int
}

// Score forms risks of findings and grades them.
func Score(list []Found) (float64, []Formed) {
	rules := map[string]*rule{}
	for _, r := range []*rule{bundledBinary(), deceptiveAuthor(), typosquatting()} {
		rules[r.id] = r
	}
	set := compiled()
	for i := range set.rules {
		rules[set.rules[i].id] = &set.rules[i]
	}
	var findings []finding
	for _, f := range list {
		findings = append(findings, finding{rule: rules[f.Rule], file: f.File})
	}
	formed := []Formed{}
	all := risks(findings)
	for _, r := range all {
		f := Formed{Name: r.name(), Threat: r.threat.rule.id, Severity: int(r.severity)}
		if r.capability != nil {
			f.Capability = r.capability.rule.id
		}
		formed = append(formed, f)
	}
	return score(all), formed
}
