package callgraph

import (
	"math"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/malguard/malguard/graph"
)

// maxDescribed bounds how many bytes of a constant are looked at.
const maxDescribed = 64 << 10

// clues are parts of a text with what they say about it, the telling ones first.
type clues []struct{ part, kind string }

// find returns what the first clue that is part of s says, "" if none is.
func (c clues) find(s string, index func() *byFirst) string {
	first := len(c)
	starts := index()
	for at := range len(s) {
		for _, i := range starts[s[at]] {
			if i < first && strings.HasPrefix(s[at:], c[i].part) {
				first = i
			}
		}
	}
	if first == len(c) {
		return ""
	}
	return c[first].kind
}

// byFirst lists the clues by their first byte.
type byFirst [256][]int

func (c clues) index() *byFirst {
	var out byFirst
	for i, clue := range c {
		out[clue.part[0]] = append(out[clue.part[0]], i)
	}
	return &out
}

var (
	placeIndex  = sync.OnceValue(places.index)
	targetIndex = sync.OnceValue(targets.index)
)

// places are kinds of hosts and of URLs by what they contain, the telling ones
// first.
var places = clues{
	{"discord.com/api/webhooks", "webhook"}, {"discordapp.com/api/webhooks", "webhook"}, {"hooks.slack.com", "webhook"},
	{"webhook.site", "webhook"}, {"api.telegram.org", "telegram"}, {"cdn.discordapp.com", "file-host"},
	{"pastebin.com", "paste"}, {"paste.ee", "paste"}, {"rentry.co", "paste"}, {"hastebin", "paste"}, {"ghostbin", "paste"},
	{"raw.githubusercontent.com", "raw"}, {"gist.githubusercontent.com", "raw"}, {"/raw/", "raw"},
	{"transfer.sh", "file-host"}, {"anonfiles", "file-host"}, {"gofile.io", "file-host"}, {"file.io", "file-host"},
	{"dropbox", "file-host"}, {"mediafire", "file-host"}, {"mega.nz", "file-host"},
	{"ngrok", "tunnel"}, {"trycloudflare.com", "tunnel"}, {"serveo.net", "tunnel"}, {"localtunnel", "tunnel"},
	{".onion", "onion"}, {"bit.ly", "shortener"}, {"tinyurl.com", "shortener"}, {"is.gd", "shortener"},
	{"ipify.org", "own-address"}, {"ipinfo.io", "own-address"}, {"ip-api.com", "own-address"}, {"icanhazip", "own-address"},
	{"oast.", "callback"}, {"interact.sh", "callback"}, {"burpcollaborator", "callback"}, {"pipedream.net", "callback"},
	{"requestbin", "callback"}, {"pypi.org", "package-index"}, {"pythonhosted.org", "package-index"},
	{"localhost", "localhost"}, {"127.0.0.1", "localhost"},
}

// targets are classes of files and registry keys by what their paths contain, in
// lower case with slashes.
var targets = clues{
	{"start menu/programs/startup", "startup"}, {"currentversion/run", "startup"}, {"launchagents", "startup"},
	{"/etc/cron", "startup"}, {"crontab", "startup"}, {".config/autostart", "startup"}, {"/etc/systemd", "startup"},
	{"login data", "browser"}, {"local state", "browser"}, {"user data/default", "browser"}, {"google/chrome", "browser"},
	{"mozilla/firefox", "browser"}, {"bravesoftware", "browser"}, {"opera software", "browser"}, {"cookies", "browser"},
	{"web data", "browser"}, {"leveldb", "browser"}, {"discord", "discord"}, {"exodus", "wallet"}, {"metamask", "wallet"},
	{"electrum", "wallet"}, {"wallet", "wallet"}, {".ssh", "ssh"}, {"id_rsa", "ssh"}, {"authorized_keys", "ssh"},
	{".aws", "credentials"}, {".netrc", "credentials"}, {".pypirc", "credentials"}, {".git-credentials", "credentials"},
	{".npmrc", "credentials"}, {".docker/config", "credentials"}, {"/etc/passwd", "system"}, {"/etc/shadow", "system"},
	{"/etc/hosts", "hosts"}, {"drivers/etc/hosts", "hosts"}, {".bashrc", "shell-profile"}, {".bash_profile", "shell-profile"},
	{".zshrc", "shell-profile"}, {".profile", "shell-profile"}, {"telegram desktop/tdata", "messenger"},
	{"/proc/", "system"}, {"system32", "system"}, {"site-packages", "site-packages"}, {"appdata", "application-data"},
	{"%temp%", "temporary"}, {"/tmp/", "temporary"}, {"/var/tmp", "temporary"}, {"hkey_", "registry"},
}

// executables are the endings of files that are run.
var executables = []string{".exe", ".dll", ".bat", ".cmd", ".ps1", ".vbs", ".scr", ".sh", ".elf", ".msi", ".jar", ".pyw"}

// describe returns what is known of a constant: its kind is str, bytes or int.
func describe(kind, content string) graph.Arg {
	a := graph.Arg{Kind: kind, Value: cut(content), Len: len(content)}
	if kind == "int" {
		return a
	}
	content = content[:min(len(content), maxDescribed)]
	if len(content) >= 16 {
		a.Entropy = entropy(content)
	}
	lower := strings.ToLower(content)
	a.URL, a.Host = address(lower)
	if a.URL == "" {
		a.Target = target(lower)
	}
	return a
}

// cut returns the beginning of s that a graph keeps.
func cut(s string) string {
	if len(s) <= graph.MaxArgValue {
		return s
	}
	n := graph.MaxArgValue
	for n > graph.MaxArgValue-utf8.UTFMax && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// entropy returns the Shannon entropy of s in bits for each byte.
func entropy(s string) float64 {
	var counts [256]int
	for i := range len(s) {
		counts[s[i]]++
	}
	bits := 0.0
	for _, n := range counts {
		if n > 0 {
			p := float64(n) / float64(len(s))
			bits -= p * math.Log2(p)
		}
	}
	return math.Round(bits*100) / 100
}

// address returns the kind and host of the first URL in s, or of s if it is an
// IPv4 address.
func address(s string) (kind, host string) {
	i := strings.Index(s, "://")
	if i < 0 {
		if host = strings.TrimRight(s, "/"); isIPv4(host) {
			return "ip", host
		}
		return "", ""
	}
	from := i
	for from > 0 && s[from-1] >= 'a' && s[from-1] <= 'z' {
		from--
	}
	scheme := s[from:i]
	rest := s[i+3:]
	if end := strings.IndexFunc(rest, func(r rune) bool { return r <= ' ' || r == '"' || r == '\'' || r == '<' || r == '>' }); end >= 0 {
		rest = rest[:end]
	}
	host, _, _ = strings.Cut(rest, "/")
	if at := strings.LastIndexByte(host, '@'); at >= 0 {
		host = host[at+1:]
	}
	host, _, _ = strings.Cut(host, ":")
	host = cut(host)
	if kind := places.find(rest, placeIndex); kind != "" {
		return kind, host
	}
	switch {
	case isIPv4(host):
		return "ip", host
	case scheme == "http" || scheme == "https":
		return "web", host
	}
	return cut(scheme), host
}

func isIPv4(s string) bool {
	parts := strings.Split(s[:min(len(s), 16)], ".")
	if len(parts) != 4 || len(s) > 15 {
		return false
	}
	for _, p := range parts {
		if len(p) == 0 || len(p) > 3 || strings.Trim(p, "0123456789") != "" || len(p) == 3 && p > "255" {
			return false
		}
	}
	return true
}

// target returns the class of files that a path belongs to.
func target(s string) string {
	s = strings.ReplaceAll(strings.ReplaceAll(s, `\\`, "/"), `\`, "/")
	if class := targets.find(s, targetIndex); class != "" {
		return class
	}
	for _, e := range executables {
		if strings.HasSuffix(s, e) {
			return "executable"
		}
	}
	return ""
}
