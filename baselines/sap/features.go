package sap

import (
	"cmp"
	"context"
	"io/fs"
	"math"
	"path"
	"slices"
	"strings"

	"github.com/malguard/malguard/datasets"
)

// MaxMatched is how many bytes of a string are searched for what it contains.
const MaxMatched = 1 << 18

// extensions are those of the files that are counted.
const extensions = "bat bz2 c cert conf cpp crt css csv deb erb gemspec gif gz h html ico ini jar java jpg js json key m4v markdown md pdf pem png ps py" +
	" rb rpm rst sh svg toml ttf txt xml yaml yml eot exe jpeg properties sql swf tar woff woff2 aac bmp cfg dcm dll doc flac flv ipynb m4a mid mkv mp3 mp4" +
	" mpg ogg otf pickle pkl psd pxd pxi pyc pyx r rtf so sqlite tif tp wav webp whl xcf xz zip mov wasm webm"

// Columns names the features: counts and entropies of the source (all .py files but
// setup.py), of the metadata (every setup.py), and files by extension.
func Columns() []string {
	var names []string
	for _, part := range []string{"source", "metadata"} {
		for _, name := range []string{
			"words", "lines", "base64", "addresses", "tokens", "urls", "homogeneous names", "homogeneous strings", "heterogeneous names", "heterogeneous strings",
			"name entropy mean", "name entropy std", "name entropy max", "name entropy q3",
			"string entropy mean", "string entropy std", "string entropy max", "string entropy q3",
		} {
			names = append(names, part+" "+name)
		}
	}
	for _, sign := range []string{"bracket", "equal", "plus"} {
		for _, what := range []string{"mean", "std", "max", "q3"} {
			names = append(names, sign+" ratio "+what)
		}
	}
	names = append(names, "install in metadata")
	for ext := range strings.FieldsSeq(extensions) {
		names = append(names, "."+ext)
	}
	return names
}

// part is what is known of the source or the metadata.
type part struct {
	words, lines, base64, addresses, tokens, urls int
	names, texts                                  []string // texts are the words of strings
	brackets, equals, pluss                       []float64
}

// Row returns the numbers of a package, in the order of [Columns].
func Row(ctx context.Context, p *datasets.Package) ([]float64, error) {
	var source, metadata part
	files := map[string]int{}
	err := fs.WalkDir(p.FS, ".", func(name string, d fs.DirEntry, err error) error {
		if err := cmp.Or(err, ctx.Err()); err != nil || d.IsDir() {
			return err
		}
		base := path.Base(name)
		ext := path.Ext(base)
		if ext == base { // a hidden file has no extension
			return nil
		}
		if !strings.Contains(base, "tar.gz") {
			files[ext]++
		}
		if ext != ".py" {
			return nil
		}
		data, err := fs.ReadFile(p.FS, name)
		if err != nil {
			return err
		}
		into := &source
		if base == "setup.py" {
			into = &metadata
		}
		return into.add(ctx, string(data))
	})
	if err != nil {
		return nil, err
	}
	metadata.urls = 0 // as published: what it counts there it drops
	row := append(source.row(), metadata.row()...)
	for _, ratios := range [][]float64{source.brackets, source.equals, source.pluss} {
		row = append(row, summary(ratios, 1)...)
	}
	install := 0.0
	if slices.Contains(metadata.names, "install") {
		install = 1
	}
	row = append(row, install)
	for ext := range strings.FieldsSeq(extensions) {
		row = append(row, float64(files["."+ext]))
	}
	return row, nil
}

func (p *part) add(ctx context.Context, src string) error {
	t := lex(strings.ToValidUTF8(src, ""))
	p.words += len(strings.Fields(src))
	p.lines += strings.Count(src, "\n")
	if src != "" && !strings.HasSuffix(src, "\n") {
		p.lines++
	}
	for _, s := range t.strings {
		if err := ctx.Err(); err != nil {
			return err
		}
		s = s[:min(len(s), MaxMatched)]
		p.base64 += distinct(base64Words(), s, isBase64)
		p.addresses += distinct(addresses(), s, isAddress)
		p.tokens += suspiciousIn(s)
	}
	slices.Sort(t.strings)
	for _, s := range slices.Compact(t.strings) { // each once a file
		p.urls += len(urls().FindAllStringIndex(s[:min(len(s), MaxMatched)], -1))
		p.texts = append(p.texts, strings.Fields(s)...)
	}
	p.names = append(p.names, t.names...)
	size := float64(len(src) + 1)
	p.brackets = append(p.brackets, float64(t.brackets)/size)
	p.equals = append(p.equals, float64(t.equals)/size)
	p.pluss = append(p.pluss, float64(t.pluss)/size)
	return nil
}

func (p *part) row() []float64 {
	names, sameNames, mixedNames := entropies(p.names)
	texts, sameTexts, mixedTexts := entropies(p.texts)
	row := []float64{
		float64(p.words), float64(p.lines), float64(p.base64), float64(p.addresses), float64(p.tokens), float64(p.urls),
		sameNames, sameTexts, mixedNames, mixedTexts,
	}
	return append(append(row, summary(names, 0)...), summary(texts, 0)...)
}

// entropies returns that of each word, and how many are homogeneous, of one kind of
// character, and how many heterogeneous.
func entropies(words []string) (list []float64, same, mixed float64) {
	for _, w := range words {
		n := kindsOf(w)
		e := entropyOf(n)
		list = append(list, e)
		if e == 0 {
			same++
		}
		if heterogeneous(n) {
			mixed++
		}
	}
	return list, same, mixed
}

// summary returns mean, standard deviation with n-ddof degrees of freedom, largest
// value and third quartile; zeros where there is too little.
func summary(list []float64, ddof int) []float64 {
	if len(list) == 0 {
		return make([]float64, 4)
	}
	n := float64(len(list))
	sum, squares := 0.0, 0.0
	for _, v := range list {
		sum += v
	}
	mean := sum / n
	for _, v := range list {
		squares += float64((v - mean) * (v - mean))
	}
	std := 0.0
	if len(list) > 1 {
		std = math.Sqrt(squares / (n - float64(ddof)))
	}
	sorted := slices.Sorted(slices.Values(list))
	at := 0.75 * (n - 1)
	low := int(at)
	q3 := sorted[low]
	if low+1 < len(sorted) {
		q3 += float64((sorted[low+1] - sorted[low]) * (at - float64(low)))
	}
	return []float64{mean, std, sorted[len(sorted)-1], q3}
}
