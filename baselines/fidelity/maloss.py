"""Agreement of baselines/maloss with the visitor and the labelled APIs of MalOSS (github.com/osssanitizer/maloss at 17ba0d5).

The pipeline of the tool needs Docker and compiled protocol buffers, so that its visitor (src/static_proxy/astgen_py3.py) is run
with stand-ins for these and for asttokens, which fails on calls in f-strings, and the formula of the list is applied here. --tool
is the folder of the project. A package fails as a whole where CPython cannot parse a file, as it does there. See fidelity.py.
"""

import ast
import json
import logging
import re
import subprocess
import sys
import types
from pathlib import Path

import fidelity

VERSION = "maloss 17ba0d5 visitor 2"
KIND = "FUNCTION_DECL_REF_EXPR"


def stand_in(name, **content):
    module = types.ModuleType(name)
    module.__dict__.update(content)
    sys.modules[name] = module
    return module


def visitor_of(root):
    """Imports the tool's visitor with stand-ins for what it was compiled with."""
    for name in ("proto", "proto.python", "util", "asttokens"):
        stand_in(name)
    stand_in("util.job_util", read_proto_from_file=None, write_proto_to_file=None)
    kinds = types.SimpleNamespace(FUNCTION_DECL_REF_EXPR=KIND)
    pb = stand_in("proto.python.ast_pb2", PkgAstResults=None, AstLookupConfig=None, FileInfo=None, AstNode=kinds)
    sys.modules["proto.python"].ast_pb2 = pb
    sys.path.insert(0, str(Path(root) / "src/static_proxy"))
    from astgen_py3 import PythonDeclRefVisitor

    return PythonDeclRefVisitor


class Text:
    """What the visitor asks of asttokens: the text of a node, and some token of each."""

    def __init__(self, text, tree):
        self.lines = re.findall(rb"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+", text.encode())
        for node in ast.walk(tree):
            node.first_token = node.last_token = types.SimpleNamespace(start=(0, 0), end=(0, 0))

    def get_text(self, node):
        lines = self.lines[node.lineno - 1:node.end_lineno]
        if len(lines) <= 1:
            return b"".join(line[node.col_offset:node.end_col_offset] for line in lines).decode(errors="replace")
        lines[-1] = lines[-1][:node.end_col_offset]
        lines[0] = lines[0][node.col_offset:]
        return b"".join(lines).decode(errors="replace")


def load(root):
    """Returns the full name of each numbered API and the formula as a Python expression over the set `s` of numbers."""
    text = (Path(root) / "config/astgen_python_smt.config").read_text()
    apis = {int(n): name for name, n in re.findall(r'full_name: "(.*?)".*?id: (\d+)', text, re.S)}
    formula = re.search(r'smt_formula: "(.*?)"', text).group(1)
    return apis, re.sub(r"\d+", lambda m: f"({m.group()} in s)", formula)


def one(root, path):
    logging.disable(logging.CRITICAL)
    apis, formula = load(root)
    config = types.SimpleNamespace(save_feature=False, func_only=False,
                                   apis=[types.SimpleNamespace(type=KIND, full_name=name) for name in apis.values()])
    visitor, called = visitor_of(root), set()
    for name, data in fidelity.files(path):
        if name.endswith(".py"):
            text = data.decode()
            tree = ast.parse(text)
            v = visitor(Text(text, tree), config)
            v.visit(tree)
            called |= {name if base is None else f"{base}.{name}" for base, name, *_ in v.get_declrefs()}
    s = {n for n, name in apis.items() if name in called}
    return {"rules": sorted(called), "flagged": bool(eval(formula, {"s": s}))}


def run(root):
    def scan(path):
        out = subprocess.run(["nice", "-n", "10", sys.executable, __file__, "--one", root, path], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        return {"error": out.stderr.decode(errors="replace")[-300:]} if out.returncode else json.loads(out.stdout)

    return scan


def main():
    args = fidelity.arguments(__doc__)
    packages = fidelity.sample(args.manifest, args.malicious, args.benign)
    paths = [path for path, _ in packages]
    tool = fidelity.theirs(run(args.tool), paths, args.cache, VERSION)
    ours, cpu = fidelity.ours(args.malguard, "maloss", paths)
    fidelity.report("maloss", packages, ours, lambda o: {e["rule"] for e in o["evidence"]}, tool, lambda said: said["flagged"], cpu)


if __name__ == "__main__":
    print(json.dumps(one(*sys.argv[2:4]))) if sys.argv[1:2] == ["--one"] else main()
