package guarddog3

// runtimeThreats watch the user and the machine.
func runtimeThreats() []rule {
	return []rule{
		{
			id: "threat-runtime-enumeration", identifies: "threat.runtime.enumeration", tactic: "discovery",
			what:     "looks around in the machine and its network",
			severity: medium, specificity: medium, sophistication: medium, limit: 3, files: code(),
			parts: []part{{
				sets: []set{
					{"look", text(
						"psutil.process_iter()", "psutil.pids()", "/proc/", "ps-list", "process-list", "find-process",
						"netifaces.interfaces()", "ifconfig",
					)},
					{"look", re(word(`ip\s+addr\b`))},
					{"look", text("os.networkInterfaces()", "network-list", "/etc/passwd", "pwd.getpwall()")},
					{"look", re(word(`port[\s_-]?scan`))},
					{"look", exact(word(`nmap\b`))},
				},
				when: func(h hits) bool { return h.kinds("look") >= 2 },
			}},
		},
		{
			id: "threat-runtime-environment-read", identifies: "threat.runtime.environment.read", tactic: "credential-access",
			what:     "reads secrets from the environment",
			severity: low, specificity: low, sophistication: low, limit: 3, files: append(code(), "*.go", "*.rb", "*.gemspec", "*.rs"),
			parts: anyOf(
				re(
					nodeSecret(`[a-z_]*api_?key[a-z_]*`), nodeSecret(`[a-z_]*secret[a-z_]*`), nodeSecret(`[a-z_]*token[a-z_]*`),
					nodeSecret(`[a-z_]*pass(?:word)?[a-z_]*`), nodeSecret(`[a-z_]*auth[a-z_]*`), nodeSecret(`[a-z_]+key\b`),
					nodeSecret(`[a-z_]*cred(?:ential)?[a-z_]*`),
				),
				text("JSON.stringify(process.env)"),
				re(
					pythonSecret(`api_?key`), pythonSecret(`secret`), pythonSecret(`token`), pythonSecret(`pass(?:word)?`), pythonSecret(`auth`),
					`os\.getenv\s*\(\s*`+quote+anySecret, word(`(?:std\s*::\s*)?env\s*::\s*var(?:_os)?\s*\(\s*"`+anySecret),
				),
				re(chains([]string{
					"ENV.to_h.to_json", "ENV.to_hash.to_json", "JSON.dump(ENV", "JSON.generate(ENV", "ENV.to_h.to_yaml", "ENV.to_hash.to_yaml",
					"YAML.dump(ENV", "Marshal.dump(ENV", "ENV.inspect", "ENV.to_h.inspect", "ENV.to_hash.inspect",
				})...),
			),
		},
		{
			id: "threat-runtime-keylogging", identifies: "threat.runtime.keylogging", tactic: "credential-access",
			what:     "records what is typed",
			severity: high, specificity: low, sophistication: medium, limit: 3, files: code(),
			parts: []part{{
				sets: []set{
					{"listener", text("from pynput import keyboard", "keyboard.Listener(")},
					{"press", text("on_press")},
					{"hook", text("keyboard.hook(", "keyboard.on_press(", "import pyHook", "pyHook.HookManager()")},
					{"device", text("from evdev import", "InputDevice(")},
					{"key", text("ecodes.EV_KEY")},
					{"hook", text("require('iohook')", "iohook.start()", "require('keypress')", "node-key-sender", "node-global-key-listener")},
					{"display", text("from Xlib import", "display.Display()")},
					{"record", text("record.create_context(")},
					{"hook", re(`log_?key(?:press|stroke)`, `(?:exfiltrate|grab|steal).*(?:credential|passwd|password)`)},
					{"hook", text("hook_keyboard", "SetWindowsHookEx")},
					{"write", text("write(", "append(", "fs.writeFile(", "fs.appendFile(")},
				},
				when: func(h hits) bool {
					return h.any("hook") || h.any("listener") && h.any("press", "write") ||
						h.any("device") && h.any("key") || h.any("display") && h.any("record")
				},
			}},
		},
		{
			id: "threat-runtime-screencapture", identifies: "threat.runtime.screencapture", tactic: "collection",
			what:     "takes pictures of the screen",
			severity: medium, specificity: high, sophistication: low, limit: 1, files: script(),
			parts: anyOf(re(
				spaced("ImageGrab.grab("), spaced("pyscreenshot.grab("), spaced("pyautogui.screenshot("),
				word(`mss\s*\.\s*mss\s*\(\s*\)\s*\.\s*grab\s*\(`), word(`with\s+mss\s*\.\s*mss\s*\(\s*\)\s+as\b`),
				word(`d3dshot\s*\.\s*create\s*\([^)]*\)\s*\.\s*screenshot\s*\(`),
			)),
		},
		{
			id: "threat-runtime-system-info", identifies: "threat.runtime.system.info", tactic: "collection",
			what:     "asks for what is known of the machine",
			severity: low, specificity: low, sophistication: low, limit: 3, files: append(code(), "*.go", "*.rb", "*.gemspec"),
			parts: []part{{
				sets: []set{
					{"fact", wordCalls(
						"platform.system", "platform.machine", "platform.node", "platform.uname", "platform.architecture",
						"socket.gethostname", "getpass.getuser", "os.platform", "os.arch", "os.hostname", "os.type", "os.userInfo",
						"os.release", "os.homedir", "os.tmpdir",
					)},
					{"fact", re(word(`runtime\.goos\b`), word(`runtime\.goarch\b`))},
					{"fact", wordCalls("os.Hostname")},
					{"fact", re(spaced("Socket.gethostname")+`\b`, spaced("Etc.getlogin")+`\b`, spaced("Etc.getpwuid("))},
				},
				when: func(h hits) bool { return h.kinds("fact") >= 3 },
			}},
		},
	}
}

// anySecret matches the name of a variable up to the word for a secret.
const anySecret = `[a-z_]*(?:auth|key|password|secret|token)`

func nodeSecret(name string) string { return `process\.env\.` + name }

func pythonSecret(name string) string {
	return `os\.(?:environ|getenv)\s*[(\[]\s*` + quote + `[a-z_]*` + name
}
