package main

import (
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/malguard/malguard/datasets"
)

type datasetCmd struct {
	Manifest manifestCmd `cmd:"" help:"Make a manifest of the collections on disk."`
	Facts    factsCmd    `cmd:"" help:"Read the packages of a manifest and keep what studies need to know of them."`
	Verify   verifyCmd   `cmd:"" help:"Check a file of facts and print what it holds."`
	Slices   slicesCmd   `cmd:"" help:"Print the pieces that the benign packages of a manifest are cut into."`
	Families familiesCmd `cmd:"" help:"Group near-duplicates: a manifest with families, exact duplicates and the nearest benign packages."`
	Report   reportCmd   `cmd:"" help:"Count duplicates, label conflicts, lookalikes and years of a collection."`
}

type manifestCmd struct {
	Malregistry  string `placeholder:"DIR" and:"malregistry" help:"Tree of lxyeternal/pypi_malregistry."`
	Families     string `placeholder:"FILE" and:"malregistry" help:"Its list of path, family, dates and role (TSV, may be gzipped)."`
	PerFamily    int    `default:"5" help:"Archives of a family at most; 0 takes all."`
	Benign       string `placeholder:"DIR" and:"benign" help:"Directory of benign repositories, named owner+name."`
	Repos        string `placeholder:"FILE" and:"benign" help:"Their list of repository, commit, files, kLOC and tag (TSV, may be gzipped)."`
	Wheels       string `placeholder:"DIR" and:"wheels" help:"Directory of benign wheels."`
	WheelList    string `placeholder:"FILE" and:"wheels" help:"Their list of file, version, SHA-256 and tag (TSV, may be gzipped)."`
	SitePackages string `placeholder:"DIR" help:"Installed distributions, such as site-packages; those listed as repositories or wheels are left out."`
	Stdlib       string `placeholder:"DIR" help:"Python's standard library, such as lib/python3.11."`
	TestFamilies int    `help:"Families to hold out for testing, one archive each."`
	TestBenign   int    `help:"Benign packages to hold out for testing."`
	Seed         uint64 `help:"Source of all randomness."`
	Output       string `short:"o" placeholder:"FILE" help:"Write to FILE instead of standard output."`
}

func (c *manifestCmd) Run(e *env) error {
	if c.Malregistry+c.Benign+c.Wheels+c.SitePackages+c.Stdlib == "" {
		return usageError{errors.New("nothing to list: name --malregistry and --families, --benign and --repos, --wheels and --wheel-list, --site-packages or --stdlib")}
	}
	malicious, err := c.rows(c.Malregistry, c.Families, func(r io.Reader, root string) ([]datasets.Row, error) {
		list, err := datasets.MalRegistry(r, root, c.PerFamily, c.Seed)
		if err != nil {
			return nil, err
		}
		return datasets.HoldOut(list, datasets.Malicious, c.TestFamilies, c.Seed)
	})
	if err != nil {
		return usageError{err}
	}
	benign, err := c.benign()
	if err != nil {
		return usageError{err}
	}
	e.nothing = len(malicious)+len(benign) == 0
	return e.output(c.Output, func(w io.Writer) error { return datasets.WriteManifest(w, append(malicious, benign...)) })
}

// benign returns the rows of all honest collections.
func (c *manifestCmd) benign() ([]datasets.Row, error) {
	rows, err := c.rows(c.Benign, c.Repos, datasets.BenignRepos)
	if err != nil {
		return nil, err
	}
	wheels, err := c.rows(c.Wheels, c.WheelList, datasets.BenignWheels)
	if err != nil {
		return nil, err
	}
	rows = append(rows, wheels...)
	installed, err := c.tree(c.SitePackages, datasets.Distributions)
	if err != nil {
		return nil, err
	}
	rows = append(rows, datasets.Unlisted(installed, rows)...)
	library, err := c.tree(c.Stdlib, datasets.StandardLibrary)
	if err != nil {
		return nil, err
	}
	return datasets.HoldOut(append(rows, library...), datasets.Benign, c.TestBenign, c.Seed)
}

// tree lists the collection at root that needs no list, if there is one.
func (c *manifestCmd) tree(root string, list func(fs.FS, string) ([]datasets.Row, error)) ([]datasets.Row, error) {
	if root == "" {
		return nil, nil
	}
	name, err := c.fromManifest(root)
	if err != nil {
		return nil, err
	}
	return list(os.DirFS(root), name)
}

// rows reads the list of the collection at root, if there is one.
func (c *manifestCmd) rows(root, list string, read func(io.Reader, string) ([]datasets.Row, error)) (rows []datasets.Row, err error) {
	if root == "" {
		return nil, nil
	}
	if root, err = c.fromManifest(root); err != nil {
		return nil, err
	}
	err = readTable(list, func(r io.Reader) error {
		rows, err = read(r, root)
		return err
	})
	return rows, err
}

// fromManifest returns a path as the manifest has to name it: a relative one is
// relative to the manifest rather than to the working directory.
func (c *manifestCmd) fromManifest(root string) (string, error) {
	if filepath.IsAbs(root) || c.Output == "" || c.Output == "-" {
		return root, nil
	}
	return relative(c.Output, root)
}

// relative returns a path as it is seen from the directory of a file.
func relative(file, path string) (string, error) {
	dir, err := filepath.Abs(filepath.Dir(file))
	if err != nil {
		return "", err
	}
	if path, err = filepath.Abs(path); err != nil {
		return "", err
	}
	return filepath.Rel(dir, path)
}

// readTable opens a list that may be gzipped.
func readTable(name string, read func(io.Reader) error) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	var in io.Reader = f
	if strings.HasSuffix(name, ".gz") {
		in, err = gzip.NewReader(f)
	}
	if err == nil {
		err = read(in)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}
