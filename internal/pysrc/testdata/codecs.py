#!/usr/bin/env python3
"""Writes codecs.txt: what Python's codecs make of every byte, as the reference for the decoders.

A line begins with what it tells of the encoding behind it:
1  the code point of each of the 256 bytes, fffd where there is none
2  a fixed sample of the pairs of a lead byte 81-FE and a trail byte 40-FE that stand for one character,
   private ones excepted: pair=code point
a  its aliases
"""
import encodings.aliases
import unicodedata
import zlib

SINGLE = """cp037 cp1140 cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 cp437 cp850 cp852 cp855 cp858 cp860
cp862 cp863 cp865 cp866 cp874 tis_620 iso8859_1 iso8859_2 iso8859_3 iso8859_4 iso8859_5 iso8859_6 iso8859_7 iso8859_8
iso8859_9 iso8859_10 iso8859_11 iso8859_13 iso8859_14 iso8859_15 iso8859_16 koi8_r koi8_u mac_roman mac_cyrillic""".split()
MULTIPLE = "gb2312 gbk gb18030 big5 cp950 shift_jis cp932 euc_jp euc_kr cp949".split()


def single(name):
    return [bytes([c]).decode(name, "replace")[:1] for c in range(256)]


def multiple(name):
    for lead in range(0x81, 0xFF):
        for trail in range(0x40, 0xFF):
            pair = bytes([lead, trail])
            try:
                text = pair.decode(name)
            except UnicodeDecodeError:
                continue
            if len(text) == 1 and unicodedata.category(text) != "Co":
                yield pair, text


with open("codecs.txt", "w", encoding="utf-8") as out:
    for name in SINGLE:
        print("1", name, " ".join("%x" % ord(c) for c in single(name)), file=out)
    for name in MULTIPLE:
        print("2", name, " ".join("%s=%x" % (p.hex(), ord(t)) for p, t in multiple(name) if zlib.crc32(p) % 64 == 0), file=out)
    aliases = {}
    for alias, name in encodings.aliases.aliases.items():
        aliases.setdefault(name, []).append(alias)
    for name in SINGLE + MULTIPLE:
        print("a", name, " ".join(sorted(aliases.get(name, []))), file=out)
