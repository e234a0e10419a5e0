// Package leaves scores rows with models of LightGBM, by the library
// github.com/dmitryikh/leaves.
//
// [Read] takes the text that Booster.save_model of LightGBM 2.2 to 4.7 writes
// (versions v2 to v4 of the format; the library itself stops at v3). Boosters
// gbdt, dart, goss and rf with the objective binary and any sigmoid, splits by
// category, and all three treatments of missing entries give the scores of
// LightGBM to 1e-12. A model that was trained with early stopping has in its file
// no more than its best rounds. Other objectives, several classes and linear
// trees are errors that say so, and so is everything that is no such text.
//
// The library panics, or asks for more memory than there is, on files that it
// does not expect, and scores too short a row with 0. So this package reads the
// text itself, checks everything that the library relies on, and gives the
// library a text of its own with what it has checked; widths are compared before
// each call; and should all this have a hole, a panic of the library is an error.
//
// A [Model] is saved by [classify.Save] as the text it was read from, and
// [classify.Load] reads it with [Codec]. [Model.Trees] gives the same model
// without the library, where package classify can say it.
package leaves
