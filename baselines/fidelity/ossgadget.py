"""Agreement of baselines/ossgadget with the rules that OSSGadget publishes, by an engine of its own: the tool needs .NET.

--tool is the folder of the rules: src/Shared.CLI/Resources/BackdoorRules of github.com/microsoft/OSSGadget. The engine below does
what ApplicationInspector does with them, on text and with Python's expressions. See fidelity.py.
"""

import io
import json
import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import fidelity

VERSION = "ossgadget rules 2024-11"
LANGUAGES = {"python": ".py .py3 .pyw", "powershell": ".ps1 .psm1 .psd1", "javascript": ".js", "text": ".txt", "ruby": ".rb",
             "slashes": ".c .h .cpp .hpp .cxx .cs .coffee .fs .go .groovy .jade .rs .swift .java .ts .php"}
BLOCKS = {"javascript": ("//", "/*", "*/"), "slashes": ("//", "/*", "*/"), "ruby": ("#", "=begin", "=end")}


def language(path):
    name = path.rsplit("/", 1)[-1].lower()
    if name == "package.json":
        return name
    ending = "." + name.rsplit(".", 1)[-1] if "." in name else ""
    return next((lang for lang, endings in LANGUAGES.items() if ending in endings.split()), "")


def is_binary(data):
    controls = sum(1 for c in data if (c < 32 or 127 <= c < 160) and not (9 <= c <= 13 or c == 0x85))
    return 0 in data or controls > int(0.3 * len(data))


def commented(text, index, marks):
    line, opening, closing = marks
    block = text.rfind(opening, 0, index + 1)
    if block >= 0:
        end = text.find(closing, block)
        if end < 0 or index <= end:
            return True
    start = text.rfind("\n", 0, index) + 1
    at = text.rfind(line, start, index + 1)
    while at >= 0:
        before = text[start:at]
        if before.count('"') % 2 == 0 and before.count("'") % 2 == 0:
            return True
        at = text.rfind(line, start, at)
    return False


def in_scope(text, index, lang, scopes):
    if lang == "text":
        return "comment" in scopes
    if lang not in BLOCKS:
        return True
    return ("comment" if commented(text, index, BLOCKS[lang]) else "code") in scopes


def places(pattern, text, lowered):
    """Yields where a pattern matches."""
    fold = "i" in pattern.get("modifiers", [])
    if pattern["type"] in ("string", "substring"):
        word = pattern["pattern"].lower() if fold else pattern["pattern"]
        target = lowered if fold else text
        at = target.find(word)
        while at >= 0:
            end = at + len(word)
            if pattern["type"] == "substring" or not (at and target[at - 1].isalnum() or target[end:end + 1].isalnum()):
                yield at
            at = target.find(word, end)
        return
    expr = pattern["pattern"] if pattern["type"] == "regex" else rf"\b({pattern['pattern']})\b"
    for m in re.finditer(expr, text, re.IGNORECASE if fold else 0):
        yield m.start()


def near(rule, text, index):
    """All conditions hold within 30 lines."""
    lines, n = text.split("\n"), text.count("\n", 0, index)
    region = "\n".join(lines[max(0, n - 30):n + 31])
    return all(any(True for _ in places(c["pattern"], region, region.lower())) for c in rule.get("conditions", []))


def matched(rules, path, data):
    if is_binary(data):
        return set()
    text, lang, found = data.decode("utf-8-sig", errors="replace"), language(path), set()
    lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    for rule in rules:
        wanted = rule.get("applies_to")
        if wanted and lang not in wanted or not all(re.search(p, path) for p in rule.get("applies_to_file_regex", [])):
            continue
        for pattern in rule["patterns"]:
            if any(in_scope(text, at, lang, pattern["scopes"]) and near(rule, text, at) for at in places(pattern, text, lowered)):
                found.add(rule["id"])
                break
    return found


def files(path):
    """Yields the files of a package, by what its first bytes say it is; nothing is written."""
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


def load(folder):
    return [rule for f in sorted(Path(folder).glob("*.json")) for rule in json.loads(f.read_text(encoding="utf-8-sig"))]


def one(folder, path):
    rules, found = load(folder), set()
    for name, data in files(path):
        found |= matched([r for r in rules if r["id"] not in found], name, data)
    print(json.dumps(sorted(found)))


def run(folder):
    def scan(path):
        out = subprocess.run(["nice", "-n", "10", sys.executable, __file__, "--one", folder, path], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        if out.returncode:
            return {"error": out.stderr.decode(errors="replace")[-300:]}
        return {"rules": json.loads(out.stdout)}

    return scan


def main():
    args = fidelity.arguments(__doc__)
    packages = fidelity.sample(args.manifest, args.malicious, args.benign)
    paths = [path for path, _ in packages]
    tool = fidelity.theirs(run(args.tool), paths, args.cache, VERSION)
    ours, cpu = fidelity.ours(args.malguard, "ossgadget", paths)
    fidelity.report("ossgadget", packages, ours, lambda o: {e["rule"] for e in o["evidence"]}, tool, lambda said: bool(said["rules"]), cpu)


if __name__ == "__main__":
    one(*sys.argv[2:4]) if sys.argv[1:2] == ["--one"] else main()
