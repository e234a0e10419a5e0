package xgb

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/internal/jsonarray"
)

// file is what a model file holds, of which "Introduction to Model IO" of
// XGBoost's documentation has the schema. Most numbers are written as strings.
type file struct {
	Learner struct {
		Attributes   attributes `json:"attributes"`
		FeatureNames names      `json:"feature_names"`
		Booster      booster    `json:"gradient_booster"`
		Param        struct {
			BaseScore string `json:"base_score"` // 5E-1, or [5E-1] since 3.1
			Classes   string `json:"num_class"`
			Features  string `json:"num_feature"`
			Targets   string `json:"num_target"`
		} `json:"learner_model_param"`
		Objective struct {
			Name string `json:"name"`
		} `json:"objective"`
	} `json:"learner"`
	Version ints `json:"version"`
}

// attributes tells where early stopping found the best round, counted from 0.
type attributes struct {
	Iteration string `json:"best_iteration"`
	Trees     string `json:"best_ntree_limit"` // the trees up to it; 1.4 to 1.7
}

// booster holds trees in Model, or for dart in GBTree.Model.
type booster struct {
	Name   string `json:"name"`
	Model  model  `json:"model"`
	GBTree *struct {
		Model model `json:"model"`
	} `json:"gbtree"`
	WeightDrop floats `json:"weight_drop"`
}

type model struct {
	Param struct {
		Parallel string `json:"num_parallel_tree"` // since 1.7
	} `json:"gbtree_model_param"`
	Indptr   ints   `json:"iteration_indptr"` // since 2.0: where each round starts
	TreeInfo ints   `json:"tree_info"`        // the class or target of each tree
	Trees    trees  `json:"trees"`
	Weights  floats `json:"weights"` // of gblinear: one a column, then the intercept
}

type tree struct {
	Left    ints   `json:"left_children"`
	Right   ints   `json:"right_children"`
	Column  ints   `json:"split_indices"`
	Value   floats `json:"split_conditions"` // in a leaf: what it adds
	Default ints   `json:"default_left"`     // true and false up to 1.5
	Type    ints   `json:"split_type"`       // 1 for categorical splits
	Cover   floats `json:"sum_hessian"`
	Param   struct {
		VectorSize string `json:"size_leaf_vector"`
	} `json:"tree_param"`
}

// parse reads the parts of a file that make a model.
func parse(data []byte) (*file, error) {
	f := &file{}
	if err := json.Unmarshal(data, f); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	if len(f.Version) != 3 {
		return nil, fmt.Errorf("%w: no learner, or no version", ErrFormat)
	}
	if v := f.Version[0]; v < 1 || v > 3 {
		return nil, fmt.Errorf("%w: of XGBoost %s; 1 to 3 are known", ErrUnsupported, f.version())
	}
	return f, nil
}

func (f *file) version() string {
	return fmt.Sprintf("%d.%d.%d", f.Version[0], f.Version[1], f.Version[2])
}

// trees and names are read one after the other, so that a file of many empty
// ones costs no more memory than it may.
type (
	trees []tree
	names []string
)

// UnmarshalJSON implements [json.Unmarshaler].
func (ts *trees) UnmarshalJSON(data []byte) (err error) {
	*ts, err = jsonarray.Each[tree](data, 1<<16, false)
	return err
}

// UnmarshalJSON implements [json.Unmarshaler].
func (ns *names) UnmarshalJSON(data []byte) (err error) {
	*ns, err = jsonarray.Each[string](data, classify.MaxWidth, false)
	return err
}

// ints and floats are arrays of numbers without null.
type (
	ints   []int32
	floats []float32
)

// UnmarshalJSON implements [json.Unmarshaler]. Flags are words up to 1.5 and
// numbers since.
func (l *ints) UnmarshalJSON(data []byte) (err error) {
	*l, err = jsonarray.Numbers(data, func(s string) (int32, error) {
		if i := slices.Index([]string{"false", "true"}, s); i >= 0 {
			return int32(i), nil
		}
		return jsonarray.Int32(s)
	})
	return err
}

// UnmarshalJSON implements [json.Unmarshaler].
func (l *floats) UnmarshalJSON(data []byte) (err error) {
	*l, err = jsonarray.Numbers(data, jsonarray.Float32)
	return err
}
