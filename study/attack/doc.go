// Package attack changes packages and rows as somebody would who wants to be
// missed, so that detectors can be asked how much of what they find they find only
// as long as nobody tries.
//
// [Attacks] rewrite the source of a package without changing what it does: names,
// strings, wrapping, padding and place. [RowAttacks] change rows of features as the
// paper's attacks on features do, whether or not a package could have such a row.
//
// All of it happens in memory, is a pure function of the input and a seed, and runs
// nothing. Detectors are attacked blindly: nothing here asks them for a score.
package attack
