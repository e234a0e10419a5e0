package maloss

import "strings"

// Names returns the APIs of each role, in the order of the list.
func Names() map[string][]string {
	m := map[string][]string{}
	for _, g := range groups() {
		m[string(g.role)] = append(m[string(g.role)], strings.Fields(g.names)...)
	}
	return m
}
