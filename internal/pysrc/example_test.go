package pysrc_test

import (
	"fmt"

	"github.com/malguard/malguard/internal/pysrc"
)

func ExampleParse() {
	f := pysrc.Parse([]byte("# coding: latin-1\nprint 'caf\xe9'\nx = = 1\n"))
	fmt.Println(f.Encoding, f.Lines())
	for _, s := range f.Body {
		fmt.Printf("line %d: %T %q\n", f.Line(s.Pos()), s, f.Text(s))
	}
	for _, e := range f.Errors {
		fmt.Println(e)
	}
	// Output:
	// iso-8859-1 4
	// line 2: *pysrc.Print "print 'café'"
	// line 3: *pysrc.Assign "x = = 1"
	// line 3: expected an expression
}

func ExampleParseText() {
	f := pysrc.ParseText("eval(code)")
	fmt.Println(f.Text(f.Body[0]))
	// Output:
	// eval(code)
}

func ExampleWalk() {
	f := pysrc.Parse([]byte("import os\n\ndef run(c):\n    key = 'secret'\n    return lambda: 'hidden'\n"))
	pysrc.Walk(f, func(n pysrc.Node) bool {
		switch n := n.(type) {
		case *pysrc.Lambda:
			return false // nothing below it
		case *pysrc.Str:
			fmt.Printf("%d:%d %s\n", f.Line(n.Pos()), f.Column(n.Pos()), n.Value)
		}
		return true
	})
	// Output:
	// 4:10 secret
}

func ExampleCalls() {
	f := pysrc.Parse([]byte("import os\nos.popen(cmd()).read()\n''.join(parts)\n"))
	for _, c := range pysrc.Calls(f) {
		fmt.Println(c.Line, c.Callee, len(c.Node.Args))
	}
	// Output:
	// 2 os.popen().read 0
	// 2 os.popen 1
	// 2 cmd 0
	// 3 <str>.join 1
}

func ExampleNum_Int() {
	f := pysrc.Parse([]byte("0x_ff"))
	n := f.Body[0].(*pysrc.ExprStmt).X.(*pysrc.Num)
	fmt.Println(n.Int())
	// Output:
	// 255 true
}
