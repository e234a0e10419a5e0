package arch

// Rules is what a module promises about its imports. Patterns name packages by
// their path below the module, "." for the root, or by their full path outside
// it: "a/b" is that package, "a/*" each package one level below a, "a/..." a
// and everything below it.
type Rules struct {
	// Rooms lists every package of the module and which others of the module
	// it may import. The first pattern that fits a package is the one that
	// counts; a package that fits none is itself a violation.
	Rooms []Room
	// Imports restricts packages from outside to some rooms.
	Imports []Restriction
	// Recover lists the rooms that may call recover.
	Recover []string
}

// Room says what the packages that fit Path may import of the module.
type Room struct {
	Path string
	May  []string
}

// Restriction lets only the rooms In import what fits Import.
type Restriction struct {
	Import string
	In     []string
	Why    string
}

// Malguard returns the rules of this module.
func Malguard() Rules {
	return Rules{Rooms: rooms(), Imports: restrictions(), Recover: []string{"cmd/*", "classify/golearn", "classify/leaves"}}
}

// rooms is the table "Who may import whom" of the design.
func rooms() []Room {
	public := []string{
		".", "datasets/...", "graph/...", "centrality", "features/...", "classify/...", "explain", "verdict",
		"eval/...", "baselines/...", "study/...", "scan",
	}
	tool := []string{
		"eval", "datasets", "graph/...", "features", "classify", "internal/pysrc", "internal/ngrams", "internal/patterns",
		"internal/popular", "internal/metadata", "internal/defang", "internal/rowmodel", "internal/recorded",
	}
	return []Room{
		{"internal/archive", nil},
		{"internal/pysrc", nil},
		{"internal/pycodec", nil},
		{"internal/shell", nil},
		{"internal/patterns", nil},
		{"internal/pyeval", []string{"internal/pycodec", "internal/pysrc"}},
		{"internal/charts", nil},
		{"internal/arch", nil},
		{"internal/jsonarray", nil},
		{"internal/popular", nil},
		{"internal/metadata", nil},
		{"internal/defang", nil},
		{"internal/ngrams", []string{"graph", "classify"}},
		{"classify", nil},
		{"explain", []string{"classify"}},
		{"graph", nil},
		{"datasets", []string{"internal/archive", "internal/pysrc"}},
		{"datasets/families", []string{"datasets", "internal/pysrc"}},
		{"datasets/facts", []string{"datasets", "graph"}},
		{"graph/callgraph", []string{"graph", "internal/pyeval", "internal/pycodec", "internal/pysrc", "internal/shell"}},
		{"graph/sequence", []string{"graph", "internal/pysrc"}},
		{"centrality", []string{"graph"}},
		{"features", []string{"graph", "centrality"}},
		{"features/refine", []string{"features"}},
		{"features/paper", []string{"graph", "graph/sequence", "centrality", "features"}},
		{"classify/modelfile", []string{"classify", "classify/leaves", "classify/sklearn", "classify/xgb"}},
		{"classify/*", []string{"classify", "internal/jsonarray"}},
		{"eval", []string{"datasets"}},
		{"internal/recorded", []string{"datasets"}},
		{"internal/rowmodel", []string{"eval", "datasets", "classify"}},
		{"eval/report", []string{"eval", "internal/charts"}},
		{"eval/detectortest", []string{"eval", "datasets"}},
		{"baselines/all", []string{"eval", "datasets", "baselines/*", "baselines/controls/*"}},
		{"baselines/controls/*", tool},
		{"baselines/*", tool},
		{".", []string{"datasets", "graph/...", "centrality", "features", "classify", "explain", "internal/defang"}},
		{"verdict", []string{".", "datasets", "graph", "internal/charts"}},
		{"study", []string{
			".", "datasets", "graph/...", "centrality", "features", "features/paper", "classify", "explain",
			"eval", "baselines/all", "datasets/facts", "study/attack",
		}},
		{"study/attack", []string{"datasets", "classify", "internal/pysrc"}},
		{"study/reproduce", []string{
			".", "datasets", "graph/...", "features", "features/paper", "classify", "eval", "baselines/all", "datasets/facts", "study",
			"study/attack",
		}},
		{"scan", []string{".", "datasets", "verdict"}},
		{"cmd/*", public},
		{"examples/*", public},
	}
}

func restrictions() []Restriction {
	network := []string{"features/refine", "scan", "baselines/exec"}
	const offline = "packages are read offline; only these rooms talk to others"
	const quiet = "libraries return errors and warnings, they do not print"
	return []Restriction{
		{"net", network, offline},
		{"net/http/...", network, offline},
		{"net/rpc/...", network, offline},
		{"net/smtp", network, offline},
		{"crypto/tls", network, offline},
		{"golang.org/x/net/...", network, offline},
		{"os/exec", []string{"baselines/exec"}, "nothing that is read is ever run"},
		{"github.com/sjwhitworth/golearn/...", []string{"classify/golearn"}, "it panics and prints; one room keeps that in"},
		{"github.com/go-echarts/...", []string{"internal/charts"}, "its labels need to be made safe in one place"},
		{"gonum.org/v1/plot/...", []string{"internal/charts"}, "what a chart is made of is plain data elsewhere"},
		{"math/rand", nil, "use math/rand/v2 with a seed"},
		{"log", []string{"cmd/*"}, quiet},
		{"log/slog", []string{"cmd/*"}, quiet},
		{"C", nil, "the module builds with CGO_ENABLED=0"},
	}
}
