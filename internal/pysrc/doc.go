// Package pysrc reads Python source as an attacker may have written it: a
// lexer and a recursive-descent parser for every grammar from Python 2.7 to
// Python 3.14 at once, producing a syntax tree with positions.
//
// For most uses call [Parse], then [Walk] over the tree or [Calls] for its
// calls alone.
//
// Parse never fails: what cannot be understood is recorded in [File.Errors]
// and reading goes on, so that one bad statement does not hide the rest of a
// file. Where grammars disagree, the newest Python that accepts a statement
// decides (print(x) is a call; print x is a [Print] statement). On every file
// that CPython accepts the calls, and the whole tree with its positions, are
// those of CPython's own ast module, but for three things: print >>f, x is a
// Print; the name of a Hangul syllable and the aliases of other names stay text
// in \N{…}; and some encodings of East Asia have other characters (none of
// them ASCII).
//
// Time and memory are linear in the size of the source, and the height of the
// tree is bounded (see [MaxDepth]), so that a recursive walk over any tree is
// safe: in Go a stack overflow cannot be recovered from.
package pysrc
