// Package modelfile reads a model from a file of whatever format: it looks at
// the content, never at a name, and leaves the rest to the package of the format.
//
//	format        what writes it                                          package
//	malguard      classify.Save                                           classify
//	xgboost       save_model of Booster or XGBClassifier, JSON or UBJSON  classify/xgb
//	lightgbm      Booster.save_model, a text                              classify/leaves
//	scikit-learn  export.py beside the package                            classify/sklearn
//
// A file that is none of these, but that it knows, such as a pickle, is an error
// that says what to do instead.
package modelfile

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/classify/leaves"
	"github.com/malguard/malguard/classify/sklearn"
	"github.com/malguard/malguard/classify/xgb"
)

// ErrFormat means that a file is of no format that this package knows.
var ErrFormat = errors.New("modelfile: unknown format")

// Format names a format.
type Format string

// The formats.
const (
	Malguard Format = "malguard"
	XGBoost  Format = "xgboost"
	LightGBM Format = "lightgbm"
	Sklearn  Format = "scikit-learn"
)

// Options says how a file is to be read. The zero value is fine for most.
type Options struct {
	XGB    xgb.Options      // for files of XGBoost
	Codecs []classify.Codec // for saved models of kinds besides those of classify and classify/leaves
}

// Info is what a file says of itself besides the model.
type Info struct {
	Format  Format
	Version string   // of the library that wrote it; for LightGBM, of its format; "" if the file does not say
	Kind    string   // what sort of model it is, in the words of its format
	Columns []string // names of the columns in their order; nil if the file has none
	// Margin says that scores are no probabilities, see
	// [github.com/malguard/malguard/classify/sklearn].
	Margin bool
}

// Read reads a model to the end of r. A file of unknown format is [ErrFormat];
// other errors are those of the format's package. No input makes it panic; the
// memory it uses is in proportion to the length of the file.
func Read(r io.Reader, o Options) (classify.Model, Info, error) {
	b := bufio.NewReader(r)
	head, err := b.Peek(64)
	if err != nil && err != io.EOF {
		return nil, Info{}, fmt.Errorf("modelfile: %w", err)
	}
	format, hint := sniff(head)
	var whole io.Reader = b
	if format == "" && hint == "" { // JSON, which has to be read to its end to tell whose it is
		data, err := io.ReadAll(io.LimitReader(b, xgb.MaxFile+1))
		if err != nil {
			return nil, Info{}, fmt.Errorf("modelfile: %w", err)
		}
		format, hint = whose(data)
		whole = bytes.NewReader(data)
	}
	if format == "" {
		return nil, Info{}, fmt.Errorf("%w: %s", ErrFormat, hint)
	}
	m, info, err := read(format, whole, o)
	if err != nil {
		return nil, Info{}, err
	}
	info.Format = format
	return m, info, nil
}

// read reads a file of the given format.
func read(f Format, r io.Reader, o Options) (classify.Model, Info, error) {
	switch f {
	case Malguard:
		m, err := classify.Load(r, append([]classify.Codec{leaves.Codec()}, o.Codecs...)...)
		if err != nil {
			return nil, Info{}, err
		}
		info := Info{}
		if s, ok := m.(classify.Saver); ok {
			info.Kind = s.Kind()
		}
		return m, info, nil
	case XGBoost:
		m, info, err := xgb.Read(r, o.XGB)
		return m, Info{Version: info.Version, Kind: info.Booster + ", " + info.Objective, Columns: info.Columns}, err
	case LightGBM:
		m, err := leaves.Read(r)
		if err != nil {
			return nil, Info{}, err
		}
		return m, Info{Version: m.Version(), Kind: fmt.Sprintf("%d trees", m.NumTrees()), Columns: m.Columns()}, nil
	default:
		m, info, err := sklearn.Read(r)
		return m, Info{Version: info.Version, Kind: info.Estimator, Columns: info.Columns, Margin: info.Margin}, err
	}
}

const formats = "known are models that malguard, XGBoost (JSON, UBJSON) or LightGBM (text) saved, and those of scikit-learn that export.py wrote"

// sniff tells the format by how a file begins, or a hint if it is none of those
// known; it returns neither for JSON.
func sniff(head []byte) (f Format, hint string) {
	text := string(head)
	brace := strings.HasPrefix(text, "{")
	switch {
	case strings.HasPrefix(text, "MGMODEL"):
		return Malguard, ""
	case strings.HasPrefix(text, "malguard-model\n"):
		return "", "a model of malguard with its columns, which malguard.Open reads"
	case strings.HasPrefix(text, "binf"), brace && len(text) > 1 && strings.ContainsRune("iUIlL", rune(text[1])):
		return XGBoost, ""
	case strings.HasPrefix(text, "tree\n"), strings.HasPrefix(text, "tree\r\n"):
		return LightGBM, ""
	case len(text) > 1 && text[0] == 0x80 && text[1] < 10:
		return "", "a pickle, which is never read, because that runs what it says; see export.py of classify/sklearn"
	case brace, strings.HasPrefix(strings.TrimLeft(text, " \t\r\n"), "{"):
		return "", ""
	case strings.HasPrefix(text, "["):
		return "", "perhaps a dump of XGBoost; save the model with save_model"
	}
	return "", formats
}

// whose tells whose JSON it is by members of the outermost object.
func whose(data []byte) (f Format, hint string) {
	var top struct {
		Format   any       `json:"format"`
		Learner  *struct{} `json:"learner"`
		TreeInfo *present  `json:"tree_info"`
	}
	if err := json.Unmarshal(data, &top); err != nil {
		return "", "JSON that is malformed: " + err.Error()
	}
	switch {
	case top.Format == "malguard-sklearn":
		return Sklearn, ""
	case top.Learner != nil:
		return XGBoost, ""
	case top.TreeInfo != nil:
		return "", "a dump of LightGBM; save the model with save_model"
	}
	return "", formats
}

// present is a member of which only its presence counts.
type present struct{}

// UnmarshalJSON implements json.Unmarshaler.
func (*present) UnmarshalJSON([]byte) error { return nil }
