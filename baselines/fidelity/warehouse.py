"""Agreement of baselines/warehouse with the YARA rules that PyPI had for setup.py, through yara-python.

--tool is the file of the rules: warehouse/malware/checks/setup_patterns/setup_py_rules.yara of github.com/pypi/warehouse at
commit 05aeb89ce. The setup.py is found as the tool finds it, and at the root of a directory. See fidelity.py. Most of what a
process takes is its start, so that reading, compiling the rules, which the tool does for each package, and matching are
measured in this one as well.
"""

import json
import statistics
import subprocess
import sys
import time
from pathlib import Path, PurePosixPath

import fidelity

VERSION = "warehouse 05aeb89ce"


def setup(path):
    """Returns the first {base}/setup.py, None where there is none and "" for a wheel, which is not looked at."""
    depth, found = 1 if Path(path).is_dir() else 2, None
    for name, data in fidelity.files(path):
        parts = PurePosixPath(name).parts
        if len(parts) == 2 and name.endswith(".dist-info/WHEEL"):
            return b""
        if found is None and len(parts) == depth and parts[-1] == "setup.py":
            found = data
    return found


def one(rules, path):
    import yara  # pip install yara-python

    data = setup(path)
    if data is None:
        return {"rules": ["no_setup_py"], "threat": False}
    matches = yara.compile(filepath=rules).match(data=data)
    return {"rules": sorted(m.rule for m in matches), "threat": any(m.meta["classification"] == "threat" for m in matches)}


def run(rules):
    def scan(path):
        out = subprocess.run(["nice", "-n", "10", sys.executable, __file__, "--one", rules, path], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        return {"error": out.stderr.decode(errors="replace")[-300:]} if out.returncode else json.loads(out.stdout)

    return scan


def cpu(call):
    """Returns the CPU milliseconds of a call, as the mean of ten after a first one, and what it returns."""
    call()
    start = time.process_time()
    for _ in range(10):
        result = call()
    return 100 * (time.process_time() - start), result


def inside(rules, paths):
    """Prints what a package costs without the start of a process."""
    import yara

    compiling, compiled = cpu(lambda: yara.compile(filepath=rules))
    costs = []
    for path in paths:
        reading, data = cpu(lambda: setup(path))
        costs.append((reading, cpu(lambda: compiled.match(data=data))[0] if data else 0))
    print("\n| in this process, CPU ms a package | mean | median |\n|---|---|---|")
    for name, values in zip(["reading", "matching"], zip(*costs)):
        print(f"| {name} | {statistics.mean(values):.4f} | {statistics.median(values):.4f} |")
    print(f"| compiling the rules | {compiling:.3f} | |")


def main():
    args = fidelity.arguments(__doc__)
    packages = fidelity.sample(args.manifest, args.malicious, args.benign)
    paths = [path for path, _ in packages]
    tool = fidelity.theirs(run(args.tool), paths, args.cache, VERSION)
    ours, seconds = fidelity.ours(args.malguard, "warehouse", paths)
    fidelity.report("warehouse", packages, ours, lambda o: {e["rule"] for e in o["evidence"]}, tool, lambda said: said["threat"], seconds)
    inside(args.tool, paths)


if __name__ == "__main__":
    print(json.dumps(one(*sys.argv[2:4]))) if sys.argv[1:2] == ["--one"] else main()
