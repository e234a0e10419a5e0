// Package sequence builds the graph of the published MALGUARD code, for
// repeating its figures. It is no call graph: for that see
// [github.com/malguard/malguard/graph/callgraph].
//
// For most uses call [Last] or [Merged] with the file system of a package, or
// [File] with one source. Nothing of the package is executed.
//
// The source is MalGuard (USENIX Security 2025) and its code in
// https://github.com/OSSguardian/MALGUARD, social-network/cal_cen_new.py at
// commit 768dc3a, of which this is a restatement:
//
//   - A file is read as UTF-8, bytes that are none being left out, whatever
//     encoding it declares. Every file whose name ends in .py counts.
//   - Its calls are listed in the order of ast.walk, which goes through the tree
//     breadth first: not that of the source, and not that of running it. Names
//     are as written, without regard to imports: x for x(…), x.y for x.y(…), and
//     the bare attribute z for anything else in front of it, a().z(…). Other
//     calls, such as x[0](…) and a()(…), are left out.
//   - Where CPython has a SyntaxError (or a ValueError), the calls are the words
//     before an opening parenthesis, keywords, comments and strings included.
//   - Where CPython fails otherwise, since the tree is too high for it, there are
//     none.
//   - The nodes of the graph are the names in the order in which they appear. An
//     edge goes from each call to every later one of which the name has appeared
//     up to there: u → v if and only if u occurs somewhere from the first v to
//     before the last v. So edges lead only to names that are repeated, and a
//     repeated name has an edge to itself. See [Graph].
//   - Each file overwrites the results of the file before it in the order in
//     which the threads of a pool happen to finish, so that any one file with
//     calls may stand for the package. [Last] takes the last in the order of
//     paths; [Merged] and [Files] are for those who repeat the repaired variants.
//
// # What is approximated
//
// The CPython that decides what is an error is 3.11, whatever version the
// authors had: files in the syntax of Python 2 or of 3.12 and later are read as
// words before parentheses. Its grammar and tokenizer are repeated here in full,
// but for these:
//
//   - \N{NAME} in a string is taken for valid whatever the name.
//   - Letters that Unicode 15 added belong to words.
//   - Brackets nested between 150 and 200 deep can exhaust the parser's stack
//     (then the file has no calls), depending on what is between them.
//   - Lambdas and the like nested more than 1,000 deep are read in pieces, in the
//     order in which they come.
//   - print >>a or b, c and with (a := b, c): have their calls one level off.
//   - An f-string with a generator for a field may lack its calls: the tree is
//     that of internal/pysrc, which reads it otherwise. Where it says so, the
//     error wraps [ErrIncomplete].
//
// Limits keep hostile files from taking more than linear time and memory: see
// [MaxCalls] and [MaxEdges]. Where calls or edges are missing for that or another
// reason, the graph's warnings hold [ErrIncomplete].
package sequence
