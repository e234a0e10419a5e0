package callgraph

import (
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
	"golang.org/x/tools/txtar"
)

// FuzzBuild checks the laws on arbitrary source in a package of one or two
// files.
func FuzzBuild(f *testing.F) {
	paths, err := filepath.Glob("testdata/*.txtar")
	require.NoError(f, err)
	for _, path := range paths {
		archive, err := txtar.ParseFile(path)
		require.NoError(f, err)
		var second string
		if len(archive.Files) > 1 {
			second = string(archive.Files[1].Data)
		}
		f.Add(string(archive.Files[0].Data), second)
	}
	f.Fuzz(func(t *testing.T, setup, module string) {
		fsys := fstest.MapFS{"setup.py": {Data: []byte(setup)}}
		if module != "" {
			fsys["p/__init__.py"] = &fstest.MapFile{Data: []byte(module)}
		}
		checkLaws(t, fsys)
	})
}

// FuzzEntryPoints reads files of metadata that hold anything.
func FuzzEntryPoints(f *testing.F) {
	f.Add("[console_scripts]\na = b.c:d\n")
	f.Add("[project.scripts]\n\"a\" = \"b:c\"\n[options.entry_points]\ngui_scripts =\n  x = y:z [extra]\n")
	f.Fuzz(func(t *testing.T, text string) {
		for _, e := range entryPoints(text) {
			require.NotEmpty(t, e.group)
			require.Contains(t, e.target, ":")
		}
	})
}
