package jsonarray_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/internal/jsonarray"
)

func TestNumbers(t *testing.T) {
	for data, want := range map[string][]int32{"[]": nil, "[ ]": nil, "[1]": {1}, " [1]"[1:]: {1}, "[ -1 ,\n2 ]": {-1, 2}} {
		got, err := jsonarray.Numbers([]byte(data), jsonarray.Int32)
		require.NoError(t, err, data)
		require.Equal(t, want, got)
		require.Equal(t, len(got), cap(got))
	}
	for _, data := range []string{"", "null", "1", `"x"`, "{}", "[null]", "[1,null]", `["1"]`, "[[1]]", "[1.5]", "[true]", "[2147483648]", `["a,b"]`} {
		_, err := jsonarray.Numbers([]byte(data), jsonarray.Int32)
		require.Error(t, err, data)
	}
	// a hair above the middle of two numbers of 32 bits: by way of 64 bits it
	// would be rounded twice, to the lower one
	single, err := jsonarray.Numbers([]byte("[1.000000059604644775390626]"), jsonarray.Float32)
	require.NoError(t, err)
	require.Equal(t, []float32{1.0000001}, single)
	_, err = jsonarray.Numbers([]byte("[1e39]"), jsonarray.Float32)
	require.Error(t, err)
	double, err := jsonarray.Numbers([]byte("[1e39]"), jsonarray.Float64)
	require.NoError(t, err)
	require.Equal(t, []float64{1e39}, double)
	_, err = jsonarray.Numbers([]byte("[1e999]"), jsonarray.Float64)
	require.Error(t, err)
}

func TestEach(t *testing.T) {
	type point struct{ X, Y int }
	got, err := jsonarray.Each[point]([]byte(`[{"x":1},{"y":2,"z":3}]`), 2, false)
	require.NoError(t, err)
	require.Equal(t, []point{{1, 0}, {0, 2}}, got)
	for _, data := range []string{"", "null", "{}", `[{"x":1},{"x":"1"}]`, "[{},{},{}]"} {
		_, err := jsonarray.Each[point]([]byte(data), 2, false)
		require.Error(t, err, data)
	}
	_, err = jsonarray.Each[point]([]byte(`[{"z":3}]`), 2, true)
	require.ErrorContains(t, err, "unknown field")
}

type whole []int32

func (w *whole) UnmarshalJSON(data []byte) (err error) {
	*w, err = jsonarray.Numbers(data, jsonarray.Int32)
	return err
}

func ExampleNumbers() {
	var w whole
	fmt.Println(json.Unmarshal([]byte("[1, null]"), &w))
	fmt.Println(json.Unmarshal([]byte("[1, 2]"), &w), w)
	// Output:
	// element 1: strconv.ParseInt: parsing "null": invalid syntax
	// <nil> [1 2]
}
