package sklearn

import (
	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/internal/jsonarray"
)

// file is a document of the format; see the package's comment.
type file struct {
	Format    string `json:"format"`
	Version   int    `json:"version"`
	Sklearn   string `json:"sklearn"`
	Estimator string `json:"estimator"`
	Score     string `json:"score"`
	Positive  string `json:"positive"`
	Width     int    `json:"n_features"`
	Features  names  `json:"features"`
	Trees     *struct {
		Output  string  `json:"output"`
		Base    float64 `json:"base"`
		Single  bool    `json:"single"`
		Missing bool    `json:"missing"`
		Trees   trees   `json:"trees"`
	} `json:"trees"`
	Linear *struct {
		Coef      floats  `json:"coef"`
		Intercept float64 `json:"intercept"`
	} `json:"linear"`
}

type tree struct {
	Column      ints   `json:"column"`
	Right       ints   `json:"right"`
	Value       floats `json:"value"`
	MissingLeft ints   `json:"missing_left"`
	Cover       floats `json:"cover"`
}

// trees and names are read one after the other, so that a file of many empty
// ones costs no more memory than it may.
type (
	trees []tree
	names []string
)

// UnmarshalJSON implements json.Unmarshaler.
func (ts *trees) UnmarshalJSON(data []byte) (err error) {
	*ts, err = jsonarray.Each[tree](data, 1<<16, true)
	return err
}

// UnmarshalJSON implements json.Unmarshaler.
func (ns *names) UnmarshalJSON(data []byte) (err error) {
	*ns, err = jsonarray.Each[string](data, classify.MaxWidth, true)
	return err
}

// ints and floats are arrays of numbers without null.
type (
	ints   []int32
	floats []float64
)

// UnmarshalJSON implements json.Unmarshaler.
func (l *ints) UnmarshalJSON(data []byte) (err error) {
	*l, err = jsonarray.Numbers(data, jsonarray.Int32)
	return err
}

// UnmarshalJSON implements json.Unmarshaler.
func (l *floats) UnmarshalJSON(data []byte) (err error) {
	*l, err = jsonarray.Numbers(data, jsonarray.Float64)
	return err
}
