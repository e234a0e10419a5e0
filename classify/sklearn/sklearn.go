package sklearn

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/malguard/malguard/classify"
)

const (
	format  = "malguard-sklearn"
	version = 1
)

// MaxFile is the largest number of bytes of a model file.
const MaxFile = 256 << 20

// Errors of [Read].
var (
	ErrFormat  = errors.New("sklearn: not a model that export.py wrote") // another file, cut short or damaged
	ErrVersion = errors.New("sklearn: unknown version")                  // written by a later export.py
)

// Info is what a file says of itself besides the model.
type Info struct {
	Version   string   // of scikit-learn, such as 1.9.1
	Estimator string   // such as RandomForestClassifier
	Positive  string   // the class that scores are of
	Margin    bool     // scores are of margins, not probabilities
	Columns   []string // names of the columns; nil if the file has none
}

// Read reads a model to its end. Whatever does not follow the format to the letter
// is [ErrFormat] or [ErrVersion]. No input makes it panic; the memory it uses is
// in proportion to the length of the file.
func Read(r io.Reader) (classify.Model, Info, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxFile+1))
	if err != nil {
		return nil, Info{}, fmt.Errorf("sklearn: %w", err)
	}
	if len(data) > MaxFile {
		return nil, Info{}, fmt.Errorf("%w: more than %d bytes", ErrFormat, MaxFile)
	}
	f, err := parse(data)
	if err != nil {
		return nil, Info{}, err
	}
	info := Info{Version: f.Sklearn, Estimator: f.Estimator, Positive: f.Positive, Margin: f.Score == "margin", Columns: f.Features}
	m, err := f.model()
	if err != nil {
		return nil, info, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	return m, info, nil
}

// parse reads the file and checks what stands before the model.
func parse(data []byte) (*file, error) {
	var head struct {
		Format  string
		Version int
	}
	if err := json.Unmarshal(data, &head); err != nil || head.Format != format {
		return nil, errors.Join(ErrFormat, err)
	}
	if head.Version != version {
		return nil, fmt.Errorf("%w %d", ErrVersion, head.Version)
	}
	f := &file{}
	if err := strict(data, f); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	switch {
	case f.Score != "probability" && f.Score != "margin":
		return nil, fmt.Errorf("%w: score %q", ErrFormat, f.Score)
	case f.Width < 0 || f.Width > classify.MaxWidth:
		return nil, fmt.Errorf("%w: %d columns", ErrFormat, f.Width)
	case len(f.Features) != 0 && len(f.Features) != f.Width:
		return nil, fmt.Errorf("%w: %d names for %d columns", ErrFormat, len(f.Features), f.Width)
	case (f.Trees == nil) == (f.Linear == nil):
		return nil, fmt.Errorf("%w: want trees or a linear model", ErrFormat)
	}
	return f, nil
}

// strict decodes one value without unknown members.
func strict(data []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	return d.Decode(into)
}

// model returns the model that the file describes.
func (f *file) model() (classify.Model, error) {
	if f.Linear != nil {
		if len(f.Linear.Coef) != f.Width {
			return nil, fmt.Errorf("%d weights for %d columns", len(f.Linear.Coef), f.Width)
		}
		m, err := classify.NewLinear(f.Linear.Coef, f.Linear.Intercept)
		if err != nil {
			return nil, err
		}
		return m, nil
	}
	e := classify.Ensemble{Width: f.Width, Base: f.Trees.Base, Single: f.Trees.Single, Missing: f.Trees.Missing}
	switch f.Trees.Output {
	case "mean":
	case "logit":
		e.Output = classify.OutputLogit
	default:
		return nil, fmt.Errorf("output %q", f.Trees.Output)
	}
	for k, t := range f.Trees.Trees {
		nodes, err := t.nodes()
		if err != nil {
			return nil, fmt.Errorf("tree %d: %w", k, err)
		}
		e.Trees = append(e.Trees, nodes)
	}
	m, err := classify.NewTrees(e)
	if err != nil {
		return nil, err
	}
	return m, nil
}

// nodes returns the tree; [classify.NewTrees] checks its order.
func (t *tree) nodes() ([]classify.Node, error) {
	n := len(t.Column)
	if len(t.Right) != n || len(t.Value) != n || len(t.MissingLeft) != n || len(t.Cover) != n {
		return nil, errors.New("arrays of different lengths")
	}
	nodes := make([]classify.Node, n)
	for i := range nodes {
		if t.MissingLeft[i] != 0 && t.MissingLeft[i] != 1 || t.Column[i] == -1 && (t.MissingLeft[i] != 0 || t.Right[i] != 0) {
			return nil, fmt.Errorf("node %d: missing_left %d, right %d", i, t.MissingLeft[i], t.Right[i])
		}
		nodes[i] = classify.Node{
			Column: t.Column[i], Right: t.Right[i], Value: t.Value[i], MissingLeft: t.MissingLeft[i] == 1, Cover: t.Cover[i],
		}
	}
	return nodes, nil
}
