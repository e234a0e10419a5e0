package guarddog

import (
	"github.com/malguard/malguard/internal/pysrc"
)

// constant is a string that is known when the program is read. Of long ones, and
// where several may come, only that it is some constant string.
type constant struct {
	text  string
	known bool
}

const maxConstant = 100

func constantOf(text string) constant {
	if len(text) > maxConstant {
		return constant{}
	}
	return constant{text, true}
}

// constant returns the string that x is, if it is one: a literal, a sum of them,
// or a variable that semgrep follows.
func (s *source) constant(x pysrc.Expr) (constant, bool) { return s.strings.of(x) }

func (s *source) constantName(n *pysrc.Name) (constant, bool) {
	c, ok := s.consts[n]
	return c, ok
}

// isString says whether x is a constant string, whatever it says.
func (s *source) isString(x pysrc.Expr) bool {
	_, ok := s.constant(x)
	return ok
}

// isText says whether x is one of the given constant strings.
func (s *source) isText(x pysrc.Expr, texts ...string) bool {
	c, ok := s.constant(x)
	if !ok || !c.known {
		return false
	}
	for _, t := range texts {
		if c.text == t {
			return true
		}
	}
	return false
}

// evaluator finds constant strings.
type evaluator struct {
	name func(*pysrc.Name) (constant, bool)
	memo map[*pysrc.BinOp]*constant // nil for what is none; without a map, nothing is kept
}

func (e *evaluator) of(x pysrc.Expr) (constant, bool) {
	switch x := x.(type) {
	case *pysrc.Str:
		return constantOf(x.Value), true
	case *pysrc.Name:
		return e.name(x)
	case *pysrc.FString:
		return e.joined(x)
	case *pysrc.BinOp:
		if known, ok := e.memo[x]; ok {
			if known == nil {
				return constant{}, false
			}
			return *known, true
		}
		c, ok := e.sum(x)
		if e.memo != nil {
			e.memo[x] = nil
			if ok {
				e.memo[x] = &c
			}
		}
		return c, ok
	case *pysrc.IfExp:
		a, aok := e.of(x.Body)
		b, bok := e.of(x.Else)
		return meetConstants(a, aok, b, bok)
	}
	return constant{}, false
}

func (e *evaluator) joined(x *pysrc.FString) (constant, bool) {
	sum := constant{known: true}
	for _, p := range x.Parts {
		if field, ok := p.(*pysrc.Interp); ok {
			p = field.X
		}
		c, ok := e.of(p)
		if !ok {
			return constant{}, false
		}
		sum = sum.plus(c)
	}
	return sum, true
}

// sum is the sum of two strings, or some repetition of one.
func (e *evaluator) sum(x *pysrc.BinOp) (constant, bool) {
	a, ok := e.of(x.X)
	if !ok || x.Op == pysrc.Mul {
		return constant{}, ok
	}
	b, ok := e.of(x.Y)
	if !ok || x.Op != pysrc.Add {
		return constant{}, false
	}
	return a.plus(b), true
}

func (c constant) plus(d constant) constant {
	if !c.known || !d.known {
		return constant{}
	}
	return constantOf(c.text + d.text)
}

func meetConstants(a constant, aok bool, b constant, bok bool) (constant, bool) {
	switch {
	case !aok || !bok:
		return constant{}, false
	case a == b:
		return a, true
	}
	return constant{}, true
}
