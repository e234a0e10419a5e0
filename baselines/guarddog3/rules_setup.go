package guarddog3

import "strings"

// setupThreats are what an installer has no business with.
func setupThreats() []rule {
	return []rule{
		{
			id: "threat-setup-import-aliasing", identifies: "threat.setup.import.aliasing", tactic: "execution",
			what:     "setup.py imports dangerous functions by other names",
			severity: high, specificity: high, sophistication: medium, limit: 3, files: setup(),
			parts: []part{{
				sets: []set{
					{"alias", re(
						imported("os", "system as"), imported("os", "popen as"),
						imported("subprocess", "(?:call|check_call|check_output|popen|run) as"),
						imported("os", `exec\w* as`), imported("builtins", "exec as"), imported("sys", "executable as"),
					)},
					{"temporary", re(imported("tempfile", "namedtemporaryfile as"))},
					{"direct", re(`from\s+os\s+import\s+system\b`, `from\s+sys\s+import\s+executable\b`)},
				},
				when: func(h hits) bool { return h.any("alias") || h.any("direct") && h.any("temporary") },
			}},
		},
		{
			id: "threat-setup-network-in-install", identifies: "threat.network.outbound", tactic: "exfiltration",
			what:     "setup.py talks to others",
			severity: high, specificity: high, sophistication: low, limit: 1, files: setup(),
			parts: []part{{
				sets: []set{
					{"network", re(
						`requests\.(?:get|post|put)\s*\(`, `urllib\.\w+\.urlopen\s*\(`, `urllib\.\w+\.urlretrieve\s*\(`,
						`http\.client\.http`, `socket\.\w*\.\s*connect\s*\(`, `socket\.socket\s*\(`,
					)},
					{"who", calls("socket.gethostname")},
					{"who", re(`platform\.(?:machine|node|system|uname)\s*\(\s*\)`)},
					{"who", calls("getpass.getuser", "os.getlogin")},
					{"decode", re(`base64\.\w*decode\s*\(`)},
					{"setup", re(word(`setup\s*\(`), `from\s+setuptools\s+import`, `from\s+distutils`)},
				},
				when: func(h hits) bool { return h.any("setup") && (h.any("network") || h.any("decode") && h.any("who")) },
			}},
		},
		{
			id: "threat-setup-suspicious-imports", identifies: "threat.setup.import.aliasing", tactic: "execution",
			what:     "setup.py imports what installers do not need",
			severity: high, specificity: high, sophistication: low, limit: 1, files: setup(),
			parts: []part{{
				sets: []set{
					{"network", re(
						word(`import\s+requests\b`), word(`import\s+urllib\b`), word(`from\s+urllib`),
						word(`import\s+http\.client\b`), word(`import\s+socket\b`),
					)},
					{"system", re(word(`import\s+subprocess\b`), word(`import\s+ctypes\b`), word(`import\s+winreg\b`))},
					{"decode", re(word(`import\s+base64\b`), word(`import\s+marshal\b`), word(`import\s+codecs\b`))},
					{"setup", re(word(`setup\s*\(`))},
				},
				when: func(h hits) bool { return h.any("setup") && (h.any("network") || h.any("system") && h.any("decode")) },
			}},
		},
	}
}

// imported matches the import of a name from a module; blanks in name are any
// white space, and some has to follow.
func imported(module, name string) string {
	return `from\s+` + module + `\s+import\s+` + strings.ReplaceAll(name, " ", `\s+`) + `\s`
}
