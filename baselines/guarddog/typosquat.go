package guarddog

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// The lists, see data/ORIGIN: names of popular packages as of 6 May 2026, and
// domains of disposable mail.
var (
	//go:embed data/popular.txt.gz
	popularList []byte
	//go:embed data/disposable.txt.gz
	disposableList []byte
)

var (
	popular    = sync.OnceValue(func() []string { return words(popularList) })
	disposable = sync.OnceValue(func() map[string]bool {
		set := map[string]bool{}
		for _, w := range words(disposableList) {
			set[w] = true
		}
		return set
	})
)

// words unpacks a list that is part of the program.
func words(packed []byte) []string {
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		panic(fmt.Sprintf("guarddog: %v", err))
	}
	text, err := io.ReadAll(r)
	if err != nil {
		panic(fmt.Sprintf("guarddog: %v", err))
	}
	return strings.Fields(string(text))
}

var separators = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`[-_.]+`) })

// resembles returns the first popular package of which a name may be a misprint,
// in the order of the alphabet, or "": one character more, less or other, two
// swapped, its parts in another order, or py and python exchanged or left out.
func resembles(name string) string {
	name = strings.ToLower(separators().ReplaceAllString(name, "-"))
	if _, known := slices.BinarySearch(popular(), name); known || name == "" {
		return ""
	}
	for _, p := range popular() {
		if oneEdit(name, p) || slices.ContainsFunc(confused(p), func(form string) bool { return oneEdit(name, form) }) {
			return p
		}
		if strings.Contains(p, "-") && abs(len(name)-len(p)) <= 1 && reordered(name, strings.Split(p, "-")) {
			return p
		}
	}
	return ""
}

func abs(n int) int { return max(n, -n) }

// oneEdit says whether two names are equal but for one character that is added,
// left out or replaced, or two neighbours that are swapped.
func oneEdit(a, b string) bool {
	if len(a) < len(b) {
		a, b = b, a
	}
	if len(a)-len(b) > 1 {
		return false
	}
	n := 0 // characters in common before the first difference
	for n < len(b) && a[n] == b[n] {
		n++
	}
	if len(a) > len(b) {
		return a[n+1:] == b[n:]
	}
	if n == len(a) {
		return true
	}
	return a[n+1:] == b[n+1:] || n+1 < len(a) && a[n] == b[n+1] && a[n+1] == b[n] && a[n+2:] == b[n+2:]
}

// confused returns the forms of a name in which py stands for python or the
// reverse, or the part with it is left out.
func confused(name string) []string {
	if !strings.Contains(name, "py") {
		return nil
	}
	var forms []string
	parts := strings.Split(name, "-")
	for i, part := range parts {
		other := strings.ReplaceAll(part, "python", "py")
		if other == part {
			other = strings.ReplaceAll(part, "py", "python")
		}
		if other == part {
			continue
		}
		with := slices.Clone(parts)
		with[i] = other
		forms = append(forms, strings.Join(with, "-"), strings.Join(slices.Delete(slices.Clone(parts), i, i+1), "-"))
	}
	return forms
}

// reordered says whether a name is one edit away from the parts in some order.
func reordered(name string, parts []string) bool {
	var try func(n int) bool
	try = func(n int) bool {
		if n == len(parts) {
			return oneEdit(name, strings.Join(parts, "-"))
		}
		for i := n; i < len(parts); i++ {
			parts[n], parts[i] = parts[i], parts[n]
			if try(n + 1) {
				return true
			}
			parts[n], parts[i] = parts[i], parts[n]
		}
		return false
	}
	return try(0)
}
