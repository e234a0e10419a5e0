// Package xgb reads and writes model files of XGBoost
// (https://xgboost.readthedocs.io/en/stable/tutorials/saving_model.html).
//
// [Read] takes what Booster.save_model and XGBClassifier.save_model of the
// series 1.0 to 3.2 write: JSON (.json), and UBJSON (.ubj), the default since
// 2.1. Boosters gbtree and dart with the objectives binary:logistic,
// reg:logistic and binary:logitraw become a [classify.Trees], gblinear a
// [classify.Linear] (which takes no missing entries: give it zeros, as
// XGBoost does), so that they are saved, explained and scored like any other.
// The binary format from before, categorical splits, several classes or targets
// and other objectives are errors that say so. [WriteJSON] and [WriteUBJSON] go
// the other way.
//
// Scores equal XGBoost's to about 1e-6; XGBoost adds up in 32 bits, this module
// in 64. Which leaf a row reaches is the same without exception: entries are
// rounded to 32 bits, and XGBoost's x < t is said as x ≤ the largest number of
// 32 bits below t.
//
// # Zeros and missing entries
//
// Rows in this module do not store zeros. XGBoost takes a NumPy array with its
// zeros, but takes what a SciPy CSR matrix does not store for missing, and
// the file does not tell which it was trained on. As a rule, zeros are
// zeros here; [Options.ZeroMissing] reads a model that was trained on CSR (or with
// missing=0) so that its zeros take the default direction of every split.
package xgb
