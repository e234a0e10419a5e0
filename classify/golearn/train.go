package golearn

import (
	"context"
	"fmt"
	"math"

	"github.com/malguard/malguard/classify"
)

// Trainers returns golearn's learners with what is needed to run them beside ours.
// All keep the laws of classifytest, [Bernoulli] with a threshold that tells the
// classes apart. Those that need C are listed where they were built.
func Trainers() []classify.Method {
	return append([]classify.Method{
		{
			Name: "golearn-id3", Repeats: true,
			Doc: "golearn's decision tree by information gain, each column once on a path",
			New: func(classify.Options) classify.Trainer { return ID3{} },
		},
		{
			Name: "golearn-random-tree", Repeats: true,
			Doc: "golearn's decision tree by information gain among a few random columns at each node",
			New: func(o classify.Options) classify.Trainer { return RandomTree{Seed: o.Seed} },
		},
		{
			Name: "golearn-bernoulli", Repeats: true,
			Doc: "golearn's naive Bayes on which entries are above 0",
			New: func(classify.Options) classify.Trainer { return Bernoulli{} },
		},
	}, withC()...)
}

// Codecs returns what [classify.Load] needs to read models of this room.
func Codecs() []classify.Codec {
	return []classify.Codec{{Kind: kindBernoulli, Decode: decodeBernoulli}}
}

// prepare checks t and returns the rows that golearn learns from, without names and
// weights: each row as often as it weighs.
func prepare(ctx context.Context, t *classify.Table) (*classify.Table, error) {
	if err := t.Check(); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("golearn: %w", err)
	}
	total := 0.0
	for i, w := range t.Weight {
		if w != math.Trunc(w) {
			return nil, fmt.Errorf("golearn: row %d weighs %g: golearn knows no weights, rows are repeated", i, w)
		}
		total += w
	}
	if t.Weight == nil {
		total = float64(len(t.Y))
	}
	if err := fits(total, t.X.Width()); err != nil {
		return nil, err
	}
	if t.Weight == nil {
		return &classify.Table{X: t.X, Y: t.Y}, nil
	}
	var rows []int
	for i, w := range t.Weight {
		for range int(w) {
			rows = append(rows, i)
		}
	}
	r := t.Select(rows)
	return &classify.Table{X: r.X, Y: r.Y}, nil
}

// guard returns the panic of f as an error: golearn panics where others return one.
func guard(f func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("golearn: panic: %v", p)
		}
	}()
	return f()
}

// checkScores tests the arguments of Scores as models of package classify do.
func checkScores(dst []float64, x classify.Matrix, width int) error {
	switch {
	case x.Missing():
		return classify.ErrMissing
	case x.Width() != width:
		return fmt.Errorf("golearn: rows have %d columns, the model has %d", x.Width(), width)
	case len(dst) != x.Rows():
		return fmt.Errorf("golearn: room for %d scores of %d rows", len(dst), x.Rows())
	}
	return nil
}
