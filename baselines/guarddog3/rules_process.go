package guarddog3

// processThreats run programs that they should not.
func processThreats() []rule {
	return []rule{
		{
			id: "threat-process-cryptomining", identifies: "threat.process.cryptomining", tactic: "impact",
			what:     "mines coins",
			severity: high, specificity: high, sophistication: medium, limit: 3,
			files: append(javascript(), "*.py", "*.pyx", "*.go", "*.rb", "*.sh", "*.rs"),
			parts: []part{{
				sets: []set{
					{"miner", text("xmrig", "ethminer", "cgminer", "bfgminer", "cpuminer", "ccminer")},
					{"pool", re(`(?:pool\.)?[a-z0-9-]+\.monero`)},
					{"pool", text("supportxmr.com", "minexmr.com", "nanopool.org", "stratum+tcp://", "stratum+ssl://")},
					{"pool", re(word(`4[0-9ab][1-9a-z]{93}\b`))},
					{"term", text("hashrate", "nonce", "stratum", "miner")},
				},
				when: func(h hits) bool { return h.any("miner", "pool") || h.kinds("term") >= 3 },
			}},
		},
		downloadExec(),
		{
			id: "threat-process-hooks", identifies: "threat.process.hooks", tactic: "execution",
			what:     "starts shells or network tools from its installer",
			severity: medium, specificity: medium, sophistication: low, limit: 1, files: []string{"*/package.json", "*/setup.py"},
			parts: []part{{
				sets: []set{
					{"hook", re(npmScript("preinstall"), npmScript("install"), npmScript("postinstall"))},
					{"hook", re(command("install"), command("develop"), command("egg_info"), word(`setup\s*\(`))},
					{"tool", exact(
						word(`bash\s+-c\b`), word(`sh\s+-c\b`), `/bin/bash\b`, `/bin/sh\b`,
						word(`bash\s+\S+\.(?:ba)?sh\b`), word(`sh\s+\S+\.sh\b`),
						word(`python\d?\s+-[bcmuE]\b`), word(`python\d?\s+\S+\.py\b`), word(`node\s+-e\b`), word(`node\s+\S+\.js\b`),
						word(`perl\s+-[eE]\b`), word(`ruby\s+-e\b`), word(`php\s+-r\b`),
					)},
					{"tool", networkTools()},
				},
				when: func(h hits) bool { return h.any("hook") && h.any("tool") },
			}},
		},
		{
			id: "threat-process-injection-dll", identifies: "threat.process.injection.dll", tactic: "defense-evasion",
			what:     "puts code into other processes",
			severity: high, specificity: medium, sophistication: high, limit: 5, files: code(),
			parts: []part{{
				sets: []set{
					{"api", text("WriteProcessMemory", "CreateRemoteThread", "VirtualAllocEx", "NtCreateThreadEx")},
					{"loader", re(word(`rundll32\s+`), word(`regsvr32\s+`), word(`mshta\s+`))},
					{"kernel", text("ctypes.windll.kernel32")},
				},
				when: func(h hits) bool { return h.kinds("api") >= 2 || h.any("loader") || h.any("kernel") && h.any("api") },
			}},
		},
		processMemory(),
		{
			id: "threat-process-powershell-encoded", identifies: "threat.process.spawn", tactic: "execution",
			what:     "runs PowerShell that hides what it does",
			severity: high, specificity: high, sophistication: medium, limit: 3, files: code(),
			parts: []part{{
				sets: []set{
					{"encoded", re(`powershell.*-encodedcommand\s+[a-z0-9+/=]{20,}`, `powershell.*-enc\s+[a-z0-9+/=]{20,}`)},
					{"window", re(`powershell.*-windowstyle\s+hidden`)},
					{"fetch", re(
						`iex\s*\(\s*(?:new-object\s+net\.webclient|invoke-webrequest)`,
						`\(new-object\s+net\.webclient\)\.downloadstring\s*\(`, `\(new-object\s+net\.webclient\)\.downloadfile\s*\(`,
					)},
					{"start", re(`popen\s*\(\s*`+quote+`powershell`, `os\.(?:popen|system)\s*\(\s*`+quote+`powershell`)},
				},
				when: func(h hits) bool { return h.any("encoded", "fetch") || h.any("window") && h.any("start") },
			}},
		},
		{
			id: "threat-process-spawn-silent", identifies: "threat.process.spawn.silent", tactic: "defense-evasion",
			what:     "runs programs without a sound",
			severity: low, specificity: low, sophistication: medium, limit: 3, files: append(code(), "*.go"),
			parts: []part{{
				sets: []set{
					{"stdout", text("stdout=subprocess.DEVNULL")},
					{"stderr", text("stderr=subprocess.DEVNULL")},
					{"detached", re(`"?detached"?\s*:\s*true`)},
					{"hidden", re(`"?stdio"?\s*:\s*['"]ignore`, `"?stdio"?\s*:\s*\[\s*['"]ignore`, `"?windowshide"?\s*:\s*true`)},
					{"window", text("syscall.CREATE_NO_WINDOW")},
				},
				when: func(h hits) bool {
					return h.any("stdout") && h.any("stderr") || h.any("detached") && h.any("hidden") || h.any("window")
				},
			}},
		},
		{
			id: "threat-process-sysinfo", identifies: "threat.process.spawn.sysinfo", tactic: "collection",
			what:     "asks the system who and where it is",
			severity: medium, specificity: medium, sophistication: low, limit: 5, files: code(),
			parts: anyOf(re(runs("whoami"), runs("hostname"))),
		},
	}
}

// runs matches a program that is started by name.
func runs(program string) string {
	return word(`(?:call|check_call|check_output|exec_command|execl?p?e?|getoutput|getstatusoutput|popen|run|spawn\w*|system)` +
		`\s*\(\s*\[?\s*` + quote + program + `\b`)
}

func downloadExec() rule {
	const shell, start = `os\.(?:popen|system)\s*\(\s*`, `subprocess\.\w+\(\s*\[?\s*` + quote
	const interpreter, then = `(?:bash|node|perl|python|sh)\b`, `\s+\S+\s*&&\s*(?:\./|bash|chmod|sh|start)`
	return rule{
		id: "threat-process-download-exec", identifies: "threat.process.spawn", tactic: "execution",
		what:     "runs what it fetches",
		severity: high, specificity: high, sophistication: medium, limit: 3, files: code(),
		parts: []part{{
			sets: []set{
				{"alone", re(
					shell+`['"f].*\bcurl\b`, shell+`['"f].*\bwget\b`, shell+`['"f].*\bstart\s`, shell+`['"f].*\bchmod\b`,
					start+`curl`, start+`wget`, start+`powershell`, `subprocess\.(?:call|popen|run)\s*\(\s*`+quote+`\.?/`,
					start+`pip`+quote+`\s*,?\s*`+quote+`install`, shell+quote+`pip\s+install`,
					`pip\.(?:main|_internal\.cli\.main)\s*\(\s*\[`+quote+`install`,
					`check_call\s*\(\s*\[.*pip.*install`, `sys\.executable.*pip.*install`,
				)},
				{"pip", re(`from\s+pip[._].*import\s+main`)},
				{"main", re(word(`main\s*\(\s*\[` + quote + `install`))},
				{"alone", re(`exec\s*\(\s*compile\s*\(\s*open\s*\(`)},
				{"download", re(word(`requests\.get\s*\(`), `urllib\.\w+\.urlopen\s*\(`)},
				{"retrieve", re(`urllib\.\w+\.urlretrieve\s*\(`)},
				{"evaluate", re(bare("exec"), bare("eval"))},
				{"subprocess", re(`subprocess\.(?:call|popen|run)\s*\(`)},
				{"alone", re(
					`exec\s*\(\s*['"\x60].*\bcurl\b`, `exec\s*\(\s*['"\x60].*\bwget\b`, `fetch\s*\(.*\).*\.then\s*\(.*eval`,
				)},
				{"fetch-js", re(word(`fetch\s*\(\s*` + quote + `https?:`))},
				{"evaluate-js", re(word(`eval\s*\(`), word(`new\s+function\s*\(`))},
				{"alone", re(
					`curl\s+.*\|\s*`+interpreter, `wget\s+.*-o\s*-\s*\|\s*`+interpreter, `curl\s+.*-o`+then, `wget\s+.*-o`+then,
					`powershell.*curl\.exe`, `invoke-webrequest`, `downloadfile\s*\(`,
				)},
			},
			when: func(h hits) bool {
				return h.any("alone") || h.any("pip") && h.any("main") || h.any("download", "retrieve") && h.any("evaluate") ||
					h.any("retrieve") && h.any("subprocess") || h.any("fetch-js") && h.any("evaluate-js")
			},
		}},
	}
}

func processMemory() rule {
	return rule{
		id: "threat-process-memory", identifies: "threat.process.memory", tactic: "credential-access",
		what:     "reads the memory of other processes",
		severity: high, specificity: low, sophistication: high, limit: 3, files: code(),
		parts: []part{{
			sets: []set{
				{"process", text("psutil.Process(")},
				{"info", text(".memory_info()")},
				{"process", text(".memory_maps()")},
				{"mem", text("/proc/*/mem")},
				{"maps", text("/proc/*/maps")},
				{"read", text("ptrace.attach(", "PTRACE_PEEKDATA")},
				{"peek", text("ReadProcessMemory")},
				{"open", text("OpenProcess")},
				{"read", text("mimikatz", "pypykatz", "lsass", "secretsdump")},
				{"dump", text("minidump", "procdump")},
				{"native", text("require('ffi-napi')", "memoryjs")},
				{"heap", text("require('inspector')", "require('heapdump')", "require('v8-profiler')")},
				{"hunt", re(`(?:find|scan|search).*(?:credential|password|secret|token)`, `(?:dump|extract|read).*(?:heap|memory|process)`)},
				{"secret", re(`password\s*[:=]`, `token\s*[:=]`)},
				{"key", re(`api[_-]?key\s*[:=]`)},
				{"search", text("re.search(", "re.findall(", ".find(b'")},
			},
			when: func(h hits) bool {
				return h.any("read", "peek") ||
					h.any("process", "info") && h.any("hunt", "secret") ||
					h.any("dump") && h.any("mem") ||
					h.any("native") && h.any("open") ||
					h.any("heap") && h.any("hunt") ||
					h.any("search") && h.any("secret", "key") && h.any("info", "mem", "maps")
			},
		}},
	}
}
