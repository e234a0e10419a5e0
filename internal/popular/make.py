"""Writes names.lzma from a JSON list of names by popularity:

    python3 make.py top_pypi_packages.json names.lzma

Each name is in PEP 503's normal form, front-coded: a character that is 33 plus the
number of characters shared with the name before, then the rest. The first 5,000
stand first, sorted, then an empty line, then the others, sorted. The whole is
LZMA ("alone" format).
"""

import json
import lzma
import re
import sys

TOP = 5000
FILTER = {"id": lzma.FILTER_LZMA1, "preset": 9 | lzma.PRESET_EXTREME, "lc": 4, "lp": 0, "pb": 0, "dict_size": 1 << 18}


def coded(names):
    before, lines = "", []
    for name in sorted(names):
        n = 0
        while n < min(len(before), len(name), 60) and before[n] == name[n]:
            n += 1
        lines.append(chr(33 + n) + name[n:])
        before = name
    return "\n".join(lines)


def main():
    with open(sys.argv[1], encoding="utf-8") as f:
        names = json.load(f)["packages"]
    names = list(dict.fromkeys(re.sub(r"[-_.]+", "-", name.lower()) for name in names))
    text = coded(names[:TOP]) + "\n\n" + coded(names[TOP:])
    with open(sys.argv[2], "wb") as f:
        f.write(lzma.compress(text.encode("ascii"), format=lzma.FORMAT_ALONE, filters=[FILTER]))


main()
