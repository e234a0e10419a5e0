package ossgadget

// RuleIDs returns the names of all rules.
func RuleIDs() []string {
	var ids []string
	for _, r := range rules(false) {
		ids = append(ids, r.id)
	}
	return ids
}
