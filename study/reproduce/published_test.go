package reproduce_test

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/eval/report"
	"github.com/malguard/malguard/study/reproduce"
)

// printed returns what the paper prints, by table, row, column and metric.
func printed(t testing.TB) map[[4]string]float64 {
	t.Helper()
	list := map[[4]string]float64{}
	for _, table := range reproduce.Tables() {
		cells, err := table.Measure(t.Context(), &reproduce.Source{})
		require.NoError(t, err)
		require.NotEmpty(t, cells, table.Name)
		for _, c := range cells {
			require.Nil(t, c.Measured, "without a source nothing is measured")
			require.NotEmpty(t, c.Reason, "%+v", c)
			if c.Published == nil {
				continue
			}
			key := [4]string{c.Table, c.Row, c.Column, c.Metric}
			if old, twice := list[key]; twice {
				require.Equal(t, old, *c.Published, "%v: every protocol shows the same print", key)
			}
			list[key] = *c.Published
		}
	}
	return list
}

// TestPrintedIsConsistent looks for slips in what was copied: F1 is the harmonic mean of
// precision and recall, to the digit that is printed.
func TestPrintedIsConsistent(t *testing.T) {
	list := printed(t)
	triples := 0
	for key, f1 := range list {
		metric := func(name string) (float64, bool) {
			k := key
			k[3] = name
			if k[1] == key[2] || key[2] == key[3] { // metrics are the columns
				k[2] = name
			}
			v, ok := list[k]
			return v, ok
		}
		p, ok := metric(reproduce.Precision)
		r, both := metric(reproduce.Recall)
		if key[3] != reproduce.F1 || !ok || !both {
			continue
		}
		triples++
		require.InDelta(t, 2*p*r/(p+r), f1, 0.11, "%v", key)
	}
	require.Equal(t, 8+15+8+32, triples, "tables 3, 5, 8 and 9")
	for key, v := range list {
		if key[3] != "s/package" && key[3] != "train s" {
			require.True(t, v > 0 && v <= 100, "%v", key)
		}
	}
}

// TestPrintedAgreesWithItself holds what different tables print of the same thing, on
// which the notes rest.
func TestPrintedAgreesWithItself(t *testing.T) {
	list := printed(t)
	for _, metric := range []string{reproduce.Precision, reproduce.Recall, reproduce.F1} {
		require.Equal(t, list[[4]string{"9", "rf", "katz filtered", metric}], list[[4]string{"8", "malguard", metric, metric}], "MalGuard is RF on Katz")
		for _, name := range []string{"ea4mp", "cerebro"} {
			require.Equal(t, list[[4]string{"8", name, metric, metric}], list[[4]string{"3", name, metric, metric}])
		}
	}
	for _, p := range report.Paper() { // the other copy of Table 8
		name := strings.TrimSuffix(p.Detector, "-surrogate")
		for metric, v := range map[string]float64{reproduce.Precision: p.Precision, reproduce.Recall: p.Recall, reproduce.F1: p.F1} {
			require.InDelta(t, 100*v, list[[4]string{"8", name, metric, metric}], 1e-9, name)
		}
	}
	for _, l := range []string{"rf", "xgboost", "svm", "mlp"} {
		require.Equal(t, list[[4]string{"9", l, "closeness filtered", "f1"}], list[[4]string{"robust", l, "no attack", "f1"}])
	}
	lower := map[string]int{} // how often the filter lowers F1
	for _, measure := range []string{"closeness", "harmonic", "degree", "katz"} {
		with := func(l, half string) float64 { return list[[4]string{"9", l, measure + " " + half, "f1"}] }
		require.InDelta(t, with("rf", "w/o"), list[[4]string{"K", measure, "500", "f1"}], 0.1, "the figure of K is RF without filter")
		for _, l := range []string{"rf", "xgboost", "svm", "mlp"} {
			if with(l, "filtered") < with(l, "w/o") {
				lower[l]++
			}
		}
	}
	require.Equal(t, map[string]int{"rf": 3, "xgboost": 3, "mlp": 3}, lower, "and that of SVM never")
}

// TestRelativeGains: the abstract says 0.5 % to 33.2 % of precision and 1.8 % to 22.1 %
// of recall, which are quotients.
func TestRelativeGains(t *testing.T) {
	list := printed(t)
	least, most := map[string]float64{}, map[string]float64{}
	for key, v := range list {
		if key[0] != "8" || strings.HasPrefix(key[1], "malguard") {
			continue
		}
		gain := 100 * (list[[4]string{"8", "malguard", key[2], key[3]}]/v - 1)
		if old, ok := least[key[3]]; !ok || gain < old {
			least[key[3]] = gain
		}
		most[key[3]] = math.Max(most[key[3]], gain)
	}
	for metric, want := range map[string][2]float64{reproduce.Precision: {0.5, 33.2}, reproduce.Recall: {1.8, 22.1}} {
		require.InDelta(t, want[0], least[metric], 0.05, metric)
		require.InDelta(t, want[1], most[metric], 0.05, metric)
	}
	tables, err := reproduce.Named("8")
	require.NoError(t, err)
	require.Contains(t, strings.Join(tables[0].Notes, "\n"), "precision +0.5 % to +33.2 %, recall +1.8 % to +22.1 %")
}

func TestNamed(t *testing.T) {
	all, err := reproduce.Named("all")
	require.NoError(t, err)
	var names []string
	for _, table := range all {
		names = append(names, table.Name)
	}
	require.Equal(t, []string{"3", "5", "8", "9", "10", "K", "robust"}, names)
	_, err = reproduce.Named("7")
	require.ErrorContains(t, err, `no table "7"`)
}
