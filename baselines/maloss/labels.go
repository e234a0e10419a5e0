package maloss

import "strings"

// role is what an API is to the formula.
type role string

const (
	source  role = "source"  // something is read: 1 to 72
	sink    role = "sink"    // something is sent or written: 73 to 100
	opening role = "opening" // a connection or file is opened, a source by its label: 101 to 166
	danger  role = "danger"  // 167 to 335
)

// group is a run of APIs with one role and one kind.
type group struct {
	role  role
	kind  string
	names string // between white space
}

// api is what the list says of a name.
type api struct {
	role role
	kind string
}

func labels() map[string]api {
	m := map[string]api{}
	for _, g := range groups() {
		for _, name := range strings.Fields(g.names) {
			m[name] = api{g.role, g.kind}
		}
	}
	return m
}
