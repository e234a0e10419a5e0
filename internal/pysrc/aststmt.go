package pysrc

// Statements.
type (
	// FunctionDef is def or async def. Its extent begins at def (or async),
	// behind the decorators, as CPython's does.
	FunctionDef struct {
		Extent
		Name       string
		Decorators []Expr
		TypeParams []*TypeParam
		Params     []*Param
		Returns    Expr
		Body       []Stmt
		Async      bool
	}

	// ClassDef is a class statement.
	ClassDef struct {
		Extent
		Name       string
		Decorators []Expr
		TypeParams []*TypeParam
		Bases      []Expr
		Keywords   []*Keyword
		Body       []Stmt
	}

	// Return is return X; X may be nil.
	Return struct {
		Extent
		X Expr
	}

	// Delete is del Targets.
	Delete struct {
		Extent
		Targets []Expr
	}

	// Assign is Targets[0] = Targets[1] = … = Value.
	Assign struct {
		Extent
		Targets []Expr
		Value   Expr
	}

	// AugAssign is Target Op= Value.
	AugAssign struct {
		Extent
		Target, Value Expr
		Op            Op
	}

	// AnnAssign is Target: Annotation = Value; Value may be nil.
	AnnAssign struct {
		Extent
		Target, Annotation, Value Expr
	}

	// TypeAlias is type Name[TypeParams] = Value (PEP 695).
	TypeAlias struct {
		Extent
		Name       string
		TypeParams []*TypeParam
		Value      Expr
	}

	// For is for or async for.
	For struct {
		Extent
		Target, Iter Expr
		Body, Else   []Stmt
		Async        bool
	}

	// While is a while loop.
	While struct {
		Extent
		Test       Expr
		Body, Else []Stmt
	}

	// If is if/elif/…/else: one Branch for each test, flat, so that a long
	// chain of elif does not nest.
	If struct {
		Extent
		Branches []Branch
		Else     []Stmt
	}

	// With is with or async with.
	With struct {
		Extent
		Items []WithItem
		Body  []Stmt
		Async bool
	}

	// Match is a match statement (PEP 634).
	Match struct {
		Extent
		Subject Expr
		Cases   []MatchCase
	}

	// Raise is raise X from Cause, or Python 2's raise X, Arg, Traceback. All
	// may be nil.
	Raise struct {
		Extent
		X, Cause       Expr
		Arg, Traceback Expr
	}

	// Try is try with its handlers; Star marks except* (PEP 654).
	Try struct {
		Extent
		Body          []Stmt
		Handlers      []*Handler
		Else, Finally []Stmt
		Star          bool
	}

	// Assert is assert Test, Msg; Msg may be nil.
	Assert struct {
		Extent
		Test, Msg Expr
	}

	// Import is import Names.
	Import struct {
		Extent
		Names []*Alias
	}

	// ImportFrom is from Module import Names; Level counts the leading dots.
	ImportFrom struct {
		Extent
		Module string
		Names  []*Alias
		Level  int
	}

	// Global is global Names, or nonlocal Names where Nonlocal is set.
	Global struct {
		Extent
		Names    []string
		Nonlocal bool
	}

	// ExprStmt is an expression evaluated for its effect.
	ExprStmt struct {
		Extent
		X Expr
	}

	// Simple is pass, break or continue.
	Simple struct {
		Extent
		Kind SimpleKind
	}

	// Print is Python 2's print statement: print >>Dest, Values. Dest may be
	// nil. print(x) is an ExprStmt with a Call.
	Print struct {
		Extent
		Dest   Expr
		Values []Expr
	}

	// Exec is Python 2's exec statement: exec Code in Globals, Locals. The
	// last two may be nil. exec(x) is an ExprStmt with a Call.
	Exec struct {
		Extent
		Code, Globals, Locals Expr
	}

	// BadStmt is a statement that no grammar accepts: the expressions that
	// could be read in it, in source order.
	BadStmt struct {
		Extent
		Exprs []Expr
	}
)

// SimpleKind says which keyword a [Simple] statement is.
type SimpleKind uint8

// The statements that are a single keyword.
const (
	Pass SimpleKind = iota
	Break
	Continue
)

// Branch is one test of an [If] and what runs when it holds.
type Branch struct {
	Test Expr
	Body []Stmt
}

// WithItem is Context as Target; Target may be nil.
type WithItem struct{ Context, Target Expr }

// MatchCase is case Pattern if Guard: Body; Guard may be nil.
type MatchCase struct {
	Pattern *Pattern
	Guard   Expr
	Body    []Stmt
}
