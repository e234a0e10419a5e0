#!/usr/bin/env python3
"""What CPython's own parser finds in Python files, to compare another parser with.

    oracle.py < requests        one JSON object a line in, one a line out (see below)
    oracle.py --libraries       the folders of this interpreter's own libraries
    oracle.py --tree FILE       the tree of one file, in the form whose checksums the answers hold
    oracle.py --time < paths    {"bytes": …, "seconds": …}: CPU time of ast.parse over the files

A request is {"path": …} for a file or {"source": …} for a text. An answer is
{"ok": bool, "error": str, "calls": [[callee, line], …], "tree": [crc32 of each top-level statement]}.

The tree is written as "(Kind@line:column-line:column field …)", kinds and fields as in module ast except that
elif branches are flat, parameters are one list, and the implied parts (ctx, type_comment, kind, simple) are left out.
Columns count UTF-8 bytes. Nodes inside f-strings have no positions: those differ from one Python to the next.
"""
import ast
import json
import re
import sys
import sysconfig
import time
import warnings
import zlib

warnings.simplefilter("ignore")
sys.setrecursionlimit(12_000)

FIELDS = {
    "Attribute": "value attr", "Subscript": "value slice", "Slice": "lower upper step",
    "Call": "func args keywords", "keyword": "arg value", "UnaryOp": "op operand", "BinOp": "left op right",
    "BoolOp": "op values", "Compare": "left ops comparators", "IfExp": "test body orelse", "Lambda": "args body",
    "Tuple": "elts", "List": "elts", "Set": "elts", "Dict": "keys values", "ListComp": "elt generators",
    "SetComp": "elt generators", "GeneratorExp": "elt generators", "DictComp": "key value generators",
    "comprehension": "target iter ifs is_async", "Await": "value", "Yield": "value", "YieldFrom": "value",
    "NamedExpr": "target value", "Starred": "value", "Name": "id",
    "FunctionDef": "name args decorator_list returns type_params body",
    "AsyncFunctionDef": "name args decorator_list returns type_params body",
    "ClassDef": "name bases keywords decorator_list type_params body", "Return": "value", "Delete": "targets",
    "Assign": "targets value", "AugAssign": "target op value", "AnnAssign": "target annotation value",
    "TypeVar": "name bound default_value",
    "TypeVarTuple": "name default_value", "ParamSpec": "name default_value",
    "For": "target iter body orelse", "AsyncFor": "target iter body orelse", "While": "test body orelse",
    "With": "items body", "AsyncWith": "items body", "withitem": "context_expr optional_vars",
    "Match": "subject cases", "match_case": "pattern guard body", "Raise": "exc cause",
    "Try": "body handlers orelse finalbody", "TryStar": "body handlers orelse finalbody",
    "ExceptHandler": "type name body", "Assert": "test msg", "Import": "names", "ImportFrom": "module names level",
    "alias": "name asname", "Global": "names", "Nonlocal": "names", "Expr": "value", "Pass": "", "Break": "",
    "Continue": "", "MatchValue": "value", "MatchSingleton": "value", "MatchSequence": "patterns",
    "MatchMapping": "keys patterns rest", "MatchClass": "cls patterns kwd_attrs kwd_patterns", "MatchStar": "name",
    "MatchAs": "pattern name", "MatchOr": "patterns",
}
FIELDS = {kind: tuple(fields.split()) for kind, fields in FIELDS.items()}

OPERATORS = {
    "Or": "or", "And": "and", "Not": "not", "In": "in", "NotIn": "not_in", "Is": "is", "IsNot": "is_not", "Lt": "<",
    "LtE": "<=", "Gt": ">", "GtE": ">=", "NotEq": "!=", "Eq": "==", "BitOr": "|", "BitXor": "^", "BitAnd": "&",
    "LShift": "<<", "RShift": ">>", "Add": "+", "Sub": "-", "UAdd": "+", "USub": "-", "Mult": "*", "MatMult": "@",
    "Div": "/", "FloorDiv": "//", "Mod": "%", "Invert": "~", "Pow": "**",
}
BODIES = {"body", "orelse", "finalbody"}
AWKWARD = re.compile(rb'[^ !#-\[\]-~]')
SURROGATE = re.compile("[\ud800-\udfff]")


def quoted(data):
    return '"%s"' % AWKWARD.sub(lambda m: b"\\x%02x" % m[0][0], data).decode("ascii")


def constant(v):
    if isinstance(v, str):
        return "s" + quoted(SURROGATE.sub("\ufffd", v).encode())
    if isinstance(v, bytes):
        return "b" + quoted(v)
    if v is None or v is Ellipsis or isinstance(v, bool):
        return str(v)
    if isinstance(v, int):
        return hex(v)
    return "j%.17e" % v.imag if isinstance(v, complex) else "%.17e" % v


class Dump:
    def __init__(self, data):
        self.lines = data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
        self.bare = 0  # f-strings around the current node

    def place(self, n):
        if self.bare:
            return ""
        if n.lineno == n.end_lineno:
            return "@%d:%d-%d" % (n.lineno, n.col_offset, n.end_col_offset)
        return "@%d:%d-%d:%d" % (n.lineno, n.col_offset, n.end_lineno, n.end_col_offset)

    def body(self, list, depth):
        return "[" + "".join("\n" + "  " * depth + self.node(s, depth) for s in list) + "]"

    def value(self, v, depth):
        if v is None:
            return "-"
        if isinstance(v, ast.AST):
            return self.node(v, depth)
        if isinstance(v, list):
            return "[" + " ".join([self.value(x, depth) for x in v]) + "]"
        return str(v)

    def node(self, n, depth):
        kind = type(n).__name__
        if kind in OPERATORS:
            return OPERATORS[kind]
        special = getattr(self, "dump_" + kind, None)
        if special:
            return special(n, depth)
        out = ["(", kind, self.place(n) if hasattr(n, "lineno") else ""]
        for field in FIELDS[kind]:
            v = getattr(n, field, [] if field == "type_params" else None)
            out.append(" ")
            out.append(self.body(v, depth + 1) if field in BODIES and isinstance(v, list) else self.value(v, depth))
        out.append(")")
        return "".join(out)

    def dump_Name(self, n, depth):
        return "(Name%s %s)" % (self.place(n), n.id)

    def dump_Constant(self, n, depth):
        return "(Constant%s %s)" % (self.place(n), constant(n.value))

    def dump_MatchSingleton(self, n, depth):
        return "(MatchSingleton%s %s)" % (self.place(n), n.value)

    def dump_JoinedStr(self, n, depth):
        place = self.place(n)
        self.bare += 1
        parts = [self.node(v, depth) for v in n.values]
        self.bare -= 1
        return "(JoinedStr%s [%s])" % (place, " ".join(parts))

    def dump_FormattedValue(self, n, depth):
        conversion = chr(n.conversion) if n.conversion > 0 else "-"
        return "(FormattedValue %s %s %s)" % (self.node(n.value, depth), conversion, self.value(n.format_spec, depth))

    def dump_Expr(self, n, depth):
        # print >>f, x is an expression of Python 3 and a statement of Python 2: it is told as the latter.
        values = n.value.elts if isinstance(n.value, ast.Tuple) else [n.value]
        if values and isinstance(values[0], ast.BinOp) and isinstance(values[0].op, ast.RShift):
            if isinstance(values[0].left, ast.Name) and values[0].left.id == "print":
                return "(Print%s %s %s)" % (self.place(n), self.node(values[0].right, depth), self.value(values[1:], depth))
        return "(Expr%s %s)" % (self.place(n), self.node(n.value, depth))

    def dump_TypeAlias(self, n, depth):
        params = self.value(n.type_params, depth)
        return "(TypeAlias%s %s %s %s)" % (self.place(n), n.name.id, params, self.node(n.value, depth))

    def dump_arguments(self, n, depth):
        positional = n.posonlyargs + n.args
        defaults = [None] * (len(positional) - len(n.defaults)) + n.defaults
        out = []
        for i, a in enumerate(positional):
            out.append(self.parameter("/" if i < len(n.posonlyargs) else "", a, defaults[i], depth))
        if n.vararg:
            out.append(self.parameter("*", n.vararg, None, depth))
        for a, default in zip(n.kwonlyargs, n.kw_defaults):
            out.append(self.parameter("=", a, default, depth))
        if n.kwarg:
            out.append(self.parameter("**", n.kwarg, None, depth))
        return "[" + " ".join(out) + "]"

    def parameter(self, mark, a, default, depth):
        place = "" if self.bare else "@%d:%d" % (a.lineno, a.col_offset - len(mark.strip("/=")))
        if mark.startswith("*"):
            place = ""  # the node of CPython does not hold the stars
        return "(arg%s %s%s %s %s)" % (place, mark, a.arg, self.value(a.annotation, depth), self.value(default, depth))

    def dump_If(self, n, depth):
        out, last = [], n
        while True:
            out.append(" " + self.node(last.test, depth) + " " + self.body(last.body, depth + 1))
            rest = last.orelse
            if len(rest) != 1 or not isinstance(rest[0], ast.If):
                break
            if not self.lines[rest[0].lineno - 1][rest[0].col_offset:].startswith(b"elif"):
                break
            last = rest[0]
        return "(If%s%s %s)" % (self.place(n), "".join(out), self.body(last.orelse, depth + 1))

    def dump_Module(self, n, depth):
        return [self.node(s, 0) for s in n.body]


def dotted(node):
    parts = []
    while True:
        if isinstance(node, ast.Attribute):
            parts.append("." + node.attr)
            node = node.value
        elif isinstance(node, ast.Call):
            parts.append("()")
            node = node.func
        elif isinstance(node, ast.Subscript):
            parts.append("[]")
            node = node.value
        else:
            break
    if isinstance(node, ast.Name):
        parts.append(node.id)
    elif isinstance(node, ast.JoinedStr) or isinstance(node, ast.Constant) and isinstance(node.value, (str, bytes)):
        parts.append("<str>")
    else:
        parts.append("<expr>")
    return "".join(reversed(parts))


def utf8(data):
    """The bytes that columns count in: the text in UTF-8, whatever the file is in."""
    match = re.match(rb"(?:[ \t\f]*(?:#[^\r\n]*)?(?:\r\n?|\n))?[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)", data)
    return data.decode(match[1].decode(), "replace").encode("utf-8", "replace") if match else data


def answer(data):
    try:
        tree = ast.parse(data)
        dump = Dump(utf8(data)).node(tree, 0)
    except (SyntaxError, ValueError, RecursionError, MemoryError, LookupError) as err:
        return {"ok": False, "error": "%s: %s" % (type(err).__name__, err)}
    calls = sorted([dotted(n.func), n.lineno] for n in ast.walk(tree) if isinstance(n, ast.Call))
    return {"ok": True, "calls": calls, "tree": [zlib.crc32(s.encode()) for s in dump]}


def read(path):
    with open(path, "rb") as f:
        return f.read()


def main(args):
    if args[:1] == ["--tree"]:
        data = read(args[1])
        print("\n".join(Dump(utf8(data)).node(ast.parse(data), 0)))
    elif args[:1] == ["--libraries"]:
        print("\n".join(sorted({sysconfig.get_path("stdlib"), sysconfig.get_path("purelib")})))
    elif args[:1] == ["--time"]:
        files = [read(line.rstrip("\n")) for line in sys.stdin]
        start = time.process_time()
        for data in files:
            try:
                ast.parse(data)
            except (SyntaxError, ValueError):
                pass
        print(json.dumps({"bytes": sum(map(len, files)), "seconds": time.process_time() - start}))
    elif not args:
        for line in sys.stdin:
            request = json.loads(line)
            data = read(request["path"]) if "path" in request else request.get("source", "").encode()
            print(json.dumps(answer(data)), flush=True)
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
