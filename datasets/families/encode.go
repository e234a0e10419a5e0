package families

import (
	"crypto/sha256"
	"encoding/binary"
	"hash"

	"github.com/malguard/malguard/internal/pysrc"
)

// Digest is a SHA-256 hash. The zero value stands for nothing to hash.
type Digest [sha256.Size]byte

// encoder writes the nodes of a tree in preorder, each with how many children of each
// sort it has, so that different trees are written differently.
type encoder struct {
	shape, code text // code has names and constants as well
	// gram holds the last seven kinds of node, the last one lowest.
	gram    uint64
	kinds   int
	shingle func(uint64)
}

// gramSize is how many nodes make a shingle.
const gramSize = 7

// text is what is hashed, in pieces so that a large file needs no large buffer.
type text struct {
	sum hash.Hash
	buf []byte
}

func (t *text) write(more ...byte) {
	t.buf = append(t.buf, more...)
	if len(t.buf) > 1<<15 {
		t.flush()
	}
}

func (t *text) flush() {
	t.sum.Write(t.buf)
	t.buf = t.buf[:0]
}

func (t *text) digest() (d Digest) {
	t.flush()
	t.sum.Sum(d[:0])
	return d
}

// encoded is a file, as far as it is compared.
type encoded struct{ shape, code Digest }

// encode hashes a file, and calls shingle with each run of seven nodes; a shorter file
// is one run. It is false for a file of which there is no more than comments and strings.
func encode(src []byte, shingle func(uint64)) (encoded, bool) {
	f := pysrc.Parse(src)
	broken := len(f.Errors) > 0 || len(f.Fragments) > 0 || f.Truncated
	if !broken && !hasCode(f) {
		return encoded{}, false
	}
	e := &encoder{shape: text{sum: sha256.New()}, code: text{sum: sha256.New()}, shingle: shingle}
	pysrc.Walk(f, e.visit)
	if e.kinds == 0 {
		return encoded{}, false
	}
	if e.kinds < gramSize {
		shingle(e.gram)
	}
	if broken { // what no grammar accepts is the same only where it is written the same
		e.shape.write([]byte(f.Source)...)
		e.code.write([]byte(f.Source)...)
	}
	return encoded{e.shape.digest(), e.code.digest()}, true
}

// hasCode says whether a file does or defines anything.
func hasCode(f *pysrc.File) bool {
	for _, s := range f.Body {
		if e, ok := s.(*pysrc.ExprStmt); !ok {
			return true
		} else if _, text := e.X.(*pysrc.Str); !text {
			return true
		}
	}
	return false
}

func (e *encoder) visit(n pysrc.Node) bool {
	switch n := n.(type) {
	case pysrc.Expr:
		e.expr(n)
	case pysrc.Stmt:
		if !e.simple(n) {
			e.block(n)
		}
	default:
		e.part(n)
	}
	return true
}

// node writes a node: its kind, different for each type of node and operator and never
// 0, and the numbers that say which children it has.
func (e *encoder) node(kind byte, counts ...int) {
	e.silent(kind, counts...)
	e.gram = (e.gram<<8 | uint64(kind)) & (1<<(8*gramSize) - 1)
	e.kinds++
	if e.kinds >= gramSize {
		e.shingle(e.gram)
	}
}

// silent is node for what is in no shingle.
func (e *encoder) silent(kind byte, counts ...int) {
	e.shape.write(kind)
	e.code.write(kind)
	e.counts(counts...)
}

func (e *encoder) counts(list ...int) {
	var b [binary.MaxVarintLen64]byte
	for _, n := range list {
		v := b[:binary.PutUvarint(b[:], uint64(n))]
		e.shape.write(v...)
		e.code.write(v...)
	}
}

// words writes what only code has.
func (e *encoder) words(list ...string) {
	for _, s := range list {
		var b [binary.MaxVarintLen64]byte
		e.code.write(b[:binary.PutUvarint(b[:], uint64(len(s)))]...)
		e.code.write([]byte(s)...)
	}
}

// has is 1 for a child that is there.
func has(present bool) int {
	if present {
		return 1
	}
	return 0
}
