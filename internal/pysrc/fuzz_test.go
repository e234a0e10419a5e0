package pysrc

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// seeds are sources in which every construct of every grammar occurs, and the
// malformed ones of the tables in this package.
func seeds(tb testing.TB) [][]byte {
	paths, err := filepath.Glob("testdata/*.py")
	require.NoError(tb, err)
	var list [][]byte
	for _, path := range paths {
		src, err := os.ReadFile(path)
		require.NoError(tb, err)
		list = append(list, src)
	}
	for _, c := range callCases {
		list = append(list, []byte(c.src))
	}
	for _, c := range damaged {
		list = append(list, []byte(c.src))
	}
	return list
}

func FuzzParse(f *testing.F) {
	for _, s := range seeds(f) {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		file := Parse(src)
		checkTree(t, file)
		again := Parse(src)
		require.Equal(t, Calls(file), Calls(again))
	})
}

func FuzzLex(f *testing.F) {
	for _, s := range seeds(f) {
		f.Add(string(s))
	}
	f.Fuzz(func(t *testing.T, src string) {
		l := newLexer(src)
		end, depth := 0, 0
		for tokens := 0; ; tokens++ {
			require.LessOrEqual(t, tokens, 3*len(src)+3, "the lexer stands still")
			l.next()
			switch l.kind {
			case tEOF:
				require.Zero(t, depth, "INDENT and DEDENT are out of balance")
				return
			case tIndent:
				depth++
			case tDedent:
				depth--
			case tNewline:
			default:
				require.Less(t, l.start, l.end, "empty token")
				require.GreaterOrEqual(t, l.start, end, "tokens overlap")
			}
			end = l.end
		}
	})
}

// checkTree holds what is true of every tree: extents lie in the source, the
// height is bounded, lists that belong together are of one length.
func checkTree(t *testing.T, f *File) {
	t.Helper()
	for _, e := range f.Errors {
		require.True(t, e.Line >= 1 && e.Line <= f.Lines(), "error on line %d of %d", e.Line, f.Lines())
	}
	Walk(f, func(n Node) bool {
		require.NotNil(t, n)
		require.True(t, n.Pos() >= 0 && n.Pos() <= n.End() && int(n.End()) <= len(f.Source), "%T %d:%d of %d", n, n.Pos(), n.End(), len(f.Source))
		switch n := n.(type) {
		case *Dict:
			require.Len(t, n.Values, len(n.Keys))
		case *Compare:
			require.Len(t, n.Ys, len(n.Ops))
			require.NotEmpty(t, n.Ops)
		case *Comp:
			require.NotEmpty(t, n.Clauses)
			require.Equal(t, n.Kind == DictComp, n.Value != nil)
		case *Pattern:
			require.True(t, n.Kind != ClassPattern || len(n.Names) == len(n.Subs))
			require.True(t, n.Kind != MappingPattern || len(n.Keys) == len(n.Subs))
		case *Call:
			require.NotNil(t, n.Func)
		}
		for _, c := range children(n) {
			if !outside(n, c) {
				require.True(t, n.Pos() <= c.Pos() && c.End() <= n.End(), "%T %d:%d in %T %d:%d", c, c.Pos(), c.End(), n, n.Pos(), n.End())
			}
		}
		return true
	})
	require.LessOrEqual(t, height(f), highest)
}

// outside says whether the child may stand out of its parent: a decorator is
// before the extent of its definition, and what has no extent stands where
// something is missing.
func outside(parent, child Node) bool {
	if child.Pos() == child.End() {
		return true
	}
	switch parent := parent.(type) {
	case *FunctionDef:
		return child.End() <= parent.Pos()
	case *ClassDef:
		return child.End() <= parent.Pos()
	}
	return false
}
