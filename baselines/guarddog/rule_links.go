package guarddog

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/malguard/malguard/internal/pysrc"
)

// hosts are names of hosts that malware likes.
var hosts = &wordList{words: []string{
	// that shorten links
	"bit.ly",
	// that lead to a machine of anybody's, or catch what is sent to them
	"workers.dev", "appdomain.cloud", "ngrok.io", "termbin.com", "localhost.run", "webhook.site", "webhook.cool", "oastify.com",
	"burpcollaborator.me", "burpcollaborator.net", "trycloudflare.com", "oast.pro", "oast.live", "oast.site", "oast.online", "oast.fun",
	"oast.me", "ply.gg", "pipedream.net", "dnslog.cn", "webhook-test.com", "typedwebhook.tools", "beeceptor.com", "ngrok-free.app",
	"ngrok-free.dev",
	// that keep what is sent to them
	"discord.com", "transfer.sh", "filetransfer.io", "sendspace.com", "backblazeb2.com", "paste.ee", "pastebin.com", "hastebin.com",
	"ghostbin?site", "api.telegram.org", "rentry.co", "files.catbox.moe",
	// that tell one's own address
	"ipinfo.io", "checkip.dyndns.org", "ip.me", "jsonip.com", "ipify.org", "ifconfig.me",
}}

// domains and addresses are suspicious in what follows a scheme.
var (
	domains = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`\.(?:link|xyz|tk|ml|ga|cf|gq|pw|top|club|mw|bd|ke|am|sbs|date|quest|cd|bid|ws|icu|cam|uno|email|stream|zip)\b`)
	})
	address4 = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}`) })
	address6 = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^\[(?:(?:[A-Fa-f0-9]{1,4}:){0,7}|:):?[A-Fa-f0-9]{1,4}(?::[A-Fa-f0-9]{1,4}){0,7}\]`)
	})
)

// harmless are what a line may hold instead: comments, addresses of one's own
// machine or network, of two resolvers, and of the metadata of clouds.
var harmless = sync.OnceValue(func() []*regexp.Regexp {
	const before = `(?:https?://)?[^\n\[/?#"']*?`
	return []*regexp.Regexp{
		regexp.MustCompile(`^\s*# .*`),
		regexp.MustCompile(`^\s*//.*`),
		regexp.MustCompile(before + `(?:192\.168|10\.\d{1,3}|172\.(?:1[6-9]|2\d|3[01])|127\.\d{1,3})\.\d{1,3}\.\d{1,3}|0\.0\.0\.0|localhost`),
		regexp.MustCompile(before + `(?:1\.1\.1\.1|8\.8\.8\.8)`),
		regexp.MustCompile(before + `(?:169\.254\.\d{1,3}\.\d{1,3}|\[fd00:ec2::254\])`),
		regexp.MustCompile(`(?:https?://)?discord.com/(?:invite|oauth2/authorize)`),
	}
})

// blockComment finds what is a comment of C in lines of its own.
var blockComment = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?m)^\s*/\*(?:.|\n)*?\*/\s*$`) })

func shadyLinks(s *source) []span {
	var literals []span
	for _, x := range s.exprs {
		if s.isString(x) {
			literals = append(literals, spanOf(x))
		}
	}
	return links(s.text, literals)
}

// links finds links to suspicious places in the literals of a text.
func links(text string, literals []span) []span {
	l := linkFinder{text: text, literals: coverOf(literals)}
	l.hosts()
	l.schemes()
	if len(l.found) == 0 {
		return nil
	}
	l.found = slices.DeleteFunc(l.found, func(at span) bool { return !l.inLiteral(at) })
	return slices.DeleteFunc(l.found, l.isHarmless)
}

type linkFinder struct {
	text     string
	literals *cover
	found    []span
	blocks   *cover // docstrings and comments of several lines
	line     span   // of which excused is known
	excused  *cover
}

// stops are the characters that end a host name and what may stand before it.
const stops = "\n[/?#\"'"

// hosts finds the names, each with what stands before it, from the scheme on.
func (l *linkFinder) hosts() {
	for _, at := range hosts.in(l.text) {
		if isWord(l.text, int(at.to)) || l.text[at.from:at.to] == "ip.me" && isWord(l.text, int(at.from)-1) {
			continue
		}
		from := strings.LastIndexAny(l.text[max(0, int(at.from)-maxHost):at.from], stops) + 1 + max(0, int(at.from)-maxHost)
		for _, scheme := range []string{"https://", "http://"} {
			if strings.HasSuffix(l.text[:from], scheme) {
				from -= len(scheme)
				break
			}
		}
		l.found = append(l.found, span{pysrc.Pos(from), at.to})
	}
}

// maxHost bounds how far before a name its link is thought to begin.
const maxHost = 1000

// isWord says whether the byte at i is one of a word, as \b means it.
func isWord(text string, i int) bool {
	return i >= 0 && i < len(text) && (isLetter(text[i]) || text[i] >= '0' && text[i] <= '9')
}

// schemes finds suspicious domains and addresses behind http:// and https://.
func (l *linkFinder) schemes() {
	for at := 0; ; {
		i := strings.Index(l.text[at:], "http")
		if i < 0 {
			return
		}
		from := at + i
		at = from + len("http")
		rest := strings.TrimPrefix(l.text[at:], "s")
		if !strings.HasPrefix(rest, "://") {
			continue
		}
		begin := len(l.text) - len(rest) + len("://")
		at = begin
		end := strings.IndexAny(l.text[begin:], stops)
		if end < 0 {
			end = len(l.text) - begin
		}
		l.host(from, begin, begin+end)
	}
}

func (l *linkFinder) host(from, begin, end int) {
	host := l.text[begin:min(end+1, len(l.text))] // with what follows, which may go on with a word
	for _, re := range []*regexp.Regexp{domains(), address4()} {
		if m := re.FindStringIndex(host); m != nil && begin+m[1] <= end {
			l.found = append(l.found, span{pysrc.Pos(from), pysrc.Pos(begin + m[1])})
		}
	}
	if m := address6().FindStringIndex(l.text[end:min(end+maxAddress, len(l.text))]); m != nil {
		l.found = append(l.found, span{pysrc.Pos(from), pysrc.Pos(end + m[1])})
	}
}

// maxAddress is longer than any address of IPv6.
const maxAddress = 100

func (l *linkFinder) inLiteral(at span) bool { return l.literals.has(at) || l.literals.anyIn(at) }

// isHarmless says whether something harmless lies in a link, or about it.
func (l *linkFinder) isHarmless(at span) bool {
	if l.blocks == nil {
		l.blocks = coverOf(slices.Concat(spansOf(docstring(), l.text, 0), spansOf(blockComment(), l.text, 0)))
	}
	excused := l.excuses(at)
	return l.blocks.has(at) || l.blocks.anyIn(at) || excused.has(at) || excused.anyIn(at)
}

// excuses returns what is harmless in the line of at.
func (l *linkFinder) excuses(at span) *cover {
	if l.excused != nil && at.in(l.line) {
		return l.excused
	}
	from := strings.LastIndexByte(l.text[:at.from], '\n') + 1
	to := len(l.text)
	if i := strings.IndexByte(l.text[at.to:], '\n'); i >= 0 {
		to = int(at.to) + i
	}
	l.line = span{pysrc.Pos(from), pysrc.Pos(to)}
	var list []span
	for _, re := range harmless() {
		list = append(list, spansOf(re, l.text[from:to], from)...)
	}
	l.excused = coverOf(list)
	return l.excused
}
