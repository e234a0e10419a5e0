package guarddog3

// capabilities are what ordinary programs do as well. They count together with a
// threat alone.
func capabilities() []rule {
	const plain = low // of most
	return []rule{
		{
			id: "capability-filesystem-browser", identifies: "capability.filesystem.browser", what: "knows where browsers keep their data",
			severity: medium, specificity: high, sophistication: low, limit: 1, files: code(),
			parts: []part{{
				sets: []set{
					{"profile", re(`chrome.*user data`, `chrome[^'"]*login data`)},
					{"profile", text(`Microsoft\\Edge\\User Data`, ".mozilla/firefox")},
					{"store", text("key4.db", "cookies.sqlite")},
					{"profile", text("Cookies.binarycookies", "Safari/LocalStorage")},
					{"library", text("chrome-cookies-secure", "electron-cookies")},
					{"sqlite", text("import sqlite3", "require('sqlite3')", "better-sqlite3")},
					{"store", text("logins.json")},
				},
				when: func(h hits) bool { return h.any("profile", "library") || h.any("sqlite") && h.any("store") },
			}},
		},
		{
			id: "capability-filesystem-delete", identifies: "capability.filesystem.delete", what: "deletes files",
			severity: plain, specificity: plain, sophistication: plain, limit: 1, files: code(),
			parts: anyOf(text(
				"os.remove(", "os.unlink(", "os.rmdir(", "shutil.rmtree(", ".unlink(",
				"fs.rm(", "fs.rmSync(", "fs.unlink(", "fs.unlinkSync(", "rimraf",
			)),
		},
		{
			id: "capability-filesystem-read", identifies: "capability.filesystem.read", what: "reads files",
			severity: plain, specificity: plain, sophistication: plain, limit: 1, files: append(code(), "*.go"),
			parts: anyOf(
				exact(
					word(`open\s*\([^)]*`+quote+`[^'"]*`+quote+`\s*,\s*`+quote+`r`),
					`\.read(?:lines?)?\s*\(`,
					`Path\([^)]*\)\.read_(?:bytes|text)\(`,
				),
				exactText("fs.readFile", "fs.createReadStream", "ioutil.ReadFile", "os.Open("),
			),
		},
		{
			id: "capability-filesystem-write-executable", identifies: "capability.filesystem.write.executable", what: "makes files that run",
			severity: medium, specificity: medium, sophistication: low, limit: 1, files: append(code(), "*.go"),
			parts: anyOf(
				text("os.chmod(", "stat.S_IEXEC", "stat.S_IXUSR"),
				re(`os\.chmod\([^,]+,\s*0o[0-7]*[1357]`, `open\([^)]*\.exe`, `open\([^)]*\.dll`, `open\([^)]*\.so`),
				text("fs.chmod(", "fs.chmodSync(", "0o755", "0o777", "0755", "0777"),
			),
		},
		{
			id: "capability-network-download", identifies: "capability.network.download", what: "fetches from the network",
			severity: plain, specificity: plain, sophistication: plain, limit: 1, files: append(code(), "*.go"),
			parts: anyOf(
				re(
					`urllib\.request\.urlretrieve\s*\(`, `urllib\.request\.urlopen\s*\(`,
					word(`requests\.get\s*\(`), word(`requests\.download\s*\(`), word(`wget\.download\s*\(`),
					`https?\.(?:get|request)\s*\(`, `axios\.(?:download|get)\s*\(`, word(`fetch\s*\(`), `node-fetch`, word(`got\s*\(`),
				),
				text("http.Get(", "http.Do(", "io.ReadAll("),
			),
		},
		{
			id: "capability-network-lolbas", identifies: "capability.network", what: "runs network tools of the system",
			severity: plain, specificity: plain, sophistication: plain, limit: 1, files: append(code(), "*.go"),
			parts: append(anyOf(networkTools()), part{
				sets: []set{{"tool", re(
					quotedWith(`\bcertutil\b`), quotedWith(`\bbitsadmin\b`), quotedWith(`invoke-webrequest`),
					quotedWith(`invoke-restmethod`), quotedWith(`\bsocat\b`),
				)}},
				hidden: []set{
					{"spawn", re(`subprocess\.(?:call|run|popen|check_output)`, word(`(?:exec|spawn)(?:sync)?\b`), requires("child_process"))},
					{"spawn", text("os.system(", "os.popen(", "exec.Command(")},
				},
				when: func(h hits) bool { return h.any("spawn") && h.any("tool") },
			}),
		},
		{
			id: "capability-network-outbound", identifies: "capability.network.outbound", what: "talks to other machines",
			severity: plain, specificity: plain, sophistication: plain, limit: 1, files: append(code(), "*.go", "*.rb", "*.gemspec", "*.rs"),
			parts: anyOf(outbound()...),
		},
		{
			id: "capability-process-hooks", identifies: "capability.process.hooks", what: "runs code when it is installed",
			severity: plain, specificity: plain, sophistication: plain, limit: 1,
			files: []string{"*/package.json", "setup.py", "*/setup.py", "*.gemspec"},
			parts: anyOf(
				re(npmScript("preinstall"), npmScript("install"), npmScript("postinstall"), npmScript("prepack"), npmScript("prepare")),
				re(command("install"), command("develop"), command("egg_info")),
				re(
					word(`gem\s*\.\s*(?:pre|post)_(?:un)?install\b`), word(`gem\s*::\s*installer\s*\.\s*(?:pre|post)_install\b`),
					word(`gem\s*::\s*specification\s*\.\s*new\b.*\bextensions\s*=`),
				),
			),
		},
		{
			id: "capability-process-schedule", identifies: "capability.process.schedule", what: "has programs run at a time",
			severity: medium, specificity: low, sophistication: low, limit: 1, files: code(),
			parts: anyOf(
				text("from crontab import", "CronTab(", "cron.new(", "/etc/crontab", "/etc/cron.d/", "crontab -"),
				re(`subprocess\.[^(]*\([^)]*`+quote+`at\s`),
				text(".timer", "/etc/systemd/system/"),
				text("node-cron", "require('cron')", "new CronJob(", "node-schedule", "scheduleJob("),
				re(`(?:exec|spawn)\([^)]*`+quote+`crontab`, `(?:exec|spawn)\([^)]*`+quote+`at\s`),
				text("schtasks", "Task Scheduler"),
			),
		},
		{
			id: "capability-process-spawn", identifies: "capability.process.spawn", what: "runs programs or code",
			severity: plain, specificity: plain, sophistication: plain, limit: 1,
			files: append(code(), "*.go", "*.rb", "*.gemspec", "*.rs", "Rakefile", "*/Rakefile"),
			parts: anyOf(spawning()...),
		},
		{
			id: "capability-runtime-clipboard", identifies: "capability.runtime.clipboard", what: "uses the clipboard",
			severity: plain, specificity: plain, sophistication: plain, limit: 1, files: append(code(), "*.go"),
			parts: anyOf(
				text("pyperclip.paste()", "pyperclip.copy(", "pandas.read_clipboard(", "root.clipboard_get("),
				text("clipboardy.read", "clipboardy.write", "clipboard.readText(", "clipboard.ReadAll(", "clipboard.WriteAll("),
			),
		},
	}
}
