package exec

import (
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/malguard/malguard/eval"
	"github.com/malguard/malguard/internal/defang"
)

// layOut writes the files of a package below dir, as regular files without an
// execute bit. Names in a package's file system are valid and relative.
func layOut(ctx context.Context, fsys fs.FS, dir string) error {
	return fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err := cmp.Or(err, ctx.Err()); err != nil {
			return err
		}
		to := filepath.Join(dir, filepath.FromSlash(name))
		if d.IsDir() {
			return os.MkdirAll(to, 0o700)
		}
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		if err := os.WriteFile(to, data, 0o600); err != nil {
			return fmt.Errorf("lay out: %w", err)
		}
		return nil
	})
}

// inside turns the paths that a tool prints, absolute or relative to dir, into
// those of the package. A path that is not in it becomes a note, and a line that the
// file does not have is left out.
func inside(fsys fs.FS, dir string, findings []eval.Evidence) []eval.Evidence {
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		dir = real
	}
	for i, e := range findings {
		if findings[i].Note = defang.Note(e.Note); e.File == "" {
			continue
		}
		name := filepath.ToSlash(e.File)
		name = strings.TrimPrefix(name, filepath.ToSlash(dir)+"/")
		name = path.Clean(strings.TrimPrefix(name, "./"))
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			findings[i].File, findings[i].Line, findings[i].Note = "", 0, defang.Note(name+" "+e.Note)
			continue
		}
		findings[i].File = name
		if e.Line < 0 || e.Line > strings.Count(string(data), "\n")+1 {
			findings[i].Line = 0
		}
	}
	return findings
}
