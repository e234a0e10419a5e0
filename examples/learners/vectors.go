package main

import (
	"bufio"
	"compress/gzip"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/features/paper"
)

// published reads the vectors, malicious ones first, and deals them as the lists
// of row numbers say.
func published(folder string) (train, test *classify.Table, err error) {
	var rows [][]float64
	all := &classify.Table{}
	for y, class := range []string{"ben", "mal"} {
		v, err := vectors(filepath.Join(folder, class+"_harmonic_feature_vectors.txt.gz"))
		if err != nil {
			return nil, nil, err
		}
		if y == 0 {
			rows = v.Rows
			continue
		}
		all.Y = make([]float64, len(v.Rows)+len(rows))
		for i := range v.Rows {
			all.Y[i] = 1
		}
		rows = append(v.Rows, rows...)
	}
	if all.X, err = classify.FromRows(len(rows[0]), rows); err != nil {
		return nil, nil, err
	}
	for part, table := range map[string]**classify.Table{"train": &train, "test": &test} {
		list, err := numbers(filepath.Join(folder, "split_seed42_"+part+".txt.gz"), len(rows))
		if err != nil {
			return nil, nil, err
		}
		*table = all.Select(list)
	}
	return train, test, nil
}

func vectors(name string) (*paper.Vectors, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return paper.ReadVectors(f)
}

// numbers reads a list of row numbers below n.
func numbers(name string, n int) ([]int, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	var list []int
	lines := bufio.NewScanner(z)
	for lines.Scan() {
		i, err := strconv.Atoi(lines.Text())
		if err != nil || i < 0 || i >= n {
			return nil, fmt.Errorf("%s: row %q of %d", name, lines.Text(), n)
		}
		list = append(list, i)
	}
	return list, lines.Err()
}

// fresh returns the test rows that equal no training row.
func fresh(train, test *classify.Table) []int {
	seen := map[string]bool{}
	for i := range train.Y {
		seen[key(train.X, i)] = true
	}
	var list []int
	for i := range test.Y {
		if !seen[key(test.X, i)] {
			list = append(list, i)
		}
	}
	return list
}

func key(x classify.Matrix, i int) string {
	index, values := x.Row(i)
	return fmt.Sprint(index, values)
}
