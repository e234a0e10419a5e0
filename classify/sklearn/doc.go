// Package sklearn reads models of scikit-learn from a JSON that export.py,
// beside this file, writes where the model was trained:
//
//	python export.py model.joblib > model.json
//
// scikit-learn itself keeps models as pickles, which run what they say when they
// are read; nothing here reads one. [Read] gives a [classify.Trees] for
// DecisionTreeClassifier, ExtraTreeClassifier, RandomForestClassifier,
// ExtraTreesClassifier, GradientBoostingClassifier and
// HistGradientBoostingClassifier, and a [classify.Linear] for
// LogisticRegression, LogisticRegressionCV, SGDClassifier and LinearSVC, whose
// scores equal predict_proba to 1e-12. LinearSVC and SGDClassifier with another
// loss than log_loss know no probabilities: their score is 1/(1+exp(-z)) of the
// margin z of decision_function, 0.5 at the border, and [Info].Margin says so.
//
// # The format, version 1
//
// One object; members that are not named here are errors.
//
//	format      "malguard-sklearn"
//	version     1
//	sklearn     version of scikit-learn, such as "1.9.1"
//	estimator   name of its class, such as "RandomForestClassifier"
//	score       "probability" or "margin", see above
//	positive    the class that the score is of, as text, such as "1"
//	n_features  number of columns
//	features    their names; may be missing
//	trees       an ensemble of trees, or
//	linear      a linear model; one of the two
//
// linear holds the weights coef, one a column, and intercept; the score is
// 1/(1+exp(-z)) with z = intercept + coef·x. trees holds
//
//	output   "mean": the score is the mean of the leaves, each in [0,1];
//	         "logit": it is 1/(1+exp(-z)) with z = base + the sum of the leaves
//	base     see there; 0 for "mean"
//	single   whether entries are rounded to 32 bits before they are compared
//	missing  whether rows may have missing entries
//	trees    the trees, each an object of arrays with an element a node:
//	           column        what a split looks at; -1 in a leaf
//	           right         the right child of a split; 0 in a leaf
//	           value         of a split: entries up to and with it go left; of a leaf: what it adds
//	           missing_left  1 where a split sends missing entries left, else 0
//	           cover         weight of the training rows that came here
//
// Nodes are in preorder: the root comes first and the left child of a split
// right after it. Numbers are finite; -1.7976931348623157e308 and its opposite
// stand for the infinite thresholds of splits between missing and other entries.
package sklearn
