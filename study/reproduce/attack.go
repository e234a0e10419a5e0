package reproduce

import (
	"context"
	"errors"

	"github.com/malguard/malguard/eval"
	"github.com/malguard/malguard/study/attack"
)

// noAttack names the records of rows as they are.
const noAttack = "no attack"

// figure5 names the attacks of package attack as Figure 5 of the paper does.
var figure5 = map[string]string{
	"perturb": "random perturbation", "binarise": "feature binarisation", "insert-5": "ipr [1,5]", "insert-10": "ipr [1,10]",
}

var errUntrained = errors.New("reproduce: a test without a model")

// attacked judges the items, and the malicious ones besides under each attack, by
// models that have learned from rows as they are. It returns the records of each
// attack, by its name in Figure 5, and of none, benign ones included: an attacker
// changes what is his own.
func attacked[T any](ctx context.Context, items []eval.Item[T], p eval.Protocol, t trainer[T], attacks []attack.RowAttack) (map[string][]eval.Record, error) {
	var models []detector[T]
	t.fitted = func(d detector[T]) { models = append(models, d) }
	records, err := run(ctx, items, p, t)
	by := map[string][]eval.Record{noAttack: records}
	if err != nil || len(attacks) == 0 {
		return by, err
	}
	cases := make([]eval.Case, len(items))
	for i, item := range items {
		cases[i] = item.Case
	}
	splits, err := p.Deal(cases, seed)
	if err != nil {
		return nil, err
	}
	if len(models) != len(splits) {
		return nil, errUntrained
	}
	for k, s := range splits {
		test := make([]eval.Item[T], len(s.Test))
		for i, at := range s.Test {
			test[i] = items[at]
		}
		clean := records[:len(test):len(test)] // in the order of tests and cases
		records = records[len(test):]
		for _, a := range attacks {
			list, err := models[k].under(ctx, a, test, clean)
			if err != nil {
				return nil, err
			}
			by[figure5[a.Name]] = append(by[figure5[a.Name]], list...)
		}
	}
	return by, nil
}

// under judges the cases of a test again, the malicious ones under an attack.
func (d detector[T]) under(ctx context.Context, a attack.RowAttack, test []eval.Item[T], clean []eval.Record) ([]eval.Record, error) {
	table, err := d.encoder.table(ctx, test)
	if err != nil {
		return nil, err
	}
	if table, err = a.Apply(table, seed); err != nil {
		return nil, err
	}
	scores := make([]float64, len(test))
	if err := d.model.Scores(scores, table.X); err != nil {
		return nil, err
	}
	list := make([]eval.Record, len(clean))
	for i, r := range clean {
		list[i] = r
		list[i].Score = scores[i]
	}
	return list, nil
}
