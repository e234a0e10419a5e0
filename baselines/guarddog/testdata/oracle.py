"""What GuardDog 2.10.0 says of each of snippets.txt: writes oracle.json beside it, name -> rule -> lines.

    pip install guarddog==2.10.0
    python oracle.py VENV/bin/guarddog

Each snippet becomes demo/NAME/setup.py, or demo/NAME/PATH where its head gives a path, of one folder that is scanned at once.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
YARA = "suspicious_passwd_access_linux"  # whose places are offsets


def snippets(text):
    """Yields (name, path, source) of each "== name [path]"."""
    for part in ("\n" + text).split("\n== ")[1:]:
        head, _, source = part.partition("\n")
        name, _, path = head.partition(" ")
        yield name, path or "setup.py", source + "\n" if not source.endswith("\n") else source


def main():
    tool = Path(sys.argv[1]).resolve()
    nowhere = "http://127.0.0.1:9"
    env = {**os.environ, "PATH": f"{tool.parent}:{os.environ['PATH']}", "HTTPS_PROXY": nowhere, "HTTP_PROXY": nowhere,
           "GUARDDOG_SEMGREP_TIMEOUT": "100", "SEMGREP_SEND_METRICS": "off", "SEMGREP_ENABLE_VERSION_CHECK": "0"}
    found, sources = {}, {}
    with tempfile.TemporaryDirectory() as folder:
        for name, path, source in snippets((HERE / "snippets.txt").read_text()):
            if name in found:
                sys.exit(f"{name} twice")
            found[name] = {}
            file = Path(folder, "demo", name, path)
            file.parent.mkdir(parents=True)
            file.write_text(source)
            sources[name] = source.encode()
        out = subprocess.run([tool, "pypi", "scan", folder, "--output-format", "json"], env=env, check=True, stdout=subprocess.PIPE)
        said = json.loads(out.stdout)
        if said["errors"]:
            sys.exit(said["errors"])
        for rule, places in said["results"].items():
            for place in places or []:
                path, _, line = place["location"].rpartition(":")
                name = path.split("/")[1]
                if rule == YARA:
                    line = sources[name][:int(line)].count(b"\n") + 1
                found[name].setdefault(rule, []).append(int(line))
    for rules in found.values():
        for lines in rules.values():
            lines.sort()
    text = ",\n".join(f"{json.dumps(name)}: {json.dumps(rules, sort_keys=True)}" for name, rules in found.items())
    (HERE / "oracle.json").write_text("{\n" + text + "\n}\n")


if __name__ == "__main__":
    main()
