package paper

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"unicode/utf8"
)

// Exact returns the row of a package: for each column the value of the API of
// exactly that name, 0 where the package lacks it. It repeats
// train/fea_vec_ex_new.py of the published code, the extractor that its README
// names and that made the published vectors; columns are those of a [Set].
//
// Their code makes no row of a package without values: see [Package].
func Exact(columns []string, values List) []float64 {
	of := make(map[string]float64, len(values))
	for _, e := range values {
		of[e.API] = e.Value
	}
	row := make([]float64, len(columns))
	for i, name := range columns {
		row[i] = of[name]
	}
	return row
}

// Substring returns the row of a package for features of a corpus: for each of
// them the number of files whose text contains its name, anywhere, times its
// value. It repeats train/fea_ex.py of the published code, which takes the first
// 200, 300, 400 or 500 features of the unrefined list: the rows of the paper's
// sensitivity study and, probably, of its ablation without a language model.
//
// A file that is no UTF-8 as a whole, or cannot be read, counts for nothing; what
// was left out for that is in skipped. Files is as in [Options]. The error is
// that of ctx or of the root of fsys.
func Substring(ctx context.Context, fsys fs.FS, features List, files func(path string) bool) (row []float64, skipped []error, err error) {
	paths, skipped, err := sources(ctx, fsys, files)
	row = make([]float64, len(features))
	for _, name := range paths {
		if err = cmp.Or(err, ctx.Err()); err != nil {
			break
		}
		text, err := strictText(fsys, name)
		if err != nil {
			skipped = append(skipped, fmt.Errorf("paper: %w", err))
			continue
		}
		for i, f := range features {
			if strings.Contains(text, f.API) {
				row[i]++
			}
		}
	}
	if err != nil {
		return nil, nil, fmt.Errorf("paper: %w", err)
	}
	for i, f := range features {
		row[i] *= f.Value
	}
	return row, skipped, nil
}

var errEncoding = errors.New("no UTF-8")

// strictText returns what Python's open(path, "r", encoding="utf-8").read()
// does.
func strictText(fsys fs.FS, name string) (string, error) {
	src, err := fs.ReadFile(fsys, name)
	switch {
	case err != nil:
		return "", err
	case !utf8.Valid(src):
		return "", fmt.Errorf("%s: %w", name, errEncoding)
	}
	text := string(src)
	if strings.IndexByte(text, '\r') >= 0 { // as Python reads lines of other systems
		text = strings.ReplaceAll(text, "\r\n", "\n")
		text = strings.ReplaceAll(text, "\r", "\n")
	}
	return text, nil
}
