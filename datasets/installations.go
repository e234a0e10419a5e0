package datasets

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// StandardLibrary makes the manifest rows of Python's own library, such as
// lib/python3.11, which is at root: one for each module and package at its top, of
// the group "std-<module>", tagged "stdlib". Left out are its tests, and what no
// program can import by name, such as site-packages and the settings of one machine.
// An error is one of the file system.
func StandardLibrary(library fs.FS, root string) ([]Row, error) {
	top, err := fs.ReadDir(library, ".")
	if err != nil {
		return nil, fmt.Errorf("datasets: standard library: %w", err)
	}
	var rows []Row
	for _, e := range top {
		module := strings.TrimSuffix(e.Name(), ".py")
		if e.IsDir() == (module != e.Name()) || !identifier.MatchString(module) || module == "test" {
			continue
		}
		has, err := holdsSource(library, e.Name())
		if err != nil {
			return nil, fmt.Errorf("datasets: standard library: %w", err)
		}
		if has {
			rows = append(rows, Row{
				Path: filepath.Join(root, e.Name()), Label: Benign, Group: "std-" + module, Role: "train", Tag: "stdlib",
			})
		}
	}
	sortRows(rows)
	return rows, nil
}

// identifier finds the names of modules.
var identifier = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// holdsSource says whether a Python file at name, or any below it, is not empty.
func holdsSource(fsys fs.FS, name string) (bool, error) {
	found := false
	err := fs.WalkDir(fsys, name, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !IsPython(name) {
			return err
		}
		info, err := d.Info()
		if err == nil && info.Size() > 0 {
			found, err = true, fs.SkipAll
		}
		return err
	})
	return found, err
}

// Distributions makes the manifest rows of what is installed in a directory such as
// site-packages, which is at root, by the lists of files that installers leave
// (RECORD, PEP 376): of each distribution the module or package of the most files, of
// the group "site-<name>", tagged "installed". Of a directory in which several
// distributions have files, such as a namespace package, each has what is its alone.
// An error is one of the file system or of a list that cannot be read.
func Distributions(site fs.FS, root string) ([]Row, error) {
	records, err := fs.Glob(site, "*.dist-info/RECORD")
	if err != nil {
		return nil, fmt.Errorf("datasets: distributions: %w", err)
	}
	owned := map[string]map[string]int{} // files of each distribution in each file and directory
	for _, record := range records {
		files, err := recorded(site, record)
		if err != nil {
			return nil, fmt.Errorf("datasets: distributions: %w", err)
		}
		name, _ := fromFileName(strings.TrimSuffix(path.Dir(record), ".dist-info"), true)
		for _, file := range files {
			for at := file; at != "."; at = path.Dir(at) {
				if owned[at] == nil {
					owned[at] = map[string]int{}
				}
				owned[at][name]++
			}
		}
	}
	var rows []Row
	for name, part := range largestParts(owned) {
		rows = append(rows, Row{
			Path: filepath.Join(root, filepath.FromSlash(part)), Label: Benign,
			Group: "site-" + normalName(name), Role: "train", Tag: "installed",
		})
	}
	sortRows(rows)
	return rows, nil
}

// largestParts returns for each distribution, of the files and directories nearest to
// the top that are its alone, the one of most files, and of equal ones the first.
func largestParts(owned map[string]map[string]int) map[string]string {
	parts := map[string]string{}
	for _, at := range slices.Sorted(maps.Keys(owned)) {
		if parent := path.Dir(at); len(owned[at]) > 1 || parent != "." && len(owned[parent]) == 1 {
			continue
		}
		for name, files := range owned[at] {
			if best, ok := parts[name]; !ok || files > owned[best][name] {
				parts[name] = at
			}
		}
	}
	return parts
}

// recorded lists the Python files of a RECORD that are [Installed] code and there.
func recorded(site fs.FS, record string) ([]string, error) {
	text, err := fs.ReadFile(site, record)
	if err != nil {
		return nil, err
	}
	in := csv.NewReader(bytes.NewReader(text))
	in.FieldsPerRecord = -1
	lines, err := in.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", record, err)
	}
	var files []string
	for _, fields := range lines {
		name := fields[0]
		if !fs.ValidPath(name) || !IsPython(name) || !Installed(name) {
			continue
		}
		switch has, err := holdsSource(site, name); {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			return nil, err
		case has:
			files = append(files, name)
		}
	}
	return files, nil
}

// normalName is a project's name as PEP 503 compares it.
func normalName(name string) string {
	return strings.ToLower(separators.ReplaceAllString(name, "-"))
}

var separators = regexp.MustCompile(`[-_.]+`)

// Unlisted returns the rows whose project is none of those that others are of,
// judging by names: an installed copy of what stands in the collection already
// tells nothing new, and must not stand on the other side of a split.
func Unlisted(rows, others []Row) []Row {
	known := map[string]bool{}
	for _, r := range others {
		known[project(r.Group)] = true
	}
	return slices.DeleteFunc(slices.Clone(rows), func(r Row) bool { return known[project(r.Group)] })
}

// project returns the project that a benign group is of: the name of a repository,
// the distribution of a wheel, the name of what is installed.
func project(group string) string {
	_, name, _ := strings.Cut(group, "-")
	if wheel, ok := strings.CutPrefix(name, wheelPrefix); ok {
		name, _ = fromFileName(wheel, false)
	}
	name = normalName(path.Base(name))
	name = strings.TrimPrefix(name, "python-")
	return strings.TrimSuffix(name, "-python")
}
