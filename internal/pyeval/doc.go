// Package pyeval evaluates what a Python program computes from constants alone,
// without running it: the strings that hidden code is made of.
//
// [Run] interprets one file in order. What depends on anything but the source,
// a file, the network, the time, is unknown, and unknown values spread. Branches
// whose test is unknown are all taken, and names that they leave different are
// unknown behind them. Functions are called with what is known of their
// arguments, and those that nothing calls are entered once with unknown ones.
//
// Source that reaches exec, eval or compile and is known is parsed and
// interpreted in turn, as a [Layer]. Only pure functions are evaluated:
// arithmetic, the methods of strings, bytes and containers, the builtins that
// convert, and the decoders of the standard library and of cryptography's
// Fernet.
//
// A value that is known is the one that CPython 3.11 computes, where it computes
// one, with these exceptions, since the guess reveals hidden code: a container that
// is changed in a branch that may not run is as that branch leaves it, a function
// returns the one known value of its branches, globals() holds the builtins too,
// and the methods decode and encode take Python 2's codecs. Iterators over several
// sequences, and generator expressions, see these as they are when they are made.
//
// Steps, bytes and layers are bounded by [Options], never time, so that results
// are the same everywhere. Nothing has a side effect.
package pyeval
