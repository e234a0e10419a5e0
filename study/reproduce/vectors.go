package reproduce

import (
	"bufio"
	"compress/gzip"
	"context"
	"encoding/binary"
	"fmt"
	"io/fs"
	"math"
	"slices"
	"strconv"

	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/eval"
	"github.com/malguard/malguard/features/paper"
	"github.com/malguard/malguard/study/attack"
)

// Vectors are the feature vectors that the authors published: of the harmonic
// centrality alone, after their language model, with the split of their code. It is
// safe for concurrent use.
type Vectors struct {
	width       int
	items       []eval.Item[row] // malicious ones first; a group is a set of equal rows
	train, test []int
	records     memo[map[string][]eval.Record]
}

// ReadVectors reads mal_ and ben_harmonic_feature_vectors.txt.gz of
// https://github.com/OSSguardian/MALGUARD, and split_seed42_train.txt.gz and
// split_seed42_test.txt.gz: the row numbers, from 0, malicious rows first, that
// scikit-learn's train_test_split(test_size=0.2, random_state=42) deals of them.
func ReadVectors(fsys fs.FS) (*Vectors, error) {
	v := &Vectors{}
	for _, class := range []string{"mal", "ben"} {
		name := class + "_harmonic_feature_vectors.txt.gz"
		if err := v.readRows(fsys, name); err != nil {
			return nil, fmt.Errorf("reproduce: %s: %w", name, err)
		}
	}
	for part, list := range map[string]*[]int{"train": &v.train, "test": &v.test} {
		name := "split_seed42_" + part + ".txt.gz"
		var err error
		if *list, err = readNumbers(fsys, name, len(v.items)); err != nil {
			return nil, fmt.Errorf("reproduce: %s: %w", name, err)
		}
	}
	if err := v.check(); err != nil {
		return nil, fmt.Errorf("reproduce: split_seed42: %w", err)
	}
	return v, nil
}

// check returns what is wrong with the split.
func (v *Vectors) check() error {
	seen := make([]bool, len(v.items))
	for _, i := range slices.Concat(v.train, v.test) {
		if seen[i] {
			return fmt.Errorf("row %d stands twice", i)
		}
		seen[i] = true
	}
	return nil
}

// readRows adds the rows of one class.
func (v *Vectors) readRows(fsys fs.FS, name string) error {
	f, err := fsys.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	read, err := paper.ReadVectors(f)
	if err != nil {
		return err
	}
	for i, values := range read.Rows {
		if v.width == 0 {
			v.width = len(values)
		}
		if len(values) != v.width {
			return fmt.Errorf("%d columns, other rows have %d", len(values), v.width)
		}
		v.add(sparse(values), read.Malicious[i])
	}
	return nil
}

func (v *Vectors) add(r row, malicious bool) {
	id := fmt.Sprintf("row %05d", len(v.items))
	label := datasets.Benign
	if malicious {
		label = datasets.Malicious
	}
	v.items = append(v.items, eval.Item[row]{
		Case: eval.Case{ID: id, Group: r.key(), Label: label},
		Load: func(context.Context) (row, error) { return r, nil },
	})
}

func sparse(values []float64) row {
	var r row
	for c, x := range values {
		if x != 0 {
			r.index, r.values = append(r.index, int32(c)), append(r.values, x)
		}
	}
	return r
}

// key is the same for equal rows alone.
func (r row) key() string {
	var b []byte
	for i, c := range r.index {
		b = binary.BigEndian.AppendUint32(b, uint32(c))
		b = binary.BigEndian.AppendUint64(b, math.Float64bits(r.values[i]))
	}
	return string(b)
}

// readNumbers reads a list of row numbers below n, one a line.
func readNumbers(fsys fs.FS, name string, n int) ([]int, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	var list []int
	lines := bufio.NewScanner(z)
	for lines.Scan() {
		i, err := strconv.Atoi(lines.Text())
		if err != nil || i < 0 || i >= n {
			return nil, fmt.Errorf("row %q of %d", lines.Text(), n)
		}
		if list = append(list, i); len(list) > n {
			return nil, fmt.Errorf("more than the %d rows that there are", n)
		}
	}
	return list, lines.Err()
}

// copies says how many test rows equal a training row, of either class.
func (v *Vectors) copies() string {
	var copies, rows [2]int
	seen := v.learnt()
	for _, i := range v.test {
		class := 0
		if v.items[i].Label == datasets.Malicious {
			class = 1
		}
		rows[class]++
		if seen[v.items[i].Group] {
			copies[class]++
		}
	}
	return fmt.Sprintf("%d of %d malicious and %d of %d benign test rows equal a training row", copies[1], rows[1], copies[0], rows[0])
}

// learnt returns the training rows by key.
func (v *Vectors) learnt() map[string]bool {
	seen := map[string]bool{}
	for _, i := range v.train {
		seen[v.items[i].Group] = true
	}
	return seen
}

// protocol returns one of those that rows without a name allow: "paper", the authors'
// split; "unseen", of which only test rows are judged that equal no training row; and
// "grouped", folds with equal rows in one.
func (v *Vectors) protocol(name string) eval.Protocol {
	switch name {
	case "paper":
		return eval.Protocol{Name: name, Deal: v.published(nil)}
	case "unseen":
		return eval.Protocol{Name: name, Deal: v.published(v.learnt())}
	}
	return protocolNamed(name)
}

// published deals as the authors did, without the test rows of the given keys.
func (v *Vectors) published(without map[string]bool) func([]eval.Case, uint64) ([]eval.Split, error) {
	return func(cases []eval.Case, _ uint64) ([]eval.Split, error) {
		s := eval.Split{Name: "seed 42", Train: v.train}
		for _, i := range v.test {
			if !without[cases[i].Group] {
				s.Test = append(s.Test, i)
			}
		}
		return []eval.Split{s}, nil
	}
}

// judge returns the records of a learner in a protocol by attack, [noAttack] among
// them; present makes every value 1. Only the paper's own protocol knows attacks.
func (v *Vectors) judge(ctx context.Context, l learner, protocol string, present bool) (map[string][]eval.Record, error) {
	encode := func(r row) row { return r }
	if present {
		encode = func(r row) row { return row{r.index, slices.Repeat([]float64{1}, len(r.index))} }
	}
	t := trainer[row]{learner: l, encode: func([]eval.Item[row]) (encoder[row], error) { return encoder[row]{v.width, encode}, nil }}
	var attacks []attack.RowAttack
	if protocol == "paper" && !present {
		attacks = attack.RowAttacks()
	}
	return v.records.get(fmt.Sprintf("%s, %s, %t", l.name, protocol, present), func() (map[string][]eval.Record, error) {
		return attacked(ctx, v.items, v.protocol(protocol), t, attacks)
	})
}

// vectorsName names the data in tables.
const vectorsName = "the authors' vectors: harmonic, filtered"
