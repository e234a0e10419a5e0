package pysrc

// Op is an operator of a UnaryOp, BinOp, BoolOp, Compare or AugAssign.
type Op uint8

// The operators, in the order of the Python reference manual's table.
const (
	NoOp Op = iota
	Or
	And
	Not
	In
	NotIn
	Is
	IsNot
	Less
	LessEqual
	Greater
	GreaterEqual
	NotEqual // != and Python 2's <>
	Equal
	BitOr
	BitXor
	BitAnd
	ShiftLeft
	ShiftRight
	Add // also unary plus
	Sub // also unary minus
	Mul
	MatMul
	Div
	FloorDiv
	Mod
	Invert
	Pow
)

var opText = [...]string{
	NoOp: "", Or: "or", And: "and", Not: "not", In: "in", NotIn: "not in", Is: "is", IsNot: "is not",
	Less: "<", LessEqual: "<=", Greater: ">", GreaterEqual: ">=", NotEqual: "!=", Equal: "==",
	BitOr: "|", BitXor: "^", BitAnd: "&", ShiftLeft: "<<", ShiftRight: ">>", Add: "+", Sub: "-",
	Mul: "*", MatMul: "@", Div: "/", FloorDiv: "//", Mod: "%", Invert: "~", Pow: "**",
}

// String returns the operator as Python writes it.
func (o Op) String() string { return opText[o] }
