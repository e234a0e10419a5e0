package pysrc

// Pos is a byte offset into [File.Source]. [File.Line] turns it into a line.
type Pos int32

// Extent is the half-open byte range of a node in [File.Source].
type Extent struct{ From, To Pos }

// Pos returns where the node's first token begins. As in CPython's ast, the
// parentheses around an expression belong to the nodes that enclose it: in
// (f)(x) the Call begins at the parenthesis, the Name behind it.
func (e *Extent) Pos() Pos { return e.From }

// End returns the offset just behind the node's last token.
func (e *Extent) End() Pos { return e.To }

// A Node is any element of the tree: an [Expr], a [Stmt], or one of the parts
// *[Keyword], *[Param], *[TypeParam], *[Pattern], *[Handler], *[Alias].
type Node interface {
	Pos() Pos
	End() Pos
}

// An Expr is an expression: a pointer to one of the expression types below.
type Expr interface {
	Node
	expr()
}

// A Stmt is a statement: a pointer to one of the statement types below.
type Stmt interface {
	Node
	stmt()
}

// Keyword is Name=Value in a call or class header, or **Value where Name is
// empty.
type Keyword struct {
	Extent
	Name  string
	Value Expr
}

// ParamKind says how an argument may be passed.
type ParamKind uint8

// The kinds of parameter, as inspect.Parameter names them.
const (
	PositionalOnly ParamKind = iota
	PositionalOrKeyword
	VarPositional
	KeywordOnly
	VarKeyword
)

// Param is one parameter of a function or lambda. Annotation and Default may
// be nil. Unpack is the tuple of names of a Python 2 tuple parameter, whose
// Name is empty.
type Param struct {
	Extent
	Name                string
	Annotation, Default Expr
	Unpack              Expr
	Kind                ParamKind
}

// TypeParam is one PEP 695 type parameter: T, *Ts or **P (Stars 0, 1, 2) with
// its bound and its PEP 696 default, both possibly nil.
type TypeParam struct {
	Extent
	Name           string
	Bound, Default Expr
	Stars          uint8
}

// Alias is Name as AsName in an import; AsName is empty where there is none,
// Name is "*" in a star import.
type Alias struct {
	Extent
	Name, AsName string
}

// Handler is one except clause; Type may be nil. Python 2's "except T, name"
// is the same text as PEP 758's "except T1, T2": Type is then a Tuple.
type Handler struct {
	Extent
	Type Expr
	Name string
	Body []Stmt
}

func (*Name) expr()      {}
func (*Num) expr()       {}
func (*Str) expr()       {}
func (*FString) expr()   {}
func (*Interp) expr()    {}
func (*Const) expr()     {}
func (*Attribute) expr() {}
func (*Subscript) expr() {}
func (*Slice) expr()     {}
func (*Call) expr()      {}
func (*UnaryOp) expr()   {}
func (*BinOp) expr()     {}
func (*BoolOp) expr()    {}
func (*Compare) expr()   {}
func (*IfExp) expr()     {}
func (*Lambda) expr()    {}
func (*Tuple) expr()     {}
func (*List) expr()      {}
func (*Set) expr()       {}
func (*Dict) expr()      {}
func (*Comp) expr()      {}
func (*Await) expr()     {}
func (*Yield) expr()     {}
func (*NamedExpr) expr() {}
func (*Starred) expr()   {}
func (*Repr) expr()      {}
func (*BadExpr) expr()   {}

func (*FunctionDef) stmt() {}
func (*ClassDef) stmt()    {}
func (*Return) stmt()      {}
func (*Delete) stmt()      {}
func (*Assign) stmt()      {}
func (*AugAssign) stmt()   {}
func (*AnnAssign) stmt()   {}
func (*TypeAlias) stmt()   {}
func (*For) stmt()         {}
func (*While) stmt()       {}
func (*If) stmt()          {}
func (*With) stmt()        {}
func (*Match) stmt()       {}
func (*Raise) stmt()       {}
func (*Try) stmt()         {}
func (*Assert) stmt()      {}
func (*Import) stmt()      {}
func (*ImportFrom) stmt()  {}
func (*Global) stmt()      {}
func (*ExprStmt) stmt()    {}
func (*Simple) stmt()      {}
func (*Print) stmt()       {}
func (*Exec) stmt()        {}
func (*BadStmt) stmt()     {}
