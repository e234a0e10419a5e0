package callgraph_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
)

// BenchmarkBuild measures parsing and resolving together, in megabytes of
// source per second, on packages of synthetic modules.
func BenchmarkBuild(b *testing.B) {
	for _, n := range []int{1, 30, 300} {
		b.Run(fmt.Sprintf("modules=%d", n), func(b *testing.B) {
			fsys, size := synthetic(n)
			b.SetBytes(int64(size))
			b.ReportAllocs()
			for b.Loop() {
				build(b, fsys)
			}
			b.ReportMetric(float64(size)*float64(b.N)/1e6/b.Elapsed().Seconds(), "MB/s-source")
		})
	}
}

// synthetic returns n modules that import each other and look like ordinary
// code: comments, classes, methods, calls inside and outside of the package.
func synthetic(n int) (fsys fstest.MapFS, size int) {
	fsys = fstest.MapFS{"pkg/__init__.py": {}}
	for i := range n {
		var b strings.Builder
		fmt.Fprintf(&b, "\"\"\"Module %d of a synthetic package.\"\"\"\nimport os\nimport json as j\nfrom collections import OrderedDict\nfrom . import m%d as other\n", i, (i+1)%n)
		for k := range 20 {
			fmt.Fprintf(&b, syntheticClass, k, max(k-1, 0))
		}
		fsys[fmt.Sprintf("pkg/m%d.py", i)] = &fstest.MapFile{Data: []byte(b.String())}
		size += b.Len()
	}
	return fsys, size
}

const syntheticClass = `

class Widget%[1]d(Widget%[2]d if False else object):
    """Keeps a mapping from names to sizes, as widgets do."""

    limit = %[1]d

    def __init__(self, name, size=None):
        # The size is looked up where it is not given.
        self.name = name
        self.size = size or os.path.getsize(name)
        self.items = OrderedDict()

    def update(self, rows):
        for key, value in sorted(rows.items()):
            if value is None or len(key) > self.limit:
                continue
            self.items[key.strip().lower()] = self.convert(value)
        return self

    def convert(self, value):
        try:
            return int(value)
        except (TypeError, ValueError) as error:
            raise RuntimeError("bad value: %%r in %%s" %% (value, self.name)) from error


def load_%[1]d(path, *, strict=True):
    with open(path) as handle:
        data = j.load(handle)
    widget = Widget%[1]d(path)
    if strict and not data:
        raise ValueError(f"nothing in {path}")
    other.load_%[2]d(os.path.join(path, "next"))
    return widget.update(data)
`
