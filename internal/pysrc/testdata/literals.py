#!/usr/bin/env python3
"""Writes literals.txt: what CPython makes of literals and of declared encodings.

Every line is a kind, the source in hexadecimal, and what it evaluates to:
s  a string literal: "s" or "b" and the value in hexadecimal (UTF-8 with surrogates as U+FFFD, or bytes)
n  a number: "i" and the integer in hexadecimal, "f" or "j" and the float as float.hex writes it
c  a source whose name x is a string: its value as for s
A source that CPython refuses has "-".
"""
import re
import warnings

warnings.simplefilter("ignore")

LETTERS = ["", "r", "u", "b", "br", "rb", "f", "fr", "rf", "bu", "ur", "bf", "rr"]
PREFIXES = sorted({spelling for l in LETTERS for spelling in (l, l.upper(), l.capitalize())})
QUOTES = ["'", '"', "'''", '"""']
BODIES = [
    "", "a", r"\\", r"\n\t\r\a\b\f\v", r"\0\7\12\123\1234\8", r"\x41\xff", r"\u0041\u20ac", r"\U0001F600",
    r"\N{BULLET}" r"\N{LATIN SMALL LETTER E}", r"\'\"", "\\\n", r"\d\ \$", r"\ud83d\ude00", "\t \x0c",
]
# Bodies with characters that only some literals may hold.
ODD = ["'", '"', "''", '""', "a\nb", "\xe9", r"\x4", r"\u12", r"\N{NO SUCH}", "{{}}", "{1}"]

NUMBERS = """0 00 0_0 7 07 0_7 10 1_0 1__0 1_ _1 0x0 0xFf 0Xf_f 0x_f 0x 0xg 0o7 0O1_7 0o8 0o 0b1 0B1_0 0b2 0b 1.5 1. .5 . 1.e5 .5e5
1e5 1E5 1e+5 1e-5 1e 1e+ 1_0e1_0 1e1_ 1_.5 1._5 0.5 00.5 09.5 09 09e1 1j 1J 1.5j .5J 1e5j 0j 00j 09j 010j 0x1j 1jj 1e400 1e-400
5e-324 1.7976931348623157e308 0.1 123456789012345678901234567890 0xffffffffffffffffffff 9007199254740993 1if""".split()

COOKIES = [
    "# coding: latin-1\n", "# coding: cp1252\n", "# -*- coding: koi8-r -*-\n", "# vim: set fileencoding=cp1251 :\n",
    "#!/bin/sh\n# coding=cp437\n", "\n# coding: cp437\n", "\n\n# coding: cp437\n", "import os\n# coding: cp437\n",
    "'''\n# coding: cp437\n'''\n", " \t# coding: latin-1\n", "\x0c# coding: latin-1\n", "x=1 # coding: latin-1\n",
    "# coding : latin-1\n", "# coding:latin-1;\n", "# encoding: iso_8859_15\n", "# CODING: latin-1\n",
    "# coding: utf-8 coding: latin-1\n", "# coding: none-such\n", "# coding: utf8\n", "# coding: ascii\n",
    "# coding: latin-1\r\n", "# a\r# coding: latin-1\r", "# coding:\n# coding: latin-1\n", "# coding: cp1252\x0b\n",
    "\\\n# coding: latin-1\n", "#\n#\n# coding: latin-1\n", "# coding=mac_roman\n", "#coding:cp866\n",
]


def text(value):
    if isinstance(value, bytes):
        return "b" + value.hex()
    return "s" + re.sub("[\ud800-\udfff]", "\ufffd", value).encode().hex()


def number(value):
    if isinstance(value, int):
        return "i%x" % value
    return "j" + value.imag.hex() if isinstance(value, complex) else "f" + value.hex()


def evaluate(source, show):
    try:
        return show(eval(compile(source, "literals", "eval")))
    except (SyntaxError, ValueError, NameError):
        return "-"


def declared(source):
    names = {}
    try:
        exec(compile(source, "literals", "exec"), names)
        return text(names["x"])
    except (SyntaxError, ValueError, LookupError):
        return "-"


with open("literals.txt", "w", encoding="ascii") as out:
    for prefix in PREFIXES:
        for quote in QUOTES:
            for body in BODIES + ODD:
                source = prefix + quote + body + quote
                print("s", source.encode().hex(), evaluate(source, text), file=out)
    for source in NUMBERS:
        print("n", source.encode().hex(), evaluate(source, number), file=out)
    for cookie in COOKIES:
        for letter in ["a", "\xe9", "\x81"]:
            for raw in [letter.encode("latin-1"), letter.encode()]:
                source = cookie.encode() + b"x = '" + raw + b"'\n"
                print("c", source.hex(), declared(source), file=out)
