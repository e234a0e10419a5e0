package golearn_test

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/sjwhitworth/golearn/base"
	"github.com/sjwhitworth/golearn/evaluation"
	"github.com/sjwhitworth/golearn/meta"
	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/classify/classifytest"
	"github.com/malguard/malguard/classify/golearn"
)

func instances(t *testing.T, table *classify.Table) *base.DenseInstances {
	t.Helper()
	inst, err := golearn.ToInstances(table)
	require.NoError(t, err)
	return inst
}

// predictor is what golearn's ensembles are too.
type predictor interface {
	Predict(base.FixedDataGrid) (base.FixedDataGrid, error)
}

// accuracy is what golearn measures of predictions.
func accuracy(t *testing.T, c predictor, grid base.FixedDataGrid) float64 {
	t.Helper()
	predicted, err := c.Predict(grid)
	require.NoError(t, err)
	m, err := evaluation.GetConfusionMatrix(grid, predicted)
	require.NoError(t, err)
	return evaluation.GetAccuracy(m)
}

// TestClassifierPredicts: the labels are those of the model's scores.
func TestClassifierPredicts(t *testing.T) {
	for _, m := range append(classify.Trainers(), golearn.Trainers()...) {
		train, test := noisy(200, 1), noisy(100, 2)
		c := golearn.AsClassifier(m.New(classify.Options{Seed: 1}), golearn.Malicious)
		require.Nil(t, c.Model())
		require.NoError(t, c.Fit(instances(t, train)))
		right := 0
		for i, p := range scores(t, c.Model(), test.X) {
			if (p > 0.5) == (test.Y[i] == 1) {
				right++
			}
		}
		require.InDelta(t, float64(right)/100, accuracy(t, c, instances(t, test)), 1e-12, m.Name)
		require.Contains(t, c.String(), "malguard")
	}
}

// TestCrossValidation: golearn's folds are views with rows in no order. They are drawn
// at random, so the bar is where no draw can miss it.
func TestCrossValidation(t *testing.T) {
	inst := instances(t, classifytest.Separable(300, 5, 1))
	c := golearn.AsClassifier(classify.Forest{Trees: 20}, golearn.Malicious)
	folds, err := evaluation.GenerateCrossFoldValidationConfusionMatrices(inst, c, 4)
	require.NoError(t, err)
	require.Len(t, folds, 4)
	mean, _ := evaluation.GetCrossValidatedMetric(folds, evaluation.GetAccuracy)
	require.Greater(t, mean, 0.9)
}

// TestBagging: golearn's ensembles take our classifiers.
func TestBagging(t *testing.T) {
	inst := instances(t, classifytest.Separable(300, 5, 1))
	bag := new(meta.BaggedModel)
	for range 3 {
		bag.AddModel(golearn.AsClassifier(classify.Forest{Trees: 5}, golearn.Malicious))
	}
	bag.Fit(inst)
	require.Greater(t, accuracy(t, bag, inst), 0.9)
}

// TestByName: attributes are found by name and classes by value, whatever order the
// grid has them in.
func TestByName(t *testing.T) {
	train := csv(t, "exec,log,kind\n1,5,bad\n1,0,bad\n0,4,good\n0,1,good\n")
	c := golearn.AsClassifier(classify.Forest{Seed: 1}, "bad")
	require.NoError(t, c.Fit(train))
	test := csv(t, "more,log,exec,kind\n9,2,0,good\n9,2,1,bad\n")
	predicted, err := c.Predict(test)
	require.NoError(t, err)
	require.Equal(t, "good", base.GetClass(predicted, 0))
	require.Equal(t, "bad", base.GetClass(predicted, 1))
	for text, want := range map[string]string{
		"log,kind\n2,good\n1,bad\n":             `attribute "exec"`,
		"log,exec,kind\n2,x,good\n1,y,bad\n":    `attribute "exec"`,
		"log,exec,kind\n2,0,good\n1,1,good\n":   `cannot be "bad"`,
		"log,exec,kind\n2,0,evil\n1,1,bad\n":    `cannot be "good"`,
		"log,exec,kind\n2,0,good\n1,NaN,bad\n":  "missing",
		"log,exec,kind\n2,0,good\n1,-Inf,bad\n": "row 1",
	} {
		_, err := c.Predict(csv(t, text))
		require.ErrorContains(t, err, want, text)
	}
}

func TestFloatAndBinaryClasses(t *testing.T) {
	numbers := csv(t, "exec,bad\n1,1\n1,1\n0,0\n0,0\n")
	c := golearn.AsClassifier(classify.Forest{}, "1")
	require.NoError(t, c.Fit(numbers))
	require.Equal(t, 1.0, accuracy(t, c, numbers))
	bits := two(t, base.NewBinaryAttribute("bad"), [][]byte{{1}, {0}})
	c = golearn.AsClassifier(classify.Logistic{}, "0")
	require.NoError(t, c.Fit(bits))
	require.Equal(t, 1.0, accuracy(t, c, bits))
}

func TestFitRejects(t *testing.T) {
	c := golearn.AsClassifier(classify.Forest{}, "setosa")
	require.ErrorContains(t, c.Fit(csv(t, flowers)), "more than two classes")
	require.Error(t, c.Fit(csv(t, "x,kind\n1,versicolor\n")))
	require.ErrorIs(t, c.Fit(csv(t, "x,kind\n1,setosa\n2,setosa\n")), classify.ErrOneClass)
	require.ErrorIs(t, c.Fit(csv(t, "x,kind\n1,setosa\nNaN,virginica\n")), classify.ErrMissing)
	require.Nil(t, c.Model())
	_, err := c.Predict(csv(t, flowers))
	require.ErrorContains(t, err, "not trained")
	require.ErrorContains(t, c.Save(filepath.Join(t.TempDir(), "model")), "not trained")
}

// TestSaveAndLoad: a loaded classifier predicts what the saved one does, and binary
// attributes stay binary.
func TestSaveAndLoad(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	d := base.NewDenseInstances()
	var specs []base.AttributeSpec
	for _, a := range []base.Attribute{base.NewBinaryAttribute("b"), base.NewFloatAttribute("f")} {
		specs = append(specs, d.AddAttribute(a))
	}
	class := base.NewCategoricalAttribute()
	class.SetName("kind")
	kind := d.AddAttribute(class)
	require.NoError(t, d.AddClassAttribute(class))
	require.NoError(t, d.Extend(100))
	for i := range 100 {
		d.Set(specs[0], i, []byte{byte(i % 2)})
		d.Set(specs[1], i, base.PackFloatToBytes(r.Float64()))
		d.Set(kind, i, class.GetSysValFromString([]string{"good", "bad"}[i%2]))
	}
	path := filepath.Join(t.TempDir(), "model")
	for _, tr := range []classify.Trainer{classify.Forest{}, golearn.Bernoulli{}} {
		c := golearn.AsClassifier(tr, "bad")
		require.NoError(t, c.Fit(d))
		require.NoError(t, c.Save(path))
		loaded := golearn.AsClassifier(nil, "", golearn.Codecs()...)
		require.NoError(t, loaded.Load(path))
		require.Equal(t, 1.0, accuracy(t, loaded, d))
		table, err := golearn.FromGrid(d, "bad")
		require.NoError(t, err)
		require.Equal(t, scores(t, c.Model(), table.X), scores(t, loaded.Model(), table.X))
	}
	unknown := golearn.AsClassifier(nil, "")
	require.ErrorIs(t, unknown.Load(path), classify.ErrKind)
	require.Nil(t, unknown.Model())
}

func TestLoadRejects(t *testing.T) {
	c := golearn.AsClassifier(classify.Forest{}, "bad")
	dir := t.TempDir()
	require.Error(t, c.Load(filepath.Join(dir, "missing")))
	path := filepath.Join(dir, "text")
	require.NoError(t, os.WriteFile(path, []byte("no archive"), 0o600))
	require.Error(t, c.Load(path))
	path = filepath.Join(dir, "other")
	w, err := base.CreateSerializedClassifierStub(path, base.ClassifierMetadataV1{FormatVersion: 1, ClassifierName: "KNN"})
	require.NoError(t, err)
	require.NoError(t, w.Close())
	require.ErrorContains(t, c.Load(path), `classifier "KNN"`)
	path = filepath.Join(dir, "empty")
	w, err = base.CreateSerializedClassifierStub(path, c.GetMetadata())
	require.NoError(t, err)
	require.NoError(t, w.Close())
	require.ErrorContains(t, c.Load(path), "malguard_model")
	require.Nil(t, c.Model())
}
