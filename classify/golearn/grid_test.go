package golearn_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/sjwhitworth/golearn/base"
	"github.com/sjwhitworth/golearn/filters"
	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/classify/classifytest"
	"github.com/malguard/malguard/classify/golearn"
)

// dense returns all entries.
func dense(x classify.Matrix) [][]float64 {
	rows := make([][]float64, x.Rows())
	for i := range rows {
		rows[i] = make([]float64, x.Width())
		for j := range rows[i] {
			rows[i][j] = x.At(i, j)
		}
	}
	return rows
}

func missing(t *testing.T) *classify.Table {
	t.Helper()
	b := classify.NewMatrix(2)
	b.Missing = true
	require.NoError(t, b.Append([]int32{0, 1}, []float64{math.NaN(), 2}))
	return &classify.Table{X: b.Matrix(), Y: []float64{1}}
}

// TestTableRoundTrip: a table comes back as it went.
func TestTableRoundTrip(t *testing.T) {
	named := classifytest.Separable(20, 4, 1)
	named.Columns = []string{"os.system", "", "a,b", "eval"}
	wide := classifytest.Sparse(30, 1500, 1) // golearn keeps 512 columns in a piece
	for name, table := range map[string]*classify.Table{
		"names": named, "wide": wide, "missing": missing(t), "one class": named.Select([]int{0, 2, 4}),
		"no rows": {X: named.X.Select(nil)}, "no columns": {X: classify.NewMatrix(0).Matrix()},
	} {
		inst, err := golearn.ToInstances(table)
		require.NoError(t, err, name)
		columns, rows := inst.Size()
		require.Equal(t, table.X.Width()+1, columns, name)
		require.Equal(t, table.X.Rows(), rows, name)
		back, err := golearn.FromGrid(inst, golearn.Malicious)
		require.NoError(t, err, name)
		require.Equal(t, table.X.Missing(), back.X.Missing(), name)
		require.Equal(t, fmt.Sprint(dense(table.X)), fmt.Sprint(dense(back.X)), name) // NaN as text equals itself
		require.Equal(t, len(table.Y), len(back.Y), name)
		require.True(t, slices.Equal(table.Y, back.Y), name)
		if table.Columns != nil {
			require.Equal(t, table.Columns, back.Columns, name)
		} else if table.X.Width() > 0 {
			require.Equal(t, "0", back.Columns[0], name)
			require.Equal(t, fmt.Sprint(table.X.Width()-1), back.Columns[table.X.Width()-1], name)
		}
		benign, err := golearn.FromGrid(inst, golearn.Benign)
		require.NoError(t, err, name)
		for i, y := range benign.Y {
			require.Equal(t, 1-table.Y[i], y, name)
		}
	}
}

const flowers = `length,width,kind
5.1,3.5,setosa
7,3.2,versicolor
6.3,0,virginica
4.9,3,setosa
`

// TestGridRoundTrip: a grid of golearn's own making comes back with the same
// names, values and classes.
func TestGridRoundTrip(t *testing.T) {
	grid := csv(t, flowers)
	table, err := golearn.FromGrid(grid, "setosa")
	require.NoError(t, err)
	require.Equal(t, []string{"length", "width"}, table.Columns)
	require.Equal(t, [][]float64{{5.1, 3.5}, {7, 3.2}, {6.3, 0}, {4.9, 3}}, dense(table.X))
	require.Equal(t, []float64{1, 0, 0, 1}, table.Y)
	inst, err := golearn.ToInstances(table)
	require.NoError(t, err)
	for i := range 4 {
		for _, name := range table.Columns {
			require.Equal(t, cell(t, grid, name, i), cell(t, inst, name, i))
		}
		require.Equal(t, base.GetClass(grid, i) == "setosa", base.GetClass(inst, i) == golearn.Malicious)
	}
}

func csv(t testing.TB, text string) *base.DenseInstances {
	t.Helper()
	grid, err := base.ParseCSVToInstancesFromReader(strings.NewReader(text), true)
	require.NoError(t, err)
	return grid
}

func cell(t *testing.T, grid base.FixedDataGrid, name string, row int) []byte {
	t.Helper()
	spec, err := grid.GetAttribute(base.GetAttributeByName(grid, name))
	require.NoError(t, err)
	return grid.Get(spec, row)
}

// TestFromView: rows of a view are in the view's order, whatever map golearn keeps
// them in.
func TestFromView(t *testing.T) {
	grid := csv(t, flowers)
	view := base.NewInstancesViewFromVisible(grid, []int{2, 0, 3}, []base.Attribute{
		base.GetAttributeByName(grid, "width"), base.GetAttributeByName(grid, "kind"),
	})
	for range 10 {
		table, err := golearn.FromGrid(view, "virginica")
		require.NoError(t, err)
		require.Equal(t, [][]float64{{0}, {3.5}, {3}}, dense(table.X))
		require.Equal(t, []float64{1, 0, 0}, table.Y)
	}
}

// TestFromFilter: golearn's filter makes categorical attributes into ones that fit.
func TestFromFilter(t *testing.T) {
	grid := csv(t, "weather,hours,go\nsun,2,yes\nrain,0,no\nfog,1,yes\nsun,0,no\n")
	_, err := golearn.FromGrid(grid, "yes")
	require.ErrorContains(t, err, `attribute "weather" is categorical`)
	f := filters.NewBinaryConvertFilter()
	for _, a := range base.NonClassAttributes(grid) {
		require.NoError(t, f.AddAttribute(a))
	}
	require.NoError(t, f.Train())
	table, err := golearn.FromGrid(base.NewLazilyFilteredInstances(grid, f), "yes")
	require.NoError(t, err)
	got := map[string][]float64{}
	for j, name := range table.Columns {
		for i := range table.Y {
			got[name] = append(got[name], table.X.At(i, j))
		}
	}
	require.Equal(t, map[string][]float64{
		"weather_sun": {1, 0, 0, 1}, "weather_rain": {0, 1, 0, 0}, "weather_fog": {0, 0, 1, 0}, "hours": {1, 0, 1, 0},
	}, got)
	require.Equal(t, []float64{1, 0, 1, 0}, table.Y)
}

// TestClasses: a class attribute may be of any of golearn's types.
func TestClasses(t *testing.T) {
	for _, tc := range []struct {
		class    base.Attribute
		cells    [][]byte
		positive string
	}{
		{base.NewFloatAttribute("class"), [][]byte{base.PackFloatToBytes(1), base.PackFloatToBytes(0)}, "1"},
		{base.NewFloatAttribute("class"), [][]byte{base.PackFloatToBytes(1), base.PackFloatToBytes(0)}, "1.00"},
		{base.NewBinaryAttribute("class"), [][]byte{{1}, {0}}, "1"},
	} {
		table, err := golearn.FromGrid(two(t, tc.class, tc.cells), tc.positive)
		require.NoError(t, err)
		require.Equal(t, []float64{1, 0}, table.Y)
		require.Equal(t, []string{"x"}, table.Columns)
	}
}

// two returns a grid of a column x, which is 1 and 0, and a class of the given cells.
func two(t *testing.T, class base.Attribute, cells [][]byte) *base.DenseInstances {
	t.Helper()
	d := base.NewDenseInstances()
	x, c := d.AddAttribute(base.NewBinaryAttribute("x")), d.AddAttribute(class)
	require.NoError(t, d.AddClassAttribute(class))
	require.NoError(t, d.Extend(2))
	for i := range 2 {
		d.Set(x, i, []byte{byte(1 - i)})
		d.Set(c, i, cells[i])
	}
	return d
}

func TestFromGridRejects(t *testing.T) {
	for _, tc := range []struct{ text, positive, want string }{
		{flowers, "Setosa", `cannot be "Setosa"`},
		{"x,class\n1,0.5\n", "half", `cannot be "half"`},
		{"x,class\n1,a\n+Inf,b\n", "a", "row 1"},
	} {
		_, err := golearn.FromGrid(csv(t, tc.text), tc.positive)
		require.ErrorContains(t, err, tc.want)
	}
	grid := csv(t, flowers)
	require.NoError(t, grid.AddClassAttribute(base.GetAttributeByName(grid, "length")))
	_, err := golearn.FromGrid(grid, "setosa")
	require.ErrorContains(t, err, "2 class attributes")
	_, err = golearn.FromGrid(two(t, base.NewBinaryAttribute("class"), [][]byte{{1}, {0}}), "2")
	require.ErrorContains(t, err, `cannot be "2"`)
	c := base.NewCategoricalAttribute()
	c.SetName("class")
	yes := c.GetSysValFromString("yes")
	_, err = golearn.FromGrid(two(t, c, [][]byte{yes, base.PackU64ToBytes(7)}), "yes")
	require.ErrorContains(t, err, "row 1: class")
}

func TestToInstancesRejects(t *testing.T) {
	for want, spoil := range map[string]func(*classify.Table){
		"no weights":     func(t *classify.Table) { t.Weight = make([]float64, 20) },
		"19 labels":      func(t *classify.Table) { t.Y = t.Y[1:] },
		"row 2 has":      func(t *classify.Table) { t.Y[2] = math.NaN() },
		"1 names":        func(t *classify.Table) { t.Columns = []string{"a"} },
		`are named "b"`:  func(t *classify.Table) { t.Columns = []string{"a", "b", "c", "b"} },
		`named "class"`:  func(t *classify.Table) { t.Columns = []string{"a", "b", "c", "class"} },
		"1048576 column": func(t *classify.Table) { t.X = wideRows(classify.MaxWidth, 20) },
	} {
		table := classifytest.Separable(20, 4, 1)
		spoil(table)
		_, err := golearn.ToInstances(table)
		require.ErrorContains(t, err, want)
	}
}

func wideRows(width, n int) classify.Matrix {
	b := classify.NewMatrix(width)
	for range n {
		if err := b.Append(nil, nil); err != nil {
			panic(err) // an empty row fits any width
		}
	}
	return b.Matrix()
}
