package golearn

import (
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/sjwhitworth/golearn/base"

	"github.com/malguard/malguard/classify"
)

// The class attribute of [ToInstances] and its values.
const (
	Class     = "class"
	Benign    = "benign"
	Malicious = "malicious"
)

// MaxCells bounds rows × (columns + 1) of what is handed to golearn, which keeps
// every zero, 8 bytes a cell.
const MaxCells = 1 << 24

// ToInstances returns the rows of t as golearn keeps them: a categorical class
// attribute with the values [Benign] and [Malicious], then a float attribute for
// each column, named by t.Columns or by its number. A missing entry is NaN. golearn
// finds attributes by name, so names that repeat are an error, as are weights, which
// it does not know, and more than [MaxCells].
//
// golearn wants training and test rows to have the same attributes, not merely
// equal ones: convert a table once and cut it by base.NewInstancesViewFromVisible.
func ToInstances(t *classify.Table) (*base.DenseInstances, error) {
	if t.Weight != nil {
		return nil, errors.New("golearn: instances have no weights")
	}
	if len(t.Y) != t.X.Rows() {
		return nil, fmt.Errorf("golearn: %d labels for %d rows", len(t.Y), t.X.Rows())
	}
	for i, y := range t.Y {
		if y != 0 && y != 1 {
			return nil, fmt.Errorf("golearn: row %d has label %g, want 0 or 1", i, y)
		}
	}
	names, err := columnNames(t)
	if err != nil {
		return nil, err
	}
	if err := fits(float64(t.X.Rows()), len(names)); err != nil {
		return nil, err
	}
	return newLayout(names).instances(t.X, t.Y), nil
}

func columnNames(t *classify.Table) ([]string, error) {
	if t.Columns == nil {
		return numbered(t.X.Width()), nil
	}
	if len(t.Columns) != t.X.Width() {
		return nil, fmt.Errorf("golearn: %d names for %d columns", len(t.Columns), t.X.Width())
	}
	seen := map[string]bool{Class: true}
	for _, name := range t.Columns {
		if seen[name] {
			return nil, fmt.Errorf("golearn: two attributes are named %q", name)
		}
		seen[name] = true
	}
	return t.Columns, nil
}

func numbered(n int) []string {
	names := make([]string, n)
	for j := range names {
		names[j] = strconv.Itoa(j)
	}
	return names
}

// FromGrid returns the rows of a grid of golearn. Its columns are the grid's float
// and binary attributes that are not the class, in the grid's order. A row whose class
// is positive, as golearn writes it, has label 1, any other 0. NaN is a missing entry.
//
// A grid with another number of classes than one is an error, and so are a class
// that cannot be positive, a categorical attribute (turn it into binary ones by
// golearn's filters.BinaryConvertFilter) and an entry that is infinite.
func FromGrid(grid base.FixedDataGrid, positive string) (*classify.Table, error) {
	class, err := classOf(grid)
	if err != nil {
		return nil, err
	}
	positive, err = written(class, positive)
	if err != nil {
		return nil, err
	}
	columns := columnsOf(grid, class)
	x, err := matrix(grid, columns)
	if err != nil {
		return nil, err
	}
	names, err := classNames(grid, class)
	if err != nil {
		return nil, err
	}
	t := &classify.Table{X: x, Y: make([]float64, len(names)), Columns: make([]string, len(columns))}
	for i, name := range names {
		if name == positive {
			t.Y[i] = 1
		}
	}
	for j, a := range columns {
		t.Columns[j] = a.GetName()
	}
	return t, nil
}

func classOf(grid base.FixedDataGrid) (base.Attribute, error) {
	all := grid.AllClassAttributes()
	if len(all) != 1 {
		return nil, fmt.Errorf("golearn: %d class attributes, want 1", len(all))
	}
	return all[0], nil
}

func columnsOf(grid base.FixedDataGrid, class base.Attribute) []base.Attribute {
	return slices.DeleteFunc(grid.AllAttributes(), func(a base.Attribute) bool { return a.Equals(class) })
}

// written returns the value of a class attribute in golearn's writing, or that it
// has no such value.
func written(class base.Attribute, value string) (string, error) {
	ok := false
	switch a := class.(type) {
	case *base.CategoricalAttribute:
		ok = slices.Contains(a.GetValues(), value)
	case *base.BinaryAttribute:
		ok = value == "0" || value == "1"
	case *base.FloatAttribute:
		if b, err := a.CheckSysValFromString(value); err == nil {
			return a.GetStringFromSysVal(b), nil
		}
	}
	if !ok {
		return "", fmt.Errorf("golearn: class %s cannot be %q", class, value)
	}
	return value, nil
}

// classNames returns the class of each row.
func classNames(grid base.FixedDataGrid, class base.Attribute) ([]string, error) {
	spec, err := grid.GetAttribute(class)
	if err != nil {
		return nil, fmt.Errorf("golearn: %w", err)
	}
	_, n := grid.Size()
	names := make([]string, n)
	for i := range names {
		cell := grid.Get(spec, i)
		if c, ok := class.(*base.CategoricalAttribute); ok && base.UnpackBytesToU64(cell) >= uint64(len(c.GetValues())) {
			return nil, fmt.Errorf("golearn: row %d: class %s has no value %d", i, class, base.UnpackBytesToU64(cell))
		}
		names[i] = class.GetStringFromSysVal(cell)
	}
	return names, nil
}

// matrix reads the given columns of a grid, in the order of its rows: MapOverRows
// of a view has none.
func matrix(grid base.FixedDataGrid, columns []base.Attribute) (classify.Matrix, error) {
	specs := make([]base.AttributeSpec, len(columns))
	for j, a := range columns {
		if _, ok := a.(*base.CategoricalAttribute); ok {
			return classify.Matrix{}, fmt.Errorf("golearn: attribute %q is categorical", a.GetName())
		}
		var err error
		if specs[j], err = grid.GetAttribute(a); err != nil {
			return classify.Matrix{}, fmt.Errorf("golearn: attribute %q: %w", a.GetName(), err)
		}
	}
	b := classify.NewMatrix(len(columns))
	b.Missing = true
	_, n := grid.Size()
	var index []int32
	var values []float64
	for i := range n {
		index, values = index[:0], values[:0]
		for j, s := range specs {
			if v := entry(columns[j], grid.Get(s, i)); v != 0 {
				index, values = append(index, int32(j)), append(values, v)
			}
		}
		if err := b.Append(index, values); err != nil {
			return classify.Matrix{}, fmt.Errorf("golearn: %w", err)
		}
	}
	return b.Matrix(), nil
}

func entry(a base.Attribute, cell []byte) float64 {
	if _, ok := a.(*base.BinaryAttribute); ok {
		return float64(min(cell[0], 1))
	}
	return base.UnpackBytesToFloat(cell)
}
