"""Agreement of baselines/bandit4mal with Bandit4Mal (github.com/lyvd/bandit4mal, Bandit 1.6).

--tool is its command `bandit`, installed so that its plugins load: as published the folder bandit/plugins lacks an
__init__.py and is left out by pip. Python files are laid out in a temporary folder, without execute bits, for the tool to
parse. See fidelity.py.
"""

import json
import os
import subprocess
import tempfile
from pathlib import Path

import fidelity

VERSION = "bandit4mal b1ca9eb complete"
TIMEOUT = 120  # seconds: it takes hours for long lists


def run(tool):
    def scan(path):
        with tempfile.TemporaryDirectory(prefix="b4m") as folder:
            root = Path(folder).resolve()
            for name, data in fidelity.files(path):
                target = (root / name.lstrip("/")).resolve()
                if name.endswith((".py", ".pyw")) and target.is_relative_to(root):
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_bytes(data)
            try:
                out = subprocess.run(["nice", "-n", "10", tool, "-r", "-q", "-f", "json", folder],
                                     stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=TIMEOUT)
            except subprocess.TimeoutExpired:
                return {"error": f"not done after {TIMEOUT} s"}
        try:
            said = json.loads(out.stdout)
        except ValueError:
            return {"error": out.stderr.decode(errors="replace")[-300:]}
        found = [rule(r) for r in said["results"]]
        return {"rules": sorted(set(found)), "alerts": len(found), "unread": [os.path.relpath(e["filename"], folder) for e in said["errors"]]}

    return scan


def rule(result):
    """A rule of the list of imports is named by its message alone."""
    return result["issue_text"] if result["test_name"] == "blacklist" else result["test_name"]


def main():
    args = fidelity.arguments(__doc__)
    packages = fidelity.sample(args.manifest, args.malicious, args.benign)
    paths = [path for path, _ in packages]
    tool = fidelity.theirs(run(args.tool), paths, args.cache, VERSION)
    ours, cpu = fidelity.ours(args.malguard, "bandit4mal", paths)
    fidelity.report("bandit4mal", packages, ours, lambda o: {e["rule"] for e in o["evidence"]}, tool, lambda said: said["alerts"] > 0, cpu)
    both = [p for p in paths if "error" not in tool[p] and "error" not in ours[p]]
    unread = [p for p in both if tool[p]["unread"]]
    alerts = {p: round(ours[p]["score"] / (1 - ours[p]["score"])) for p in both}
    print(f"\nalerts, here, there: {sum(alerts.values())}, {sum(tool[p]['alerts'] for p in both)}; "
          f"equal numbers in {sum(alerts[p] == tool[p]['alerts'] for p in both)} of {len(both)}; "
          f"packages with a file that the tool does not parse: {len(unread)}")


if __name__ == "__main__":
    main()
