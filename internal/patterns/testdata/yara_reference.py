"""Where YARA finds patterns in short texts: the oracle of TestYARA. pip install yara-python; writes yara_reference.json beside this file."""

import json
from pathlib import Path

import yara

CASES = [  # expression, whether case is folded, text
    ("aa", False, "aaaa"),
    ("a+", False, "aaaa"),
    ("a+?", False, "aaaa"),
    ("a{0,3}b", False, "aaaaab"),
    ("one.*two", False, "one one two two\ntwo"),
    ("one.*?two", False, "one one two two"),
    ("one[^)]*two", False, "one\none )two"),
    ("(one|three).*(two|four)", False, "one three two four one"),
    (r"\bend\b", False, "end endx xend end_ .end. \xffend"),
    (r"^a", False, "a\na"),
    (r"a$", False, "a\na"),
    (r"a\s*$", False, "a \n a \n"),
    (r"[^.\w]call\s*\(", True, "call( .call( CALL (\ncall(x_call("),
    (r"call\s*\(\s*\)", True, "call() Call ( ) calL(\n)"),
    (r"['\"][^'\"]*\.end['\"]", True, "'a.end' \"\"b.END\" 'c' .end'"),
    (r"(https?:\/\/)?[a-z.]*host\.example\b", True, "see http://a.b.host.example/ or host.example"),
    (r"(\b|^|[\s\"'(])(https??:\/\/)??[a-zA-Z0-9.-]*?(host\.example)\b", True, "x \"https://a-b_c.host.example.host.example/"),
    (r"\b\d{2,4}:[A-Za-z_-]{3,5}\b", False, "12:abc 123456:abcdef 1:abc 12:abcdef-x"),
    (r"(\\x[0-9a-f]{2}){3,}", True, r"\x00\x01\x02\x03\x0G\x00\x01"),
    (r"'[wa]\+?'", True, "'w' 'A+' 'r' 'wa'"),
    (r"\[\s*x\s*\(\s*\w+\s*\)\s+for", False, "[x(y) for [ x ( y )  for [x(y)for"),
    (r"[a-z][\xd0\xd1][\x80-\xbf]", False, "ab\xd0\x90 \xd1\x80 c\xd1\x81d"),
    (r"a.b", False, "a\nb a\xffb a\x00b"),
    (r"x\s*\|\s*(sh|bash)\b", True, "x | sh x|BASH x | shell"),
    (r"k", True, "kK\xe2\x84\xaa"),
    (r"(^|\s|\()open\s*\(", True, "open( xopen( (open (\topen("),
    (r"_{3,}\s*=", False, "_____ = __="),
    (r"(pool\.)?[a-z0-9-]+\.coin", True, "pool.a.coin x.b.coin"),
    ("far.*near", False, "far" + "x" * 1016 + "near"),
    ("far.*near", False, "far" + "x" * 1100 + "near"),
    ("['\"][A-Za-z0-9]{20,}", False, "'" + "x" * 1500 + "' '" + "y" * 19 + "' '" + "z" * 20),
]


def main():
    cases = []
    for expr, fold, text in CASES:
        data = text.encode("latin-1")
        source = "rule r { strings: $a = /%s/ %s condition: $a }" % (expr, "nocase" if fold else "")
        found = yara.compile(source=source).match(data=data)
        matches = [[i.offset, i.matched_length] for m in found for s in m.strings for i in s.instances]
        cases.append({"expr": expr.replace(r"\/", "/"), "fold": fold, "text": list(data), "matches": matches})
    lines = ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases)
    Path(__file__).with_name("yara_reference.json").write_text("[\n" + lines + "\n]\n")


main()
