package pysrc

// Expressions.
type (
	// Name is an identifier, NFKC-normalised as CPython does (PEP 3131).
	Name struct {
		Extent
		ID string
	}

	// Num is a numeric literal as written; see [Num.Int] and [Num.Float].
	Num struct {
		Extent
		Text string
	}

	// Str is a string or bytes literal, adjacent literals joined, escapes
	// decoded. Bytes marks b"…", whose Value holds the bytes themselves; other
	// values are UTF-8, a lone surrogate escape standing as U+FFFD. The parts of
	// an FString have the extent of their text, without quotes.
	Str struct {
		Extent
		Value string
		Bytes bool
	}

	// FString is an f-string, or a t-string (PEP 750) where Template is set.
	// Parts are *Str and *Interp in source order.
	FString struct {
		Extent
		Parts    []Expr
		Template bool
	}

	// Interp is one replacement field of an FString: {X!Conv:Spec}. Conv is
	// 's', 'r', 'a' or 0; Spec is nil where there is none; Debug marks {x=}.
	Interp struct {
		Extent
		X     Expr
		Spec  *FString
		Conv  byte
		Debug bool
	}

	// Const is one of the singletons True, False, None and Ellipsis. In
	// Python 2 the first two were names that could be rebound.
	Const struct {
		Extent
		Kind ConstKind
	}

	// Attribute is X.Attr.
	Attribute struct {
		Extent
		X    Expr
		Attr string
	}

	// Subscript is X[Index]; Index may be a *Slice, or a *Tuple of them.
	Subscript struct {
		Extent
		X, Index Expr
	}

	// Slice is Lo:Hi:Step inside a Subscript; absent parts are nil.
	Slice struct {
		Extent
		Lo, Hi, Step Expr
	}

	// Call is Func(Args…, Keywords…). Args may hold *Starred.
	Call struct {
		Extent
		Func     Expr
		Args     []Expr
		Keywords []*Keyword
	}

	// UnaryOp is Not, Invert, Add or Sub before X.
	UnaryOp struct {
		Extent
		X  Expr
		Op Op
	}

	// BinOp is an arithmetic or bitwise operation.
	BinOp struct {
		Extent
		X, Y Expr
		Op   Op
	}

	// BoolOp is a chain of And or Or with at least two Values.
	BoolOp struct {
		Extent
		Values []Expr
		Op     Op
	}

	// Compare is X Ops[0] Ys[0] Ops[1] Ys[1] …
	Compare struct {
		Extent
		X   Expr
		Ops []Op
		Ys  []Expr
	}

	// IfExp is Body if Test else Else.
	IfExp struct {
		Extent
		Test, Body, Else Expr
	}

	// Lambda is lambda Params: Body.
	Lambda struct {
		Extent
		Params []*Param
		Body   Expr
	}

	// Tuple is a tuple display, parenthesised or not.
	Tuple struct {
		Extent
		Elts []Expr
	}

	// List is a list display.
	List struct {
		Extent
		Elts []Expr
	}

	// Set is a set display.
	Set struct {
		Extent
		Elts []Expr
	}

	// Dict is a dict display; a nil key marks **Values[i].
	Dict struct {
		Extent
		Keys, Values []Expr
	}

	// Comp is a comprehension. Value is set for a DictComp alone, whose Elt is
	// the key.
	Comp struct {
		Extent
		Elt, Value Expr
		Clauses    []CompFor
		Kind       CompKind
	}

	// Await is await X.
	Await struct {
		Extent
		X Expr
	}

	// Yield is yield X, or yield from X where Delegate is set. X may be nil.
	Yield struct {
		Extent
		X        Expr
		Delegate bool
	}

	// NamedExpr is Target := Value (PEP 572).
	NamedExpr struct {
		Extent
		Target, Value Expr
	}

	// Starred is *X in a call, a display or an assignment target; **X in a
	// call is a Keyword without a name.
	Starred struct {
		Extent
		X Expr
	}

	// Repr is Python 2's `X`.
	Repr struct {
		Extent
		X Expr
	}

	// BadExpr stands where an expression was expected and none was found, or
	// where one was cut off at [MaxDepth] (it is then in [File.Fragments]).
	BadExpr struct{ Extent }
)

// ConstKind says which singleton a [Const] is.
type ConstKind uint8

// The singletons.
const (
	None ConstKind = iota
	True
	False
	Ellipsis
)

// CompKind says which kind of comprehension a [Comp] is.
type CompKind uint8

// The kinds of comprehension.
const (
	GeneratorExp CompKind = iota
	ListComp
	SetComp
	DictComp
)

// CompFor is one "for Target in Iter if Ifs…" clause of a [Comp].
type CompFor struct {
	Target, Iter Expr
	Ifs          []Expr
	Async        bool
}
