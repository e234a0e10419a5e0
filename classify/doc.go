// Package classify learns to tell malicious from benign feature rows.
//
// A [Trainer] is a configuration whose zero value is a documented default; it
// turns a [Table] into a [Model], and only a Model can score, so that nothing
// can predict before it has learned. Rows are sparse: about 95 % of the
// features of a package are zero, and every trainer here uses that.
//
//	model, err := classify.Forest{Seed: 1}.Train(ctx, table)
//	err = model.Scores(scores, rows) // probabilities of malicious
//
// The same configuration and table give the same model bit for bit, for any
// number of workers. [Save] and [Load] keep models; a loaded model gives
// exactly the scores of the saved one.
//
// To add a classifier, write a file with its configuration and model and add a
// line to [Trainers]; the laws in classifytest then run on it. What is measured
// of scores (AUC and so on) is not the business of this package.
package classify
