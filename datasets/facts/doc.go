// Package facts holds what is known of packages once they have been read: the case
// as a study sees it, the call graph, what each learned detector has read, and what
// each rule said. With it a study runs again on any machine, without a sample.
//
// Call [Embedded] for the set that comes with this module, or [Read] for a file that
// [Write] made ("malguard dataset facts" does). A record's graph is decoded when
// [Record.Graph] asks for it.
//
// Nothing in a set is code or text of a package. Of a call's arguments there are
// kind, length, entropy, and which kind of place or file they name; the functions of
// a package are numbers; of names from outside, those that look like a dotted name
// are kept and others are hashes. See [Strip], and docs/FACTS.md for the data card.
//
// # Format
//
// A file is a line "malguard-facts", the length of the header in four bytes, big
// endian, the [Header] in JSON, and the body, compressed by Zstandard. The header has
// the body's length and SHA-256, which are checked before anything is decoded. The
// body is a table of all words, sorted and front-coded, and then each record with its
// length before it. Numbers are varints, floats are varints of their bits reversed by
// bytes, and calls are stored by columns in the order of their places.
package facts
