// Package pycodec undoes the encodings in which Python programs wrap text and
// code. A function means what the function of CPython 3.11 that it is named
// after means, down to what that one accepts and refuses, works on hostile
// input, and gives at most as many bytes as its limit says: [ErrTooLarge]
// otherwise. Functions without a limit give at most ten times as many bytes as
// they take.
//
// Where a function is laxer than CPython its comment says so, and why: programs
// get at damaged data by way of decompressor objects and error handlers.
//
// Python's text may hold lone surrogates, the text here is UTF-8 and cannot.
// What decodes to one is refused, so that a result is never another text than
// Python's.
package pycodec

import "errors"

// ErrTooLarge means that the result would be longer than the limit.
var ErrTooLarge = errors.New("pycodec: result too large")

// errCorrupt means that the input is not in the encoding, or in a variant of it
// that is not decoded here.
var errCorrupt = errors.New("pycodec: corrupt input")

// errTruncated means that the input ends before the data it promises.
var errTruncated = errors.New("pycodec: truncated input")
