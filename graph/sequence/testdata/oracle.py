#!/usr/bin/env python3
"""What the published MALGUARD code sees of Python files, to compare another implementation with.

    oracle.py FILE...              golden data: one JSON object, by file name
    oracle.py < requests           one JSON object a line in, one a line out
    oracle.py --archives ROOT N SEED   N archives below ROOT, at random: one line for each .py file in them
    oracle.py --folder ROOT            one line for each .py file below ROOT

A request is {"source": base64 of the bytes}. An answer is {"how": "tree" | "words" | "nothing", "error": str,
"calls": [name, …], "edges": [[from, to], …]}, with the positions of names in the order of their first occurrence;
--archives and --folder add "path" and "source", and leave out the edges of long sequences.

This restates, in words of its own, what social-network/cal_cen_new.py of https://github.com/OSSguardian/MALGUARD does
to a file. It needs the standard library alone, and CPython 3.11 for the same answers: what is a SyntaxError differs
from one Python to the next. Nothing of what is read is run.
"""
import ast
import base64
import concurrent.futures
import io
import json
import os
import random
import re
import sys
import tarfile
import warnings
import zipfile

warnings.simplefilter("ignore")

LONGEST = 4_000
POOL = concurrent.futures.ThreadPoolExecutor(1)


def text_of(source):
    return io.TextIOWrapper(io.BytesIO(source), encoding="utf-8", errors="ignore").read()


def name_of(callee):
    if isinstance(callee, ast.Name):
        return callee.id
    if isinstance(callee, ast.Attribute):
        owner = callee.value
        return owner.id + "." + callee.attr if isinstance(owner, ast.Name) else callee.attr
    return None


def read(text):
    """Returns how, error and calls."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError) as e:
        return "words", str(e), [m[1] for m in re.finditer(r"\b(\w+)\s*\(", text)]
    except Exception as e:
        return "nothing", type(e).__name__, []
    names = (name_of(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call))
    return "tree", "", [name for name in names if name is not None]


def process(text):
    return read(text)


def in_pool(text):
    """Reads with as much on the stack as the published code has there, which decides what tree is too high."""
    return POOL.submit(process, text).result()


def graph(calls):
    """The literal construction: each call to each later one that is a node already, which is quadratic."""
    nodes, edges = {}, set()
    for i, caller in enumerate(calls):
        nodes.setdefault(caller, len(nodes))
        for callee in calls[i + 1:]:
            if callee in nodes:
                edges.add((nodes[caller], nodes[callee]))
    return sorted(edges)


def answer(source, limit=None):
    how, error, calls = in_pool(text_of(source))
    out = {"how": how, "error": error, "calls": calls}
    if limit is None or len(calls) <= limit:
        out["edges"] = graph(calls)
    return out


def members(path):
    """Yields name and bytes of the .py files in an archive, of any kind that the data set has."""
    with open(path, "rb") as f:
        head = f.read(4)
    if head[:2] == b"PK":
        with zipfile.ZipFile(path) as z:
            for name in z.namelist():
                if name.endswith(".py"):
                    yield name, z.read(name)
        return
    with tarfile.open(path) as t:
        for m in t:
            if m.isfile() and m.name.endswith(".py"):
                yield m.name, t.extractfile(m).read()


def below(root, *ends):
    return sorted(os.path.join(d, f) for d, _, files in os.walk(root) for f in files if f.endswith(ends))


def emit(path, source):
    out = answer(source, LONGEST)
    out["path"], out["source"] = path, base64.b64encode(source).decode()
    print(json.dumps(out))


def archives(root, n, seed):
    paths = below(root, ".tar.gz", ".whl", ".zip")
    for path in random.Random(seed).sample(paths, min(n, len(paths))):
        try:
            found = list(members(path))
        except Exception:
            continue  # damaged or encrypted: nothing to compare
        for name, source in found:
            emit(path + "!" + name, source)


def main(args):
    for _ in range(20):
        in_pool("")  # the first calls of a function take more of the stack than the later ones
    if args[:1] == ["--archives"]:
        archives(args[1], int(args[2]), int(args[3]))
    elif args[:1] == ["--folder"]:
        for path in below(args[1], ".py"):
            with open(path, "rb") as f:
                emit(path, f.read())
    elif args:
        golden = {}
        for path in args:
            with open(path, "rb") as f:
                golden[os.path.basename(path)] = answer(f.read())
        lines = (json.dumps(k) + ": " + json.dumps(golden[k], sort_keys=True) for k in sorted(golden))
        print("{\n" + ",\n".join(lines) + "\n}")
    else:
        for line in sys.stdin:
            print(json.dumps(answer(base64.b64decode(json.loads(line)["source"]))), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
