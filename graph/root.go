package graph

// RootKind says how a package is entered from outside.
type RootKind string

// The kinds of roots.
const (
	RootModule  RootKind = "module"      // importing or starting the file
	RootCommand RootKind = "command"     // a command that setup.py hands to setuptools
	RootEntry   RootKind = "entry-point" // a function that an entry point or console script names
)

// Root is a place where a package is entered from outside: what nothing in it
// needs to call.
type Root struct {
	Node  NodeID   `json:"node"`
	Kind  RootKind `json:"kind"`
	Phase Phase    `json:"phase"`          // of what it reaches
	Name  string   `json:"name,omitempty"` // group and name of an entry point: "console_scripts:tool"
}

// Roots returns where the package is entered, in the order in which the builder
// recorded them; shared, read-only.
func (g *Graph) Roots() []Root { return g.roots }

// Root records where the package is entered.
func (b *Builder) Root(r Root) { b.roots = append(b.roots, r) }
