package xgb

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"github.com/malguard/malguard/classify"
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
	Default ints   `json:"default_left"`     // true and false before 1.4
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
	*ts, err = each[tree](data, 1<<16)
	return err
}

// UnmarshalJSON implements [json.Unmarshaler].
func (ns *names) UnmarshalJSON(data []byte) (err error) {
	*ns, err = each[string](data, classify.MaxWidth)
	return err
}

func each[T any](data []byte, limit int) ([]T, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	if t, err := d.Token(); err != nil || t != json.Delim('[') {
		return nil, fmt.Errorf("%.20q is no array", data)
	}
	var all []T
	for d.More() {
		if len(all) == limit {
			return nil, fmt.Errorf("more than %d in an array", limit)
		}
		var v T
		if err := d.Decode(&v); err != nil {
			return nil, fmt.Errorf("element %d: %w", len(all), err)
		}
		all = append(all, v)
	}
	return all, nil
}

// ints and floats are arrays of numbers of 32 bits. Unlike encoding/json, which
// takes null for 0, they want each to be there.
type (
	ints   []int32
	floats []float32
)

// UnmarshalJSON implements [json.Unmarshaler].
func (l *ints) UnmarshalJSON(data []byte) (err error) {
	*l, err = numbers(data, func(s string) (int32, error) {
		if i := slices.Index([]string{"false", "true"}, s); i >= 0 {
			return int32(i), nil
		}
		v, err := strconv.ParseInt(s, 10, 32)
		return int32(v), err
	})
	return err
}

// UnmarshalJSON implements [json.Unmarshaler].
func (l *floats) UnmarshalJSON(data []byte) (err error) {
	*l, err = numbers(data, func(s string) (float32, error) {
		v, err := strconv.ParseFloat(s, 32)
		return float32(v), err
	})
	return err
}

// numbers splits data, which is known to be JSON, at its commas.
func numbers[T int32 | float32](data []byte, parse func(string) (T, error)) ([]T, error) {
	if data[0] != '[' {
		return nil, fmt.Errorf("%.20q is no array", data)
	}
	data = bytes.TrimSpace(data[1 : len(data)-1])
	if len(data) == 0 {
		return nil, nil
	}
	all := make([]T, 0, bytes.Count(data, []byte(","))+1)
	for more := true; more; {
		var item []byte
		item, data, more = bytes.Cut(data, []byte(","))
		v, err := parse(string(bytes.TrimSpace(item)))
		if err != nil {
			return nil, fmt.Errorf("element %d: %w", len(all), err)
		}
		all = append(all, v)
	}
	return all, nil
}
