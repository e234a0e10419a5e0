package guarddog3

// obfuscations hide what the code does.
func obfuscations() []rule {
	const hides = "defense-evasion"
	return []rule{
		{
			id: "threat-runtime-dynamic-loader", identifies: "threat.runtime.obfuscation", tactic: hides,
			what:     "imports, fetches and evaluates by computed names",
			severity: high, specificity: high, sophistication: high, limit: 3, files: script(),
			parts: []part{{
				sets: []set{
					{"import", re(`importlib\.import_module\s*\(`, `importlib\.util\.spec_from_`, `__import__\s*\(`)},
					{"getattr", re(`getattr\s*\(\s*\w+\s*,`)},
					{"download", re(`urllib\.\w*request\w*\.url(?:open|retrieve)\s*\(`, `requests\.get\s*\(`)},
					{"decode", re(`base64\.\w*decode`, `b64decode\s*\(`)},
					{"evaluate", re(bare("exec"), bare("eval"))},
				},
				when: func(h hits) bool {
					return h.any("import") && (h.any("download") && h.any("evaluate") || h.any("getattr") && h.any("decode"))
				},
			}},
		},
		{
			id: "threat-runtime-obfuscation", identifies: "threat.runtime.obfuscation", tactic: hides,
			what:     "holds much text that nobody can read",
			severity: low, specificity: medium, sophistication: low, limit: 1,
			files: append(python(), append(javascript(), "*.go")...),
			parts: []part{{
				sets: []set{
					{"base64", exact(quote + `[A-Za-z0-9+/]{150,}={0,2}`)},
					{"hex", exact(`\\x[[:xdigit:]]{2}(?:[\\x][[:xdigit:]]{2}){20,}`)},
					{"unicode", exact(`\\u[[:xdigit:]]{4}(?:\\u[[:xdigit:]]{4}){10,}`)},
					{"name", exact(word(`[A-Za-z]_0x[a-f0-9]{4,6}\b`))},
					{"plus", exact(quote + `\s*\+\s*` + quote)},
				},
				when: func(h hits) bool {
					return h.times("base64", 3) || h.times("hex", 3) || h.times("name", 10) && h.times("plus", 20) ||
						h.times("unicode", 2) && (h.times("base64", 1) || h.times("plus", 5) || h.times("hex", 1))
				},
			}},
		},
		{
			id: "threat-runtime-obfuscation-api", identifies: "threat.runtime.obfuscation.api", tactic: hides,
			what:     "looks a function up by its name and calls it",
			severity: medium, specificity: high, sophistication: medium, limit: 1, files: append(code(), "*.go"),
			parts: anyOf(re(
				word(`getattr\s*\([^,]+,\s*`+quote+`(?:__import__|compile|eval|exec)`+quote+`\s*\)\s*\(`),
				word(`getattr\s*\(\s*__builtins__\s*,[^)]*\)\s*\(`),
				word(`object\s*\.\s*getownpropertydescriptor\s*\([^)]+,\s*[^)]+\)\s*\.\s*value\s*\(`),
				`\[\s*object\s*\.\s*getownpropertynames\s*\([^)]+\)\s*\.\s*find\s*\(`,
				`\[\s*object\s*\.\s*keys\s*\([^)]+\)\s*\.\s*find\s*\(`,
				word(`object\s*\.\s*entries\s*\([^)]+\)\s*\.\s*find\s*\([^)]+\)\s*\[\s*1\s*\]`),
				word(`object\s*\.\s*entries\s*\([^)]+\)\s*\.\s*filter\s*\([^)]+\)\s*\[\s*0\s*\]\s*\[\s*1\s*\]`),
			)),
		},
		{
			id: "threat-runtime-obfuscation-base64exec", identifies: "threat.runtime.obfuscation.base64exec", tactic: hides,
			what:     "decodes base64 and evaluates code",
			severity: high, specificity: medium, sophistication: medium, limit: 1,
			files: append(code(), "*.go", "*.rb", "*.gemspec"),
			parts: []part{{
				sets: []set{
					{"python", re(spaced("base64.b64decode("), spaced("base64.decodebytes("), spaced("base64.standard_b64decode("))},
					{"evaluate", re(bare("exec"), bare("eval"))},
					{"node", re(spaced("atob("), `buffer\s*\.\s*from\s*\([^)]*`+quote+`base64`+quote)},
					{"eval", re(spaced("eval("))},
					{"function", re(word(`new\s+function\s*\(`))},
					{"go", re(spaced("base64.StdEncoding.DecodeString("), spaced("base64.URLEncoding.DecodeString("))},
					{"command", re(spaced("exec.Command("))},
					{"ruby", re(spaced("Base64.decode64("), spaced("Base64.strict_decode64("), spaced("Base64.urlsafe_decode64("))},
					{"ruby", re(`\.\s*unpack\s*\(\s*` + quote + `m0?` + quote)},
					{"instance", re(spaced("instance_eval("))},
				},
				when: func(h hits) bool {
					return h.any("python") && h.any("evaluate") || h.any("node") && h.any("eval", "function") ||
						h.any("go") && h.any("command") || h.any("ruby") && h.any("eval", "instance")
				},
			}},
		},
		{
			id: "threat-runtime-obfuscation-chr", identifies: "threat.runtime.obfuscation", tactic: hides,
			what:     "evaluates code spelt out in numbers",
			severity: high, specificity: high, sophistication: medium, limit: 1, files: script(),
			parts: anyOf(re(
				`exec\s*\(\s*["']{0,2}\s*\.\s*join\s*\(\s*map\s*\(\s*chr\s*,`, `eval\s*\(\s*["']{0,2}\s*\.\s*join\s*\(\s*map\s*\(\s*chr\s*,`,
				`exec\s*\(\s*chr\s*\(\d+\)\s*\+`, `\[\s*chr\s*\(\s*\w+\s*\)\s+for\s+\w+\s+in\s+\[`,
				`eval\s*\(\s*"(?:\\x[[:xdigit:]]{2}){5,}`, `eval\s*\(\s*'(?:\\x[[:xdigit:]]{2}){5,}`,
				`eval\s*\(\s*"(?:\\[0-7]{3}){5,}`, `eval\s*\(\s*'(?:\\[0-7]{3}){5,}`,
				`_{5,}\s*=\s*eval\s*\(`,
			)),
		},
		{
			id: "threat-runtime-obfuscation-general", identifies: "threat.runtime.obfuscation.general", tactic: hides,
			what:     "holds long runs of escapes or packed code",
			severity: medium, specificity: medium, sophistication: medium, limit: 1, files: code(),
			parts: anyOf(re(
				`(?:\\x[[:xdigit:]]{2}){50,}`, `(?:\\[0-7]{3}){50,}`,
				`\[\s*!\s*!\s*\[\s*\]\s*\]`, word(`eval\s*\(\s*function\s*\([a-z],\s*[a-z],\s*[a-z],\s*[a-z]`),
				word(`string\s*\.\s*fromcharcode\s*\(\s*`+number+`(?:\s*,\s*`+number+`){9,}`),
			)),
		},
		{
			id: "threat-runtime-obfuscation-import-exec", identifies: "threat.runtime.obfuscation", tactic: hides,
			what:     "evaluates what an import in the same expression makes",
			severity: high, specificity: high, sophistication: medium, limit: 1, files: script(),
			parts: anyOf(re(
				`exec\s*\(\s*__import__\s*\(`, `__import__\s*\(\s*`+quote+`builtins`+quote+`\s*\)\s*\.\s*exec\s*\(`,
				`exec\s*\(\s*zlib\s*\.\s*decompress\s*\(\s*base64`, `exec\s*\(\s*marshal\s*\.\s*loads\s*\(`,
				`type\s*\(\s*`+quote+`loading`+quote+`\s*\)`,
			)),
		},
		{
			id: "threat-runtime-obfuscation-pyarmor", identifies: "threat.runtime.obfuscation.pyarmor", tactic: hides,
			what:     "is packed by PyArmor",
			severity: medium, specificity: high, sophistication: medium, limit: 1, files: script(),
			parts: anyOf(
				exact(
					`__pyarmor__\s*\(`, `from\s+pytransform\s+import\s`, `import\s+pytransform\b`, `pyarmor_runtime\s*\(`,
					`from\s+pyarmor_runtime\w*\s+import\s`,
				),
				exactText("__armor_enter__", "__armor_exit__", "__pyarmor_enter__", "__pyarmor_exit__"),
				exact(`check_armored\s*\(`, `assert_armored\s*\(`),
			),
		},
		{
			id: "threat-runtime-obfuscation-steganography", identifies: "threat.runtime.obfuscation.steganography", tactic: hides,
			what:     "evaluates what is hidden in a picture",
			severity: high, specificity: low, sophistication: high, limit: 1, files: code(),
			parts: []part{{
				sets: []set{
					{"python", text("steganography.decode(", "lsb.reveal(", "stegano")},
					{"evaluate", re(bare("exec"), bare("eval"))},
					{"node", text("steggy.reveal(", "stego.decode(", "Jimp.read(", "getPixelColor(", "Buffer.concat(")},
					{"eval", text("eval(")},
					{"picture", re(`\.(?:bmp|gif|jpe?g|png)` + quote)},
				},
				when: func(h hits) bool {
					// Upstream counts eval( itself among the libraries of Node.js.
					return h.any("picture") && (h.any("python") && h.any("evaluate") || h.any("eval"))
				},
			}},
		},
		{
			id: "threat-runtime-obfuscation-unicode", identifies: "threat.runtime.obfuscation.unicode", tactic: hides,
			what:     "mixes letters of other alphabets into words",
			severity: medium, specificity: low, sophistication: medium, limit: 1, files: append(code(), "*.go"),
			parts: anyOf(exact(
				`[A-Za-z][\xd0\xd1][\x80-\xbf]`, `[\xd0\xd1][\x80-\xbf][A-Za-z]`,
				`[A-Za-z][\xce\xcf][\x80-\xbf]`, `[\xce\xcf][\x80-\xbf][A-Za-z]`,
				`[A-Za-z]\xf0\x9d[\x80-\xbf][\x80-\xbf]`, `\xf0\x9d[\x80-\xbf][\x80-\xbf][A-Za-z]`,
				`[A-Za-z]\xe2\x80[\x8b-\x8d][A-Za-z]`,
			)),
		},
	}
}

// number matches a decimal or hexadecimal number.
const number = `(?:0x[[:xdigit:]]+|\d+)`
