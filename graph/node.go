package graph

import (
	"cmp"
	"fmt"
)

// NodeID numbers the nodes of one graph densely from 0, in the order in which
// the builder first saw their names.
type NodeID int32

// Kind says what a node stands for.
type Kind uint8

// The kinds of nodes. The order is by what is known of the node: when a
// builder hears two kinds for one name, the later in this list wins.
const (
	KindUnresolved Kind = iota // a callee of which only a name is known, such as a method of an unknown object
	KindBuiltin                // provided by the interpreter without an import
	KindExternal               // imported from outside the package: standard library or dependency
	KindLambda                 // lambda expression of the package
	KindFunction               // function or method of the package
	KindClass                  // class body of the package
	KindModule                 // module body of the package: what importing or starting the file runs
	numKinds
)

var kindNames = [numKinds]string{"unresolved", "builtin", "external", "lambda", "function", "class", "module"}

// Internal reports whether the package itself defines the node.
func (k Kind) Internal() bool { return k >= KindLambda && k < numKinds }

// String returns the lower-case name of k as written in JSON.
func (k Kind) String() string {
	if k < numKinds {
		return kindNames[k]
	}
	return fmt.Sprintf("kind(%d)", uint8(k))
}

// MarshalText implements [encoding.TextMarshaler]; it never fails.
func (k Kind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// ParseKind is the inverse of [Kind.String].
func ParseKind(s string) (Kind, error) {
	for k, name := range kindNames {
		if name == s {
			return Kind(k), nil
		}
	}
	return 0, fmt.Errorf("graph: unknown kind %q", s)
}

// Node is a caller or a callee. Names are unique in a graph; they come from
// the package under study and may hold anything.
type Node struct {
	Name string `json:"name"`
	Kind Kind   `json:"kind"`
	// File and Line are the place of the definition, File relative to the
	// package root and Line from 1; "" and 0 if the package does not define it.
	File string `json:"file,omitempty"`
	Line int    `json:"line,omitempty"`
	// Layer is how many layers of hidden source were taken off before the node was
	// seen at all, Trick what hid it there; 0 and "" if it is seen as written.
	Layer uint16 `json:"layer,omitempty"`
	Trick string `json:"trick,omitempty"`
}

// better reports whether n describes its name better than old: by kind, then
// with a place rather than without, then by the smaller place. The order is
// total up to equal nodes, so the order of insertion cannot matter.
func (n Node) better(old Node) bool {
	if n.Kind != old.Kind {
		return n.Kind > old.Kind
	}
	if (n.File == "") != (old.File == "") {
		return n.File != ""
	}
	return cmp.Or(cmp.Compare(n.File, old.File), cmp.Compare(n.Line, old.Line)) < 0
}
