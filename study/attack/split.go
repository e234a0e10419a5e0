package attack

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/malguard/malguard/internal/pysrc"
)

// mostCharacters is the longest string that is put together from single characters.
const mostCharacters = 32

// split puts strings together from pieces: ('ab' + 'c'), or of short ones
// (chr(97) + chr(98)). Left out are docstrings, annotations, f-strings, patterns, and
// what is assigned to names such as __version__, which others read as text.
func split(p *program, name string, draw *rand.Rand) (change, bool) {
	f := p.files[name]
	chars := !binds(f, "chr")
	var edits []edit
	pysrc.Walk(f, func(n pysrc.Node) bool {
		switch n := n.(type) {
		case *pysrc.Str:
			if text, ok := pieces(n, draw, chars); ok {
				edits = append(edits, edit{n.From, n.To, text})
			}
		case *pysrc.ExprStmt:
			_, docstring := n.X.(*pysrc.Str)
			return !docstring
		case *pysrc.Assign:
			return !isDunder(n.Targets[0])
		case *pysrc.Param:
			return n.Annotation == nil
		case *pysrc.AnnAssign, *pysrc.FString, *pysrc.Pattern, *pysrc.TypeAlias:
			return false
		case *pysrc.FunctionDef:
			return n.Returns == nil || !holds(n.Returns, isString)
		}
		return true
	})
	return change{text: edited(f, edits)}, len(edits) > 0
}

// isString is for [holds].
func isString(n pysrc.Node) bool {
	_, is := n.(*pysrc.Str)
	return is
}

func isDunder(x pysrc.Expr) bool {
	n, ok := x.(*pysrc.Name)
	return ok && strings.HasPrefix(n.ID, "__") && strings.HasSuffix(n.ID, "__")
}

// binds says whether a file has a variable or parameter, a function or class of the
// name, or may have: one that imports all names of a module.
func binds(f *pysrc.File, name string) bool {
	found := false
	pysrc.Walk(f, func(n pysrc.Node) bool {
		switch n := n.(type) {
		case *pysrc.FunctionDef:
			found = found || n.Name == name
		case *pysrc.ClassDef:
			found = found || n.Name == name
		case *pysrc.Param:
			found = found || n.Name == name
		case *pysrc.Alias:
			found = found || n.Name == name || n.AsName == name || n.Name == "*"
		case *pysrc.Assign:
			for _, t := range n.Targets {
				target, ok := t.(*pysrc.Name)
				found = found || ok && target.ID == name
			}
		}
		return !found
	})
	return found
}

// pieces returns an expression that makes the string, false where it is too short
// to be taken apart or has no text in UTF-8.
func pieces(s *pysrc.Str, draw *rand.Rand, chars bool) (string, bool) {
	value := s.Value
	units := utf8.RuneCountInString(value)
	if s.Bytes {
		units = len(value)
	} else if strings.ContainsRune(value, utf8.RuneError) {
		return "", false
	}
	if units < 2 {
		return "", false
	}
	if chars && !s.Bytes && units <= mostCharacters && ascii(value) && draw.IntN(3) == 0 {
		var list []string
		for i := range len(value) {
			list = append(list, fmt.Sprintf("chr(%d)", value[i]))
		}
		return "(" + strings.Join(list, " + ") + ")", true
	}
	var list []string
	for parts := min(2+draw.IntN(3), units); parts > 1; parts-- {
		n := 1 + draw.IntN(units-parts+1)
		end := n
		if !s.Bytes {
			end = offset(value, n)
		}
		list = append(list, literal(value[:end], s.Bytes))
		value, units = value[end:], units-n
	}
	return "(" + strings.Join(append(list, literal(value, s.Bytes)), " + ") + ")", true
}

// offset returns how many bytes n runes take.
func offset(s string, n int) int {
	at := 0
	for range n {
		_, size := utf8.DecodeRuneInString(s[at:])
		at += size
	}
	return at
}

func ascii(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) < 0
}

// literal writes a string or bytes as Python does.
func literal(s string, bytes bool) string {
	var b strings.Builder
	if bytes {
		b.WriteByte('b')
	}
	b.WriteByte('\'')
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if bytes {
			r, size = rune(s[i]), 1
		}
		switch {
		case r == '\'' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r < ' ' || r == 0x7f || bytes && r > 0x7f:
			fmt.Fprintf(&b, `\x%02x`, r)
		case r > 0xffff && !unicode.IsPrint(r):
			fmt.Fprintf(&b, `\U%08x`, r)
		case r > 0x7f && !unicode.IsPrint(r):
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
		i += size
	}
	b.WriteByte('\'')
	return b.String()
}
