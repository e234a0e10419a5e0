// Package paper repeats the features of the published MALGUARD code to the
// digit, for those who reproduce or check the paper's tables. Nothing else
// should build on it: the features of this module are in
// [github.com/malguard/malguard/features].
//
// For most uses call [Process] with the file system of a package and the four
// [Measures], then [Exact] with the columns of a published [Set]. To rank the
// APIs of a training set oneself, hand what Process returns to [Totals].
//
//	files of a package ─Process→ List a measure ─Totals→ List of the corpus ─TopK→ the 500 first ─(a language model)→ Set
//	                                            ─Exact(Set.Columns)→ row          ─Substring→ row
//
// The sources are MalGuard (USENIX Security 2025, arXiv 2506.14466), its code
// https://github.com/OSSguardian/MALGUARD at commit 768dc3a, from here on "their
// code", and, for the step that is missing there, the copy of their artifact in
// https://github.com/lxyeternal/PyGuard, Baselines/MulGuard. What is repeated,
// with all its oddities, is told in docs/PAPER.md. Where the published code
// depends on the order in which threads finish, directories are listed or sets
// are iterated, a [Rule], the order of paths and the order of first occurrence
// stand for it.
//
// Readers take files of others: what is malformed or larger than a documented
// bound is an error, and nothing of what is read is executed.
package paper
