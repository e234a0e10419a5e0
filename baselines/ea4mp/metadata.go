package ea4mp

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"path"
	"strings"
	"unicode/utf8"

	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/internal/popular"
)

// Width is the number of features.
const Width = 10

// unknown is what a field says that says nothing: old tools wrote the word.
const unknown = "UNKNOWN"

// Features returns the ten features of a package. author says whether its author
// is known for malicious packages.
//
//	0 size        all files: 0 up to 100 KiB, 1 up to 1 MiB, 2 up to 5 MiB, 3 up to 10 MiB, else 4
//	1 name        tenths of the largest similarity to a popular name, 0..9
//	2 author      0 known for malicious packages, 1 missing, 2 test, Test or TEST, 3 other
//	3 format      first number of Metadata-Version: 0 missing, 1 up to 1, 2 up to 20, 3 above
//	4 version     first number of Version, likewise
//	5 home        1 where Home-page is there
//	6 summary     0 missing, 1 there, 2 there with a word of more than 15 characters
//	7 mail        1 where Author-email is there
//	8 licence     1 where License is there
//	9 description 1 where Description is there
//
// As in the original, a field is any line of PKG-INFO with a colon, of those with
// one name the last, and the word UNKNOWN is as good as nothing. Where the original
// fails, for want of PKG-INFO or of digits in a version, the field is missing here.
// METADATA of wheels is read as PKG-INFO. The popular names are [popular.Top]
// rather than the 4,177 of the original, and names are compared in normal form.
func Features(ctx context.Context, p *datasets.Package, author func(name string) bool) ([]float64, error) {
	f, err := metadataOf(ctx, p)
	if err != nil {
		return nil, err
	}
	return vector(f, author(f.author)), nil
}

// facts is what the features are made of, but for the list of authors.
type facts struct {
	author string
	row    [Width]float64 // with 0 for the author
}

// authorColumn is the feature that the author decides.
const authorColumn = 2

// reading returns the features as if the author were not known, and his hash.
func (f facts) reading() datasets.Reading {
	author := ""
	if f.author != unknown {
		sum := sha256.Sum256([]byte(f.author))
		author = hex.EncodeToString(sum[:8])
	}
	return datasets.Reading{Row: vector(f, false), Words: []string{author}}
}

func vector(f facts, known bool) []float64 {
	row := f.row
	switch {
	case known:
		row[authorColumn] = 0
	case f.author == unknown:
		row[authorColumn] = 1
	case f.author == "test" || f.author == "Test" || f.author == "TEST":
		row[authorColumn] = 2
	default:
		row[authorColumn] = 3
	}
	return row[:]
}

func metadataOf(ctx context.Context, p *datasets.Package) (facts, error) {
	size, info, err := survey(ctx, p.FS)
	if err != nil {
		return facts{}, err
	}
	fields, err := fieldsOf(p.FS, info)
	if err != nil {
		return facts{}, err
	}
	get := func(name string) string {
		if value, ok := fields[name]; ok {
			return value
		}
		return unknown
	}
	name, ok := fields["Name"]
	if !ok {
		name = p.Name
	}
	_, likeness := popular.Top().Nearest(name)
	return facts{get("Author"), [Width]float64{
		sizeClass(size), tenths(likeness), 0, versionClass(get("Metadata-Version")), versionClass(get("Version")),
		there(get("Home-page")), summaryClass(get("Summary")), there(get("Author-email")), there(get("License")), there(get("Description")),
	}}, nil
}

// survey returns the size of all files and the PKG-INFO or METADATA that is nearest
// to the root; "" where there is none.
func survey(ctx context.Context, fsys fs.FS) (size int64, info string, err error) {
	err = fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err := cmp.Or(err, ctx.Err()); err != nil || d.IsDir() {
			return err
		}
		stat, err := d.Info()
		if err != nil {
			return err
		}
		size += stat.Size()
		base := path.Base(name)
		fits := base == "PKG-INFO" || base == "METADATA" && strings.HasSuffix(path.Dir(name), ".dist-info")
		if fits && (info == "" || strings.Count(name, "/") < strings.Count(info, "/")) {
			info = name
		}
		return nil
	})
	return size, info, err
}

func fieldsOf(fsys fs.FS, name string) (map[string]string, error) {
	fields := map[string]string{}
	if name == "" {
		return fields, nil
	}
	text, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, err
	}
	for line := range strings.Lines(string(text)) {
		if key, value, ok := strings.Cut(line, ":"); ok {
			fields[strings.TrimSpace(key)] = strings.TrimSpace(value)
		}
	}
	return fields, nil
}

func sizeClass(n int64) float64 {
	for class, limit := range []int64{100 << 10, 1 << 20, 5 << 20, 10 << 20} {
		if n <= limit {
			return float64(class)
		}
	}
	return 4
}

// tenths compares with the tenths themselves: 10 times 0.7 is not always 7.
func tenths(likeness float64) float64 {
	for k := 9; k > 0; k-- {
		if likeness >= float64(k)/10 {
			return float64(k)
		}
	}
	return 0
}

// versionClass goes by all digits before the first dot, as one number.
func versionClass(version string) float64 {
	first, _, _ := strings.Cut(version, ".")
	n, digits := 0, 0
	for _, r := range first {
		if r >= '0' && r <= '9' {
			n, digits = min(10*n+int(r-'0'), 1000), digits+1
		}
	}
	switch {
	case digits == 0:
		return 0
	case n <= 1:
		return 1
	case n <= 20:
		return 2
	}
	return 3
}

func summaryClass(summary string) float64 {
	if summary == unknown {
		return 0
	}
	for word := range strings.SplitSeq(summary, " ") {
		if utf8.RuneCountInString(word) > 15 {
			return 2
		}
	}
	return 1
}

func there(value string) float64 {
	if value == unknown {
		return 0
	}
	return 1
}
