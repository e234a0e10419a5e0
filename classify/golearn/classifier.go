package golearn

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/sjwhitworth/golearn/base"

	"github.com/malguard/malguard/classify"
)

// Classifier is a trainer of ours as a base.Classifier, for golearn's evaluation and
// its ensembles. Like those of golearn it is both a configuration and, after Fit or
// Load, what was learned; it is not safe for concurrent use.
type Classifier struct {
	trainer            classify.Trainer
	codecs             []classify.Codec
	positive, negative string // values of the class attribute as golearn writes them
	columns            []base.Attribute
	model              classify.Model // nil before Fit or Load
}

var _ base.Classifier = (*Classifier)(nil)

// AsClassifier returns t as a classifier of golearn. Rows whose class is positive
// count as malicious. Codecs are those that [classify.Load] needs besides its own to
// read t's models back.
func AsClassifier(t classify.Trainer, positive string, codecs ...classify.Codec) *Classifier {
	return &Classifier{trainer: t, positive: positive, codecs: codecs}
}

// Model returns what was learned, or nil.
func (c *Classifier) Model() classify.Model { return c.model }

// Fit implements base.Classifier. The grid is read by [FromGrid], and its rows have
// to be of two classes.
func (c *Classifier) Fit(grid base.FixedDataGrid) error {
	t, err := FromGrid(grid, c.positive)
	if err != nil {
		return err
	}
	class, err := classOf(grid)
	if err != nil {
		return err
	}
	negative, err := other(grid, class, t.Y)
	if err != nil {
		return err
	}
	m, err := c.trainer.Train(context.Background(), t)
	if err != nil {
		return err
	}
	c.model, c.columns, c.negative = m, columnsOf(grid, class), negative
	return nil
}

// other returns the one class of the rows with label 0.
func other(grid base.FixedDataGrid, class base.Attribute, y []float64) (string, error) {
	names, err := classNames(grid, class)
	if err != nil {
		return "", err
	}
	found := ""
	for i, name := range names {
		if y[i] == 0 && found != "" && name != found {
			return "", fmt.Errorf("golearn: class %s: rows are of more than two classes", class)
		}
		if y[i] == 0 {
			found = name
		}
	}
	return found, nil
}

var errUntrained = errors.New("golearn: classifier is not trained")

// Predict implements base.Classifier: the class is positive where the score is above
// 0.5. The grid needs the attributes that the classifier was trained on, in any order.
func (c *Classifier) Predict(grid base.FixedDataGrid) (base.FixedDataGrid, error) {
	if c.model == nil {
		return nil, errUntrained
	}
	class, err := classOf(grid)
	if err != nil {
		return nil, err
	}
	x, err := matrix(grid, c.columns)
	if err != nil {
		return nil, err
	}
	for _, value := range []string{c.positive, c.negative} {
		if _, err := written(class, value); err != nil {
			return nil, err
		}
	}
	scores := make([]float64, x.Rows())
	if err := c.model.Scores(scores, x); err != nil {
		return nil, err
	}
	predicted := base.GeneratePredictionVector(grid)
	for i, s := range scores {
		value := c.negative
		if s > 0.5 {
			value = c.positive
		}
		base.SetClass(predicted, i, value)
	}
	return predicted, nil
}

// String implements base.Classifier: the trainer and its settings.
func (c *Classifier) String() string { return fmt.Sprintf("malguard(%T%+v)", c.trainer, c.trainer) }

// GetMetadata implements base.Classifier.
func (c *Classifier) GetMetadata() base.ClassifierMetadataV1 {
	return base.ClassifierMetadataV1{FormatVersion: 1, ClassifierName: metadataName, ClassifierVersion: "1"}
}

const metadataName = "malguard"

// saved is what a file holds besides the model.
type saved struct {
	Positive, Negative string
	Columns            []savedColumn
}

type savedColumn struct {
	Name   string
	Binary bool `json:",omitempty"`
}

// Keys of what a classifier saves, below its prefix.
const (
	modelKey  = "malguard_model" // as classify.Save writes it
	columnKey = "malguard_columns"
)

// Save implements base.Classifier; it writes golearn's format, a compressed tar.
func (c *Classifier) Save(path string) error {
	if c.model == nil {
		return errUntrained
	}
	w, err := base.CreateSerializedClassifierStub(path, c.GetMetadata())
	if err != nil {
		return fmt.Errorf("golearn: %w", err)
	}
	return errors.Join(c.SaveWithPrefix(w, ""), w.Close())
}

// SaveWithPrefix implements base.Classifier.
func (c *Classifier) SaveWithPrefix(w *base.ClassifierSerializer, prefix string) error {
	if c.model == nil {
		return errUntrained
	}
	var model bytes.Buffer
	if err := classify.Save(&model, c.model); err != nil {
		return err
	}
	s := saved{Positive: c.positive, Negative: c.negative}
	for _, a := range c.columns {
		_, binary := a.(*base.BinaryAttribute)
		s.Columns = append(s.Columns, savedColumn{a.GetName(), binary})
	}
	if err := w.WriteBytesForKey(w.Prefix(prefix, modelKey), model.Bytes()); err != nil {
		return fmt.Errorf("golearn: %w", err)
	}
	if err := w.WriteJSONForKey(w.Prefix(prefix, columnKey), s); err != nil {
		return fmt.Errorf("golearn: %w", err)
	}
	return nil
}

// Load implements base.Classifier. golearn unpacks the file without bounds, so it has
// to be one that is trusted; for others there is [classify.Load].
func (c *Classifier) Load(path string) error {
	r, err := base.ReadSerializedClassifierStub(path)
	if err != nil {
		return fmt.Errorf("golearn: %w", err)
	}
	defer r.Close()
	if r.Metadata.ClassifierName != metadataName {
		return fmt.Errorf("golearn: %s holds a classifier %q", path, r.Metadata.ClassifierName)
	}
	return c.LoadWithPrefix(r, "")
}

// LoadWithPrefix implements base.Classifier.
func (c *Classifier) LoadWithPrefix(r *base.ClassifierDeserializer, prefix string) error {
	b, err := r.GetBytesForKey(r.Prefix(prefix, modelKey))
	if err != nil {
		return fmt.Errorf("golearn: %w", err)
	}
	m, err := classify.Load(bytes.NewReader(b), c.codecs...)
	if err != nil {
		return err
	}
	var s saved
	if err := r.GetJSONForKey(r.Prefix(prefix, columnKey), &s); err != nil {
		return fmt.Errorf("golearn: %w", err)
	}
	if len(s.Columns) != m.Width() {
		return fmt.Errorf("golearn: %d attributes for a model of %d columns", len(s.Columns), m.Width())
	}
	c.model, c.positive, c.negative, c.columns = m, s.Positive, s.Negative, nil
	for _, a := range s.Columns {
		if a.Binary {
			c.columns = append(c.columns, base.NewBinaryAttribute(a.Name))
		} else {
			c.columns = append(c.columns, base.NewFloatAttribute(a.Name))
		}
	}
	return nil
}
