package pysrc

// PatternKind says which kind of pattern a [Pattern] is.
type PatternKind uint8

// The kinds of pattern (PEP 634).
const (
	ValuePattern    PatternKind = iota // Value: a literal or dotted name
	CapturePattern                     // Name, or the wildcard "_"
	SequencePattern                    // Subs
	StarPattern                        // *Name inside a sequence
	MappingPattern                     // Keys[i]: Subs[i]; Name is **rest, or empty
	ClassPattern                       // Value(Subs…): Names[i] is the keyword of Subs[i], or empty
	OrPattern                          // Subs[0] | Subs[1] | …
	AsPattern                          // Subs[0] as Name
)

// Pattern is one pattern of a case clause.
type Pattern struct {
	Extent
	Kind  PatternKind
	Value Expr
	Name  string
	Subs  []*Pattern
	Keys  []Expr
	Names []string
}
