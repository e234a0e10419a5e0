// Package golearn joins package classify with github.com/sjwhitworth/golearn:
// tables go both ways ([ToInstances], [FromGrid]), golearn's learners train on
// ours ([Trainers]), and our trainers are classifiers of golearn ([AsClassifier]),
// for its evaluation and its ensembles.
//
// golearn is here to compare with and for code that uses it already, not to train
// with: its last change is of 2022, and it is slower and less accurate than
// package classify (BenchmarkHarmonic measures both). What it does where a library of
// ours would return an error, or the same result twice, stays in this room:
//
//   - It panics; a panic inside a call of this room is an error.
//   - It knows no weights. Rows that weigh a whole number are repeated, and
//     another weight is an error.
//   - It cannot be stopped. The end of a context is seen before and after a call,
//     and by trees at each column of each node; [MaxCells] bounds a table.
//   - Its trees break ties by the order of a map and draw from the global
//     math/rand. Here they take the first column and draw from a seed.
//   - What it learned is copied into a model of ours, which scores without it,
//     wherever that can be reached: trees and naive Bayes. Only [KNN] scores by
//     golearn.
//
// Its k-nearest neighbours and linear models hold C and C++. They are built with
// the tag golearn_cgo alone. Its random forest is not offered: it runs goroutines
// whose panics end the program, and draws what nothing seeds.
package golearn
