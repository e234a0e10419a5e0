package facts

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"math/bits"
)

// ErrFormat means that a file holds no facts, or damaged ones, or those of another
// version.
var ErrFormat = errors.New("not facts of this version")

// buffer is what an encoder writes to.
type buffer []byte

func (b *buffer) uint(n int) { *b = binary.AppendUvarint(*b, uint64(n)) }
func (b *buffer) int(n int)  { *b = binary.AppendVarint(*b, int64(n)) }
func (b *buffer) float(f float64) { // numbers of few digits are short
	*b = binary.AppendUvarint(*b, bits.ReverseBytes64(math.Float64bits(f)))
}

func (b *buffer) bool(v bool) {
	if v {
		b.uint(1)
	} else {
		b.uint(0)
	}
}

func (b *buffer) text(s string) {
	b.uint(len(s))
	*b = append(*b, s...)
}

// reader reads what a buffer was given. After the first error it returns zeros.
type reader struct {
	rest []byte
	err  error
}

func (r *reader) fail(format string, args ...any) {
	if r.err == nil {
		r.err = fmt.Errorf("%w: "+format, append([]any{ErrFormat}, args...)...)
		r.rest = nil
	}
}

func (r *reader) uvarint() uint64 {
	n, size := binary.Uvarint(r.rest)
	if size <= 0 {
		r.fail("a number is cut off")
		return 0
	}
	r.rest = r.rest[size:]
	return n
}

// uint returns a number of at most most.
func (r *reader) uint(most int) int {
	n := r.uvarint()
	if n > uint64(most) {
		r.fail("%d where at most %d may be", n, most)
		return 0
	}
	return int(n)
}

// count returns how many things of at least size bytes follow.
func (r *reader) count(size int) int { return r.uint(len(r.rest) / size) }

func (r *reader) int() int {
	n, size := binary.Varint(r.rest)
	if size <= 0 || n != int64(int32(n)) {
		r.fail("a number is cut off or too large")
		return 0
	}
	r.rest = r.rest[size:]
	return int(n)
}

func (r *reader) bool() bool { return r.uint(1) == 1 }

func (r *reader) float() float64 {
	return math.Float64frombits(bits.ReverseBytes64(r.uvarint()))
}

func (r *reader) bytes() []byte {
	n := r.uint(len(r.rest))
	if n > len(r.rest) { // what the number took is gone
		r.fail("%d bytes where %d are left", n, len(r.rest))
		return nil
	}
	b := r.rest[:n:n]
	r.rest = r.rest[n:]
	return b
}

// end returns the first error, or that something is left.
func (r *reader) end() error {
	if r.err == nil && len(r.rest) > 0 {
		r.fail("%d bytes too many", len(r.rest))
	}
	return r.err
}
