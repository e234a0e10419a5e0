// Package pycodec undoes the encodings in which Python programs wrap text and
// code. Its functions mean what the functions of CPython 3.11 that they are
// named after mean, work on hostile input, and give at most as many bytes as
// their limit says: [ErrTooLarge] otherwise.
package pycodec

import "errors"

// ErrTooLarge means that the result would be longer than the limit.
var ErrTooLarge = errors.New("pycodec: result too large")

// errCorrupt means that the input is not in the encoding.
var errCorrupt = errors.New("pycodec: corrupt input")
