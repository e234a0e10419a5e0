package guarddog3

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/malguard/malguard/internal/patterns"
)

// Expressions that several rules use. All are meant to be folded.

// bare matches a call of a built-in function, not of a method of that name.
func bare(name string) string { return `[^.\w]` + name + `\s*\(` }

// quotedWith matches a string in quotes with expr in it.
func quotedWith(expr string) string { return quote + `[^'"]*` + expr + `[^'"]*` + quote }

// quotedEnd matches a string in quotes that ends in expr.
func quotedEnd(expr string) string { return quote + `[^'"]*` + expr + quote }

// requires matches how Node.js loads a module.
func requires(module string) string { return `require\s*\(\s*` + quote + module + quote + `\s*\)` }

// npmScript matches a script of a package.json.
func npmScript(name string) string { return `"` + name + `"\s*:\s*"[^"]+` }

// command matches a command that setup.py replaces.
func command(name string) string { return `cmdclass\s*=\s*\{[^}]*` + quote + name + quote + `\s*:` }

// spaced matches a chain of names with white space around its marks.
func spaced(chain string) string {
	pieces := regexp.MustCompile(`::|[.(]|\w+`).FindAllString(chain, -1)
	for i, p := range pieces {
		pieces[i] = quoted(p)
	}
	return word(strings.Join(pieces, `\s*`))
}

func quoted(s string) string { return regexp.QuoteMeta(s) }

// networkTools are programs of the system that fetch and send, as they are started.
func networkTools() []patterns.Pattern {
	return re(
		word(`curl\s+-[dfhklosx]`), word(`curl\s+['"]?https?://`), word(`curl\s.*\|`),
		word(`wget\s+-`), word(`wget\s+['"]?https?://`),
		word(`nc\s+-[elnpvwz]`), word(`nc\s+\d{1,3}(?:\.\d{1,3}){3}`), word(`netcat\s`),
	)
}

// outbound is how programs of five languages talk to others.
func outbound() [][]patterns.Pattern {
	ruby := []string{
		"Net::HTTP.get(", "Net::HTTP.post(", "Net::HTTP.start(", "Net::HTTP.new(", "URI.open(", "OpenURI.open_uri(",
		"HTTParty.get(", "HTTParty.post(", "Faraday.get(", "Faraday.post(", "RestClient.get(", "RestClient.post(",
		"TCPSocket.new(", "TCPSocket.open(", "UDPSocket.new(", "UDPSocket.open(", "Socket.tcp(",
	}
	rust := []string{
		"reqwest::get(", "reqwest::blocking::get(", "reqwest::Client::new(", "reqwest::blocking::Client::new(",
		"TcpStream::connect(", "UdpSocket::connect(",
	}
	return [][]patterns.Pattern{
		exact(
			`requests\.(?:delete|get|head|patch|post|put)`, `urllib\.request\.(?:urlopen|urlretrieve|Request)`,
			`http\.client\.HTTPS?Connection`, `socket\.socket\([^)]*SOCK_STREAM`, `socket\.getaddrinfo\s*\(`,
		),
		exactText("socket.gethostbyname", "socket.gethostbyaddr", "dns.resolver"),
		exact(
			word(`fetch\s*\(`), `axios\.(?:delete|get|patch|post|put)`, requires("https?"), word(requires("request")), requires("dns"),
			`\.(?:lookup|resolve(?:4|6|Cname|Mx|Naptr|Ns|Ptr|Soa|Srv|Txt))\s*\(`, word(`resolve\s*\(`),
			`import\s+.*\s+from\s+`+quote+`dns`+quote,
			`http\.(?:Do|Get|Head|Post)\(`, `&?http\.Client\{`, `net\.Lookup(?:Addr|CNAME|Host|IP|MX|NS|TXT)\s*\(`,
		),
		exact(chains(rust)...),
		re(chains(ruby)...),
	}
}

// spawning is how programs of five languages run others, or code.
func spawning() [][]patterns.Pattern {
	ruby := []string{
		"Open3.capture2", "Open3.capture3", "Open3.pipeline", "Open3.popen", "IO.popen(", "instance_eval(", "class_eval(", "module_eval(",
	}
	const node = `(?:exec|execfile|execsync|fork|spawn|spawnsync)`
	return [][]patterns.Pattern{
		re(`subprocess\.(?:call|check_call|check_output|popen|run)`),
		text("os.system(", "os.popen(", "os.spawn", "os.exec"),
		re(word(`exec\s*\(\s*[a-z_'"(]`), word(`eval\s*\(\s*[a-z_'"(]`)),
		re(`child_process\.`+node, requires("child_process"), `\{\s*`+node+`\s*\}\s*=\s*require`, `(?:^|\s|\()eval\s*\(`),
		text("new Function(", "exec.Command(", "exec.CommandContext(", "os.StartProcess("),
		exact(spaced("Command::new(")),
		re(spaced("system("), spaced("exec("), spaced("spawn("), `%x[({\[]`),
		re(chains(ruby)...),
		re(spaced("eval(")),
	}
}

func chains(names []string) []string {
	exprs := make([]string, len(names))
	for i, n := range names {
		exprs[i] = spaced(n)
	}
	return exprs
}

// publicAddress matches the URL of an address that is not reserved for private
// networks, the machine itself or links.
func publicAddress() string {
	octet := numbers(0, func(int) bool { return true })
	first := numbers(1, func(n int) bool { return n != 10 && n != 127 && n != 169 && n != 172 && n != 192 })
	return `https?://(?:` + first + `\.` + octet +
		`|169\.` + numbers(0, func(n int) bool { return n != 254 }) +
		`|172\.` + numbers(0, func(n int) bool { return n < 16 || n > 31 }) +
		`|192\.` + numbers(0, func(n int) bool { return n != 168 }) +
		`)\.` + octet + `\.` + octet
}

// numbers matches the decimal numbers of a byte from the given one on that are kept.
func numbers(from int, keep func(int) bool) string {
	var list []string
	for n := from; n < 256; n++ {
		if keep(n) {
			list = append(list, strconv.Itoa(n))
		}
	}
	return `(?:` + strings.Join(list, "|") + `)`
}

// link matches a URL or a name at one of the hosts, with what stands before it.
func link(hosts ...string) string {
	return `(?:\b|^|[\s"'(])(?:https??://)??[a-z0-9.-]*?(?:` + strings.ReplaceAll(strings.Join(hosts, "|"), ".", `\.`) + `)\b`
}

// hostEnding matches a URL whose host is in one of the top-level domains.
func hostEnding(domains ...string) string {
	return `https?://[^\s/]+\.(?:` + strings.Join(domains, "|") + `)(?:[/:?#"'\s)]|$)`
}
