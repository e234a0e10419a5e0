// Command learners trains the learners of package classify on the published
// harmonic vectors, with the authors' split, and prints how well and how fast.
//
//	go run ./examples/learners [-seed N] [-only NAME,…] [-json] FOLDER
//
// FOLDER holds mal_harmonic_feature_vectors.txt.gz and the ben_ and split_seed42_
// files beside it, as in the published repository. "all" are the 3,718 test rows of
// the paper's protocol, of which most are in the training rows too, to the digit;
// "new" are those that are not. GOMAXPROCS bounds the threads; times are of
// this process, training and scoring alone.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/malguard/malguard/classify"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "learners:", err)
		os.Exit(1)
	}
}

// setup is a learner with the settings of what it is compared with.
type setup struct {
	Name    string
	Trainer classify.Trainer
}

func setups(seed uint64) []setup {
	return []setup{
		{"nb", classify.GaussianNB{}},
		{"tree", classify.Tree{Seed: seed}},
		{"forest", classify.Forest{Seed: seed}},
		{"extra-trees", classify.ExtraTrees{Seed: seed}},
		{"boost-xgboost", classify.Boost{Rate: 0.1, Seed: seed}},
		{"boost-lightgbm", classify.Boost{
			Rate: 0.1, Growth: classify.GrowLeaf, MaxLeaves: 31, MinLeaf: 20, MinChildWeight: 1e-3, L2: -1, Seed: seed,
		}},
		{"sgd-hinge", classify.SGD{Seed: seed}},
		{"sgd-log", classify.SGD{Loss: classify.LossLog, Seed: seed}},
		{"sgd-paper", classify.SGD{Loss: classify.LossLog, Passes: 100, Seed: seed}},
		{"svm", classify.LinearSVM{Seed: seed}},
		{"logistic", classify.Logistic{}},
		{"mlp", classify.MLP{Seed: seed}},
		{"knn", classify.Neighbors{}},
	}
}

// result is what one learner did.
type result struct {
	Name       string  `json:"name"`
	TrainCPU   float64 `json:"train_cpu"`   // seconds
	Train      float64 `json:"train"`       // seconds of wall time
	PredictCPU float64 `json:"predict_cpu"` // of all test rows
	Predict    float64 `json:"predict"`
	All        counts  `json:"all"`
	New        counts  `json:"new"`
}

func run(ctx context.Context, args []string, w io.Writer) error {
	flags := flag.NewFlagSet("learners", flag.ContinueOnError)
	seed := flags.Uint64("seed", 42, "seed of what is random")
	only := flags.String("only", "", "learners to run, by name")
	asJSON := flags.Bool("json", false, "print JSON lines")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() != 1 {
		return fmt.Errorf("want one folder, have %d arguments", flags.NArg())
	}
	train, test, err := published(flags.Arg(0))
	if err != nil {
		return err
	}
	unseen := fresh(train, test)
	var results []result
	for _, s := range setups(*seed) {
		if *only != "" && !slices.Contains(strings.Split(*only, ","), s.Name) {
			continue
		}
		r, err := try(ctx, s, train, test, unseen)
		if err != nil {
			return fmt.Errorf("%s: %w", s.Name, err)
		}
		results = append(results, r)
	}
	if *asJSON {
		for _, r := range results {
			if err := json.NewEncoder(w).Encode(r); err != nil {
				return err
			}
		}
		return nil
	}
	return table(w, results, len(unseen))
}

// try trains and scores once.
func try(ctx context.Context, s setup, train, test *classify.Table, unseen []int) (result, error) {
	r := result{Name: s.Name}
	cpu, start := cpuSeconds(), time.Now()
	model, err := s.Trainer.Train(ctx, train)
	if err != nil {
		return r, err
	}
	r.TrainCPU, r.Train = cpuSeconds()-cpu, time.Since(start).Seconds()
	scores := make([]float64, test.X.Rows())
	cpu, start = cpuSeconds(), time.Now()
	if err := model.Scores(scores, test.X); err != nil {
		return r, err
	}
	r.PredictCPU, r.Predict = cpuSeconds()-cpu, time.Since(start).Seconds()
	for i, score := range scores {
		r.All.add(score, test.Y[i])
	}
	for _, i := range unseen {
		r.New.add(scores[i], test.Y[i])
	}
	return r, nil
}

// counts is a confusion matrix at the threshold 1/2.
type counts struct {
	TP int `json:"tp"`
	FP int `json:"fp"`
	FN int `json:"fn"`
	TN int `json:"tn"`
}

func (c *counts) add(score, label float64) {
	switch {
	case score > 0.5 && label == 1:
		c.TP++
	case score > 0.5:
		c.FP++
	case label == 1:
		c.FN++
	default:
		c.TN++
	}
}

// String prints precision, recall and F1 in per cent.
func (c counts) String() string {
	p := 100 * float64(c.TP) / float64(c.TP+c.FP)
	r := 100 * float64(c.TP) / float64(c.TP+c.FN)
	return fmt.Sprintf("%.1f / %.1f / %.1f", p, r, 2*p*r/(p+r))
}

func table(w io.Writer, results []result, unseen int) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "learner\tall: P / R / F1\t%d new: P / R / F1\ttrain s\tCPU s\tpredict ms\tCPU ms\n", unseen)
	for _, r := range results {
		fmt.Fprintf(t, "%s\t%v\t%v\t%.3f\t%.3f\t%.2f\t%.2f\n",
			r.Name, r.All, r.New, r.Train, r.TrainCPU, 1000*r.Predict, 1000*r.PredictCPU)
	}
	return t.Flush()
}
