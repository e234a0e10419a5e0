package sequence

// refused returns what CPython 3.11 would refuse in a source, and nil where
// ast.parse would accept it. Like ast.parse it does not look at what only the
// compiler refuses, such as a return outside of a function.
func refused(text string) *fault {
	for i := range len(text) {
		if text[i] == 0 {
			return &fault{i, "NUL byte", ErrSyntax}
		}
	}
	tokens, bad := lex(text)
	if bad != nil {
		return bad
	}
	p := newParser(text, tokens)
	for p.kind != kindEnd {
		p.statement()
	}
	return p.fault
}

// parser recognises the grammar of CPython 3.11
// (https://docs.python.org/3.11/reference/grammar.html) in one pass. Its
// methods build nothing; they say what could stand to the left of "=". After
// a fault the end of the source is the current token for good.
type parser struct {
	src    string
	tokens []token
	at     int

	kind kind
	text string // of a name, keyword or operator

	lambdas int
	fault   *fault
}

func newParser(src string, tokens []token) *parser {
	p := &parser{src: src, tokens: tokens}
	p.load()
	return p
}

func (p *parser) load() {
	t := p.tokens[p.at]
	p.kind, p.text = t.kind, ""
	if t.kind >= kindName {
		p.text = p.src[t.from:t.to]
	}
}

func (p *parser) next() {
	if p.at+1 < len(p.tokens) {
		p.at++
	}
	p.load()
}

func (p *parser) fail(msg string) {
	if p.fault == nil {
		p.fault = &fault{int(p.tokens[p.at].from), msg, ErrSyntax}
	}
	p.at = len(p.tokens) - 1
	p.load()
}

// is says whether the current token is a keyword or operator.
func (p *parser) is(text string) bool { return p.kind >= kindKeyword && p.text == text }

// nextIs says whether the token behind the current one is an operator.
func (p *parser) nextIs(text string) bool {
	if p.at+1 >= len(p.tokens) {
		return false
	}
	t := p.tokens[p.at+1]
	return t.kind == kindOp && p.src[t.from:t.to] == text
}

func (p *parser) accept(text string) bool {
	if !p.is(text) {
		return false
	}
	p.next()
	return true
}

func (p *parser) expect(text string) {
	if !p.accept(text) {
		p.fail("expected " + text)
	}
}

func (p *parser) expectKind(k kind) {
	if p.kind != k {
		p.fail("invalid syntax")
		return
	}
	p.next()
}

func (p *parser) name() { p.expectKind(kindName) }

// form says what an expression is besides an expression, as bits.
type form uint8

const (
	isSingle    form = 1 << iota // a name, an attribute or a subscript: what += assigns to
	isTarget                     // what = assigns to
	isDeletable                  // what del deletes
	isStarred                    // *x, which is no expression of its own

	isPlace = isSingle | isTarget | isDeletable
)

// all returns what a tuple or list of expressions is of which one has form f
// and those before it have form list.
func (list form) all(f form) form { return list & f & (isTarget | isDeletable) }

// allow fails where an expression of form f has none of the wanted bits.
func (p *parser) allow(f, want form) {
	if f&want == 0 {
		p.fail("cannot assign to this or delete it")
	}
}

// startsExpr says whether an expression or *x may begin here.
func (p *parser) startsExpr() bool {
	switch p.kind {
	case kindName, kindNumber, kindString:
		return true
	case kindKeyword:
		switch p.text {
		case "None", "True", "False", "not", "lambda", "await":
			return true
		}
	case kindOp:
		switch p.text {
		case "(", "[", "{", "+", "-", "~", "...", "*":
			return true
		}
	}
	return false
}
