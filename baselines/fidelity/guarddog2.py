"""How far the detector `guarddog` agrees with GuardDog 2.10 on the same packages.

    pip install guarddog==2.10.0
    python baselines/fidelity/guarddog2.py --malguard ./malguard --manifest DATA/manifest.tsv --tool VENV/bin/guarddog

`scan` of a local path runs the source rules only. Semgrep has to lie beside the command: without it GuardDog says 0 issues and
ends well. The proxy that is not there makes the look-ups at the start of GuardDog fail at once instead of after minutes.
GuardDog drops a rule without a word where it takes more than 10 seconds for a file; here it has 100, so that the load of the
machine decides nothing. A package that takes more than 120 seconds counts as failed; WAIT in the environment gives more.
"""

import json
import os
import signal
import subprocess
from pathlib import Path

import fidelity

# A scan of a path runs no rules about metadata; the detector's are evidence that decides nothing.
METADATA = {"bundled_binary", "deceptive_author", "empty_information", "release_zero", "single_python_file", "typosquatting"}

WAIT = float(os.environ.get("WAIT", 120))


def scanner(tool):
    """Returns what runs the tool on a path, for fidelity.theirs."""
    folder = Path(tool).resolve().parent
    if not (folder / "semgrep").exists():
        raise SystemExit(f"no semgrep beside {tool}")
    nowhere = "http://127.0.0.1:9"
    env = {**os.environ, "PATH": f"{folder}:{os.environ['PATH']}", "HTTPS_PROXY": nowhere, "HTTP_PROXY": nowhere,
           "GUARDDOG_SEMGREP_TIMEOUT": "100", "SEMGREP_SEND_METRICS": "off",
           "SEMGREP_ENABLE_VERSION_CHECK": "0"}

    def run(path):
        command = ["nice", "-n", "10", tool, "pypi", "scan", path, "--output-format", "json"]
        process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True)
        try:
            out, _ = process.communicate(timeout=WAIT)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)  # semgrep too
            process.communicate()
            return {"error": "timeout"}
        if process.returncode:
            return {"error": f"exit {process.returncode}"}
        said = json.loads(out)
        if said["errors"]:
            return {"error": json.dumps(said["errors"])}
        found = {rule: sorted({f["location"] for f in places}) for rule, places in said["results"].items() if places}
        return {"rules": sorted(found), "places": found, "score": said["issues"]}

    return run


def main():
    args = fidelity.arguments(__doc__)
    packages = fidelity.sample(args.manifest, args.malicious, args.benign)
    paths = [path for path, _ in packages]
    tool = fidelity.theirs(scanner(args.tool), paths, args.cache, "guarddog 2.10.0")
    go, cpu = fidelity.ours(args.malguard, "guarddog", paths)
    fidelity.report("GuardDog 2.10.0", packages, go, lambda o: {e["rule"] for e in o["evidence"]} - METADATA, tool,
                    lambda t: len(t["rules"]) > 0, cpu)


if __name__ == "__main__":
    main()
