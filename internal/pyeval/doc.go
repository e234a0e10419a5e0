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
// Steps, bytes and layers are bounded by [Options], never time, so that results
// are the same everywhere. Nothing has a side effect.
package pyeval
