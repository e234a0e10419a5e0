package pysrc

import "strings"

// kind is what a token is: punctuation and keywords have one each.
type kind uint8

const (
	tEOF kind = iota
	tNewline
	tIndent
	tDedent
	tName
	tNumber
	tString  // a whole string or bytes literal
	tFString // the opening quote of an f- or t-string; its inside is read by the parser
	tBad     // a byte that begins no token

	tLParen
	tRParen
	tLBracket
	tRBracket
	tLBrace
	tRBrace
	tComma
	tSemi
	tDot
	tEllipsis
	tArrow
	tBackquote
	tBang // "!" in an f-string field
	tColon
	tColonEq
	tAssign
	tAugAssign // any of += -= …; the operator is in lexer.op

	// Operators that continue an expression: see precedence.
	tPlus
	tMinus
	tStar
	tSlash
	tDoubleSlash
	tPercent
	tAt
	tPipe
	tCaret
	tAmp
	tShiftLeft
	tShiftRight
	tTilde
	tPower
	tLess
	tLessEqual
	tGreater
	tGreaterEqual
	tEqual
	tNotEqual

	// Keywords in the order of the list in keywords; the first five continue an
	// expression.
	kwAnd
	kwOr
	kwNot
	kwIn
	kwIs
	kwAs
	kwAssert
	kwAsync
	kwAwait
	kwBreak
	kwClass
	kwContinue
	kwDef
	kwDel
	kwElif
	kwElse
	kwExcept
	kwFalse
	kwFinally
	kwFor
	kwFrom
	kwGlobal
	kwIf
	kwImport
	kwLambda
	kwNone
	kwNonlocal
	kwPass
	kwRaise
	kwReturn
	kwTrue
	kwTry
	kwWhile
	kwWith
	kwYield

	kinds
)

// keywords is a perfect hash table: no two share a place.
var keywords = func() (t [64]struct {
	text string
	kind kind
}) {
	for i, text := range strings.Fields("and or not in is as assert async await break class continue def del elif" +
		" else except False finally for from global if import lambda None nonlocal pass raise return True try while" +
		" with yield") {
		at := &t[keywordHash(text)]
		at.text, at.kind = text, kwAnd+kind(i)
	}
	return t
}()

func keywordHash(s string) uint8 { return (12*s[0] + 59*s[len(s)-1] + 6*uint8(len(s)) + s[1]) % 64 }

// keyword returns the kind of an identifier's text.
func keyword(s string) kind {
	if len(s) < 2 || len(s) > len("continue") {
		return tName
	}
	if k := &keywords[keywordHash(s)]; k.text == s {
		return k.kind
	}
	return tName
}

// beginsStatement says which keywords stand nowhere but at the head of a
// statement or clause: one that opens a line inside brackets shows that a
// bracket above was never closed. (nonlocal was a plain name in Python 2.)
var beginsStatement = [kinds]bool{
	kwAssert: true, kwBreak: true, kwClass: true, kwContinue: true, kwDef: true, kwDel: true, kwElif: true,
	kwExcept: true, kwFinally: true, kwGlobal: true, kwImport: true, kwPass: true, kwRaise: true, kwReturn: true,
	kwTry: true, kwWhile: true, kwWith: true,
}

// Binding powers of what may follow an operand, loosest first; 0 is nothing.
const (
	precOr = iota + 1
	precAnd
	precNot
	precCompare
	precBitOr
	precBitXor
	precBitAnd
	precShift
	precSum
	precProduct
)

var precedence = [kinds]uint8{
	kwOr: precOr, kwAnd: precAnd,
	kwNot: precCompare, kwIn: precCompare, kwIs: precCompare,
	tLess: precCompare, tLessEqual: precCompare, tGreater: precCompare, tGreaterEqual: precCompare,
	tEqual: precCompare, tNotEqual: precCompare,
	tPipe: precBitOr, tCaret: precBitXor, tAmp: precBitAnd,
	tShiftLeft: precShift, tShiftRight: precShift,
	tPlus: precSum, tMinus: precSum,
	tStar: precProduct, tSlash: precProduct, tDoubleSlash: precProduct, tPercent: precProduct, tAt: precProduct,
}

// operator is the Op of a token that stands for one.
var operator = [kinds]Op{
	kwOr: Or, kwAnd: And, kwNot: Not, kwIn: In, kwIs: Is,
	tLess: Less, tLessEqual: LessEqual, tGreater: Greater, tGreaterEqual: GreaterEqual, tEqual: Equal, tNotEqual: NotEqual,
	tPipe: BitOr, tCaret: BitXor, tAmp: BitAnd, tShiftLeft: ShiftLeft, tShiftRight: ShiftRight,
	tPlus: Add, tMinus: Sub, tStar: Mul, tSlash: Div, tDoubleSlash: FloorDiv, tPercent: Mod, tAt: MatMul,
	tTilde: Invert, tPower: Pow,
}

// startsExpr says which tokens can begin an expression.
var startsExpr = [kinds]bool{
	tName: true, tNumber: true, tString: true, tFString: true, tLParen: true, tLBracket: true, tLBrace: true,
	tBackquote: true, tPlus: true, tMinus: true, tTilde: true, tStar: true, kwNot: true, kwLambda: true,
	kwAwait: true, kwYield: true, tEllipsis: true, kwNone: true, kwTrue: true, kwFalse: true,
}
