"""Writes oracle.json: what CPython 3.11 makes of programs that compute source.

Every snippet computes a text from constants, in the styles that obfuscators
use, and hands it to exec or eval. All were written for this file, and all that
they run are inert assignments. Each is run with exec, eval and compile replaced
by functions that note the source and then run it as the real ones do, in a
scratch namespace. Only the standard library is used.

    python3.11 oracle.py

A snippet begins with a line "## name". In it, «X» stands for the repr of the
value of the Python expression X, which hides the payload.
"""

import base64, binascii, builtins, bz2, codecs, gzip, io, itertools, json, lzma
import os, re, struct, sys, zlib

P = "x = 1"
Q = "value = 'Aa09 ~' + \"b\""
HERE = os.path.dirname(os.path.abspath(__file__))


def xor(s, key):
    return bytes(c ^ k for c, k in zip(s.encode(), itertools.cycle(key)))


def rc4(data, key):
    s, j, out = list(range(256)), 0, []
    for i in range(256):
        j = (j + s[i] + key[i % len(key)]) % 256
        s[i], s[j] = s[j], s[i]
    i = j = 0
    for c in data:
        i = (i + 1) % 256
        j = (j + s[i]) % 256
        s[i], s[j] = s[j], s[i]
        out.append(c ^ s[(s[i] + s[j]) % 256])
    return bytes(out)


# One expression in a line, each handed to exec: name | expression.
EXPRESSIONS = r'''
concat | "x" + " = " + "1"
implicit concat | "x" " = " '1'
slice | "__x = 1__"[2:-2]
slice step | "xa b=c d1e"[::2]
slice negative step | "1x =x xx"[::-2][0:0] + "1 = x"[::-1]
slice from end | "junkx = 1"[-5:]
slice beyond | "x = 1"[0:100]
slice negative bounds | "1 = x!!"[-3::-1]
slice none | "x = 1"[None:None]
slice object | "__x = 1__"[slice(2, 7)]
slice object step | "1 = x"[slice(None, None, -1)]
slice hi step | "x_ _=_ _1_junk"[:9:2]
index | "1= x"[3] + "1= x"[2] + "1= x"[1] + "1= x"[-2] + "1= x"[0]
join list | "".join(["x", " ", "=", " ", "1"])
join text | " ".join("x=1")
join bytes | b" ".join([b"x", b"=", b"1"])
join generator | "".join(c for c in "x = 1")
join tuple sep | " = ".join(("x", "1"))
join dict | "".join({"x": 0, " = ": 1, "1": 2})
replace | "xQ=Q1".replace("Q", " ")
replace count | "x--=--1--".replace("--", " ", 2).replace("--", "")
replace empty | "x=1".replace("", " ").strip()
replace chain | "@#=#!".replace("@", "x").replace("#", " ").replace("!", "1")
format auto | "{} = {}".format("x", 1)
format index | "{1}{0}".format("= 1", "x ")
format name | "{a} = {b}".format(a="x", b=1)
format hex | "x = 0x{:02x}".format(10)
format width | "x = {:>3}".format(1)
format zero | "x = 0o{:03o}".format(8)
format center | "x ={:^3}".format("1")
format fill | "x = '{:*<5}'".format("a")
format nested | "x = {:{w}}".format(1, w=4)
format item | "{0[0]} = {0[1]}".format(["x", 1])
format key | "{d[n]} = 1".format(d={"n": "x"})
format conversion | "x = {!r}".format("a'b")
format braces | "x = {{}}".format()
format comma | "x = '{:,}'".format(1234567)
format plus | "x = {:+d}".format(5)
format float | "x = {:.2f}".format(3.14159)
format percent | "x = '{:.1%}'".format(0.5)
format exp | "x = {:.3e}".format(12345.678)
format precision | "{:.1} = 1".format("xyz")
format bool | "x = {}".format(True)
format bin | "x = {:#b}".format(5)
format bin width | "x = {:#010b}".format(5)
format char | "{:c} = 1".format(120)
format builtin | "x = " + format(255, "X").lower().replace("f", "1")
format map | "{n} = 1".format_map({"n": "x"})
format upper hex | "x = {:#X}".format(255)
format general | "x = {:g}".format(0.5)
percent s | "%s = %s" % ("x", 1)
percent one | "%s = 1" % "x"
percent c | "%c%c%c%c%c" % (120, 32, 61, 32, 49)
percent d | "x = %d" % 1.9
percent width | "x = %3d" % 1
percent zero | "x = 0x%04x" % 255
percent r | "x = %r" % "a"
percent name | "%(n)s = %(v)d" % {"n": "x", "v": 1}
percent percent | "x = 5 %% %d" % 3
percent float | "x = %.3f" % 1.5
percent left | "%-3s= 1" % "x"
percent alt | "x = %#x" % 255
percent bytes | b"%s = %d" % (b"x", 1)
percent star | "x = %*d" % (4, 1)
percent precision | "%.1s = 1" % "xyz"
percent plus | "x = %+d" % 3
percent e | "x = %e" % 1.5
percent g | "x = %g" % 100000.0
fstring | f"{'x'} = {2 - 1}"
fstring repr | f"x = {'a'!r}"
fstring spec | f"x = {255:#06x}"
fstring nested spec | f"x = {1:{2 + 1}d}"
fstring ascii | f"x = {'é'!a}"
fstring str | f"x = {12!s:>4}"
fstring debug | f"{1=}".replace("1=1", "x = 1")
fstring call | f"{chr(120)} = {ord('1') - 48}"
chr | chr(120) + chr(32) + chr(61) + chr(32) + chr(49)
chr map | "".join(map(chr, [120, 32, 61, 32, 49]))
chr arithmetic | "".join(chr(c // 3 - 5) for c in «[(ord(c) + 5) * 3 for c in P]»)
chr hex text | "".join(chr(int(h, 16)) for h in "78 20 3d 20 31".split())
chr octal text | "".join(chr(int(h, 8)) for h in «" ".join(oct(ord(c))[2:] for c in Q)».split(" "))
chr binary text | "".join(chr(int(b, 2)) for b in «" ".join(format(ord(c), "08b") for c in Q)».split())
chr binary slices | "".join([chr(int(s[i:i + 8], 2)) for s in [«"".join(format(ord(c), "08b") for c in P)»] for i in range(0, len(s), 8)])
chr len | chr(len("a" * 120)) + " = 1"
chr divmod | "".join(map(chr, [sum(divmod(n, 7)[i] * (7, 1)[i] for i in (0, 1)) for n in «list(P.encode())»]))
chr floats | "".join(chr(int(f)) for f in «[c + 0.5 for c in P.encode()]»)
chr round | "".join(chr(round(f)) for f in «[c + 0.25 for c in P.encode()]»)
ord shift | "".join(chr(ord(c) - 3) for c in «"".join(chr(ord(c) + 3) for c in Q)»)
ord caesar mod | "".join(chr((ord(c) - 32 - 17) % 95 + 32) for c in «"".join(chr((ord(c) - 32 + 17) % 95 + 32) for c in Q)»)
int base 0 | chr(int("0x78", 0)) + " = 1"
int base 36 | "x = %d" % int("z", 36)
int negative | "x = %d" % int("-17")
int underscore | "x = %d" % int("1_000")
int space | "x = %d" % int("  12\n")
int bytes | "x = %d" % int(b"12")
hex | "x = " + hex(255)
hex slice | "x = 0x" + hex(-255)[3:]
oct | "x = " + oct(8)
bin | "x = " + bin(5)
bin count | chr(bin(2 ** 120 - 1).count("1")) + " = 1"
bytes list | bytes([120, 32, 61, 32, 49])
bytes map | bytes(map(lambda c: c ^ 1, «[c ^ 1 for c in P.encode()]»))
bytes encoding | bytes("x = 1", "utf-8")
bytes zeros | "x = %d" % len(bytes(5))
bytearray | bytearray([120, 32, 61, 32, 49]).decode()
bytes generator | bytes(c - 1 for c in b"y!>!2").decode("ascii")
bytes slice | b"1 = x"[::-1]
bytes index | chr(b"x"[0]) + " = 1"
bytes repr | "x = " + repr(b"a\x00\n'")
bytes str | str(b"x = 1", "latin-1")
bytes str repr | str(b"x = 1")[2:-1]
bytes concat | (b"x " + b"= " + b"1").decode()
bytes repeat | "x = '" + (b"ab" * 3).decode() + "'"
fromhex | bytes.fromhex(«Q.encode().hex()»)
fromhex spaces | bytes.fromhex("78 20 3d 20 31").decode()
bytearray fromhex | bytearray.fromhex("78203d2031").decode("utf8")
hex method | "x = 0x" + b"\x12\x34".hex()
hex sep | "x = '" + b"\x12\x34\x56".hex(":") + "'"
to_bytes | («int.from_bytes(P.encode(), "big")»).to_bytes(5, "big")
to_bytes little | («int.from_bytes(Q.encode(), "little")»).to_bytes(«len(Q)», "little").decode()
to_bytes length | (lambda n: n.to_bytes((n.bit_length() + 7) // 8, "big"))(«int.from_bytes(Q.encode(), "big")»)
to_bytes signed | "x = '" + (-2).to_bytes(2, "big", signed=True).hex() + "'"
from_bytes | "x = %d" % int.from_bytes(b"\x01\x02", "big")
from_bytes little | "x = %d" % int.from_bytes(b"\x01\x02", byteorder="little")
from_bytes signed | "x = %d" % int.from_bytes(b"\xff\xfe", "big", signed=True)
from_bytes list | "x = %d" % int.from_bytes([1, 2], "big")
big division | "".join(chr((«int.from_bytes(Q.encode(), "little")» >> 8 * i) & 255) for i in range(«len(Q)»))
big pow | "x = %d" % (3 ** 50 % 1000)
pow mod | "".join(chr(pow(c, 7, 143)) for c in «[pow(c, 103, 143) for c in P.encode()]»)
pow inverse | "x = %d" % pow(3, -1, 11)
shifts | "x = %d" % (1 << 20 >> 3)
shift negative | "x = %d" % (-17 >> 2)
floor negative | "x = %d" % (-17 // 5)
mod negative | "x = %d" % (-17 % 5)
mod negative divisor | "x = %d" % (17 % -5)
divmod negative | "x = %d, %d" % divmod(-17, 5)
invert | "x = %d" % ~5
true division | "x = " + str(7 / 2)
float power | "x = " + str(2 ** -1)
float repr | "x = " + str(1e16) + "; y = " + str(1e-5) + "; z = " + str(0.1 + 0.2)
float int | "x = " + str(int(2.9)) + str(int(-2.9))
bool arithmetic | "x = %d" % (True + True)
bool chr | chr((True << 7) - 8) + " = 1"
empty lists | chr(120) + " = %d" % ([] == [])
not | "x = %d" % (not not "a")
comparison | "x = %d%d%d" % (1 < 2 < 3, 1 < 3 < 2, "a" < "b")
chained equal | "x = %d" % (1 == 1 == True)
tuple compare | "x = %d" % ((1, 2) < (1, 3))
list compare | "x = %d" % ([1, 2] == [1, 2])
in | "x = %d%d%d" % ("a" in "abc", 5 in [1, 2], 3 not in (1, 2))
is none | "x = %d" % (None is None)
conditional | "x = 1" if 2 > 1 else "x = 2"
conditional nested | "a" if 0 else "b" if [] else "x = 1"
and or | ("" or "x = 1") and ("x = 1" or "z")
walrus | (a := "x = ") + str(b := 1)
walrus use | "".join([(t := "x"), " = ", "1"]) if (n := 5) > 3 else t
comprehension if | "".join(c for c in "xQ Q=Q Q1" if c != "Q")
comprehension index | "".join([«P[::-1]»[4 - i] for i in range(5)])
comprehension nested | "".join(b for a in [["x", " "], ["=", " "], ["1"]] for b in a)
comprehension dict | "".join({i: c for i, c in enumerate("x = 1")}.values())
comprehension set | "x = %d" % len({c % 3 for c in range(10)})
comprehension conditional | "".join(c.lower() if c.isupper() else c for c in "X = 1")
comprehension enumerate | "".join(c for i, c in enumerate("x1 2=3 415") if i % 2 == 0)
list of lists | "".join(r[i] for i, r in enumerate([["x"], [0, " "], [0, 0, "="], [0, 0, 0, " "], [0, 0, 0, 0, "1"]]))
map lambda | "".join(map(lambda c: chr(c - 1), [121, 33, 62, 33, 50]))
map two | "".join(map(lambda a, b: a + b, "x=1", "   ")).strip()
map str | "x = " + "".join(map(str, [1, 2, 3]))
map method | "".join(map(str.lower, ["X", " = ", "1"]))
map ord | "x = %d" % sum(map(ord, "abc"))
map getitem | "".join(map("1= x".__getitem__, [3, 2, 1, 2, 0]))
filter | "".join(filter(lambda c: c != "_", "_x_ _=_ _1_"))
filter none | "".join(filter(None, ["x", "", " = ", "", "1"]))
filter method | "x = " + "".join(filter(str.isdigit, "a1b2c3"))
sorted | "x = '" + "".join(sorted("dcba")) + "'"
sorted key | "".join(s[1:] for s in sorted(["21", "1= ", "0x "], key=lambda s: int(s[0])))
sorted reverse | "x = " + "".join(sorted("123", reverse=True))
sorted pairs | "".join(c for _, c in sorted([(2, "1"), (0, "x "), (1, "= ")]))
sorted dict | "".join(v for k, v in sorted({3: "1", 1: "x ", 2: "= "}.items()))
sorted len | "x = '" + "".join(sorted(["ccc", "a", "bb"], key=len)) + "'"
sorted stable reverse | "x = '" + "".join(sorted(["b1", "a1", "b2", "a2"], key=lambda s: s[1], reverse=True)) + "'"
sorted key method | "x = '" + "".join(sorted("bAc", key=str.lower)) + "'"
reversed | "".join(reversed("1 = x"))
reversed range | "".join("1 = x"[i] for i in reversed(range(5)))
zip | "".join(a + b for a, b in zip("x=1", "   ")).rstrip()
zip star | "".join(list(zip(*[("x ", 0), ("= ", 1), ("1", 2)]))[0])
zip three | "".join(a + b + c for a, b, c in zip("x", " ", "=")) + " 1"
sum lists | "".join(sum([["x"], [" = "], ["1"]], []))
min max | "x = %d%d" % (min(3, 1, 2), max([4, 9, 2]))
min key | min(["xx = 1", "x = 1"], key=len)
max default | "x = %d" % max([], default=7)
any all | "x = %d%d" % (any([0, 1]), all(c.isdigit() for c in "12"))
abs | "x = %d" % abs(-5)
len | "x = %d" % len("é" * 3)
dict get | {"a": "x = 1"}.get("a") + {}.get("b", "")
dict update | (lambda d: (d.update({"b": "= 1"}), d["a"] + d["b"])[1])({"a": "x "})
dict merge | "".join({**{"a": "x "}, **{"b": "= 1"}}.values())
dict union | "".join(({"a": "x "} | {"b": "= 1"}).values())
dict zip | "".join(dict(zip("abc", ["x", " = ", "1"])).values())
dict kwargs | "".join(dict(b="x = ", a="1").values())
dict pairs | dict([("k", "x = 1")])["k"]
dict inverse | "".join({v: k for k, v in {"x": 0, " = ": 1, "1": 2}.items()}[i] for i in range(3))
dict int keys | {1: "x", 2: " = 1"}[1] + {1: "x", 2: " = 1"}[True + 1]
dict fromkeys | "".join(dict.fromkeys("xx  == 1")).replace("x =1", "x = 1")
maketrans | "abc".translate(str.maketrans("abc", "x=1")).replace("=", " = ")
maketrans dict | "abdbc".translate(str.maketrans({"a": "x", "b": " ", "d": "=", "c": "1"}))
maketrans delete | "xQ =Z 1".translate(str.maketrans("", "", "QZ"))
translate ords | "abdbc".translate({97: "x", 98: " ", 100: 61, 99: "1"})
translate bytes | b"abdbc".translate(bytes.maketrans(b"abdc", b"x =1"))
translate none | "x-- =- 1".translate({45: None})
split | "".join("x, ,=, ,1".split(","))
split max | "x = '" + "|".join("a b c d".split(" ", 2)) + "'"
split none max | "x = '" + "|".join(" a  b c ".split(None, 1)) + "'"
rsplit | "x = '" + "|".join("a.b.c".rsplit(".", 1)) + "'"
rsplit none | "x = '" + "|".join("a b  c ".rsplit(maxsplit=1)) + "'"
partition | "junk:x = 1".partition(":")[2]
rpartition | "a:b:x = 1".rpartition(":")[-1]
splitlines | "".join("x\n = \r\n1".splitlines())
splitlines many | "x = %d" % len("a\x0bb\x1cc\u2028d\r\n\re".splitlines())
splitlines keep | "x = %r" % "a\nb\r\n".splitlines(True)
strip chars | "--x = 1++".strip("-+")
strip white | "\t x = 1 \n\x1c".strip()
lstrip | "001x = 1".lstrip("01")
rstrip | "x = 1;;".rstrip(";")
removeprefix | "junkx = 1".removeprefix("junk").removesuffix("none")
upper lower | "X = 1".lower() + " # " + "abc".upper()
swapcase | "X = 'ABc'".swapcase()
title | "x = \"" + "hello wORLD it's 3abc".title() + "\""
capitalize | "x = '" + "hELLO World".capitalize() + "'"
casefold | "x = '" + "Straße".casefold() + "'"
upper sharp | "x = '" + "straße".upper() + "'"
zfill | "x = '" + "7".zfill(3) + "-7".zfill(4) + "'"
ljust | "x = '" + "a".ljust(3, "*") + "b".rjust(3) + "'"
center | "x = '" + "ab".center(5, "-") + "abc".center(6, "-") + "'"
expandtabs | "x =\t1".expandtabs(1)
count find | "x = %d%d%d" % ("banana".count("an"), "banana".find("n"), "banana".rfind("z"))
find range | "x = %d" % "banana".find("an", 2)
startswith tuple | "x = %d" % "abc".startswith(("z", "a"))
isalnum | "x = %d%d%d" % ("a1".isalnum(), "a ".isalpha(), "A".isupper())
starred list | "".join([*"x ", *["=", " "], *("1",)])
starred set | "x = %d" % len({*"aab"})
lambda default | (lambda a, b=" = 1": a + b)("x")
lambda star | (lambda *a: "".join(a))("x", " = ", "1")
lambda keywords | (lambda **k: k["a"] + k["b"])(b="= 1", a="x ")
lambda recursion | (lambda f, s: f(f, s))(lambda f, s: s if len(s) <= 1 else f(f, s[1:]) + s[0], "1 = x")
lambda in lambda | (lambda x: lambda y: x + y)("x = ")("1")
lambda list | [lambda s: s[::-1], lambda s: s][0]("1 = x")
call star | (lambda a, b: a + b)(*["x = ", "1"])
call star star | (lambda a, b: a + b)(**{"b": "1", "a": "x = "})
print sep | " ".join(["x", "=", "1"][i] for i in (0, 1, 2))
repr print | repr(print)[19] + "x = 1"[1:].replace(" = 1", "x = 1")[1:] if False else repr(print)[-6:-1]
repr type | repr(int)[8:11]
str type | str(list)[8:-2]
repr list | "x = " + repr([1, "a", None, True, 1.5, b"z"])
repr tuple | "x = " + str((1,)) + "+" + str(())
repr dict | "x = " + str({"a": 1, 2: [3]})
repr nested | "x = " + repr([[1], (2, [3])])
repr set | "x = " + repr({1})
repr unicode | "x = " + repr("é\u200b\x7f\U0001f600\x00")
repr quotes | "x = " + repr("a'b\"c\\")
ascii | "x = " + ascii("é\U0001f600\n")
repr range | "x = " + repr(range(3))
repr float | "x = " + repr(float("1e3"))
name attribute | "x = '" + str.__name__ + "".__class__.__name__ + "'"
doc free | (lambda: 0).__name__.replace("<lambda>", "x = 1")
class name | "x = '" + type("").__name__ + type(1).__name__ + "'"
type text | "x = \"" + str(type([])) + "\""
unichr | "\u0078\x20\75\N{SPACE}\U00000031"
unicode escape bytes | b"\\x78 = 1".decode("unicode_escape")
utf16 | «P.encode("utf-16")».decode("utf-16")
utf16le | «P.encode("utf-16-le")».decode("utf-16-le")
utf32 | «P.encode("utf-32-be")».decode("utf_32_be")
latin1 bytes | "x = '" + b"\xe9".decode("latin-1") + "'"
encode ascii ignore | "xéü = 1".encode("ascii", "ignore")
encode errors | "x = 'é'".encode("ascii", "xmlcharrefreplace")
punycode idna free | "x = %r" % "é".encode("utf-8")
decode errors | b"x = '\xff'".decode("utf-8", errors="replace")
cp1252 | "x = '" + b"\x80".decode("cp1252") + "'"
round half even | "x = '%d%d%d%d%d'" % (round(0.5), round(1.5), round(2.5), round(-1.5), round(-2.5))
round digits half | "x = " + str(round(2.675, 2)) + "; z = " + str(round(0.125, 2)) + "; y = " + str(round(7, 2))
round large | "x = " + str(round(1e22)) + "; y = " + str(round(-123456789012.5))
b2a base64 | "x = %r" % __import__("binascii").b2a_base64(b"abc")
b2a base64 no newline | b"x = '" + __import__("binascii").b2a_base64(b"abc", newline=False) + b"'"
float floor | "x = " + str(1 // 0.1) + "; y = " + str(1 % 0.1) + "; z = " + str(-7.5 % 2)
big division rounding | "x = " + str(0 / -2) + "; w = " + str(45035996273704966 / 11) + "; y = " + str(2 ** 600 / 3)
float power negative | "x = " + str(2 ** -3) + "; y = " + str(10.0 ** 3)
bool bitwise | "x = " + str(True & False) + "; y = " + str(True ^ True) + "; z = " + str(True | 0)
big float key | {10 ** 20: "x = 1"}[1e20]
is bool | "x = " + str(int(1) is True) + "; y = " + str((1 == True) is True)
large float int | "x = %d" % (2 ** 53 + 1 > 2.0 ** 53)
set order | "x = '" + "".join(sorted({"b", "a", "c"})) + "'"
iterator once | (lambda m: "".join(m) + "".join(m))(map(str.lower, "X = 1"))
iterator true | "x = %d" % bool(iter([]))
range is no list | "x = '%d%d'" % (range(2) == [0, 1], len(range(2)))
rsplit overlap | "x = %r" % "aaa".rsplit("aa")
bytes split white | "x = %d" % len(b"a\x1cb".split())
bytes strip high | "x = %d" % len(b"\xff\xfe".strip(b"\xfe"))
title uncased | "x = '" + "日本a".title() + "'"
isdigit kinds | "x = %d%d%d" % ("٣".isdigit(), "a²".isdecimal(), "12".isnumeric())
isalpha beyond | "x = %d%d%d" % ("é".isalpha(), "日本".isalpha(), "²".isalpha())
isspace separators | "x = %d%d" % (" \x1c\x85".isspace(), b"\x1c".isspace())
isdigit bytes | "x = %d" % b"\xd9\xa3".isdigit()
find empty beyond | "x = %d%d" % ("abc".find("", 2, 1), "abc".count("", 2, 1))
bytes percent c | "x = %r" % (b"%c" % 200)
text percent bytes | "x = %s" % b"a"
format zero left | "x = '" + format(1, "<05") + format("a", "05") + "'"
format char align | "x = '" + format(65, "5c") + "'"
str errors | str(b"x = '\xff'", "ascii", "replace")
str keyword | str(object="x = 1")
bytes errors | bytes("x = 1é", "ascii", "ignore")
bytearray repr | "x = '" + str(bytearray(b"a"))[:9] + "'"
bytearray sum | "x = '" + str(type(bytearray(b"a") + b"b")) [8:17] + "'"
int negative prefix | "x = %d" % int("-0x1f", 16)
isdigit superscript | "x = %d" % "²".isdigit()
set iteration | "x = '" + "".join(map(str, {3, 1, 2})) + "'"
int to bytes default | "x = " + repr((5).to_bytes(2, "big", signed=False))
base64 altchars encode | b"x = '" + __import__("base64").b64encode(b"\xff\xfe\xfd", b"-_") + b"'"
base64 urlsafe encode | b"x = '" + __import__("base64").urlsafe_b64encode(b"\xff\xfe\xfd") + b"'"
base32 hex | __import__("base64").b32hexdecode(«base64.b32hexencode(P.encode())»)
base32 hex encode | b"x = '" + __import__("base64").b32hexencode(b"hello") + b"'"
ascii85 encode | b"x = 0#" + __import__("base64").a85encode(b"hello")
base64 encode lines | "x = %r" % __import__("base64").encodebytes(b"hello" * 20)
a2b uu | __import__("binascii").a2b_uu(«binascii.b2a_uu(P.encode())»)
codecs encode base64 | "x = %r" % __import__("codecs").encode(b"ab", "base64")
codecs encode hex | b"x = 0x" + __import__("codecs").encode(b"ab", "hex_codec")
dedent blank | __import__("textwrap").dedent("  x = 1\n \t \n  y = 2\n")
dict pairs of text | dict(["ab", "cd"])["a"] == "b" and "x = 1"
dict fromkeys value | "".join(dict.fromkeys(["x", " = ", "1"], 0))
dict union operator | "".join(({"a": "x"} | {"b": " = 1"}).values())
filter none false | "".join(filter(None, ["x", "", " = 1", ""]))
unbound methods | str.replace("xQ= 1", "Q", " ") + "#" + bytes.decode(b"a") + str(list.count([1, 1], 1))
import fromlist | "x = '" + __import__("os.path", fromlist=["join"]).__name__[-4:] + "'"
module name | "x = '" + __import__("urllib.parse").parse.__name__ + "'"
builtins name | "x = '" + __builtins__.__name__ + "'"
expandtabs columns | "x = '" + "a\tbc\t".expandtabs(4) + "'"
'''

# Snippets of more than one line.
SNIPPETS = r'''
## xor for
out = ""
for c in «[c ^ 7 for c in Q.encode()]»:
    out += chr(c ^ 7)
exec(out)
## xor while
data = «xor(Q, b"k")»
i = 0
r = bytearray()
while i < len(data):
    r.append(data[i] ^ 107)
    i += 1
exec(r.decode())
## xor zip cycle
from itertools import cycle
exec("".join(chr(a ^ b) for a, b in zip(«xor(Q, b"key")», cycle(b"key"))))
## xor enumerate
key = "secret"
exec("".join(chr(c ^ ord(key[i % len(key)])) for i, c in enumerate(«xor(Q, b"secret")»)))
## xor range
d = «xor(Q, b"ab")»
k = b"ab"
exec(bytes([d[i] ^ k[i % 2] for i in range(len(d))]))
## xor function
def dec(data, key):
    return bytes(a ^ key[i % len(key)] for i, a in enumerate(data))
exec(dec(«xor(Q, b"zz9")», b"zz9").decode())
## xor bytearray in place
b = bytearray(«xor(Q, b"7")»)
for i in range(len(b)):
    b[i] ^= 55
exec(b.decode())
## xor ints
a = int.from_bytes(«xor(P, b"abcde")», "big") ^ int.from_bytes(b"abcde", "big")
exec(a.to_bytes(5, "big"))
## xor rolling
k = 17
s = []
for c in «(lambda d: [c ^ (17 + 3 * i) % 256 for i, c in enumerate(d)])(P.encode())»:
    s.append(chr(c ^ k))
    k = (k + 3) % 256
exec("".join(s))
## xor operator
import operator
exec("".join(chr(operator.xor(c, 9)) for c in «[c ^ 9 for c in P.encode()]»))
## xor map operator
from operator import xor
exec(bytes(map(xor, «list(xor(P, b"hello"))», b"hello")))
## rc4
def rc4(data, key):
    s, j, out = list(range(256)), 0, []
    for i in range(256):
        j = (j + s[i] + key[i % len(key)]) % 256
        s[i], s[j] = s[j], s[i]
    i = j = 0
    for c in data:
        i = (i + 1) % 256
        j = (j + s[i]) % 256
        s[i], s[j] = s[j], s[i]
        out.append(c ^ s[(s[i] + s[j]) % 256])
    return bytes(out)
exec(rc4(«rc4(Q.encode(), b"key")», b"key").decode())
## lcg
seed = 12345
out = []
for c in «(lambda: [c ^ k for c, k in zip(P.encode(), [((1103515245 * 12345 + 12345) % 2**31) >> 16 & 255] * 5)])()»:
    k = ((1103515245 * seed + 12345) % 2 ** 31) >> 16 & 255
    out.append(c ^ k)
exec(bytes(out))
## cycle islice
import itertools
exec("x = '" + "".join(itertools.islice(itertools.cycle("ab"), 5)) + "'")
## chain
import itertools
exec("".join(itertools.chain(["x"], " =", [" 1"])))
## chain from iterable
from itertools import chain
exec("".join(chain.from_iterable([["x", " "], ["= "], ["1"]])))
## islice step
from itertools import islice
exec("".join(islice("x- -=- -1", 0, None, 2)))
## zip longest
import itertools
exec("".join(a + b for a, b in itertools.zip_longest("x=1", "  ", fillvalue="")))
## accumulate
import itertools
exec("".join(map(chr, itertools.accumulate(«[120] + [b - a for a, b in zip(P.encode(), P.encode()[1:])]»))))
## repeat product
import itertools
exec("x = '" + "".join(a + b for a, b in itertools.product("ab", "cd")) + "".join(itertools.repeat("z", 3)) + "'")
## starmap
import itertools
exec("".join(itertools.starmap(lambda a, b: a + b, [("x", " "), ("=", " "), ("1", "")])))
## compress takewhile
import itertools
exec("".join(itertools.compress("xa =b 1", [1, 0, 1, 1, 0, 1, 1])) + "".join(itertools.takewhile(lambda c: c != "!", " !q")))
## reduce
from functools import reduce
exec(reduce(lambda a, b: a + b, ["x", " = ", "1"]))
## reduce initial
import functools
exec(functools.reduce(lambda a, b: b + a, "1 = x", ""))
## reduce int
from functools import reduce
n = reduce(lambda a, b: a * 256 + b, «list(P.encode())»)
exec(n.to_bytes(5, "big").decode())
## partial
from functools import partial
f = partial(lambda a, b: a + b, "x = ")
exec(f("1"))
## partial keyword
import functools
exec("".join(map(chr, map(functools.partial(int, base=16), ["78", "20", "3d", "20", "31"]))))
## operator add
import operator
exec(operator.add("x = ", "1"))
## operator itemgetter
import operator
exec("".join(map(operator.itemgetter(1), [(0, "x"), (1, " = "), (2, "1")])))
## operator methodcaller
import operator
exec(operator.methodcaller("replace", "Q", " ")("xQ=Q1"))
## operator attrgetter
import operator, base64
exec(operator.attrgetter("b64decode")(base64)(«base64.b64encode(P.encode())»))
## operator various
import operator
exec("x = %d" % operator.sub(operator.mul(6, 7), operator.mod(17, 5)))
## operator getitem
import operator
exec("".join(operator.getitem("x =1", i) for i in (0, 1, 2, 1, 3)))
## function defaults
def f(a, b=" = ", *, c="1"):
    return a + b + c
exec(f("x"))
## function keywords
def f(a, b, c):
    return b + c + a
exec(f(c=" = ", b="x", a="1"))
## function star
def f(*a, **k):
    return "".join(a) + k["z"]
exec(f("x", " = ", z="1"))
## function pass through
def g(a, b):
    return a + b
def f(*a, **k):
    return g(*a, **k)
exec(f("x = ", b="1"))
## recursion
def rev(s):
    if not s:
        return ""
    return rev(s[1:]) + s[0]
exec(rev("1 = x"))
## recursion numbers
def digits(n):
    return digits(n // 256) + chr(n % 256) if n else ""
exec(digits(«int.from_bytes(Q.encode(), "big")»))
## fibonacci
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)
exec("x = %d" % fib(12))
## closure
def outer(k):
    def inner(s):
        return "".join(chr(ord(c) ^ k) for c in s)
    return inner
exec(outer(5)(«xor(P, bytes([5])).decode()»))
## nonlocal
def make():
    n = 0
    def step():
        nonlocal n
        n += 1
        return n
    step()
    step()
    return step()
exec("x = %d" % make())
## global
acc = ""
def add(s):
    global acc
    acc += s
add("x")
add(" = ")
add("1")
exec(acc)
## global unset
def put():
    global hidden
    hidden = "x = 1"
put()
exec(hidden)
## early return
def f(n):
    for i in range(10):
        if i == n:
            return "x = %d" % i
    return "x = 99"
exec(f(4))
## return tuple
def f():
    return "x = ", "1"
a, b = f()
exec(a + b)
## inner function
def f(s):
    def g(t):
        return t[::-1]
    return g(s)
exec(f("1 = x"))
## generator
def g():
    yield "x"
    yield " = "
    yield "1"
exec("".join(g()))
## generator loop
def g(data):
    for c in data:
        yield chr(c ^ 3)
exec("".join(g(«[c ^ 3 for c in P.encode()]»)))
## generator from
def g():
    yield from ["x", " = ", "1"]
exec("".join(list(g())))
## next iter
it = iter("x = 1")
s = ""
while True:
    c = next(it, None)
    if c is None:
        break
    s += c
exec(s)
## next consume
it = iter(["x", " = ", "1"])
exec(next(it) + next(it) + next(it))
## iterator pairs
it = iter("xj j=j j1j")
exec("".join(a for a, b in zip(it, it)))
## class init
class A:
    def __init__(self, s):
        self.s = s
    def get(self):
        return self.s[::-1]
exec(A("1 = x").get())
## class attribute
class A:
    k = 3
    def dec(self, s):
        return "".join(chr(ord(c) - self.k) for c in s)
exec(A().dec(«"".join(chr(ord(c) + 3) for c in P)»))
## class methods
class A:
    def a(self):
        return "x = "
    def b(self):
        return self.a() + "1"
exec(A().b())
## class state
class A:
    def __init__(self):
        self.buf = []
    def add(self, s):
        self.buf.append(s)
        return self
    def text(self):
        return "".join(self.buf)
exec(A().add("x").add(" = ").add("1").text())
## class state set
class A:
    def __init__(self, s):
        self.s = s
    def step(self):
        self.s = self.s + "1"
a = A("x = ")
a.step()
exec(a.s)
## class counter
class C:
    def __init__(self):
        self.n = 0
    def inc(self):
        self.n += 1
        return self.n
c = C()
c.inc()
c.inc()
exec("x = %d" % c.inc())
## staticmethod
class A:
    @staticmethod
    def f(s):
        return s[::-1]
exec(A.f("1 = x"))
## classmethod
class A:
    p = "x = "
    @classmethod
    def f(cls, s):
        return cls.p + s
exec(A.f("1"))
## inheritance
class A:
    def f(self):
        return "x = "
class B(A):
    def g(self):
        return self.f() + "1"
exec(B().g())
## inheritance override
class A:
    def f(self):
        return "y"
    def go(self):
        return self.f() + " = 1"
class B(A):
    def f(self):
        return "x"
exec(B().go())
## super
class A:
    def __init__(self, s):
        self.s = s
class B(A):
    def __init__(self, s):
        super().__init__(s + "1")
exec(B("x = ").s)
## property
class A:
    @property
    def code(self):
        return "x = 1"
exec(A().code)
## call method
class A:
    def __init__(self, k):
        self.k = k
    def __call__(self, s):
        return "".join(chr(ord(c) ^ self.k) for c in s)
exec(A(3)(«xor(P, bytes([3])).decode()»))
## str method
class A:
    def __str__(self):
        return "x = 1"
exec(str(A()))
## getitem add methods
class A:
    def __add__(self, o):
        return "x = " + o
    def __getitem__(self, i):
        return "1"
exec(A() + A()[0])
## class exec method
class A:
    def __init__(self, s):
        self.s = s
        self.run()
    def run(self):
        exec(self.s)
A("x = 1")
## while break
i = 0
s = ""
while True:
    if i >= 5:
        break
    s += "x = 1"[i]
    i += 1
exec(s)
## while continue
i = -1
s = ""
t = "x# #=# #1"
while i < len(t) - 1:
    i += 1
    if t[i] == "#":
        continue
    s += t[i]
exec(s)
## while else
i = 3
while i:
    i -= 1
else:
    i = "x = 1"
exec(i)
## for else
for i in range(3):
    if i == 5:
        break
else:
    exec("x = 1")
## for else break
s = "x = 1"
for i in range(3):
    if i == 2:
        break
else:
    s = "x = 2"
exec(s)
## for continue
s = ""
for c in "xQ Q=Q Q1":
    if c == "Q":
        continue
    s = s + c
exec(s)
## nested loops break
s = ""
for a in "x=":
    for b in (a, " ", "!"):
        if b == "!":
            break
        s += b
exec(s + "1")
## while nested functions
def f(n):
    s = ""
    while n:
        n, r = divmod(n, 256)
        s = chr(r) + s
    return s
exec(f(«int.from_bytes(Q.encode(), "big")»))
## state machine
state = 3
out = ""
while state != 9:
    if state == 3:
        out += "x"
        state = 7
    elif state == 7:
        out += " = "
        state = 1
    elif state == 1:
        out += "1"
        state = 9
    else:
        state = 9
exec(out)
## state machine arithmetic
s = 10
t = []
while s > 0:
    if s % 7 == 3:
        t.append("x")
        s = s * 2 + 1
    elif s % 7 == 0:
        t.append(" = ")
        s = 5
    elif s == 5:
        t.append("1")
        s = 0
exec("".join(t))
## state machine function
def run(state):
    a = b = None
    while True:
        if state == 0:
            a = "x"
            state = 2
        elif state == 1:
            return a + b
        elif state == 2:
            b = " = 1"
            state = 1
exec(run(0))
## state dispatch
ops = {0: lambda s: (s + "x", 2), 2: lambda s: (s + " = ", 1), 1: lambda s: (s + "1", None)}
s, n = "", 0
while n is not None:
    s, n = ops[n](s)
exec(s)
## virtual machine
code = [(0, 120), (0, 32), (0, 61), (0, 32), (0, 49), (1, 0)]
pc = 0
stack = []
while pc < len(code):
    op, arg = code[pc]
    pc += 1
    if op == 0:
        stack.append(chr(arg))
    elif op == 1:
        exec("".join(stack))
## try body
try:
    s = "x = 1"
except Exception:
    s = "x = 2"
exec(s)
## try zero division
try:
    1 / 0
    s = "x = 2"
except ZeroDivisionError:
    s = "x = 1"
exec(s)
## try index
try:
    [][0]
except IndexError:
    exec("x = 1")
## try key
d = {}
try:
    s = d["a"]
except KeyError:
    s = "x = 1"
exec(s)
## try raise
try:
    raise ValueError("x = 1")
except ValueError as e:
    exec(str(e))
## try raise args
try:
    raise Exception("x = ", "1")
except Exception as e:
    exec("".join(e.args))
## try int
try:
    n = int("zz")
except ValueError:
    n = 1
exec("x = %d" % n)
## try else finally
s = ""
try:
    s += "x"
except Exception:
    s += "y"
else:
    s += " = "
finally:
    s += "1"
exec(s)
## try name error
try:
    undefined_name
except NameError:
    s = "x = 1"
exec(s)
## try function
def f(s):
    try:
        return s + 1
    except TypeError:
        return s + "1"
exec(f("x = "))
## assert
n = 5
assert n == 5
exec("x = %d" % n)
## struct pack
import struct
exec(struct.pack("<BBBBB", 120, 32, 61, 32, 49))
## struct pack ints
import struct
exec(struct.pack(">IB", «struct.unpack(">IB", P.encode())[0]», 49).decode())
## struct pack quad
import struct
exec(struct.pack("<Q", «struct.unpack("<Q", b"x = 1234")[0]»))
## struct unpack
import struct
exec("".join(chr(c) for c in struct.unpack("5B", b"x = 1")))
## struct unpack string
import struct
exec(struct.unpack("2s5s", b"zzx = 1")[1])
## struct unpack from
import struct
exec("x = %d" % struct.unpack("<H", b"\x01\x02")[0])
## unhexlify
import binascii
exec(binascii.unhexlify(«binascii.hexlify(Q.encode())»))
## a2b base64
from binascii import a2b_base64
exec(a2b_base64(«base64.b64encode(Q.encode()).decode()»))
## hexlify
import binascii
exec("x = 0x" + binascii.hexlify(b"abc").decode())
## crc32
import zlib, binascii
exec("x = %d + %d" % (zlib.crc32(b"abc"), binascii.crc32(b"abc")))
## adler32
import zlib
exec("x = %d" % zlib.adler32(b"abc"))
## base64
import base64
exec(base64.b64decode(«base64.b64encode(Q.encode())»))
## base64 text
import base64
exec(base64.b64decode(«base64.b64encode(Q.encode()).decode()»).decode())
## base64 reversed
import base64
exec(base64.b64decode(«base64.b64encode(Q.encode()).decode()[::-1]»[::-1]))
## base64 urlsafe
import base64
exec(base64.urlsafe_b64decode(«base64.urlsafe_b64encode(b"x = '" + bytes([0xc3, 0xbf, 0xc3, 0xbe]) + b"'")»))
## base64 altchars
import base64
exec(base64.b64decode(«base64.b64encode("x = '\u00ff\u00fe\u00fb'".encode(), b"#$")», altchars=b"#$"))
## base64 custom alphabet
import base64
std = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
own = std[::-1]
exec(base64.b64decode(«base64.b64encode(Q.encode()).decode().translate(str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"[::-1]))».translate(str.maketrans(own, std))))
## base64 encode
import base64
exec("x = '" + base64.b64encode(b"hello").decode() + "'")
## base64 lines
import base64
exec(base64.decodebytes(«base64.encodebytes(Q.encode() * 1)»))
## base32
import base64
exec(base64.b32decode(«base64.b32encode(Q.encode())»))
## base32 encode
import base64
exec("x = '" + base64.b32encode(b"hello").decode() + base64.b16encode(b"hello").decode() + "'")
## base16
import base64
exec(base64.b16decode(«base64.b16encode(Q.encode())»))
## base85
import base64
exec(base64.b85decode(«base64.b85encode(Q.encode())»))
## ascii85
import base64
exec(base64.a85decode(«base64.a85encode(Q.encode())»))
## own base64
A = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
bits = "".join(format(A.index(c), "06b") for c in «base64.b64encode(Q.encode()).decode().rstrip("=")»)
exec("".join(chr(int(bits[i:i + 8], 2)) for i in range(0, len(bits) // 8 * 8, 8)))
## zlib
import zlib
exec(zlib.decompress(«zlib.compress(Q.encode(), 9)»))
## zlib base64
exec(__import__("zlib").decompress(__import__("base64").b64decode(«base64.b64encode(zlib.compress(Q.encode()))»)))
## zlib raw
import zlib
exec(zlib.decompress(«(lambda c: c.compress(Q.encode()) + c.flush())(zlib.compressobj(9, zlib.DEFLATED, -15))», -15))
## zlib object
import zlib
d = zlib.decompressobj()
exec(d.decompress(«zlib.compress(Q.encode())») + d.flush())
## zlib there and back
import zlib
exec(zlib.decompress(zlib.compress(b"x = 1")))
## gzip
import gzip
exec(gzip.decompress(«gzip.compress(Q.encode(), mtime=0)»))
## bz2
import bz2
exec(bz2.decompress(«bz2.compress(Q.encode())»))
## lzma
import lzma
exec(lzma.decompress(«lzma.compress(Q.encode())»))
## decoder loop
import zlib, base64
s = «(lambda s: [s := base64.b64encode(zlib.compress(s)) for _ in range(4)][-1])(P.encode())»
for _ in range(4):
    s = zlib.decompress(base64.b64decode(s))
exec(s)
## decoder list
import base64, zlib, bz2
s = «base64.b64encode(zlib.compress(bz2.compress(P.encode())))»
for f in [base64.b64decode, zlib.decompress, bz2.decompress]:
    s = f(s)
exec(s)
## rot13
import codecs
exec(codecs.decode(«codecs.encode(Q, "rot13")», "rot13"))
## rot13 encode
import codecs
exec(codecs.encode(«codecs.encode(Q, "rot_13")», "rot_13"))
## codecs hex
import codecs
exec(codecs.decode(«Q.encode().hex()», "hex"))
## codecs hex bytes
import codecs
exec(codecs.decode(«Q.encode().hex().encode()», "hex_codec").decode())
## codecs base64
import codecs
exec(codecs.decode(«base64.encodebytes(Q.encode())», "base64"))
## codecs zip
import codecs
exec(codecs.decode(«zlib.compress(Q.encode())», "zlib"))
## codecs escape
import codecs
exec(codecs.decode("\\x78 = 1", "unicode_escape"))
## codecs escape decode
import codecs
exec(codecs.escape_decode(b"\\x78 = 1")[0])
## codecs lookup
import codecs
exec(codecs.getdecoder("rot13")("k = 1")[0])
## codecs encode bytes
import codecs
exec("x = 0x" + codecs.encode(b"ab", "hex").decode())
## md5
import hashlib
exec("x = '" + hashlib.md5(b"abc").hexdigest() + "'")
## sha256 key
import hashlib
k = hashlib.sha256(b"pw").digest()
exec(bytes(a ^ b for a, b in zip(«xor(P, __import__("hashlib").sha256(b"pw").digest())», k)))
## hashlib update
import hashlib
h = hashlib.sha1()
h.update(b"a")
h.update(b"bc")
exec("x = '" + h.hexdigest()[:8] + "'")
## hashlib new
import hashlib
exec("x = '" + hashlib.new("sha224", b"abc").hexdigest() + hashlib.sha384(b"a").hexdigest()[:4] + "'")
## hashlib blake
import hashlib
exec("x = '" + hashlib.blake2b(b"abc").hexdigest()[:8] + hashlib.sha3_256(b"abc").hexdigest()[:8] + "'")
## hmac
import hmac, hashlib
exec("x = '" + hmac.new(b"k", b"m", hashlib.sha256).hexdigest()[:8] + "'")
## getattr builtins
getattr(__builtins__, "".join(["e", "x", "e", "c"]))("x = 1")
## getattr dunder
getattr(__builtins__, "__getattribute__")("exec")("x = 1")
## import builtins
__import__("builtins").exec("x = 1")
## import builtins alias
import builtins as b
b.exec("x = 1")
## builtins dict
__builtins__.__dict__["cexe"[::-1]]("x = 1")
## vars builtins
vars(__builtins__)["ev" + "al"]("1 + 1")
## globals builtins
globals()["__builtins__"].exec("x = 1")
## globals get
code = "x = 1"
exec(globals().get("co" + "de"))
## globals set
globals()["hidden"] = "x = 1"
exec(hidden)
## globals update
globals().update({"hidden": "x = 1"})
exec(hidden)
## vars set
vars()["hidden"] = "x = 1"
exec(hidden)
## locals get
code = "x = 1"
exec(locals()["code"])
## importlib
import importlib
exec(importlib.import_module("base64").b64decode(«base64.b64encode(P.encode())»))
## importlib getattr
from importlib import import_module as i
exec(getattr(i("zl" + "ib"), "decompress"[:])(«zlib.compress(P.encode())»))
## sys modules
import sys
exec(sys.modules["builtins"].chr(120) + " = 1")
## alias exec
e = exec
e("x = 1")
## alias list
f = [exec, chr, ord]
f[0](f[1](120) + " = 1")
## alias dict
f = {"e": exec, "c": chr}
f["e"](f["c"](120) + " = 1")
## alias tuple
_, __, ___ = exec, chr, "".join
_(___([__(c) for c in (120, 32, 61, 32, 49)]))
## alias lambda
run = lambda s: exec(s)
run("x = 1")
## alias ternary
(exec if 1 < 2 else print)("x = 1")
## alias or
(None or exec)("x = 1")
## map exec
list(map(exec, ["x = 1", "y = 2"]))
## comprehension exec
[exec(s) for s in ("x = 1", "y = 2")]
## for exec
for s in ["x = 1", "y = 2"]:
    exec(s)
## string constants
import string
exec(string.ascii_lowercase[23] + " = " + string.digits[1])
## string letters
import string
exec("".join((string.ascii_letters + string.digits + string.punctuation + " ")[i] for i in «[(lambda t: t.index(c))("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~ ") for c in P]»))
## string printable
from string import printable
exec("".join(printable[i] for i in «[__import__("string").printable.index(c) for c in P]»))
## string template
import string
exec(string.Template("$n = ${v}").substitute(n="x", v=1))
## string hexdigits
import string
exec("x = '" + string.hexdigits + string.octdigits + string.ascii_uppercase + "'")
## string capwords
import string
exec("x = '" + string.capwords("ab cd") + "'")
## bytearray append
b = bytearray()
for c in (120, 32, 61):
    b.append(c)
b.extend(b" 1")
exec(b.decode())
## bytearray add
b = bytearray(b"x ")
b += b"= 1"
exec(bytes(b))
## bytearray reverse
b = bytearray(b"1 = x")
b.reverse()
exec(b.decode())
## bytearray shared
b = bytearray(b"x = 2")
c = b
c[4] = 49
exec(b.decode())
## bytearray pop insert
b = bytearray(b"x = 12")
b.pop()
b.insert(0, 32)
exec(b.decode().strip())
## bytearray function
def fix(b):
    for i in range(len(b)):
        b[i] = (b[i] - 1) % 256
data = bytearray(«[c + 1 for c in P.encode()]»)
fix(data)
exec(data.decode())
## memoryview
exec(bytes(memoryview(b"__x = 1")[2:]))
## list insert
l = ["1"]
l.insert(0, "x")
l.insert(1, " = ")
exec("".join(l))
## list pop
l = ["junk", "x", " = ", "1", "junk"]
l.pop()
l.pop(0)
exec("".join(l))
## list sort
l = [(2, "1"), (0, "x "), (1, "= ")]
l.sort()
exec("".join(s for _, s in l))
## list sort key
l = ["c1", "a x", "b ="]
l.sort(key=lambda s: s[0])
exec("".join(s[1:] if i == 2 else s[1:] for i, s in enumerate(l)).strip().replace("=1", "= 1"))
## list reverse
l = list("1 = x")
l.reverse()
exec("".join(l))
## list slice assign
l = list("x = 2")
l[4:] = ["1"]
l[1:1] = [" "]
exec("".join(l))
## list slice step assign
l = list("x-=-1")
l[1::2] = [" ", " "]
exec("".join(l))
## list del
l = list("xQ = 1Q")
del l[1]
del l[-1]
exec("".join(l))
## list del slice
l = list("x = 1junk")
del l[5:]
exec("".join(l))
## list remove
l = list("x =Q 1")
l.remove("Q")
exec("".join(l))
## list copy
a = ["x = ", "1"]
b = a[:]
b.append("junk")
exec("".join(a))
## list alias
a = ["x = "]
b = a
b += ["1"]
exec("".join(a))
## list multiply
exec("x = " + str([0] * 3))
## list swap
l = list("1 = x")
l[0], l[4] = l[4], l[0]
exec("".join(l))
## list shuffle
l = list("=1 x ")
order = [3, 2, 0, 4, 1]
exec("".join(l[i] for i in order))
## list extend
l = []
l.extend("x =")
l += " 1"
exec("".join(l))
## list index
t = "abcdefghijklmnopqrstuvwxyz"
exec(t[t.index("w") + 1] + " = %d" % [5, 1].index(1))
## nested list
m = [["x", " "], ["=", " "], ["1"]]
m[2][0] = "1"
exec("".join("".join(r) for r in m))
## matrix transpose
rows = ["x=1", "  "]
s = ""
for i in range(3):
    for r in rows:
        if i < len(r):
            s += r[i]
exec(s)
## dict del
d = {"a": "x", "j": "junk", "b": " = 1"}
del d["j"]
exec("".join(d.values()))
## dict pop
d = {"a": "x", "b": " = 1"}
exec(d.pop("a") + d.pop("b") + d.pop("c", ""))
## dict setdefault
d = {}
d.setdefault("a", []).append("x = 1")
exec(d["a"][0])
## dict loop
d = {"x": " = ", "1": ""}
s = ""
for k, v in d.items():
    s += k + v
exec(s)
## dict of functions
d = {"r": lambda s: s[::-1], "u": lambda s: s.replace("Q", " ")}
s = "1Q=Qx"
for k in ["r", "u"]:
    s = d[k](s)
exec(s)
## dict augmented
d = {"s": "x"}
d["s"] += " = 1"
exec(d["s"])
## defaultdict
from collections import defaultdict
d = defaultdict(str)
for i, c in enumerate("x = 1"):
    d[i] += c
exec("".join(d.values()))
## deque
from collections import deque
d = deque("1x =", 10)
d.rotate(-1)
exec("x = 1" if "".join(d)[0] == "x" else "x = 2")
## counter
from collections import Counter
exec("x = %d" % Counter("banana")["a"])
## ordered dict
from collections import OrderedDict
exec("".join(OrderedDict([("a", "x"), ("b", " = 1")]).values()))
## namedtuple
from collections import namedtuple
T = namedtuple("T", "a b")
exec(T("x = ", "1").a + T("x = ", "1").b)
## star unpacking
a, *b = ["x", " = ", "1"]
exec(a + "".join(b))
## star unpacking middle
a, *b, c = "x = 1"
exec(a + "".join(b) + c)
## nested unpacking
(a, (b, c)), d = ("x", (" ", "= ")), "1"
exec(a + b + c + d)
## for unpacking
s = ""
for (a, b), c in [(("x", " "), "="), ((" ", "1"), "")]:
    s += a + b + c
exec(s)
## chained assignment
a = b = "x = 1"
exec(b)
## augmented operators
n = 7
n *= 3
n -= 1
n //= 2
n <<= 4
n |= 1
n ^= 3
n %= 100
n **= 2
exec("x = %d" % n)
## swap
a, b = "= 1", "x "
a, b = b, a
exec(a + b)
## nested exec
exec("exec('x = 1')")
## nested exec three
exec("a = 'x'\nexec(\"b = a + ' = 1'\\nexec(b)\")")
## exec defines
exec("def f(s):\n    return s[::-1]")
exec(f("1 = x"))
## exec variable
exec("secret = 'x = 1'")
exec(secret)
## exec namespace
ns = {"k": "x = 1"}
exec("v = k[::-1]", ns)
exec(ns["v"][::-1])
## exec namespace function
ns = {}
exec("def f(n):\n    return 'x = %d' % n", ns)
exec(ns["f"](4))
## exec globals
exec("exec(code)", {"code": "x = 1"})
## exec locals
d = {}
exec("a = 'x = 1'", globals(), d)
exec(d["a"])
## compile exec
exec(compile("x = 1", "<s>", "exec"))
## compile eval
exec(eval(compile("'x = ' + '1'", "<s>", "eval")))
## compile keywords
c = compile(source="x = 1", filename="", mode="exec")
exec(c)
## compile ast
import ast
exec(ast.literal_eval("'x = 1'"))
## literal list
import ast
exec("".join(ast.literal_eval("['x', ' = ', '1']")))
## eval expression
exec(eval("'x' + ' = 1'"))
## eval nested
eval("eval('1 + 1')")
## eval exec
eval("exec('x = 1')")
## eval lambda
exec(eval("lambda s: s[::-1]")("1 = x"))
## eval join
exec("".join([eval(s) for s in ["'x'", "' = '", "'1'"]]))
## json
import json
exec(json.loads('{"c": ["x = 1", 2.5, null, true]}')["c"][0])
## json dumps
import json
exec("x = " + json.dumps([1, "a"]))
## re sub
import re
exec(re.sub("Q+", " ", "xQQ=Q1"))
## re findall
import re
exec("".join(chr(int(h, 16)) for h in re.findall("..", "78203d2031")))
## re split
import re
exec(" ".join(re.split(r"[,;]", "x,=;1")))
## textwrap
import textwrap
exec(textwrap.dedent("""
    x = 1
    y = 2
"""))
## textwrap wrap
import textwrap
exec("".join(chr(int(b, 2)) for b in textwrap.wrap(«"".join(format(c, "08b") for c in P.encode())», 8)))
## unquote
from urllib.parse import unquote
exec(unquote("x%20%3D%201"))
## html
import html
exec(html.unescape("x &#61; &quot;a&quot;"))
## uu quopri
import quopri, binascii
exec(quopri.decodestring(b"x =3D 1") + binascii.a2b_uu(«binascii.b2a_uu(b"; y = 2")»))
## marshal free
import io
exec(io.StringIO("x = 1").read())
## io bytes
import io
exec(io.BytesIO(b"x = 1").read().decode())
## io write
import io
f = io.StringIO()
f.write("x = ")
f.write("1")
exec(f.getvalue())
## math
import math
exec("x = %d%d%d" % (math.floor(2.7), math.ceil(2.2), math.gcd(12, 18)))
## math sqrt
import math
exec("".join(chr(int(math.sqrt(n))) for n in «[c * c for c in P.encode()]»))
## math log pi
import math
exec("x = %d" % (math.pi * 100 // 1))
## array
import array
exec(array.array("B", [120, 32, 61, 32, 49]).tobytes())
## random seeded free
from base64 import *
exec(b64decode(«base64.b64encode(P.encode())»))
## decorator
def rev(f):
    def g(s):
        return f(s)[::-1]
    return g
@rev
def h(s):
    return s
exec(h("1 = x"))
## wraps decorator
def run(f):
    exec(f())
@run
def code():
    return "x = 1"
## context free
class C:
    def __enter__(self):
        return "x = 1"
    def __exit__(self, *a):
        return False
with C() as c:
    exec(c)
## match
n = 2
match n:
    case 1:
        s = "x = 2"
    case 2:
        s = "x = 1"
    case _:
        s = "x = 3"
exec(s)
## if constant
if 5 * 5 == 25:
    s = "x = 1"
else:
    s = "x = 2"
exec(s)
## if opaque
n = 7
if (n * n + n) % 2 == 0:
    exec("x = 1")
else:
    exec("x = 2")
## if elif
k = "b"
if k == "a":
    s = "x = 2"
elif k == "b":
    s = "x = 1"
else:
    s = "x = 3"
exec(s)
## main guard
if __name__ == "__main__":
    exec("x = 1")
## unicode names
ｅ = "x = 1"
exec(e)
## lambda y combinator
Y = lambda f: (lambda g: g(g))(lambda g: f(lambda *a: g(g)(*a)))
exec(Y(lambda f: lambda s: s and f(s[1:]) + s[0])("1 = x"))
## bit reversal
exec("".join(chr(int(format(c, "08b")[::-1], 2)) for c in «[int(format(c, "08b")[::-1], 2) for c in P.encode()]»))
## nibble swap
exec(bytes(((c << 4) & 0xf0) | (c >> 4) for c in «[((c << 4) & 0xf0) | (c >> 4) for c in P.encode()]»))
## delta
last = 0
s = ""
for d in «[b - a for a, b in zip(b"\0" + P.encode(), P.encode())]»:
    last += d
    s += chr(last)
exec(s)
## run length
exec("x = '" + "".join(c * n for c, n in [("a", 3), ("b", 2)]) + "'")
## vigenere
a = "abcdefghijklmnopqrstuvwxyz"
k = "key"
out = ""
j = 0
for c in "hezyx":
    out += a[(a.index(c) - a.index(k[j % 3])) % 26]
    j += 1
exec("x = '" + out + "'")
## rail fence
s = "x=1  "
exec("".join(a + b for a, b in zip(s[:3], s[3:] + "!")).strip("!"))
## huffman
t = {"0": "x", "10": " ", "110": "=", "111": "1"}
w = s = ""
for b in "01011010111":
    w += b
    if w in t:
        s += t[w]
        w = ""
exec(s)
## morse
t = dict(zip(["-..-", "--", "-.", ".----"], ["x", " ", "=", "1"]))
exec("".join(t[m] for m in "-..-/--/-./--/.----".split("/")))
## whitespace bits
t = «" ".join("".join(" \t"[int(b)] for b in format(c, "08b")) for c in P.encode()).replace(" ", "s").replace("\t", "t")»
bits = [t[i:i + 8] for i in range(0, len(t), 9)]
exec("".join(chr(int(b.replace("s", "0").replace("t", "1"), 2)) for b in bits))
## zero width
t = «"".join("\u200b\u200c"[int(b)] for c in P.encode() for b in format(c, "08b"))»
b = "".join("1" if c == "\u200c" else "0" for c in t)
exec("".join(chr(int(b[i:i + 8], 2)) for i in range(0, len(b), 8)))
## emoji table
t = {"😀": "x", "😁": " ", "😂": "=", "😃": "1"}
exec("".join(t[c] for c in "😀😁😂😁😃"))
## unicode slice
exec("éx = 1é"[1:-1] + "; y = '%s'" % "日本語"[::-1])
## fernet free join
exec("\n".join(["x = 1", "y = 2"]))
## surrogate free
exec("x = %d" % ord("😀"))
## global counter closure
fs = [lambda s, k=k: "".join(chr(ord(c) ^ k) for c in s) for k in (1, 2, 3)]
s = «xor(xor(xor(P, b"\1").decode(), b"\2").decode(), b"\3").decode()»
for f in fs:
    s = f(s)
exec(s)
## late binding
fs = [lambda: k for k in range(3)]
exec("x = %d" % fs[0]())
## mutable default
def f(c, acc=[]):
    acc.append(c)
    return "".join(acc)
f("x")
f(" = ")
exec(f("1"))
## conditional in unknown function
def dead():
    exec("x = " + "1")
dead()
## rounding
exec("x = '%d%d%d'" % (round(0.5), round(1.5), round(-2.5)))
## round digits
exec("x = " + str(round(3.14159, 2)))
## float mod
exec("x = " + str(-7.5 % 2) + "; y = " + str(7.5 // -2))
## complex free
exec("x = " + str(10 ** 20) + str(-(10 ** 3)))
## isinstance
exec("x = 1" if isinstance("a", str) else "x = 2")
## type compare
exec("x = 1" if type(5) is int else "x = 2")
## callable hasattr
exec("x = 1" if callable(chr) and hasattr("", "join") else "x = 2")
## set operations
exec("x = '" + "".join(sorted({"a", "b"} | {"c"})) + "".join(sorted({"a", "b"} & {"b"})) + "'")
## set dedupe
exec("x = %d" % len(set("hello")))
## set add
s = set()
s.add(1)
s.add(1)
exec("x = %d" % len(s))
## frozenset in
exec("x = %d" % (2 in frozenset([1, 2])))
## datetime free
text = "x = 1"
for i in range(3):
    text = text[::-1]
exec(text[::-1])
## unknown strip
u = __import__("os").environ.get("UNSET_NAME", "-")
exec("--x = 1--".strip(u))
## unknown lstrip
u = __import__("os").environ.get("UNSET_NAME", "-")
exec("--x = 1".lstrip(u))
## unknown rstrip
u = __import__("os").environ.get("UNSET_NAME", "-")
exec("x = 1--".rstrip(u))
## unknown removeprefix
u = __import__("os").environ.get("UNSET_NAME", "-")
exec("-x = 1".removeprefix(u))
## unknown removesuffix
u = __import__("os").environ.get("UNSET_NAME", "-")
exec("x = 1-".removesuffix(u))
## unknown replace count
u = int(__import__("os").environ.get("UNSET_NAME", "1"))
exec("x = 1#--".replace("-", "", u))
## unknown split
u = __import__("os").environ.get("UNSET_NAME", "-")
exec("=".join("x - 1".split(u)))
## unknown maxsplit
u = int(__import__("os").environ.get("UNSET_NAME", "1"))
exec("a-x = 1#-b".split("-", u)[1])
## unknown rsplit
u = int(__import__("os").environ.get("UNSET_NAME", "1"))
exec("x = 1#a#b".rsplit("#", u)[0])
## unknown sorted reverse
u = bool(__import__("os").environ.get("UNSET_NAME", "1"))
exec("".join(sorted("1=x", reverse=u)))
## unknown sort key
u = eval(__import__("os").environ.get("UNSET_NAME", "lambda c: 'x=1'.index(c)"))
l = list("1x=")
l.sort(key=u)
exec("".join(l))
## unknown enumerate start
u = int(__import__("os").environ.get("UNSET_NAME", "1"))
exec("x = %d" % list(enumerate("a", u))[0][0])
## unknown byteorder
u = __import__("os").environ.get("UNSET_NAME", "little")
exec("x = %d" % int.from_bytes(b"\x01\x02", u))
## unknown to_bytes
u = __import__("os").environ.get("UNSET_NAME", "little")
exec((0x31203d2078).to_bytes(5, u))
## unknown signed
u = bool(__import__("os").environ.get("UNSET_NAME", "1"))
exec("x = %r" % (-5).to_bytes(2, "big", signed=u))
## unknown from_bytes signed
u = bool(__import__("os").environ.get("UNSET_NAME", "1"))
exec("x = %d" % int.from_bytes(b"\xff", "big", signed=u))
## unknown codec
u = __import__("os").environ.get("UNSET_NAME", "utf-16-le")
exec(b"x\0 \0=\0 \x001\0".decode(u))
## unknown codec of encode
u = __import__("os").environ.get("UNSET_NAME", "utf-16-le")
exec("x = %r" % "a".encode(u))
## unknown errors
u = __import__("os").environ.get("UNSET_NAME", "ignore")
exec(b"x = 1\xff".decode("ascii", u))
## unknown range
u = int(__import__("os").environ.get("UNSET_NAME", "2"))
exec("x = %d" % len(range(0, 5, u)))
## unknown slice
u = int(__import__("os").environ.get("UNSET_NAME", "5"))
exec("x = 1##"[:u] + "##"[u:])
## unknown sum start
u = int(__import__("os").environ.get("UNSET_NAME", "5"))
exec("x = %d" % sum([1, 2], u))
## unknown format
u = __import__("os").environ.get("UNSET_NAME", "03d")
exec("x = 0x" + format(7, u))
## unknown center
u = __import__("os").environ.get("UNSET_NAME", " ")
exec("1".rjust(3, u).replace(" ", "x", 1).replace(" ", "="))
## unknown zfill
u = int(__import__("os").environ.get("UNSET_NAME", "3"))
exec("x = '" + "1".zfill(u) + "'")
## unknown splitlines
u = bool(__import__("os").environ.get("UNSET_NAME", "1"))
exec("x = %r" % "a\nb".splitlines(u))
## unknown startswith
u = __import__("os").environ.get("UNSET_NAME", "a")
exec("x = 1" if "abc".startswith(("z", u)) else "x = 2")
## unknown translate
u = __import__("os").environ.get("UNSET_NAME", "Z")
exec("xZ = 1".translate(str.maketrans("", "", u)))
## unknown bytes delete
u = __import__("os").environ.get("UNSET_NAME", "Z").encode()
exec(b"xZ = 1".translate(bytes.maketrans(b"", b""), u))
## unknown int base
u = int(__import__("os").environ.get("UNSET_NAME", "16"))
exec("x = %d" % int("10", u))
## unknown str codec
u = __import__("os").environ.get("UNSET_NAME", "ignore")
exec(str(b"x = 1\xff", "ascii", u))
## unknown altchars
import base64
u = __import__("os").environ.get("UNSET_NAME", "-_")
exec(base64.b64decode("eCA9ICc_Pz8n", u))
## unknown wbits
import zlib
u = int(__import__("os").environ.get("UNSET_NAME", "-15"))
exec("x = %d" % (zlib.decompressobj(u) is None))
## unknown getattr default
u = __import__("os").environ.get("UNSET_NAME", "a")
exec("x = 1" if getattr(u, "upper", None) else "x = 2")
## unknown dict default
d = {"a": "x = 1"}
u = __import__("os").environ.get("UNSET_NAME", "a")
exec(d.get(u, "x = 2"))
## unknown pop
l = ["x = 1", "x = 2"]
u = int(__import__("os").environ.get("UNSET_NAME", "0"))
exec(l.pop(u))
## unknown next default
u = __import__("os").environ.get("UNSET_NAME", "x = 1")
exec(next(iter([]), u))
## spoiled list
u = int(__import__("os").environ.get("UNSET_NAME", "2"))
l = [1]
l.extend(range(u))
exec("x = %d" % len(l))
## spoiled list index
u = int(__import__("os").environ.get("UNSET_NAME", "0"))
l = ["y", " = ", "1"]
l[u] = "x"
exec("".join(l))
## spoiled by deletion
u = int(__import__("os").environ.get("UNSET_NAME", "0"))
l = ["y", "x", " = 1"]
del l[u]
exec("".join(l))
## spoiled bytearray
u = int(__import__("os").environ.get("UNSET_NAME", "49"))
b = bytearray(b"x = ")
b.append(u)
exec("y = %d" % len(b))
exec(b)
## spoiled bytearray insert
u = int(__import__("os").environ.get("UNSET_NAME", "120"))
b = bytearray(b" = 1")
b.insert(0, u)
exec(b"#" + b)
## spoiled dict
u = __import__("os").environ.get("UNSET_NAME", "b")
d = {"a": 1}
d[u] = 2
exec("x = %d" % len(d))
## spoiled dict key
u = __import__("os").environ.get("UNSET_NAME", "a")
d = {"a": "x = 2"}
d[u] = "x = 1"
exec(d["a"])
## spoiled dict default
u = __import__("os").environ.get("UNSET_NAME", "a")
d = {u: "x = 1"}
exec(d.get("a", "x = 2"))
## spoiled dict in
u = __import__("os").environ.get("UNSET_NAME", "a")
d = {"b": 1}
d.update({u: 2})
exec("x = %d" % ("a" in d))
## spoiled dict update
u = eval(__import__("os").environ.get("UNSET_NAME", "{'b': 2}"))
d = {"a": 1}
d.update(u)
exec("x = %d" % len(d))
## spoiled dict deletion
u = __import__("os").environ.get("UNSET_NAME", "a")
d = {"a": 1, "b": 2}
del d[u]
exec("x = %d" % len(d))
## spoiled dict pop
u = __import__("os").environ.get("UNSET_NAME", "a")
d = {"a": 1, "b": 2}
d.pop(u)
exec("x = %r" % list(d))
## spoiled dict comprehension
u = __import__("os").environ.get("UNSET_NAME", "a")
d = {k: 1 for k in ("b", u)}
exec("x = %d" % len(d))
## spoiled set
u = int(__import__("os").environ.get("UNSET_NAME", "2"))
s = {1}
s.add(u)
exec("x = %d" % len(s))
## spoiled then cleared
u = int(__import__("os").environ.get("UNSET_NAME", "1"))
l = [1]
l.insert(u, 5)
l.clear()
l.append("x = 1")
exec(l[0] + "#%d" % len(l))
## spoiled by shuffle
import random
random.seed(1)
l = list("abcd")
random.shuffle(l)
exec("x = %r" % "".join(l))
## external key
import os
d = {"posix": "x = 1", "nt": "x = 1"}
exec(d.get(os.name, "x = 2"))
## external in
import os
exec("x = %d" % (os.name in ("posix", "nt")))
## list alias multiply
a = ["x = 1#"]
b = a
b *= 2
exec("".join(a))
## dict alias update
a = {"k": "y"}
b = a
b |= {"k": "x = 1"}
exec(a["k"])
## bytearray alias slice
a = bytearray(b"y = 1")
b = a[:]
b[0] = 120
exec(b)
## list grows in loop
l = ["x"]
for c in l:
    if len(l) < 3:
        l.append("=" if c == "x" else "1")
exec("".join(l))
## iterator left in loop
it = iter(["x", "!", " = 1"])
for c in it:
    if c == "!":
        break
exec("x" + "".join(it))
## iterator cycle goes on
from itertools import cycle
k = cycle("ab")
first = "".join(b for a, b in zip("1", k))
exec("x = '" + first + "".join(b for a, b in zip("1", k)) + "'")
## list under an iterator
l = [" = ", "1"]
it = iter(l)
l.insert(0, "x")
exec("".join(it))
## dict view lives
d = {"x": 0}
k = d.keys()
d[" = 1"] = 0
exec("".join(k))
## file read twice
import io
f = io.StringIO("x = 1")
exec(f.read() + "#" + f.read())
## file write spoils
import io
f = io.BytesIO(b"y = 1")
f.write(b"x")
exec(f.getvalue())
## digest update
import hashlib
h = hashlib.md5(b"a")
h.update(b"bc")
exec("x = '" + h.hexdigest() + "'")
## generator is none
def g():
    yield 1
exec("x = %d" % (g() is None))
## context gives another
class C:
    s = "x = 2"
    def __enter__(self):
        return D
class D:
    s = "x = 1"
C.__exit__ = lambda *a: None
with C() as c:
    exec(c.s)
## locals of a function
s = "x = 2"
def f():
    s = "x = 1"
    return locals()["s"]
exec(f())
## delete attribute
class C:
    pass
c = C()
c.s = "x = 2"
del c.s
c.s = "x = 1"
exec(c.s)
## too many arguments
def f(a):
    return "x = 2"
try:
    s = f(1, 2)
except TypeError:
    s = "x = 1"
exec(s)
## percent at end
try:
    s = "x = 2%" % ()
except ValueError:
    s = "x = 1"
exec(s)
## percent too many
try:
    s = "x = 2" % 1
except TypeError:
    s = "x = 1"
exec(s)
## percent c of two
try:
    s = "x = %c" % "22"
except TypeError:
    s = "x = 1"
exec(s)
## percent s of text in bytes
try:
    s = b"x = %s" % "2"
except TypeError:
    s = "x = 1"
exec(s)
## format conversion bad
try:
    s = "x = {!x}".format(2)
except ValueError:
    s = "x = 1"
exec(s)
## format signed field
try:
    s = "x = {+1}".format(1, 2)
except KeyError:
    s = "x = 1"
exec(s)
## int underscores bad
try:
    s = "x = %d" % int("1__0")
except ValueError:
    s = "x = 1"
exec(s)
## int leading zero
try:
    s = "x = %d" % int("010", 0)
except ValueError:
    s = "x = 1"
exec(s)
## str of long int
try:
    s = str(10 ** 5000)
except ValueError:
    s = "x = 1"
exec(s)
## unhexlify spaces
import binascii
try:
    s = binascii.unhexlify("78 20")
except ValueError:
    s = "x = 1"
exec(s)
## base16 lower
import base64
try:
    s = base64.b16decode("6a")
except ValueError:
    s = "x = 1"
exec(s)
## base64 beyond ascii
import base64
try:
    s = base64.b64decode("eCA9IDI9é")
except ValueError:
    s = "x = 1"
exec(s)
## literal operation
import ast
try:
    s = "x = %d" % ast.literal_eval("1 + 1")
except ValueError:
    s = "x = 1"
exec(s)
## overflow float
try:
    s = "x = %s" % (10.0 ** 400)
except OverflowError:
    s = "x = 1"
exec(s)
## sum of text
try:
    s = sum(["x = 2"], "")
except TypeError:
    s = "x = 1"
exec(s)
## any of two
try:
    s = "x = 2%d" % any(0, 2)
except TypeError:
    s = "x = 1"
exec(s)
## bytes of bytes and codec
try:
    s = bytes(b"x = 2", "utf-8")
except TypeError:
    s = "x = 1"
exec(s)
## surrogate chr
s = chr(0xd800)
exec("x = %d" % len(s.encode("utf-8", "ignore")))
## class changes under an instance
class C:
    k = "x = 2"
c = C()
C.k = "x = 1"
exec(c.k)
## function of an instance
class C:
    pass
c = C()
c.f = lambda s="x = 1": s
exec(c.f())
## loop left in doubt
u = __import__("os").environ.get("UNSET_NAME", "#")
s = ""
for c in "x = 1#2":
    if c == u:
        break
    s += c
exec(s)
## while left in doubt
u = __import__("os").environ.get("UNSET_NAME", "a")
n = 0
while n < 3:
    n += 1
    if u:
        continue
exec("x = %d" % n)
## handed to what is unknown
u = eval(__import__("os").environ.get("UNSET_NAME", "list.reverse"))
l = ["1", " = ", "x"]
u(l)
exec("".join(l))
## list equal nested
exec("x = '%d%d%d'" % ([1, 2] == [1.0, True + 1], [1] == [1, 2], (1, "a") < (1, "b")))
## relative import name
import importlib
exec("x = '" + importlib.import_module(".parse", "urllib").unquote("%41") + "'")
'''


def fill(source):
    return re.sub("«(.*?)»", lambda m: repr(eval(m[1], globals())), source, flags=re.S)


def snippets():
    for line in EXPRESSIONS.strip().splitlines():
        name, _, expr = line.partition(" | ")
        yield name, "exec(" + fill(expr) + ")\n"
    for part in re.split(r"(?m)^## ", SNIPPETS)[1:]:
        name, _, source = part.partition("\n")
        yield name, fill(source)


def run(source):
    real = {n: getattr(builtins, n) for n in ("exec", "eval", "compile")}
    layers, texts = [], {}

    def text(s):
        return bytes(s).decode() if isinstance(s, (bytes, bytearray)) else s

    def note(code):
        s = texts.get(id(code)) if not isinstance(code, (str, bytes, bytearray)) else text(code)
        if s is not None and s not in layers:
            layers.append(s)

    def runner(name):
        def call(code, globals=None, locals=None, /):
            note(code)
            at = sys._getframe(1)
            if globals is None:
                globals, locals = at.f_globals, at.f_locals if locals is None else locals
            return real[name](code, globals, globals if locals is None else locals)

        return call

    def compiler(source, *args, **kw):
        code = real["compile"](source, *args, **kw)
        if isinstance(source, (str, bytes, bytearray)):
            texts[id(code)] = text(source)
            keep.append(code)
        return code

    keep = []
    builtins.exec, builtins.eval, builtins.compile = runner("exec"), runner("eval"), compiler
    out, sys.stdout = sys.stdout, io.StringIO()
    try:
        real["exec"](real["compile"](source, "<snippet>", "exec"), {"__name__": "__main__", "__builtins__": builtins})
    finally:
        sys.stdout = out
        for n, f in real.items():
            setattr(builtins, n, f)
    return layers


def main():
    cases, names = [], set()
    for name, source in snippets():
        try:
            layers = run(source)
        except Exception as e:
            print(f"{name}: {e!r}\n{source}")
            continue
        if not layers or name in names:
            print(f"{name}: no layer, or a second of the name\n{source}")
            continue
        names.add(name)
        cases.append({"name": name, "source": source, "layers": layers})
    with open(os.path.join(HERE, "oracle.json"), "w", encoding="utf-8") as f:
        json.dump(cases, f, indent=1)
        f.write("\n")


if __name__ == "__main__":
    main()
