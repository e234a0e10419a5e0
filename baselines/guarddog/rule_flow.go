package guarddog

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/malguard/malguard/internal/pysrc"
)

// execBase64 follows what was decoded to where it runs.
func execBase64() taintRule {
	base64 := []string{"base64", "base_64", "base-64", "BASE64", "BASE_64", "BASE-64"}
	imported := func(module string) condition {
		return on(isCalling(named("importlib.import_module"), takes(1), first(isText(module))))
	}
	return taintRule{
		sources: either(
			calls(method("decode"), on(isString)),
			calls(named("base64.b64decode")),
			calls(method("b64decode"), on(isCalling(named("__import__"), takes(1), first(isText("base64"))))),
			calls(method("b64decode"), imported("base64")),
			calls(named("decode"), takes(1), first(isString)),
			calls(named("marshal.loads"), takes(1), first(isCalling(named("zlib.decompress")))),
			calls(method("decrypt"), on(func(s *source, x pysrc.Expr) bool { return s.isCall(x, takes(1), first(isString)) })),
			calls(named("codecs.decode"), last(isText(base64...))),
			calls(method("decode"), imported("codecs"), last(isText(base64...))),
		),
		calls: either(
			calls(named(
				"exec", "eval", "subprocess.check_output", "subprocess.run", "subprocess.call", "subprocess.Popen", "check_output", "run",
				"call", "Popen", "os.system", "os.popen", "command.run", "os.execl", "os.execle", "os.execlp", "os.execlpe", "os.execv",
				"os.execve", "os.execvp", "os.execvpe", "os.spawnl", "os.spawnle", "os.spawnlp", "os.spawnlpe", "os.spawnv", "os.spawnve",
				"os.spawnvp", "os.spawnvpe", "os.posix_spawn", "os.posix_spawnp",
			)),
			calls(method("exec", "eval"), on(isCalling(named("__import__"), takes(1), first(isText("builtins"))))),
		),
	}
}

// steganography follows what was hidden in a picture to where it runs.
func steganography() taintRule {
	return taintRule{
		sources: either(
			calls(named("steganography.steganography.Steganography.decode", "lsb.reveal")),
			calls(method("reveal"), func(s *source, c call) bool {
				if slices.ContainsFunc(c.names, func(n string) bool { return strings.HasSuffix(n, ".lsb.reveal") }) {
					return true
				}
				a, ok := object(c.Call).(*pysrc.Attribute)
				return ok && a.Attr == "lsb"
			}),
		),
		calls: calls(named("exec", "eval")),
	}
}

// secrets finds the paths of files with credentials.
var secrets = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^["'].*(?:.aws/credentials|.docker/config.json)["']`)
})

// stores are the tables in which browsers keep what they know.
var stores = &wordList{fold: true, words: []string{"cookies", "credit_cards", "logins", "moz_formhistory"}}

// exfiltrate follows what identifies the machine or its user, and what browsers
// and clouds keep secret, to the network.
func exfiltrate(s *source) []span {
	credential := first(isText("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"))
	return taintRule{
		sources: either(
			environment,
			calls(named("socket.gethostname", "getpass.getuser", "platform.node", "os.getcwd"), takes(0)),
			calls(named("browser_cookie3.")),
			calls(named("open"), takes(1), first(secretFile)),
			calls(named("os.getenv", "getenv", "environ.get"), credential),
			database,
		),
		calls: either(
			calls(named("requests.", "urllib.request.Request", "urllib.urlopen", "urllib.request.urlopen", "request")),
			calls(named(
				"socket.gethostbyname", "socket.getaddrinfo", "socket.gethostbyname_ex",
				"dns.resolver.query", "dns.resolver.resolve", "dns.query.udp", "dns.query.tcp",
			)),
			used(s.setTo(isCalling(named("dns.resolver.Resolver"), takes(0))), "query", "resolve"),
			used(s.setTo(isCalling(named("aiodns.DNSResolver"), takes(0))), "query"),
			sent,
		),
	}.find(s)
}

// environment finds os.environ, the credentials in environ, and lists made of
// os.environ.items().
func environment(s *source) []span {
	var found []span
	for _, x := range s.exprs {
		switch x := x.(type) {
		case *pysrc.Attribute, *pysrc.Name:
			if s.isNamed(x, "os.environ") {
				found = append(found, spanOf(x))
			}
		case *pysrc.Subscript:
			if s.isNamed(x.X, "environ") && s.isText(x.Index, "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN") {
				found = append(found, spanOf(x))
			}
		case *pysrc.Comp:
			if len(x.Clauses) > 0 && x.Kind != pysrc.DictComp && s.isCall(x.Clauses[0].Iter, named("os.environ.items"), takes(0)) {
				found = append(found, spanOf(x))
			}
		}
	}
	return found
}

// secretFile: x is the path of a file with credentials, or a sum that ends in
// one.
func secretFile(s *source, x pysrc.Expr) bool {
	if sum, ok := x.(*pysrc.BinOp); ok && sum.Op == pysrc.Add {
		x = sum.Y
	}
	text := s.of(x)
	return len(text) < maxArgument && secrets().MatchString(text)
}

// database finds the queries of what browsers keep, behind
// c = sqlite3.connect(…) and k = c.cursor(…).
func database(s *source) []span {
	connections := map[string][]span{}
	for _, c := range s.setTo(isCalling(named("sqlite3.connect"))) {
		connections[c.key] = append(connections[c.key], c.rest)
	}
	if len(connections) == 0 {
		return nil
	}
	covers := coversOf(connections)
	var cursors []variable
	for _, k := range s.setTo(isCalling(method("cursor"))) {
		if c := covers[k.on]; c != nil {
			if rest, ok := c.around(k.rest); ok {
				cursors = append(cursors, variable{key: k.key, rest: rest})
			}
		}
	}
	query := calls(method("execute"), first(func(s *source, x pysrc.Expr) bool { return s.mentions(x, stores) }))
	executed := map[span]bool{}
	for _, at := range used(cursors, "execute")(s) {
		executed[at] = true
	}
	return slices.DeleteFunc(query(s), func(at span) bool { return !executed[at] })
}

// sent finds s.send(…) behind s = socket.socket(…) and s.connect(…).
func sent(s *source) []span {
	sockets := s.setTo(isCalling(named("socket.socket")))
	if len(sockets) == 0 {
		return nil
	}
	var connected []variable
	for _, block := range s.blocks {
		for _, stmt := range block {
			inStatement(stmt, func(x pysrc.Expr) {
				if c, ok := s.callOf(x); ok && method("connect")(s, c) && object(c.Call) != nil {
					connected = append(connected, variable{key: s.key(object(c.Call)), rest: span{stmt.Pos(), blockEnd(block)}})
				}
			})
		}
	}
	after := map[span]bool{}
	for _, at := range used(connected, "send")(s) {
		after[at] = true
	}
	return slices.DeleteFunc(used(sockets, "send")(s), func(at span) bool { return !after[at] })
}
