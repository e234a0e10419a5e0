package guarddog3

// networkThreats send what is not theirs, or let others in.
func networkThreats() []rule {
	return []rule{
		{
			id: "threat-network-dns-exfil", identifies: "threat.network.outbound", tactic: "exfiltration",
			what:     "puts data into names that it looks up",
			severity: high, specificity: high, sophistication: medium, limit: 3, files: code(),
			parts: anyOf(re(
				`socket\.getaddrinfo\s*\(\s*f`+quote, `socket\.getaddrinfo\s*\(.*\.format\s*\(`, `socket\.getaddrinfo\s*\(.*\+.*\+`,
				`socket\.gethostbyname\s*\(\s*f`+quote, `socket\.gethostbyname\s*\(.*\.format\s*\(`,
				`nslookup\s+.*\$`, word(`dig\s+.*\$`),
			)),
		},
		{
			id: "threat-network-exfil-messenger", identifies: "threat.network.outbound", tactic: "exfiltration",
			what:     "holds the key of a bot or a webhook",
			severity: high, specificity: high, sophistication: low, limit: 3, files: code(),
			parts: anyOf(
				exact(word(`\d{8,12}:[\w-]{30,40}\b`), `api\.telegram\.org/bot\d+:`),
				re(`telegram.*send(?:document|message)`, `discord(?:app)?\.com/api/webhooks/\d+/`),
				exact(quote+`[A-Za-z0-9]{24,28}\.[\w-]{6}\.[\w-]{27,}`+quote),
			),
		},
		{
			id: "threat-network-exfil-sysinfo", identifies: "threat.network.outbound", tactic: "exfiltration",
			what:     "asks who and where it is, and talks to others",
			severity: high, specificity: high, sophistication: medium, limit: 3, files: code(),
			parts: []part{{
				sets: []set{
					{"who", calls("socket.gethostname")},
					{"who", re(`platform\.(?:node|uname)\s*\(\s*\)`)},
					{"who", calls("getpass.getuser", "os.getlogin")},
					{"who", re(`os\.environ\s*\[\s*`+quote+`user(?:name)?`+quote+`\s*\]`, `os\.(?:popen|system)\s*\(\s*`+quote+`whoami`)},
					{"who-js", calls("os.hostname", "os.userInfo")},
					{"send", re(`requests\.(?:get|post|put)\s*\(`, `urllib\.\w+\.url(?:open|retrieve)\s*\(`, `http\.client\.http`)},
					{"send-js", re(word(`fetch\s*\(`), `axios\.(?:get|post|put)\s*\(`, `https?\.(?:get|request)\s*\(`)},
				},
				when: func(h hits) bool { return h.any("who") && h.any("send") || h.any("who-js") && h.any("send-js") },
			}},
		},
		{
			id: "threat-network-exfiltration", identifies: "threat.network.outbound", tactic: "exfiltration",
			what:     "names hosts that are used for stolen data",
			severity: high, specificity: medium, sophistication: medium, limit: 5,
			files: append(python(), append(javascript(), "*.go", "*.rb", "*.gemspec", "*.rs")...),
			parts: anyOf(
				text("webhook.site", "webhook.cool", "oastify.com", "burpcollaborator.net", "burpcollaborator.me", "pipedream.net", "beeceptor.com"),
				text("ngrok.io", "ngrok-free.app", "trycloudflare.com", "localhost.run"),
				text("pastebin.com", "hastebin.com", "ghostbin.site", "transfer.sh", "filetransfer.io"),
				text("api.telegram.org", "discord.com/api/webhooks"),
				exact(
					hostEnding("cf", "ga", "gq", "ml", "tk", "xyz"), hostEnding("bid", "club", "icu", "pw", "top"),
					hostEnding("link", "quest", "stream", "zip"), publicAddress(),
				),
			),
		},
		{
			id: "threat-network-outbound-shady-links", identifies: "threat.network.outbound.shady_links", tactic: "command-and-control",
			what:     "links to services that hide who is behind them",
			severity: medium, specificity: high, sophistication: low, limit: 5,
			files: append(python(), append(javascript(), "*.go", "*.rb", "*.gemspec")...),
			parts: anyOf(re(
				link("bit.ly"),
				link(
					"appdomain.cloud", "ngrok.io", "termbin.com", "localhost.run", "webhook.site", "webhook.cool", "oastify.com",
					"burpcollaborator.me", "burpcollaborator.net", "trycloudflare.com",
				),
				link(
					"oast.pro", "oast.live", "oast.site", "oast.online", "oast.fun", "oast.me", "ply.gg", "pipedream.net", "dnslog.cn",
					"webhook-test.com", "typedwebhook.tools", "beeceptor.com", "ngrok-free.app", "ngrok-free.dev",
				),
				link(
					"discord.com/api/webhooks", "transfer.sh", "filetransfer.io", "sendspace.com", "backblazeb2.com", "paste.ee",
					"pastebin.com", "hastebin.com", "ghostbin.site", "api.telegram.org", "rentry.co",
				),
				link("ipinfo.io", "checkip.dyndns.org", "ip.me", "jsonip.com", "ipify.org", "ifconfig.me"),
				link("files.catbox.moe"),
			)),
		},
		{
			id: "threat-network-reverse-shell", identifies: "threat.network.outbound", tactic: "command-and-control",
			what:     "gives somebody else a shell",
			severity: high, specificity: high, sophistication: medium, limit: 3, files: append(code(), "*.sh", "*.rb"),
			parts: []part{{
				sets: []set{
					{"shell", re(`bash\s+-i\s+>&\s+/dev/tcp/`, `bash\s+-i\s+>&\s+/dev/udp/`)},
					{"connect", re(`socket\s*\.\s*socket\s*\(.*\)\s*\.\s*connect\s*\(`)},
					{"run", re(`pty\s*\.\s*spawn\s*\(`, `subprocess\.(?:call|popen|run)\s*\(\s*\[?\s*`+quote+`/bin/(?:ba)?sh`)},
					{"shell", re(word(`nc\s+.*-e\s+/bin/(?:ba)?sh`), word(`ncat\s+.*-e\s+/bin/(?:ba)?sh`))},
					{"run", re(`socket.*\bexec\s*\(`, `socket.*\beval\s*\(`)},
					{"shell", re(`def\s+(?:backdoor|connect_back|rev_shell|reverse_shell)\s*\(`)},
				},
				when: func(h hits) bool { return h.any("shell") || h.any("connect") && h.any("run") },
			}},
		},
	}
}
