package ossgadget

// exfiltration: secrets, facts on the machine, and ways out.
func exfiltration() []rule {
	fact := func(id, what string, texts ...string) rule {
		r := rule{id: id, what: what, severity: important}
		for _, t := range texts {
			r.patterns = append(r.patterns, pattern{text, t, true, inCode})
		}
		return r
	}
	folded := func(r rule, texts ...string) rule {
		for _, t := range texts {
			r.patterns = append(r.patterns, pattern{text, t, false, inCode})
		}
		return r
	}
	return []rule{
		{id: "BD000700", what: "makes a request", severity: important, patterns: []pattern{{regex, `\.(?:get|post|request)\(`, false, anywhere}}},
		{id: "BD000701", what: "names a secret", severity: important, patterns: []pattern{{
			regex,
			`npm owner|password|htpasswd|auth_?token|secret_?key|private_?key|authorized_key|npmrc|\.ssh|usersecret|api_?keys|nuget\.config|\.identityservice`,
			false, anywhere,
		}}},
		{id: "BD000702", what: "sends the environment", severity: important, patterns: []pattern{
			{regex, `env` + char + `{1,50}(?:curl|get|invoke-restmethod|nc|post)`, false, anywhere},
			{regex, `environment` + char + `{1,50}(?:curl|get|invoke-restmethod|nc|post)`, false, anywhere},
			{regex, `(?:iex|invoke-expression)\s+\$env`, false, anywhere},
			{text, "process.env", true, inCode},
		}},
		fact("BD000703", "asks for the user", ".userInfo", "whoami"),
		fact("BD000704", "asks for the host", "hostname", ".hostname"),
		folded(fact("BD000705", "looks names up", "dns.setServers", "nslookup"), "dns.lookup", "dns.resolve"),
		fact("BD000706", "asks for the home directory", ".homedir"),
		fact("BD000707", "asks for the platform", ".platform"),
		folded(fact("BD000708", "asks for the operating system"), "os.type"),
		fact("BD000709", "asks for the network interfaces", ".networkInterfaces"),
		folded(fact("BD000710", "asks for the name servers"), "dns.getServers"),
		{id: "BD000711", what: "sends the user's name when npm runs it", severity: important, languages: []string{"package.json"}, patterns: []pattern{
			{regex, `curl\s+.*whoami`, false, inCode},
		}},
		{
			id: "BD000712", what: "sends the user's name by DNS and HTTPS", severity: important, languages: []string{"javascript"},
			patterns: []pattern{{part, ".userInfo()", false, inCode}}, near: []string{"dns", "https", ".request"},
		},
	}
}

// obfuscation: code that is not to be read.
func obfuscation() []rule {
	const hexes = `(?:\\x[a-f0-9][a-f0-9])`
	python := func(id, what, hex string, exact bool) rule {
		return rule{id: id, what: what, severity: critical, languages: []string{"python"}, patterns: []pattern{{text, hex, exact, inCode}}}
	}
	return []rule{
		{id: "BD000800", what: "encodes or hides", severity: important, patterns: []pattern{{words, `base64|encodedcommand|obfuscate`, false, inCode}}},
		{id: "BD000801", what: "decodes what it runs", severity: important, patterns: []pattern{
			{words, `fromhex.+decode`, false, inCode},
			{regex, `\.get\(.*(?:decode|fromhex)`, false, inCode},
			{text, "65786563", false, inCode},
			{regex, hexes + `{5}`, false, inCode},
		}},
		{id: "BD000802", what: "joins single characters", severity: important, patterns: []pattern{
			{regex, `(?:["']` + char + `["']\+){6}`, false, inCode},
		}},
		{id: "BD000803", what: "sets name servers", severity: important, patterns: []pattern{{text, "dns.setServers", false, inCode}}},
		{id: "BD000804", what: "holds a long string", severity: moderate, patterns: []pattern{{quoted, `["'][a-z0-9]{40}`, false, inCode}}},
		{id: "BD000805", what: "holds a long binary string", severity: moderate, patterns: []pattern{{regex, hexes + `{10}`, false, inCode}}},
		python("BD000806", "spells exec in hexadecimal", "65786563", true),
		python("BD000807", "spells eval( in hexadecimal", "6576616C28", true),
		python("BD000808", "spells system in hexadecimal", "73797374656d", false),
		python("BD000809", "spells base64_decode(gzinflate( in hexadecimal", "61736536345f6465636f646528677a696e666c61746528", false),
		{id: "BD000810", what: "compares two numbers", severity: critical, patterns: []pattern{
			{text, `(el)?if\s[0-9]+\s[<>=]{1,2}\s*[0-9]+`, false, inCode},
		}},
		{id: "BD000900", what: "PowerShell that hides or takes secrets", severity: important, languages: []string{"powershell"}, patterns: []pattern{{
			words,
			`-bxor|cpassword|getnetworkcredential|securestringtobstr|shellexecute|processtartinfo|activexobject|regsvr32|mimikatz|` +
				`new-scheduledtask|loadlibrary|ptrtostructure|getdelegateforfunctionpointer|unsafenativemethods|structuretoptr|virtualprotect`,
			false, inCode,
		}}},
	}
}

// confusion: packages that only prove that they could be installed.
func confusion() []rule {
	npm := []string{"javascript", "package.json"}
	return []rule{
		{id: "BD001001", what: "names somebody who tests dependency confusion", severity: critical, languages: npm[1:], patterns: []pattern{
			{text, "daemonsec637", false, anywhere}, {text, "infosecgirl", false, anywhere},
			{text, "bountyrecon/most-secure-package", false, anywhere},
		}},
		{id: "BD001002", what: "names a host that records requests", severity: critical, languages: npm, patterns: []pattern{
			{regex, char + `(?:pipedream\.net|ceye\.io|burpcollaborator\.net|interact\.sh|requestbin\.net|nmnfbb\.com)`, false, anywhere},
		}},
		{id: "BD001003", what: "puts data into names that it looks up", severity: critical, languages: npm, patterns: []pattern{
			{regex, `resolve4\(` + char + `{2}`, false, inCode},
		}},
	}
}
