package guarddog3

// fileThreats read, destroy or plant files.
func fileThreats() []rule {
	return []rule{
		{
			id: "threat-filesystem-autostart", identifies: "threat.filesystem.autostart", tactic: "persistence",
			what:     "has itself started with the machine or the session",
			severity: high, specificity: high, sophistication: medium, limit: 3, files: append(python(), javascript()...),
			parts: []part{{
				sets: []set{
					{"shell", text(".bashrc", ".bash_profile")},
					{"shell", re(quotedEnd(`\.profile`))},
					{"shell", text(".zshrc", "/etc/rc.local")},
					{"place", text("/etc/init.d/", "/etc/profile.d/", ".config/autostart/")},
					{"agent", text("LaunchAgents", "LaunchDaemons")},
					{"list", text(".plist")},
					{"place", re(
						`fs\.(?:append|write)file[^)]*`+quote+`.*\.bashrc`,
						`fs\.(?:append|write)file[^)]*`+quote+`.*\.profile`,
						`fs\.(?:append|write)file[^)]*`+quote+`.*\.zshrc`,
						quote+`.*\.config/autostart`,
						quote+`.*/etc/init\.d/`,
					)},
					{"run", text(
						`SOFTWARE\Microsoft\Windows\CurrentVersion\Run`,
						`SOFTWARE\Microsoft\Windows\CurrentVersion\RunOnce`,
						`\Start Menu\Programs\Startup`,
					)},
					{"registry", text("import winreg", "winreg.SetValueEx(")},
					{"write", re(`'[aw]\+?'`, word(`open\s*\(`))},
				},
				when: func(h hits) bool {
					return h.any("place") || h.any("shell") && h.any("write") || h.any("agent") && h.any("list") ||
						h.any("run") && h.any("registry")
				},
			}},
		},
		{
			id: "threat-filesystem-destruction", identifies: "threat.filesystem.destruction", tactic: "impact",
			what:     "destroys files of others",
			severity: high, specificity: high, sophistication: medium, limit: 3, files: code(),
			parts: anyOf(
				re(
					`rm\s+-rf\s+/`, `rmtree\s*\(\s*`+quote+`/[^'"]*`+quote, `rmtree\s*\(\s*`+quote+`~`,
					`rmtree\s*\(\s*os\.path\.expanduser`,
					`rm.*`+quote+`/home[/'"]`, `rm.*`+quote+`/users[/'"]`, `rm.*`+quote+`/`+quote+`\s*$`,
				),
				text("dd if=/dev/zero", "dd if=/dev/urandom", "shred -"),
				re(`rimraf\s*\(\s*`+quote+`/[^'"]*`+quote),
			),
		},
		{
			id: "threat-filesystem-read", identifies: "threat.filesystem.read", tactic: "credential-access",
			what:     "names files that hold secrets",
			severity: high, specificity: low, sophistication: low, limit: 5,
			files: append(python(), append(javascript(), "*.go", "*.rb", "*.gemspec")...),
			parts: anyOf(
				text("/etc/passwd", "/etc/shadow"),
				re(quotedEnd(`\.env`), quotedEnd(`\.env\.local`), quotedEnd(`\.env\.production`)),
				exactText(".ssh/id_rsa", ".ssh/id_ed25519", ".ssh/id_ecdsa", ".git/config", ".git-credentials", ".gitconfig"),
				re(quotedEnd(`/\.netrc`)),
				exactText(
					".aws/credentials", "gcloud/credentials", ".azure/credentials", ".npmrc", ".pypirc",
					"Google/Chrome/User Data", ".mozilla/firefox",
				),
			),
		},
	}
}
