package arch_test

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/internal/arch"
)

const module = "github.com/malguard/malguard"

// TestMalguard checks this repository.
func TestMalguard(t *testing.T) {
	root := os.DirFS("../..")
	mod, err := fs.ReadFile(root, "go.mod")
	require.NoError(t, err)
	require.Contains(t, string(mod), "module "+module+"\n")
	found, err := arch.Check(root, module, arch.Malguard())
	require.NoError(t, err)
	for _, v := range found {
		t.Error(v)
	}
}

// allowed repeats the table of the design with every package by name, so that
// neither the patterns of the rules nor their order are taken on trust. What is
// not listed is forbidden.
var allowed = map[string]string{
	"internal/archive":        "",
	"internal/pysrc":          "",
	"internal/pycodec":        "",
	"internal/shell":          "",
	"internal/patterns":       "",
	"internal/pyeval":         "internal/pycodec internal/pysrc",
	"internal/charts":         "",
	"internal/arch":           "",
	"internal/jsonarray":      "",
	"internal/popular":        "",
	"internal/metadata":       "",
	"internal/defang":         "",
	"internal/ngrams":         "graph classify",
	"classify":                "",
	"explain":                 "classify",
	"graph":                   "",
	"datasets":                "internal/archive internal/pysrc",
	"datasets/facts":          "datasets graph",
	"datasets/families":       "datasets internal/pysrc",
	"graph/callgraph":         "graph internal/pyeval internal/pycodec internal/pysrc internal/shell",
	"graph/sequence":          "graph internal/pysrc",
	"centrality":              "graph",
	"features":                "graph centrality",
	"features/refine":         "features",
	"features/paper":          "graph graph/sequence centrality features",
	"classify/classifytest":   "classify internal/jsonarray",
	"classify/golearn":        "classify internal/jsonarray",
	"classify/leaves":         "classify internal/jsonarray",
	"classify/modelfile":      "classify classify/leaves classify/sklearn classify/xgb",
	"classify/sklearn":        "classify internal/jsonarray",
	"classify/xgb":            "classify internal/jsonarray",
	"eval":                    "datasets",
	"eval/report":             "eval internal/charts",
	"eval/detectortest":       "eval datasets",
	"internal/recorded":       "datasets",
	"internal/rowmodel":       "eval datasets classify",
	"baselines/guarddog":      "eval datasets graph graph/callgraph graph/sequence features classify internal/pysrc internal/rowmodel internal/recorded internal/patterns internal/ngrams internal/popular internal/metadata internal/defang",
	"baselines/exec":          "eval datasets graph graph/callgraph graph/sequence features classify internal/pysrc internal/rowmodel internal/recorded internal/patterns internal/ngrams internal/popular internal/metadata internal/defang",
	"baselines/controls/size": "eval datasets graph graph/callgraph graph/sequence features classify internal/pysrc internal/rowmodel internal/recorded internal/patterns internal/ngrams internal/popular internal/metadata internal/defang",
	"baselines/all":           "eval datasets baselines/guarddog baselines/exec baselines/controls/size",
	".":                       "datasets graph graph/callgraph graph/sequence centrality features classify explain internal/defang",
	"verdict":                 ". datasets graph internal/charts",
	"study": ". datasets datasets/facts graph graph/callgraph graph/sequence centrality features features/paper classify explain" +
		" eval baselines/all study/attack",
	"study/attack":    "datasets classify internal/pysrc",
	"study/reproduce": ". datasets datasets/facts graph graph/callgraph graph/sequence features features/paper classify eval baselines/all study study/attack",
	"scan":            ". datasets verdict",
	"cmd/malguard":    publicRooms,
	"examples/own":    publicRooms,
}

const publicRooms = ". datasets datasets/facts datasets/families graph graph/callgraph graph/sequence centrality features" +
	" features/refine features/paper classify classify/classifytest classify/golearn classify/leaves classify/modelfile" +
	" classify/sklearn classify/xgb explain verdict" +
	" eval eval/report eval/detectortest baselines/guarddog baselines/exec baselines/controls/size baselines/all" +
	" study study/attack study/reproduce scan"

// TestTableIsWhole looks whether allowed names every room that the rules name: one
// that it lacks would never be planted.
func TestTableIsWhole(t *testing.T) {
	for _, room := range arch.Malguard().Rooms {
		if !strings.Contains(room.Path, "*") {
			require.Contains(t, allowed, room.Path)
		}
	}
}

// TestPlantedImports plants each import between two rooms of the table, alone,
// and looks whether it is found.
func TestPlantedImports(t *testing.T) {
	for room, may := range allowed {
		for target := range allowed {
			if target == room {
				continue
			}
			found := check(t, room, fmt.Sprintf("import _ %q\n", path.Join(module, target)))
			if slices.Contains(strings.Fields(may), target) {
				require.Empty(t, found, "%s may import %s", room, target)
				continue
			}
			require.Len(t, found, 1, "%s must not import %s", room, target)
			require.Equal(t, path.Join(room, "a.go"), found[0].File)
			require.Equal(t, 2, found[0].Line)
			require.Contains(t, found[0].String(), "a.go:2: "+room+" must not import "+target)
		}
	}
}

// TestPlantedCode plants what only some rooms may do in every room.
func TestPlantedCode(t *testing.T) {
	const network = "features/refine scan baselines/exec"
	for code, in := range map[string]string{
		`import _ "net"`:                                          network,
		`import _ "net/http"`:                                     network,
		`import _ "net/http/httptest"`:                            network,
		`import _ "net/rpc"`:                                      network,
		`import _ "net/smtp"`:                                     network,
		`import _ "crypto/tls"`:                                   network,
		`import _ "golang.org/x/net/html"`:                        network,
		`import _ "os/exec"`:                                      "baselines/exec",
		`import _ "github.com/go-echarts/go-echarts/v2/charts"`:   "internal/charts",
		`import _ "gonum.org/v1/plot/plotter"`:                    "internal/charts",
		`import _ "github.com/sjwhitworth/golearn/base"`:          "classify/golearn",
		`import _ "math/rand"`:                                    "",
		`import _ "log"`:                                          "cmd/malguard",
		`import _ "log/slog"`:                                     "cmd/malguard",
		`import "C"`:                                              "",
		"func init() {}":                                          "",
		"func f() { defer func() { recover() }() }":               "cmd/malguard classify/golearn classify/leaves",
		"func f() { defer func() { _ = (recover)() }() }":         "cmd/malguard classify/golearn classify/leaves",
		"type T struct{}; func (T) init() {}; var _ = T.init":     "everywhere",
		"type T struct{}; func (T) recover() { T{}.recover() }":   "everywhere",
		`import _ "net/url"`:                                      "everywhere",
		`import _ "net/netip"`:                                    "everywhere",
		`import _ "math/rand/v2"`:                                 "everywhere",
		`import _ "github.com/malguard/malguardian"`:              "everywhere",
		"// func init() {} and recover() in comments and strings": "everywhere",
		"const s = `func init() { recover() }`":                   "everywhere",
	} {
		for room := range allowed {
			found := check(t, room, code+"\n")
			if in == "everywhere" || slices.Contains(strings.Fields(in), room) {
				require.Empty(t, found, "%s in %s", code, room)
			} else {
				require.Len(t, found, 1, "%s in %s", code, room)
			}
		}
	}
}

func TestUnknownRoom(t *testing.T) {
	for _, room := range []string{"util", "internal/util", "eval/new", "graph/callgraph/deep", "cmd", "baselines/a/b"} {
		found := check(t, room, "")
		require.Len(t, found, 1, room)
		require.Contains(t, found[0].Text, "unknown room "+room)
	}
}

// TestLeftOut: what does not belong to the module is not read, not even
// parsed, and tests may do what they like.
func TestLeftOut(t *testing.T) {
	bad := &fstest.MapFile{Data: []byte("package")}
	found, err := arch.Check(fstest.MapFS{
		"graph/graph.go":              {Data: []byte("package graph\n")},
		"graph/graph_test.go":         bad,
		"graph/testdata/a.go":         bad,
		"vendor/a/a.go":               bad,
		".hidden/a.go":                bad,
		"_old/a.go":                   bad,
		"scale/beam/go.mod":           {Data: []byte("module x\n")},
		"scale/beam/main.go":          bad,
		"scale/beam/internal/deep.go": bad,
		"docs/notes.md":               bad,
	}, module, arch.Malguard())
	require.NoError(t, err)
	require.Empty(t, found)
}

func TestOrder(t *testing.T) {
	found, err := arch.Check(fstest.MapFS{
		"graph/b.go": {Data: []byte("package graph\nimport _ \"log\"\nfunc init() {}\n")},
		"graph/a.go": {Data: []byte("package graph\nfunc init() {}\n")},
	}, module, arch.Malguard())
	require.NoError(t, err)
	var places []string
	for _, v := range found {
		places = append(places, fmt.Sprint(v.File, v.Line))
	}
	require.Equal(t, []string{"graph/a.go2", "graph/b.go2", "graph/b.go3"}, places)
}

func TestErrors(t *testing.T) {
	for name, tree := range map[string]fs.FS{
		"nothing to read": fstest.MapFS{},
		"does not parse":  fstest.MapFS{"graph/a.go": {Data: []byte("package")}},
		"no such tree":    os.DirFS("testdata/missing"),
		"not a file":      fstest.MapFS{"graph/a.go": {Mode: fs.ModeSymlink}},
	} {
		_, err := arch.Check(tree, module, arch.Malguard())
		require.ErrorContains(t, err, "arch: ", name)
	}
}

// check runs the rules on a module of one file with the given code after its
// first line.
func check(t *testing.T, room, code string) []arch.Violation {
	t.Helper()
	found, err := arch.Check(fstest.MapFS{
		path.Join(room, "a.go"): {Data: []byte("package a\n" + code)},
	}, module, arch.Malguard())
	require.NoError(t, err)
	return found
}
