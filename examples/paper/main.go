// Command paper repeats the published pipeline on a collection of malicious
// packages and says how near it comes to what its authors published.
//
//	go run ./examples/paper [-every N] REGISTRY RELEASE
//
// REGISTRY is a folder of archives, such as a checkout of pypi_malregistry;
// RELEASE holds files of https://github.com/OSSguardian/MALGUARD:
// harmonic_sensitive_api.json, the unrefined lists top500_MEASURE.json (in its
// history: output_top_500_MEASURE_centrality.json) and
// mal_harmonic_feature_vectors.txt.gz. Packages are read in memory, never run.
//
// For each rule it prints how many of the published vectors are those of
// packages of the registry, to nine digits; and, over the packages that the
// authors had, how the lists of the corpus agree with the published ones.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/malguard/malguard/features/paper"
)

// published is the number of malicious packages in the paper.
const published = 9664

func main() {
	every := flag.Int("every", 1, "read one of so many archives")
	flag.Parse()
	if flag.NArg() != 2 || *every < 1 {
		flag.Usage()
		os.Exit(2)
	}
	if err := run(context.Background(), os.Stdout, flag.Arg(0), flag.Arg(1), *every); err != nil {
		fmt.Fprintln(os.Stderr, "paper:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, w io.Writer, registry, release string, every int) error {
	set, err := read(release, "harmonic_sensitive_api.json", paper.ReadSet)
	if err != nil {
		return err
	}
	vectors, err := read(release, "mal_harmonic_feature_vectors.txt.gz", paper.ReadVectors)
	if err != nil {
		return err
	}
	paths, err := archives(registry)
	if err != nil {
		return err
	}
	c := newCorpus(set.Columns(), vectors)
	unread := 0
	for i := 0; i < len(paths); i += every {
		if err := c.add(ctx, paths[i]); err != nil {
			unread++
			fmt.Fprintln(os.Stderr, "paper:", err)
		}
	}
	fmt.Fprintf(w, "%d packages, %d that cannot be read\n\n", c.packages, unread)
	c.printVectors(w)
	fmt.Fprintf(w, "\n%d packages stand for one published row each; their lists:\n", c.theirs)
	for i, m := range paper.Measures() {
		list, err := read(release, "top500_"+m.Name+".json", paper.ReadList)
		if err != nil {
			return err
		}
		c.printList(w, i, list)
	}
	return nil
}

// archives lists the files below a folder that are named like archives.
func archives(root string) (paths []string, err error) {
	err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		named := func(end string) bool { return strings.HasSuffix(path, end) }
		if err == nil && !d.IsDir() && slices.ContainsFunc([]string{".tar.gz", ".whl", ".zip"}, named) {
			paths = append(paths, path)
		}
		return err
	})
	return paths, err
}

// read reads a published file.
func read[T any](folder, name string, parse func(io.Reader) (T, error)) (T, error) {
	f, err := os.Open(filepath.Join(folder, name))
	if err != nil {
		var none T
		return none, err
	}
	defer f.Close()
	return parse(f)
}
