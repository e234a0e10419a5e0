package callgraph

import (
	"slices"

	"github.com/malguard/malguard/internal/pysrc"
)

// maxValues bounds the sets of values that a name may hold.
const maxValues = 32

// A value is what an expression may evaluate to: *extern, *function, *method,
// *class, *instance, *module, *text, *container, *generator, *super, *namespace,
// *property, *accessor, *partial, *registrar or *wrapper. Values are compared by
// identity.
type value any

// values is a small set in the order of discovery. Sets are shared: they are
// never changed, only replaced.
type values []value

// join returns the union of a and b, of at most maxValues.
func join(a, b values) values {
	switch {
	case len(a) == 0:
		return b
	case len(b) == 0 || len(a) >= len(b) && &a[0] == &b[0]:
		return a
	}
	var out values // a copy of a, once there is something to add
	for i, v := range b {
		if slices.Contains(a, v) {
			continue
		}
		if out == nil {
			if len(a) >= maxValues {
				return a
			}
			out = make(values, len(a), min(len(a)+len(b)-i, maxValues))
			copy(out, a)
		}
		if len(out) >= maxValues {
			break
		}
		out = append(out, v)
	}
	if out == nil {
		return a
	}
	return out
}

type (
	// function is a function or lambda of the package.
	function struct {
		scope       *scope
		class       *class // whose body defines it, or nil
		params      []*pysrc.Param
		returns     []source // of return statements, or the lambda's body
		yields      []source
		yielding    bool       // whether it is a generator
		sent        variable   // what send() hands to its yields
		rest, named *container // what its parameters *args and **kwargs hold; nil without one
		positional  int        // parameters before *args
		echoes      []int      // parameters that it returns, taken out of returns
		sorted      bool       // whether that is done
		first       firstArg
		hint        pysrc.Expr // annotation of what it returns
		self        values
		memo        memo                 // of returns
		gen         values               // the generator that a call returns, where it yields
		attrs       map[string]*variable // that were assigned to it
		registrar   values               // of a function below @singledispatch
		choices     values               // that it chooses among
	}

	// method is a function read from a class or an object, which receiver
	// becomes its first argument.
	method struct {
		fn       *function
		receiver values
	}

	// instance is any object of a class of the package.
	instance struct{ class *class }

	// text is a string or number whose value is known.
	text struct {
		typ   *extern
		value string
	}

	// container is what one display (list, tuple, set, dict) or dict(…) call
	// creates.
	container struct {
		typ    *extern
		scope  *scope
		elems  []element
		index  map[string]values     // what was stored under known keys
		any    values                // what was stored under others
		lookup map[string]int        // last element by key, where there are many
		spread bool                  // whether some element stands for several
		pairs  map[string]*container // tuples of keys and elements
		loose  bool                  // whether the elements have no certain keys
		memo   memo                  // of the contents
	}

	// element is one item of a container under its key, or where spread is set
	// all items of another: *value or **value.
	element struct {
		key    string
		value  pysrc.Expr
		spread bool
		memo   memo
	}

	// generator is what calling a generator function returns.
	generator struct {
		fn   *function
		memo memo // of what it yields
		end  memo // of what it returns
	}

	// namespace is the dictionary of a scope: globals(), vars(m), m.__dict__.
	namespace struct{ of value }
)

// firstArg says what a function of a class gets as its first argument.
type firstArg uint8

const (
	firstInstance firstArg = iota
	firstClass             // @classmethod
	firstNone              // @staticmethod
)
