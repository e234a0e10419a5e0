package golearn

import (
	"fmt"

	"github.com/sjwhitworth/golearn/base"

	"github.com/malguard/malguard/classify"
)

// layout is the attributes of rows that are handed to golearn. The class comes
// first, because golearn looks for it at every row, from the front.
type layout struct {
	class   base.Attribute
	values  [2][]byte // benign and malicious as the class attribute keeps them
	columns []base.Attribute
	pack    func(float64) []byte // an entry as the columns keep it
}

// newLayout returns a categorical class and float columns.
func newLayout(names []string) layout {
	c := base.NewCategoricalAttribute()
	c.SetName(Class)
	l := layout{class: c, pack: base.PackFloatToBytes}
	l.values = [2][]byte{c.GetSysValFromString(Benign), c.GetSysValFromString(Malicious)}
	for _, name := range names {
		l.columns = append(l.columns, base.NewFloatAttribute(name))
	}
	return l
}

// fits returns an error if that many rows of that many columns are too many.
func fits(rows float64, columns int) error {
	if rows*float64(columns+1) > MaxCells {
		return fmt.Errorf("golearn: %g rows of %d columns and a class, at most %d cells", rows, columns, MaxCells)
	}
	return nil
}

// instances returns rows with labels, or all benign if y is nil.
func (l layout) instances(x classify.Matrix, y []float64) *base.DenseInstances {
	d := base.NewDenseInstances()
	class := d.AddAttribute(l.class)
	specs := make([]base.AttributeSpec, len(l.columns))
	for j, a := range l.columns {
		specs[j] = d.AddAttribute(a)
	}
	must(d.AddClassAttribute(l.class))
	must(d.Extend(x.Rows()))
	for i := range x.Rows() {
		if y != nil {
			d.Set(class, i, l.values[int(y[i])])
		}
		index, values := x.Row(i)
		for k, j := range index {
			d.Set(specs[j], i, l.pack(values[k]))
		}
	}
	return d
}

// must is for errors that golearn returns for attributes that it was never given.
func must(err error) {
	if err != nil {
		panic(err)
	}
}
