package sequence

import (
	"errors"
	"fmt"
	"strings"

	"github.com/malguard/malguard/internal/pysrc"
)

// MaxCalls bounds the calls of one file; those behind it are not seen. Files of
// real packages stay at a hundredth of it.
const MaxCalls = 4_000_000

// Reasons why a file or graph is not what the tree of a file gives; they are in
// [Sequence.Err], in the errors of a graph's files or in its warnings.
var (
	// ErrSyntax says that CPython has a SyntaxError for the file, so that its
	// calls are the words before parentheses.
	ErrSyntax = errors.New("no Python 3.11, read as words before parentheses")
	// ErrTooDeep says that the file is too deeply nested for CPython, and has no
	// calls for that reason.
	ErrTooDeep = errors.New("too deeply nested for CPython, read as empty")
	// ErrIncomplete says that calls or edges are missing, because a limit of this
	// package was met or because the tree that it walks is not all there.
	ErrIncomplete = errors.New("incomplete")
)

// Sequence is what the published code sees of a file.
type Sequence struct {
	// Calls are the names of the calls in the order in which they are seen.
	Calls []string
	// Err is nil where the calls are those of the tree, and else wraps
	// [ErrSyntax], [ErrTooDeep] or [ErrIncomplete] with the line.
	Err error
}

// Calls returns the names of the calls of one file. It is short for
// [Read](src).Calls.
func Calls(src []byte) []string { return Read(src).Calls }

// Read reads one file as the published code does; see the package comment.
func Read(src []byte) Sequence {
	text := decode(src)
	if bad := refused(text); bad != nil {
		if bad.why == ErrTooDeep {
			return Sequence{Err: bad.in(text)}
		}
		names, whole := beforeParens(text, MaxCalls)
		return Sequence{names, cut(bad.in(text), whole)}
	}
	f := pysrc.ParseText(text)
	names, height := inWalkOrder(f)
	switch {
	case height > maxHeight:
		return Sequence{Err: fmt.Errorf("a tree of height %d: %w", height, ErrTooDeep)}
	case len(names) > MaxCalls:
		return Sequence{names[:MaxCalls], cut(nil, false)}
	case len(f.Errors) > 0:
		return Sequence{names, fmt.Errorf("%w: %w", f.Errors[0], ErrIncomplete)}
	}
	return Sequence{Calls: names}
}

// cut adds to err that there were more calls.
func cut(err error, whole bool) error {
	if whole {
		return err
	}
	return errors.Join(err, fmt.Errorf("more than %d calls: %w", MaxCalls, ErrIncomplete))
}

// in returns why and where the text is refused.
func (f *fault) in(text string) error {
	line := 1 + strings.Count(text[:min(f.at, len(text))], "\n")
	return fmt.Errorf("line %d: %s: %w", line, f.msg, f.why)
}
