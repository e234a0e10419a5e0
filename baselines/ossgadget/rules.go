package ossgadget

import "regexp"

// severity of a rule.
type severity string

const (
	critical  severity = "critical"
	important severity = "important"
	moderate  severity = "moderate"
)

// scope says where in a file a pattern may match.
type scope uint8

const (
	inCode scope = 1 << iota
	inComments
	anywhere = inCode | inComments
)

// kind of a pattern, as ApplicationInspector names them.
type kind uint8

const (
	text   kind = iota // a text that is a word: no letter or digit next to it
	part               // a text anywhere
	regex              // an expression
	words              // an expression that begins and ends at the bounds of words
	quoted             // an expression that goes on over letters and digits, however many, to a quotation mark
)

type pattern struct {
	kind  kind
	expr  string
	exact bool // case counts
	scope scope
}

type rule struct {
	id       string
	what     string
	severity severity
	// languages and path say for which files it is; all, where neither is set.
	languages []string
	path      *regexp.Regexp
	patterns  []pattern
	blanks    []string // words with white space on both sides, in code
	near      []string // texts of which all have to be within 30 lines of the match
}

// char matches one character, which may be several bytes, but no newline.
const char = `(?:[^\n\x80-\xff]|[\xc0-\xff][\x80-\xbf]{0,3}|[\x80-\xbf])`

// rules returns those that are published; of intended, with the faults mended that
// keep four of them from ever matching.
func rules(intended bool) []rule {
	list := []rule{
		{id: "BD000100", what: "evaluates what it decodes", severity: moderate, patterns: []pattern{
			{regex, `\x08(?:eval|exec)` + char + `{1,15}(?:base64|decode|decrypt|unencode)\x08`, false, anywhere},
		}},
		{id: "BD000101", what: "PowerShell that runs what it downloads", severity: moderate, languages: []string{"powershell"}, patterns: []pattern{
			{regex, `(?:iex|invoke-expression) .*` + download, false, inCode},
			{regex, download + char + `{1,50}start-process`, false, inCode},
		}},
		{id: "BD000102", what: "fetches from the network in setup.py", severity: important, path: regexp.MustCompile(`setup.py`), patterns: []pattern{
			{text, "requests.get", false, inCode},
		}},
		{id: "BD000103", what: "runs a script when npm installs it", severity: moderate, languages: []string{"package.json"}, patterns: []pattern{
			{regex, `(?:pre|post|)install"\s*:\s*"node \S+\.js`, false, inCode},
		}},
		{id: "BD000104", what: "pipes a download into a shell", severity: important, patterns: []pattern{
			{regex, `(?:curl|wget)` + char + `{1,50}\|\s*(?:ba)?sh`, false, inCode},
		}},
		{id: "BD000105", what: "evaluates what it opens by a URL", severity: important, patterns: []pattern{
			{regex, `exec\(\\s*urlopen`, false, inCode},
		}},
		{id: "BD000200", what: "the mark of a known backdoor", severity: critical, patterns: []pattern{{text, "___cfduid", false, anywhere}}},
		{id: "BD000201", what: "the mark of a known backdoor", severity: critical, patterns: []pattern{{text, "ZAUTHSS", false, anywhere}}},
		{id: "BD000202", what: "the host of a known backdoor", severity: important, patterns: []pattern{{text, "gohack.xyz", false, anywhere}}},
		{id: "BD000203", what: "the author of a known packer", severity: important, patterns: []pattern{{text, "billythegoat356", false, anywhere}}},
		{id: "BD000300", what: "names a reverse shell", severity: moderate, patterns: []pattern{
			{words, `shell\.now\.sh|tcp\.ngrok\.io|reverse shell|reverse-shell\.sh`, false, anywhere},
		}},
		{id: "BD000301", what: "gives somebody a shell when npm runs it", severity: moderate, languages: []string{"package.json"}, patterns: []pattern{
			{regex, `ncat.*-e /bin/(?:ba)?sh`, false, anywhere},
		}},
		{id: "BD000400", what: "names a coin", severity: moderate, patterns: []pattern{
			{text, "\x08(p2pool|miner|nxt|zcash|tether|ether|btc|monero|markleroot|xmr|(bit|lite|name|peer|doge|grid|prim|vert|tit|pot)coin)\x08", false, anywhere},
		}},
		{id: "BD000500", what: "names a paste site", severity: moderate, patterns: []pattern{
			{words, `pastebin|zerobin|ghostbin|hastebin|klgrth\.io`, false, anywhere},
		}},
		{id: "BD000600", what: "names a program of Windows", severity: moderate, blanks: windowsPrograms()},
		{id: "BD000610", what: "names a program of Linux", severity: moderate, blanks: linuxPrograms()},
	}
	list = append(list, exfiltration()...)
	list = append(list, obfuscation()...)
	list = append(list, confusion()...)
	if intended {
		mend(list)
	}
	return list
}

// download matches the PowerShell names of downloads.
const download = `(?:downloaddata|downloadfile|downloadstring|openread|webclient)`

// mend gives the rules that never match the patterns that were meant.
func mend(list []rule) {
	const coins = `p2pool|miner|nxt|zcash|tether|ether|btc|monero|markleroot|xmr|(?:bit|doge|grid|lite|name|peer|pot|prim|tit|vert)coin`
	meant := map[string]pattern{
		"BD000100": {words, `(?:eval|exec)` + char + `{1,15}(?:base64|decode|decrypt|unencode)`, false, anywhere}, // \b, in JSON, is a backspace
		"BD000105": {regex, `exec\(\s*urlopen`, false, inCode},                                                    // one backslash too many
		"BD000400": {words, coins, false, anywhere},                                                               // an expression given as text
		"BD000810": {regex, `(?:el)?if\s\d+\s[<>=]{1,2}\s*\d+`, false, inCode},                                    // likewise
	}
	for i := range list {
		if p, ok := meant[list[i].id]; ok {
			list[i].patterns = []pattern{p}
		}
	}
}
