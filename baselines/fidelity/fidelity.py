"""How far detectors rewritten in Go agree with the tools that they follow, on the same packages.

Shared by the scripts beside this file, one a tool. Each takes the command `malguard`, a manifest whose packages are laid out
beside it, and the path of the tool as the user has installed it:

    go build -o malguard ./cmd/malguard
    python baselines/fidelity/NAME.py --malguard ./malguard --manifest DATA/manifest.tsv --tool PATH [--cache FILE]

Packages are read, never run. What the tool says is kept in the cache by tool, version and path, so that a run can go on.
Called by itself, this file writes the sample as a manifest that has to lie beside the other:

    python baselines/fidelity/fidelity.py DATA/manifest.tsv > DATA/fidelity.tsv
"""

import argparse
import io
import json
import os
import random
import resource
import subprocess
import sys
import tarfile
import time
import zipfile
from pathlib import Path

MALICIOUS, BENIGN = 220, 60
LARGEST = 400_000  # bytes of Python in a benign package: some tools take minutes for more


def arguments(doc):
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--malguard", required=True, help="the command, built from this repository")
    parser.add_argument("--manifest", required=True)
    parser.add_argument("--tool", required=True, help="path of the installed tool")
    parser.add_argument("--cache", help="JSON file that keeps what the tool said")
    parser.add_argument("--malicious", type=int, default=MALICIOUS)
    parser.add_argument("--benign", type=int, default=BENIGN)
    return parser.parse_args()


def rows_of(manifest):
    lines = Path(manifest).read_text().splitlines()
    head = lines[0].split("\t")
    return [dict(zip(head, line.split("\t"))) for line in lines[1:]]


def sample(manifest, malicious=MALICIOUS, benign=BENIGN, seed=7):
    """Returns (path, label) of one package of each of so many training families, and of benign packages of ordinary size."""
    root = Path(manifest).parent
    rows = [r for r in rows_of(manifest) if r.get("role", "") in ("train", "")]
    rng = random.Random(seed)
    families = {}
    for r in rows:
        if r["label"] == "malicious":
            families.setdefault(r["group"], []).append(r["path"])
    bad = [rng.choice(sorted(families[g])) for g in rng.sample(sorted(families), min(malicious, len(families)))]
    good = [r["path"] for r in rows if r["label"] == "benign" and 0 < python_bytes(root / r["path"]) <= LARGEST]
    good = rng.sample(sorted(good), min(benign, len(good)))
    return [(str(root / p), "malicious") for p in bad] + [(str(root / p), "benign") for p in good]


def python_bytes(path):
    if path.is_file():
        return path.stat().st_size
    return sum(f.stat().st_size for f in path.rglob("*.py") if f.is_file())


def files(path):
    """Yields name and bytes of the files of a package, by what its first bytes say it is; nothing is written."""
    path = Path(path)
    if path.is_dir():
        for f in sorted(path.rglob("*")):
            if f.is_file() and not f.is_symlink():
                yield f.relative_to(path).as_posix(), f.read_bytes()
    elif zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as z:
            for info in z.infolist():
                if not info.is_dir():
                    yield info.filename, z.read(info)
    else:
        with tarfile.open(fileobj=io.BytesIO(path.read_bytes())) as t:
            for member in t:
                if member.isfile():
                    yield member.name, t.extractfile(member).read()


def ours(malguard, detector, paths):
    """Returns what the Go detector says: path -> opinion, and the CPU seconds for all."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    said = {}
    for i in range(0, len(paths), 50):
        out = subprocess.run([malguard, "detect", "-d", detector, "--format", "json", *paths[i:i + 50]], stdout=subprocess.PIPE)
        if out.returncode not in (0, 1, 3):
            sys.exit(f"malguard ended with {out.returncode}")
        for line in out.stdout.splitlines():
            o = json.loads(line)
            said[o["path"]] = o
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return said, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def theirs(run, paths, cache, version):
    """Calls run(path) -> {"rules": [...], "score": x, ...} for each path, or takes it from the cache; adds its CPU seconds."""
    kept = json.loads(Path(cache).read_text()) if cache and os.path.exists(cache) else {}
    said = {}
    for n, path in enumerate(paths):
        key = f"{version} {path}"
        if key not in kept:
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            kept[key] = run(path)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            kept[key]["cpu"] = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            if cache and n % 10 == 0:
                Path(cache).write_text(json.dumps(kept))
        said[path] = kept[key]
    if cache:
        Path(cache).write_text(json.dumps(kept))
    return said


def kappa(pairs):
    n = len(pairs)
    same = sum(a == b for a, b in pairs) / n
    a, b = sum(a for a, _ in pairs) / n, sum(b for _, b in pairs) / n
    chance = a * b + (1 - a) * (1 - b)
    return (same - chance) / (1 - chance) if chance < 1 else float("nan")


def report(name, packages, go, go_rules, tool, tool_verdict, go_cpu):
    """Prints the agreement as Markdown. go_rules(opinion) and tool[path]["rules"] are sets of names of rules."""
    both = [(p, label) for p, label in packages if "error" not in tool[p] and "error" not in go[p]]
    pairs = [(go[p]["malicious"], tool_verdict(tool[p])) for p, _ in both]
    sets = [(set(go_rules(go[p])), set(tool[p]["rules"])) for p, _ in both]
    n = len(both)
    print(f"\n{name}: {n} packages ({sum(label == 'malicious' for _, label in both)} malicious, each of another family), "
          f"{len(packages) - n} failed in one of the two\n")
    print("| measure | value |\n|---|---|")
    print(f"| equal verdicts | {sum(a == b for a, b in pairs)} of {n} = {sum(a == b for a, b in pairs) / n:.3f} |")
    print(f"| flagged here, there | {sum(a for a, _ in pairs)}, {sum(b for _, b in pairs)} |")
    print(f"| Cohen's kappa | {kappa(pairs):.3f} |")
    print(f"| equal sets of rules | {sum(a == b for a, b in sets)} of {n} = {sum(a == b for a, b in sets) / n:.3f} |")
    cpu = sum(tool[p]["cpu"] for p, _ in both)
    print(f"| CPU seconds for all, here, there, ratio | {go_cpu:.2f}, {cpu:.1f}, {cpu / max(go_cpu, 1e-9):.0f} |")
    print("\n| rule | here and there | here alone | there alone | kappa |\n|---|---|---|---|---|")
    for rule in sorted(set().union(*[a | b for a, b in sets])):
        hit = [(rule in a, rule in b) for a, b in sets]
        print(f"| {rule} | {hit.count((True, True))} | {hit.count((True, False))} | {hit.count((False, True))} | {kappa(hit):.2f} |")
    print("\n| package | here alone | there alone |\n|---|---|---|", file=sys.stderr)
    for (p, _), (a, b) in zip(both, sets):
        if a != b:
            print(f"| {p} | {' '.join(sorted(a - b))} | {' '.join(sorted(b - a))} |", file=sys.stderr)
    print(f"\nmeasured {time.strftime('%Y-%m-%d')}")


def main():
    manifest = sys.argv[1]
    chosen = {path for path, _ in sample(manifest)}
    rows = [r for r in rows_of(manifest) if str(Path(manifest).parent / r["path"]) in chosen]
    for line in [rows[0].keys(), *(r.values() for r in rows)]:
        print("\t".join(line))


if __name__ == "__main__":
    main()
