package classify

import (
	"fmt"
	"slices"
)

// Options is what all trainers share.
type Options struct {
	Seed    uint64 // the source of all randomness
	Workers int    // goroutines; 0 = GOMAXPROCS; never changes a result
}

// Method is a learning algorithm as a value.
type Method struct {
	Name string // as users type it
	Doc  string // one line
	// New returns the algorithm with its default settings.
	New func(Options) Trainer
	// Repeats says that a row of weight k counts exactly as k copies of it. It
	// does not hold where rows are drawn at random.
	Repeats bool
	// Missing says that rows may have missing entries. Elsewhere they are
	// [ErrMissing].
	Missing bool
}

// Trainers returns the algorithms of this package in the order in which tables
// show them. The slice is the caller's.
func Trainers() []Method {
	return []Method{
		{Name: "logistic", Doc: "logistic regression with an L2 penalty", New: newLogistic, Repeats: true},
		{Name: "forest", Doc: "random forest of Gini trees", New: newForest},
		{Name: "tree", Doc: "decision tree (CART)", New: newTree, Repeats: true},
		{Name: "extra-trees", Doc: "extremely randomised trees", New: newExtraTrees, Repeats: true},
		{Name: "boost", Doc: "gradient boosting of trees", New: newBoost, Repeats: true, Missing: true},
		{Name: "sgd", Doc: "logistic regression by stochastic gradient descent", New: newSGD},
		{Name: "svm", Doc: "linear support vector machine; its scores are no probabilities", New: newLinearSVM, Repeats: true},
		{Name: "nb", Doc: "Gaussian naive Bayes", New: newGaussianNB, Repeats: true},
		{Name: "mlp", Doc: "multilayer perceptron trained by Adam", New: newMLP},
		{Name: "voting", Doc: "mean of the scores of logistic regression and a forest", New: newVoting},
		{Name: "stacking", Doc: "logistic regression on the log-odds of logistic regression and a forest", New: newStacking},
		{Name: "calibrated", Doc: "random forest with Platt's probabilities", New: newCalibrated},
		{Name: "knn", Doc: "the five nearest neighbours", New: newNeighbors, Repeats: true},
	}
}

// Named returns the method with the given name.
func Named(name string) (Method, error) {
	all := Trainers()
	i := slices.IndexFunc(all, func(m Method) bool { return m.Name == name })
	if i < 0 {
		return Method{}, fmt.Errorf("classify: unknown method %q", name)
	}
	return all[i], nil
}

func newLogistic(o Options) Trainer { return Logistic{Workers: o.Workers} }

func newTree(o Options) Trainer { return Tree{Seed: o.Seed} }

func newForest(o Options) Trainer { return Forest{Seed: o.Seed, Workers: o.Workers} }

func newGaussianNB(Options) Trainer { return GaussianNB{} }

func newSGD(o Options) Trainer { return SGD{Loss: LossLog, Seed: o.Seed} }

func newLinearSVM(o Options) Trainer { return LinearSVM{Seed: o.Seed} }

func newMLP(o Options) Trainer { return MLP{Seed: o.Seed, Workers: o.Workers} }

func newVoting(o Options) Trainer {
	return Voting{Trainers: []Trainer{newLogistic(o), newForest(o)}, Workers: o.Workers}
}

func newStacking(o Options) Trainer {
	return Stacking{Trainers: []Trainer{newLogistic(o), newForest(o)}, LogOdds: true, Seed: o.Seed, Workers: o.Workers}
}

func newCalibrated(o Options) Trainer {
	return Calibrated{Base: newForest(o), Seed: o.Seed, Workers: o.Workers}
}

func newNeighbors(o Options) Trainer { return Neighbors{Workers: o.Workers} }

func newBoost(o Options) Trainer { return Boost{Seed: o.Seed, Workers: o.Workers} }

func newExtraTrees(o Options) Trainer { return ExtraTrees{Seed: o.Seed, Workers: o.Workers} }
