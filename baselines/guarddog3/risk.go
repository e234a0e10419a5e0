package guarddog3

import (
	"slices"
	"strconv"
	"strings"
)

// finding is one match of a rule that counts.
type finding struct {
	rule *rule
	file string // "" of the whole package
	line int
	text string // what matched
}

func (f *finding) threat() bool { return strings.HasPrefix(f.rule.identifies, "threat.") }

// kind returns the category and the first detail, or "", of what a rule identifies.
func (r *rule) kind() (category, detail string) {
	parts := append(strings.Split(r.identifies, "."), "")
	return parts[1], parts[2]
}

// risk is a threat that counts: alone, or together with a capability.
type risk struct {
	threat     finding
	capability *finding // nil of a threat that counts alone
	detail     string
	severity   level
}

// risks pairs findings. Threats of some categories, and those that malware alone
// shows, count by themselves. Another one takes the first capability of its kind
// in its own file, else in another file, which is one level less severe, else any
// capability at all, which is two; where there is none, it does not count.
func risks(findings []finding) []risk {
	var list []risk
	for _, f := range findings {
		if !f.threat() {
			continue
		}
		category, detail := f.rule.kind()
		r := risk{threat: f, detail: detail, severity: f.rule.severity}
		if f.rule.specificity == high || slices.Contains([]string{"runtime", "metadata", "setup"}, category) {
			list = append(list, r)
			continue
		}
		less := level(0)
		if r.capability, less = pair(f, findings); r.capability == nil {
			continue
		}
		r.severity = max(low, r.severity-less)
		if _, other := r.capability.rule.kind(); detail == "" && less < 2 {
			r.detail = other
		}
		list = append(list, r)
	}
	return list
}

// pair returns the capability that goes with a threat, and by how much their
// distance lessens its severity.
func pair(threat finding, findings []finding) (*finding, level) {
	category, detail := threat.rule.kind()
	var near, far *finding
	for i := range findings {
		f := &findings[i]
		if f.threat() {
			continue
		}
		c, d := f.rule.kind()
		switch {
		case c != category || detail != "" && d != "" && d != detail:
			if far == nil {
				far = f
			}
		case f.file == threat.file:
			return f, 0
		case near == nil:
			near = f
		}
	}
	if near != nil {
		return near, 1
	}
	return far, 2
}

// name of a risk, as the tool prints it.
func (r *risk) name() string {
	category, _ := r.threat.rule.kind()
	return strings.TrimSuffix("risk."+category+"."+r.detail, ".")
}

// stage of an attack to which a tactic belongs.
func stage(tactic string) int {
	switch tactic {
	case "initial-access", "execution":
		return 1
	case "persistence", "defense-evasion", "credential-access", "discovery":
		return 2
	}
	return 3 // collection, command-and-control, exfiltration, impact
}

// score grades risks together, from 0 to 10: the highest severity, the stages of
// an attack that are there, and the levels of specificity and sophistication that
// prevail.
func score(list []risk) float64 {
	if len(list) == 0 {
		return 0
	}
	severity := low
	var specificity, sophistication []level
	stages, categories := map[int]bool{}, map[string]bool{}
	secrets, sent := false, false
	for _, r := range list {
		rule := r.threat.rule
		category, _ := rule.kind()
		severity = max(severity, r.severity)
		specificity = append(specificity, rule.specificity)
		sophistication = append(sophistication, rule.sophistication)
		stages[stage(rule.tactic)] = true
		categories[category] = true
		secrets = secrets || rule.tactic == "credential-access"
		sent = sent || category == "network" && (rule.tactic == "exfiltration" || rule.tactic == "command-and-control")
	}
	whole := len(stages) >= 3 || secrets && sent
	chain := 0.4
	switch {
	case whole:
		chain = 1
	case len(stages) == 2:
		chain = 0.7
	}
	weight := map[level]float64{low: 0.3, medium: 0.7, high: 1}
	raw := float64(severity)/3*0.3 + chain*0.2 + weight[prevailing(specificity)]*0.3 + weight[prevailing(sophistication)]*0.2
	total, _ := strconv.ParseFloat(strconv.FormatFloat(raw*10, 'f', 1, 64), 64)
	if slices.Max(specificity) == low && !whole && len(categories) < 3 {
		total = min(total, 4.9) // what honest libraries do as well
	}
	if categories["metadata"] && len(categories) == 1 {
		total = min(total, 6.9) // nothing in the code
	}
	return total
}

// prevailing is low where more than half are, else high where one is.
func prevailing(levels []level) level {
	n := 0
	for _, l := range levels {
		if l == low {
			n++
		}
	}
	switch {
	case 2*n > len(levels):
		return low
	case slices.Contains(levels, high):
		return high
	}
	return medium
}
