package pysrc

import (
	"fmt"
	"slices"
)

// MaxDepth bounds how deeply expressions and blocks nest in a tree, and
// MaxChain how many binary operators, attributes, calls and subscripts may
// hang on one operand (a.b().c…). CPython 3.11 gives up far below either.
// What is nested deeper is not lost: it is cut off, recorded as an error and
// kept in [File.Fragments] or a [BadStmt].
//
// What nests is a block, a bracket, a field of an f-string, a lambda, a run of
// prefix operators or the right side of a power. Between two such levels stand
// at most ten nodes (a keyword argument, its conditional, comparison, sum …),
// so that no tree is higher than MaxChain + 10*MaxDepth.
const (
	MaxDepth = 1000
	MaxChain = 10_000
)

// MaxSource is how many bytes of a source are read, and MaxTokens how many
// tokens, which bounds the memory of a tree to about a gigabyte. Real files
// stay far below; of a longer one [File.Truncated] tells.
const (
	MaxSource = 1 << 30
	MaxTokens = 6_000_000
)

// maxErrors bounds File.Errors; the rest is only counted.
const maxErrors = 1000

// File is a parsed source file.
type File struct {
	// Source is the text that positions refer to: decoded to UTF-8, without a
	// byte order mark, newlines as "\n".
	Source string
	// Encoding is the encoding that the text was decoded from, in lower case.
	Encoding string
	Body     []Stmt
	// Fragments are expressions that were cut off from their place in Body
	// because they were nested too deeply.
	Fragments []Expr
	// Errors are what no grammar accepts, in source order, at most 1,000;
	// Dropped counts the rest.
	Errors  []Error
	Dropped int
	// Tokens counts what was read: memory for the tree is in proportion to it.
	Tokens int
	// Undecoded is set where the source declares an encoding that is not known
	// here: a Python with a codec of that name may read another program in it.
	Undecoded bool
	// Truncated is set where MaxSource or MaxTokens ended the reading before
	// the end of the source; the last of Errors says so too.
	Truncated bool

	lines []int32 // offset of the first byte of each line
}

// Error is a place that no grammar accepts.
type Error struct {
	Pos  Pos
	Line int // 1-based
	Msg  string
}

// Error returns "line N: message".
func (e Error) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.Msg) }

// Line returns the 1-based line of p, as CPython counts: "\n", "\r" and
// "\r\n" end a line, nothing else does.
func (f *File) Line(p Pos) int {
	i, found := slices.BinarySearch(f.lines, int32(p))
	if found {
		i++
	}
	return i
}

// Column returns the 0-based byte offset of p in its line.
func (f *File) Column(p Pos) int { return int(p) - int(f.lines[f.Line(p)-1]) }

// Lines returns the number of lines.
func (f *File) Lines() int { return len(f.lines) }

// Text returns the source text of a node.
func (f *File) Text(n Node) string { return f.Source[n.Pos():n.End()] }
