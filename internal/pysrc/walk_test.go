package pysrc

import (
	"os"
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"
)

// children returns the nodes directly below n.
func children(n Node) []Node {
	var list []Node
	Inspect(n, func(m Node) bool {
		if m == n {
			return true
		}
		list = append(list, m)
		return false
	})
	return list
}

// height returns how many nodes stand on the longest way down from the roots,
// without recursion.
func height(f *File) int {
	type entry struct {
		n     Node
		level int
	}
	var stack []entry
	for _, s := range f.Body {
		stack = append(stack, entry{s, 1})
	}
	for _, x := range f.Fragments {
		stack = append(stack, entry{x, 1})
	}
	highest := 0
	for len(stack) > 0 {
		e := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		highest = max(highest, e.level)
		for _, c := range children(e.n) {
			stack = append(stack, entry{c, e.level + 1})
		}
	}
	return highest
}

// reachable counts every node that the fields of v lead to, whatever they are
// called.
func reachable(v reflect.Value, count map[Node]int) {
	switch v.Kind() {
	case reflect.Interface, reflect.Pointer:
		if v.IsNil() {
			return
		}
		if n, ok := v.Interface().(Node); ok && v.Kind() == reflect.Pointer {
			count[n]++
		}
		reachable(v.Elem(), count)
	case reflect.Slice:
		for i := range v.Len() {
			reachable(v.Index(i), count)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			reachable(v.Field(i), count)
		}
	}
}

var constructFiles = []string{"testdata/py2.py", "testdata/py3.py", "testdata/py312.py", "testdata/py314.py", "testdata/damaged.py"}

// TestWalkIsComplete compares Walk with what reflection finds in the fields of
// files that hold every construct: each node is visited exactly once, behind
// its parent.
func TestWalkIsComplete(t *testing.T) {
	kinds := map[reflect.Type]bool{}
	for _, path := range constructFiles {
		src, err := os.ReadFile(path)
		require.NoError(t, err)
		f := Parse(src)
		want := map[Node]int{}
		reachable(reflect.ValueOf(f.Body), want)
		reachable(reflect.ValueOf(f.Fragments), want)
		seen := map[Node]int{}
		Walk(f, func(n Node) bool {
			seen[n]++
			for _, c := range children(n) {
				require.Zero(t, seen[c], "%T comes before its parent %T", c, n)
			}
			kinds[reflect.TypeOf(n)] = true
			return true
		})
		require.Equal(t, len(want), len(seen), path)
		for n, times := range want {
			require.Equal(t, 1, times, "%s: %T is in the tree %d times", path, n, times)
			require.Equal(t, 1, seen[n], "%s: %T was visited %d times", path, n, seen[n])
		}
	}
	for _, n := range []Node{
		&Name{}, &Num{}, &Str{}, &FString{}, &Interp{}, &Const{}, &Attribute{}, &Subscript{}, &Slice{}, &Call{}, &UnaryOp{},
		&BinOp{}, &BoolOp{}, &Compare{}, &IfExp{}, &Lambda{}, &Tuple{}, &List{}, &Set{}, &Dict{}, &Comp{}, &Await{}, &Yield{},
		&NamedExpr{}, &Starred{}, &Repr{}, &BadExpr{}, &FunctionDef{}, &ClassDef{}, &Return{}, &Delete{}, &Assign{},
		&AugAssign{}, &AnnAssign{}, &TypeAlias{}, &For{}, &While{}, &If{}, &With{}, &Match{}, &Raise{}, &Try{}, &Assert{},
		&Import{}, &ImportFrom{}, &Global{}, &ExprStmt{}, &Simple{}, &Print{}, &Exec{}, &BadStmt{}, &Keyword{}, &Param{},
		&TypeParam{}, &Alias{}, &Handler{}, &Pattern{},
	} {
		require.True(t, kinds[reflect.TypeOf(n)], "no file holds a %T", n)
	}
}

// TestWalkOrder holds that nodes come in the order of the source where CPython
// keeps them apart: keywords and arguments of a call, keys and values.
func TestWalkOrder(t *testing.T) {
	for _, src := range []string{
		"f(a=b, *c, d, e=g, **h)", "class A(b, c=d, *e, **f): pass", "{a: b, **c, d: e}", "a if b else c",
		"def f(a: b = c, *d: e, g=h, **i) -> j: k", "[a for b in c if d for e in f]", "with a as b, c as d: e",
		"match a:\n case {b.c: d.e, **g} if h: i\n case j.k(l.m, n=o.p): q", "raise a from b", "raise a, b, c",
		"try: a\nexcept b as c: d\nelse: e\nfinally: f", "f'{a:{b}}{c}'", "a[b:c:d, e]", "print >>a, b", "exec a in b, c",
	} {
		last := Pos(0)
		for _, n := range leaves(Parse([]byte(src))) {
			require.GreaterOrEqual(t, n.Pos(), last, "%s: at %T", src, n)
			last = n.Pos()
		}
	}
}

// leaves returns the names of a file in the order of Walk.
func leaves(f *File) []*Name {
	var list []*Name
	Walk(f, func(n Node) bool {
		if name, ok := n.(*Name); ok {
			list = append(list, name)
		}
		return true
	})
	return list
}

// TestWalkSkips holds that nothing below a refused node is visited.
func TestWalkSkips(t *testing.T) {
	for _, path := range constructFiles {
		src, err := os.ReadFile(path)
		require.NoError(t, err)
		f := Parse(src)
		visited := 0
		Walk(f, func(n Node) bool {
			visited++
			return false
		})
		require.Equal(t, len(f.Body)+len(f.Fragments), visited)
		Walk(f, func(n Node) bool {
			alone := 0
			Inspect(n, func(Node) bool {
				alone++
				return false
			})
			require.Equal(t, 1, alone, "%T", n)
			return true
		})
	}
}
