package paper_test

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/features/paper"
	"github.com/malguard/malguard/graph/sequence"
)

// TestSameBits: results are the same bits for any number of processors.
func TestSameBits(t *testing.T) {
	run := func(processors int) (all []*paper.Package) {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(processors))
		for _, name := range []string{"large", "dense", "attributes", "listing"} {
			for _, rule := range paper.Rules() {
				fsys := os.DirFS(filepath.Join("testdata/packages", name))
				p, err := paper.Process(context.Background(), fsys, paper.Options{Rule: rule}, paper.Measures()...)
				require.NoError(t, err)
				all = append(all, p)
			}
		}
		return all
	}
	require.Equal(t, run(1), run(4))
}

// TestJoinedBound: the calls of all files are no more than one file may have.
func TestJoinedBound(t *testing.T) {
	if testing.Short() {
		t.Skip("reads millions of calls")
	}
	many := "no Python\n" + strings.Repeat("a(", sequence.MaxCalls/2+1)
	pkg, err := paper.Process(context.Background(), pack("1.py", many, "2.py", many, "3.py", "b()"), paper.Options{}, paper.Measures()[0])
	require.NoError(t, err)
	require.Equal(t, []paper.List{{{"a", 2}}}, pkg.Values)
	require.Len(t, pkg.Warnings, 1)
	require.ErrorIs(t, pkg.Warnings[0], sequence.ErrIncomplete)
	require.ErrorContains(t, pkg.Warnings[0], "2.py")
}

// FuzzProcess reads two files of any content by every rule.
func FuzzProcess(f *testing.F) {
	f.Add("a(); b(); a()", "import os\nos.getenv('A')", "setup.py")
	f.Add("print 'x'; f(1)", "\xff(", "p/\u00fc/__init__.py")
	f.Fuzz(func(t *testing.T, one, two, name string) {
		fsys := pack("Main.py", one)
		if fs.ValidPath(name) && name != "." && len(name) < 50 {
			fsys = pack("Main.py", one, name, two)
		}
		for _, rule := range paper.Rules() {
			pkg, err := paper.Process(context.Background(), fsys, paper.Options{Rule: rule}, paper.Measures()...)
			if err != nil {
				continue // a file that is a folder too
			}
			for _, list := range pkg.Values {
				seen := map[string]bool{}
				for i, e := range list {
					require.False(t, seen[e.API])
					seen[e.API] = true
					require.True(t, finite(e.Value))
					require.True(t, i == 0 || list[i-1].Value >= e.Value)
				}
			}
			for i := range 3 {
				require.Equal(t, pkg.Files > 0, len(pkg.Values[i]) > 0)
			}
		}
		row, _, err := paper.Substring(context.Background(), fsys, paper.List{{"a", 1}, {"", 2}}, nil)
		require.True(t, err != nil || row[0] <= row[1]/2)
	})
}
