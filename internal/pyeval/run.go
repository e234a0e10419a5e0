package pyeval

import (
	"crypto/sha256"

	"github.com/malguard/malguard/internal/pysrc"
)

// Options bounds an evaluation. The zero value has the defaults.
type Options struct {
	// Steps bounds the expressions and statements evaluated; 0 means
	// DefaultSteps and four for each byte of source.
	Steps int
	// Bytes bounds the strings that are made, all together; 0 means DefaultBytes.
	Bytes int
	// Layers bounds the layers; 0 means DefaultLayers.
	Layers int
}

// The defaults of [Options].
const (
	DefaultSteps  = 3_000_000
	DefaultBytes  = 64 << 20
	DefaultLayers = 400
)

// Limits inside an evaluation, beyond which a single value is unknown.
const (
	maxDepth      = 3000 // of statements in calls and layers
	maxExprDepth  = 5000 // of expressions
	maxCalls      = 400  // of functions in one another
	maxLayerDepth = 300
	maxString     = 16 << 20  // bytes of one string
	maxSources    = 24 << 20  // bytes of all layers, which take many times that as trees
	maxItems      = 1 << 20   // items of one container
	maxBits       = 1 << 16   // of one integer
	maxIterations = 1_000_000 // of one loop
	maxKept       = 64 << 10  // bytes of a value in the result
)

// Layer is source that the program hands to exec, eval or compile.
type Layer struct {
	At     pysrc.Node  // the call or statement that runs it
	Parent *Layer      // the layer that holds At; nil for the file itself
	Depth  int         // 1 for the layers of the file
	File   *pysrc.File // the parsed source
	Trick  string      // how it was hidden, names joined by plus signs
}

// Const is what is known of an expression.
type Const struct {
	Kind  ConstKind
	Value string // the text, the bytes, the number in decimal, or the dotted name
	Trick string // how it was hidden, names joined by plus signs
}

// ConstKind says what a [Const] is.
type ConstKind uint8

// The kinds of constant.
const (
	Str ConstKind = iota
	Bytes
	Int
	Ref // something outside: os.system, <builtin>.exec
)

// Result is what [Run] found.
type Result struct {
	// Layers in the order in which they were found, each source once for each
	// place.
	Layers []*Layer
	// Consts holds what is known of callees, arguments and indices that are not
	// literals or plain names.
	Consts map[pysrc.Expr]Const
	// Steps and Bytes are what the evaluation took.
	Steps, Bytes int
	// Limited is set if a limit of [Options] ended the evaluation.
	Limited bool
}

// handles are the names by which a program runs source or looks names up.
var handles = names(`exec eval compile execfile __import__ import_module getattr globals locals vars __builtins__ builtins
	__dict__ __globals__ __getattribute__ marshal FunctionType CodeType runpy b64decode decompress fromhex unhexlify Fernet
	a2b_base64 a85decode b85decode b32decode`)

// Handled reports whether f names anything by which a program runs source or looks
// names up. Of a file that does not, [Run] finds constants alone.
func Handled(f *pysrc.File) bool {
	found := false
	pysrc.Walk(f, func(n pysrc.Node) bool {
		switch n := n.(type) {
		case *pysrc.Name:
			found = found || handles[n.ID]
		case *pysrc.Attribute:
			found = found || handles[n.Attr]
		case *pysrc.Alias:
			found = found || handles[n.Name]
		case *pysrc.Exec:
			found = true
		case *pysrc.Str:
			found = found || mayBeProgram(n.Value)
		}
		return !found
	})
	return found
}

// Run interprets f.
func Run(f *pysrc.File, opt Options) *Result {
	in := newInterp(f, opt)
	in.block(f.Body, in.globals)
	in.rest()
	in.result.Steps, in.result.Bytes = max(0, in.given-in.steps), max(0, opt.bytes()-in.bytes)
	return in.result
}

// interp is the state of one evaluation.
type interp struct {
	result  *Result
	globals *frame
	layer   *Layer
	seen    map[layerKey]*Layer
	entered map[*function]bool
	defined map[pysrc.Node]int // how often a function came to be pending
	pending []*function
	steps   int
	given   int // steps
	bytes   int
	layers  int
	sources int // bytes of layers
	depth   int
	calls   int
	exprs   int
	noise   int // > 0 while results are not recorded
}

type layerKey struct {
	at  pysrc.Node
	sum [sha256.Size]byte
}

func newInterp(f *pysrc.File, opt Options) *interp {
	if opt.Steps == 0 {
		opt.Steps = DefaultSteps + 4*len(f.Source)
	}
	if opt.Layers == 0 {
		opt.Layers = DefaultLayers
	}
	in := &interp{
		result: &Result{Consts: make(map[pysrc.Expr]Const)},
		seen:   make(map[layerKey]*Layer), entered: make(map[*function]bool), defined: make(map[pysrc.Node]int),
		steps: opt.Steps, given: opt.Steps, bytes: opt.bytes(), layers: opt.Layers,
	}
	in.globals = &frame{vars: map[string]value{"__name__": {}}}
	return in
}

// rest enters the functions that nothing called. What is left is shared among
// them, so that none can use it up; one that would have needed more is a limit
// only if it names something by which source is run.
func (in *interp) rest() {
	for len(in.pending) > 0 {
		fn := in.pending[0]
		in.pending = in.pending[1:]
		if in.entered[fn] {
			continue
		}
		share := max(in.steps/(len(in.pending)+1), leastSteps)
		had := len(in.result.Layers)
		if !in.within(min(share, vagueSteps), func() { in.enter(fn, nil) }) && len(in.result.Layers) == had && runsSource(fn.node) {
			in.result.Limited = true
		}
	}
}

// wait puts a function among those to enter if nothing calls it. One that is
// defined again and again, by functions that call each other, says nothing new.
func (in *interp) wait(fn *function) {
	if in.defined[fn.node]++; in.defined[fn.node] <= maxVague {
		in.pending = append(in.pending, fn)
	}
}

// runsSource reports whether a function names something that runs source.
func runsSource(n pysrc.Node) bool {
	found := false
	pysrc.Inspect(n, func(n pysrc.Node) bool {
		switch n := n.(type) {
		case *pysrc.Name:
			found = found || n.ID == "exec" || n.ID == "eval" || n.ID == "compile" || n.ID == "__import__"
		case *pysrc.Attribute:
			found = found || n.Attr == "import_module" || n.Attr == "__builtins__"
		case *pysrc.Exec:
			found = true
		}
		return !found
	})
	return found
}

func (o Options) bytes() int {
	if o.Bytes == 0 {
		return DefaultBytes
	}
	return o.Bytes
}

// vagueSteps are what a function gets that nothing is known to call, if there is
// so much left, and leastSteps what it gets in any case; loopSteps are those of a
// while loop, and shareBytes the bytes of either. What they compute from constants
// takes far less.
const (
	vagueSteps = 300_000
	leastSteps = 5_000
	loopSteps  = 400_000
	shareBytes = 16 << 20
)

// within runs do with at most n steps and shareBytes bytes, and reports whether
// they were enough. What the layers in it run is not counted.
func (in *interp) within(n int, do func()) bool {
	kept, keptBytes := max(0, in.steps-n), max(0, in.bytes-shareBytes)
	in.steps -= kept
	in.bytes -= keptBytes
	limited, had := in.result.Limited, len(in.result.Layers)
	in.result.Limited = false
	do()
	enough := !in.result.Limited
	if kept+keptBytes > 0 && len(in.result.Layers) == had {
		in.result.Limited = limited
	} else {
		in.result.Limited = in.result.Limited || limited
	}
	in.steps += kept
	in.bytes += keptBytes
	return enough
}

// step takes one step and reports whether one was left.
func (in *interp) step() bool {
	if in.steps <= 0 {
		in.result.Limited = true
		return false
	}
	in.steps--
	return true
}

// work takes the steps of looking at n bytes or items.
func (in *interp) work(n int) bool {
	if n >>= 8; n > 0 {
		if in.steps < n {
			in.steps = 0
		} else {
			in.steps -= n
		}
	}
	return in.steps > 0
}

// take accounts for n bytes that a value needs and reports whether they are
// left.
func (in *interp) take(n int) bool {
	if n > maxString {
		return false
	}
	if in.bytes < n {
		in.result.Limited = true
		return false
	}
	in.bytes -= n
	return true
}

// made returns a text of some length, or the unknown value if there is no room.
func (in *interp) made(v value) value {
	if !in.take(len(v.s)) {
		return value{}
	}
	return v
}

// source runs the text of v, which reaches exec or its kin at a place, in fr. It
// returns the value of the last expression, which is what eval gives.
func (in *interp) source(v value, at pysrc.Node, fr *frame) value {
	v = v.plain()
	if !v.text() && v.k != codeKind || in.noise > 0 {
		return value{}
	}
	k := layerKey{at, sha256.Sum256([]byte(v.s))}
	if _, ok := in.seen[k]; ok {
		return value{}
	}
	in.sources += len(v.s)
	if len(in.result.Layers) >= in.layers || in.layer != nil && in.layer.Depth >= maxLayerDepth || in.sources > maxSources || !in.take(len(v.s)) {
		in.result.Limited = true
		return value{}
	}
	f := pysrc.Parse([]byte(v.s))
	l := &Layer{At: at, Parent: in.layer, Depth: 1, File: f, Trick: v.tricks.String()}
	if in.layer != nil {
		l.Depth = in.layer.Depth + 1
	}
	in.seen[k] = l
	in.result.Layers = append(in.result.Layers, l)
	saved := in.layer
	in.layer = l
	in.depth++
	var out value
	in.steps += 4 * len(v.s)
	in.given += 4 * len(v.s)
	for i, s := range f.Body {
		if x, ok := s.(*pysrc.ExprStmt); ok && i == len(f.Body)-1 {
			out = in.eval(x.X, fr).with(v.tricks)
			break
		}
		if in.stmt(s, fr) != flowOn {
			break
		}
	}
	in.depth--
	in.layer = saved
	return out
}

// keep records what is known of x for the result.
func (in *interp) keep(x pysrc.Expr, v value) {
	if in.noise > 0 || len(v.s) > maxKept {
		return
	}
	switch x.(type) {
	case *pysrc.Str, *pysrc.Num, *pysrc.Const, *pysrc.Lambda:
		return
	case *pysrc.Name, *pysrc.Attribute:
		if v.k == refKind && v.tricks == 0 {
			return
		}
	}
	if old, ok := in.result.Consts[x]; ok && old.Value != "" {
		return
	}
	c := Const{Value: v.s, Trick: v.tricks.String()}
	switch v.k {
	case strKind:
		c.Kind = Str
	case bytesKind:
		c.Kind = Bytes
	case intKind:
		n, _ := v.integral()
		if n.BitLen() > 256 {
			return
		}
		c.Kind, c.Value = Int, n.String()
	case refKind:
		c.Kind = Ref
	default:
		return
	}
	if len(c.Value) > 1024 {
		in.bytes -= len(c.Value)
	}
	in.result.Consts[x] = c
}
