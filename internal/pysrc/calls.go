package pysrc

import (
	"slices"
	"strings"
)

// CallSite is one call as the source writes it.
type CallSite struct {
	// Callee is the called expression in a short form: names and ".attr" as
	// they stand, "()" for a call and "[]" for a subscript inside the chain,
	// "<str>" for a string or f-string, "<expr>" for anything else:
	// os.popen(x).read() is "os.popen().read".
	Callee string
	// Line is the 1-based line of the call's first token.
	Line int
	Node *Call
}

// Calls returns every call of the file in source order.
func Calls(f *File) []CallSite {
	var sites []CallSite
	var inner []link
	Walk(f, func(n Node) bool {
		c, ok := n.(*Call)
		if !ok {
			return true
		}
		text := ""
		if len(inner) > 0 && inner[0].call == c {
			text, inner = inner[0].callee, inner[1:]
		} else {
			text, inner = callee(c.Func)
		}
		sites = append(sites, CallSite{Callee: text, Line: f.Line(c.Pos()), Node: c})
		return true
	})
	return sites
}

// link is one of the calls on which a callee hangs. Its own callee is the
// beginning of that text: long chains share one string, or their callees would
// need quadratic memory. Walk comes to the links before any other call.
type link struct {
	call   *Call
	callee string
}

// Callee returns the short form of x that [CallSite] describes.
func Callee(x Expr) string {
	text, _ := callee(x)
	return text
}

// callee returns the short form of x, and the calls inside it from right to
// left.
func callee(x Expr) (string, []link) {
	if name, ok := x.(*Name); ok {
		return name.ID, nil
	}
	var parts []string // right to left
	var links []link
	var after []int // bytes of the text behind the callee of each link
	size := 0
	for x != nil {
		part := "<expr>"
		var next Expr
		switch n := x.(type) {
		case *Name:
			part = n.ID
		case *Attribute:
			parts, size = append(parts, n.Attr), size+len(n.Attr)
			part, next = ".", n.X
		case *Call:
			part, next = "()", n.Func
			links, after = append(links, link{call: n}), append(after, size+2)
		case *Subscript:
			part, next = "[]", n.X
		case *Str, *FString:
			part = "<str>"
		}
		parts, size = append(parts, part), size+len(part)
		x = next
	}
	slices.Reverse(parts)
	text := strings.Join(parts, "")
	for i := range links {
		links[i].callee = text[:len(text)-after[i]]
	}
	return text, links
}
