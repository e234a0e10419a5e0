#!/usr/bin/env python3
"""What CPython 3.11 makes of encoded data, to compare other decoders with.

    oracle.py > oracle.json         the cases of the tests, made from a fixed seed
    oracle.py --charmaps > FILE     the encodings of one byte a character
    oracle.py --fernet > FILE       tokens (needs "pip install cryptography")

A case is [arguments…, result], bytes in hexadecimal, null for an exception. Groups are named after the function.
"""
import base64
import binascii
import bz2
import codecs
import encodings
import gzip
import io
import json
import lzma
import quopri
import random
import struct
import sys
import urllib.parse
import warnings
import zlib
from encodings.aliases import aliases

warnings.simplefilter("ignore")
rng = random.Random(20240607)
groups = {}
seen = set()

SOURCE = b"for i in range(3):\n    print('\xc3\xa4', i)\n"


def show(x):
    if isinstance(x, (bytes, bytearray)):
        return bytes(x).hex()
    return x


def plain(x):
    """Text that UTF-8 can hold."""
    try:
        return not isinstance(x, str) or x.encode() is not None
    except UnicodeEncodeError:
        return False


def case(group, function, *args):
    try:
        result = function(*args)
        if isinstance(result, tuple):
            result = [show(r) for r in result]
        if not plain(result):
            result = None  # lone surrogates are refused here
        if isinstance(result, str):
            result = result.encode()
    except Exception:
        result = None
    row = [show(a) for a in args] + [show(result)]
    if (group, str(row)) not in seen:
        seen.add((group, str(row)))
        groups.setdefault(group, []).append(row)


def noise(n, alphabet=None):
    if alphabet is None:
        return rng.randbytes(n)
    return bytes(rng.choice(alphabet) for _ in range(n))


def damaged(data, alphabet, n=4):
    """Variants of data with something cut, inserted, changed or added."""
    yield data
    for _ in range(n):
        d = bytearray(data)
        for _ in range(rng.randint(1, 2)):
            i = rng.randrange(len(d) + 1)
            match rng.randrange(5):
                case 0:
                    del d[i:]
                case 1:
                    d[i:i] = noise(rng.randint(1, 3), alphabet)
                case 2:
                    d[i:i + 1] = noise(1, alphabet)
                case 3:
                    d += noise(rng.randint(1, 4), alphabet)
                case 4:
                    del d[i:i + 1]
        yield bytes(d)


def bases():
    odd64 = b"ABab01+/-_=\n\r \t*\x80\x00"
    inputs = [b"", b"=", b"==", b"====", b"A", b"AA", b"AA=", b"AA==", b"AAA", b"AAA=", b"AAAA", b"AAAA=", b"AAAA====", b"A=A=A=A=", b"AA=A", b"AA=A=", b"AAA=AAA=",
              b"=AAAA", b"AA==AAAA", b"AB==", b"A\nA\n=\n=", b"AA=\n=", b" AAAA ", b"AAAA\n", b"A-_A", b"A+/A", b"AA==*"]
    for n in (1, 2, 3, 10, 60):
        for good in (base64.b64encode(noise(n)), base64.urlsafe_b64encode(noise(n)), base64.encodebytes(noise(n))):
            inputs += damaged(good, odd64)
    for data in inputs:
        for alt in ("", "-_", "=+"):
            for validate in (False, True) if alt != "=+" else (False,):
                case("Base64", lambda d, a, v: base64.b64decode(d, a.encode() or None, validate=v), data, alt, validate)
    for n in list(range(12)) + [57, 58, 100]:
        data = noise(n)
        for name in ("b64encode", "encodebytes", "b32encode", "b32hexencode", "b16encode", "b85encode", "a85encode"):
            for d in (data, bytes(n), bytes(n // 2) + data):
                case(name, getattr(base64, name), d)
    inputs = [b"", b"=", b"========", b"AA======", b"A=======", b"AAA=====", b"AAAA====", b"AAAAA===", b"AAAAAAA=", b"aa======", b"A1A0AAAA", b"AA=A====", b"AB======", b"AA\n====="]
    for n in range(1, 9):
        for good in (base64.b32encode(noise(n)), base64.b32hexencode(noise(n))):
            inputs += damaged(good, b"ABZ2701aW=\n\x90")
    for data in inputs:
        for fold in (False, True):
            for map01 in ("", "L", "I"):
                case("Base32", lambda d, f, m: base64.b32decode(d, f, m.encode() or None), data, fold, map01)
            case("Base32Hex", base64.b32hexdecode, data, fold)
    inputs = [b"", b"0", b"00", b"fF", b"FF", b"0g", b" 00", b"00 ", b"0 0", b"00 11", b"00\n11\t\v\f\r22", b"00\x00", b"0x00", b"\xc2\xa000", b"00\x1c11", b"001 1"]
    for n in (1, 4, 9):
        inputs += damaged(noise(n).hex().encode(), b"0aF gx\n")
    for data in inputs:
        case("Unhex", binascii.unhexlify, data)
        case("FromHex", lambda d: bytes.fromhex(d.decode("latin-1")), data)
        for fold in (False, True):
            case("Base16", base64.b16decode, data, fold)
    inputs = [b"", b"z", b"zz", b"!z", b"z!!", b"y", b"~>", b"<~~>", b"<~>", b"<~87cURD]~>", b"87cURD]~>", b"<~87cUR", b"s8W-!", b"s8W-\"", b"uuuuu", b"u", b"!", b"!!", b"! ! !", b"!\x0c!",
              b"!!!!!", b"+<VdL", b"y!", b"!y", b"z z\nz"]
    for n in range(1, 10):
        inputs += damaged(base64.a85encode(noise(n)), b"!uzy~<> \nv")
        inputs += damaged(base64.a85encode(noise(n), adobe=True), b"!uzy~<> \nv")
    for data in inputs:
        for fold in (False, True):
            for adobe in (False, True):
                case("Ascii85", lambda d, f, a: base64.a85decode(d, foldspaces=f, adobe=a), data, fold, adobe)
    inputs = [b"", b"0", b"00", b"000", b"0000", b"00000", b"~~~~~", b"|NsC0", b"|NsC1", b'"0000', b"00000 ", b"000\n0"]
    for n in range(1, 10):
        inputs += damaged(base64.b85encode(noise(n)), b"09Az~|\"\n ")
    for data in inputs:
        case("Base85", base64.b85decode, data)


def text_inputs():
    texts = ["", "a", "print(1)", "äöü€", "😀 x", "日本語", "a+b-c", "~\\x\t\r\n\0", "\ufeffx", "\u0100\u01ff", "\U0010ffff", "+-", "é1", "é-", "😀-", "a😀b€c"]
    yield from texts
    for _ in range(5):
        yield "".join(chr(rng.choice([rng.randrange(32, 127), rng.randrange(160, 0x500), rng.randrange(0x4e00, 0x5000), rng.randrange(0x1f600, 0x1f640)])) for _ in range(rng.randrange(1, 9)))


CHARMAPS = ["cp037", "cp437", "cp500", "cp850", "cp874", "cp1026", "cp1140", "cp1250", "cp1251", "cp1252", "cp1255", "cp1258", "iso8859_3", "iso8859_15", "koi8_r", "koi8_u", "mac_roman", "mac_cyrillic", "palmos"]
UNICODE = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "utf-7", "ascii", "latin-1", "cp1252", "unicode_escape", "raw_unicode_escape"]


def text():
    for codec in UNICODE:
        inputs = [b"", b"\xff\xfe", b"\xfe\xff", b"\xff\xfe\0\0", b"\0\0\xfe\xff", b"\xef\xbb\xbf", b"\xef\xbb\xbfab", b"\x81\x8d"]
        for t in text_inputs():
            for errors in ("strict", "ignore", "replace", "backslashreplace", "xmlcharrefreplace") if codec in ("ascii", "latin-1", "cp1252") else ("strict",):
                case("EncodeText", lambda s, c, e: s.encode(c, e), t, codec, errors)
            try:
                inputs += damaged(t.encode(codec), n=2, alphabet=b"+-Aa\x80\xed\xa0\xf0\xd8\xdc\0\\")
            except UnicodeEncodeError:
                pass
        if codec == "utf-8":
            inputs += [b"\xed\xa0\x80", b"\xc0\x80", b"\xe0\x80\x80", b"\xf4\x90\x80\x80", b"\xf0\x9f\x98", b"\xe2\x82", b"\xe2\x82a", b"a\xffb", b"\xf8\x88\x80\x80\x80"]
        if codec == "utf-7":
            inputs += [b"+AGE-", b"+AGE", b"+AG", b"+AGF-", b"+", b"+-", b"+a", b"+*", b"+AGE*", b"+AGE-b", b"+AGEb", b"+2D3eAA-", b"+2D0-", b"+3gA-", b"+AGEAYQ-", b"~\\", b"a\x80b", b"+AAA-", b"+AA-",
                       b"+ACEA", b"+ACE\xff", b"+2D3eAAB"]
        if codec.endswith("escape"):
            inputs += [rb"\x41\u0042\U00000043", rb"\x4", rb"\u12", rb"\U0001f600", rb"\U00110000", rb"\ud83d\ude00", rb"\101\60\7\777\400", b"\\", b"a\\", b"\\\n\\q\\8", b"\\\\u0041",
                       b"\\\\\\u0041", rb"\x4g", rb"\u00e4\xe4", b"\xe4", b"\\\\", b"\\a\\b\\f\\n\\r\\t\\v\\'\\\""]
        for data in inputs:
            for errors in ("strict", rng.choice(["ignore", "replace", "backslashreplace"])):
                case("DecodeText", lambda d, c, e: d.decode(c, e), data, codec, errors)
    groups["names"] = [[rb"\N{DIGIT ONE}".hex(), rb"\N{DIGIT ONE}".decode("unicode_escape")]]
    for data in (b"", rb"\x41\101\n\\\q", rb"\x4", b"\\", b"\\\n", rb"\u0041\N", rb"\777\400", b"\xe4"):
        case("UnescapeBytes", lambda d: codecs.escape_decode(d)[0], data)
    for t in ("", "print(1)", "äABC xyz", "Nn"):
        case("Rot13", lambda s: codecs.encode(s, "rot13"), t)
    names = ["UTF-8", "utf8", "U8", "utf 8", "UTF_16LE", "utf-16le", "Latin1", "ISO-8859-1", "iso8859-1", "L1", "us-ascii", "646", "windows-1252", "rot-13", "ROT13", "Base64", "base-64", "quoted-printable", "hex",
             "zip", "uu", "bz2", "unicode-escape", "IBM037", "koi8-r", "mac-roman", "utf--8", "utf_8_sig", "UTF-8-SIG", "cp500", "latin 1", "x-none", "iso-8859-15"]
    for name in names:
        case("Canonical", module_of, name)


def module_of(name):
    """The module that encodings.search_function imports."""
    norm = encodings.normalize_encoding(name).lower()
    return aliases.get(norm) or aliases.get(norm.replace(".", "_")) or norm


def compressors():
    for data in (b"", SOURCE * 3, rng.randbytes(40)):
        yield data


def zlib_cases():
    for data in compressors():
        for wbits in (15, 9, -15, 31):
            c = zlib.compressobj(9, zlib.DEFLATED, wbits)
            good = c.compress(data) + c.flush()
            for bad in list(damaged(good, None)) + [good + b"tail", good + good, good[:-1], good[:-5], b""]:
                for w in sorted({wbits, 15, 47}):
                    case("Zlib", zlib.decompress, bad, w)
                case("Inflate", inflate, bad, wbits)
    good = zlib.compress(b"a")
    for wbits in (-16, -8, -7, 1, 7, 8, 16, 23, 24, 32, 39, 40, 48):
        case("Zlib", zlib.decompress, good, wbits)
        case("Zlib", zlib.decompress, gzip.compress(b"a", mtime=0), wbits)
    c = zlib.compressobj(zdict=b"print(1)")
    good = c.compress(b"print(1)") + c.flush()
    case("Zlib", zlib.decompress, good, 15)
    for n in (1, 2, 5, 6):
        case("Inflate", inflate, good[:n], 15)
    for data in (b"A", b"AB", b"\x1f", b"\x1f\x8b", b"\x1f\x8c", b"\x1f\x8b\7", b"\x1f\x8b\x08\xff", b"x", b"xx"):
        for wbits in (15, 31, 47, -15):
            case("Inflate", inflate, data, wbits)


def inflate(data, wbits):
    d = zlib.decompressobj(wbits)
    out = d.decompress(data)
    return out, d.unused_data, d.eof


def gzip_cases():
    def member(data, flags=0, extra=b"", crc=None, size=None):
        c = zlib.compressobj(9, zlib.DEFLATED, -15)
        head = b"\x1f\x8b\x08" + bytes([flags]) + b"\0\0\0\0\2\xff" + extra
        if flags & 2:
            head += struct.pack("<H", zlib.crc32(head) & 0xffff)
        return head + c.compress(data) + c.flush() + struct.pack("<II", zlib.crc32(data) if crc is None else crc, len(data) if size is None else size)
    good = member(SOURCE)
    inputs = [b"", good, good + good, good + b"\0\0\0", good + b"\0\0" + good, good + b"x", good[:-1], good[:-8], good[:9], good[:5], good[:1], member(b""), member(SOURCE, 8, b"name\0"), member(SOURCE, 8, b"name"),
              member(SOURCE, 16, b"comment\0"), member(SOURCE, 24, b"name\0comment\0"), member(SOURCE, 4, b"\3\0abc"), member(SOURCE, 4, b"\xff\xffabc"), member(SOURCE, 2), member(SOURCE, 1), member(SOURCE, 0x20),
              member(SOURCE, crc=1), member(SOURCE, size=1), good[:2] + b"\x07" + good[3:], gzip.compress(SOURCE, mtime=0)]
    bad = bytearray(member(SOURCE, 2))
    bad[10] ^= 1
    inputs += [bytes(bad)] + list(damaged(good, None))
    for data in inputs:
        case("Gzip", gzip.decompress, data)
        case("Zlib", zlib.decompress, data, 31)
        case("Inflate", inflate, data, 31)


def bz2_cases():
    def stream(data):
        d = bz2.BZ2Decompressor()
        return d.decompress(data), d.unused_data, d.eof
    for data in compressors():
        good = bz2.compress(data, 1)
        for bad in list(damaged(good, None)) + [good + b"tail", good + b"B", good + b"BZ", good + b"BZh", good + b"BZh1", good + b"BZx", good + good, good + good + good[:-3], good + b"\n", good + b"BZh91AX", good + b"BZh91AY&S", good + b"BZh9\x17r", good + good[:20] + b"\0" * 30,
                                                good[:-1], good[:-4], good[:-10], b"", b"\n"]:
            case("Bzip2", bz2.decompress, bad)
            case("Bunzip2", stream, bad)


def lzma_cases():
    def stream(data, format):
        d = lzma.LZMADecompressor(format)
        return d.decompress(data), d.unused_data, d.eof
    for data in compressors():
        for check in (lzma.CHECK_NONE, lzma.CHECK_CRC32, lzma.CHECK_CRC64, lzma.CHECK_SHA256) if len(data) != 40 else (lzma.CHECK_CRC64,):
            xz = lzma.compress(data, check=check, preset=0)
            for bad in list(damaged(xz, None)) + [xz + xz, xz + b"\0\0\0\0", xz + b"\0" * 13, xz + b"tail", xz + b"\xfd", xz + b"\xfd7z", xz + b"\xfd7zYZ", xz[:-1], xz[:-12], xz[:30], xz[:6], xz[:3]]:
                case("LZMA", lzma.decompress, bad, 0)
                case("Unlzma", stream, bad, 0)
            case("LZMA", lzma.decompress, xz, 1)
            case("LZMA", lzma.decompress, xz, 2)
        alone = lzma.compress(data, format=lzma.FORMAT_ALONE, preset=0)
        sized = alone[:5] + struct.pack("<Q", len(data)) + alone[13:]
        for good in (alone, sized):
            cut = list(damaged(good, None)) + [good[:-1]] if good is alone else [good]
            for bad in cut + [good + good, good + b"\0\0\0\0", good + b"tail of thirteen and more", good + b"\xff", good[:13], good[:12], good[:1],
                                                    good[:5] + struct.pack("<Q", len(data) + 1) + good[13:], good[:1] + b"\xff\xff\xff\xff" + good[5:], good[:1] + b"\0\0\0\x40" + good[5:],
                                                    good[:1] + b"\0\0\x30\0" + good[5:], good[:1] + b"\0\0\x31\0" + good[5:], b"\xe1" + good[1:]]:
                for format in (0, 2):
                    case("LZMA", lzma.decompress, bad, format)
                    case("Unlzma", stream, bad, format)
            case("LZMA", lzma.decompress, good, 1)
    filters = [{"id": lzma.FILTER_DELTA, "dist": 1}, {"id": lzma.FILTER_LZMA2, "preset": 0}]
    groups["other filters"] = [[lzma.compress(SOURCE, filters=filters).hex(), SOURCE.hex()]]
    blocks = io.BytesIO()
    c = lzma.LZMACompressor(filters=[{"id": lzma.FILTER_LZMA2, "preset": 0, "dict_size": 1 << 20}])
    big = rng.randbytes(9000) + bytes(200000)
    big += big
    groups["large"] = [[lzma.compress(big, preset=9).hex(), zlib.crc32(big)], [lzma.compress(big, format=lzma.FORMAT_ALONE, preset=9).hex(), zlib.crc32(big)]]


def tables():
    every = bytes(range(256))
    for name in CHARMAPS:
        text = every.decode(name, "ignore")
        case("DecodeText", lambda d, c, e: d.decode(c, e), every, name, "ignore")
        case("EncodeText", lambda s, c, e: s.encode(c, e), text, name, "strict")


def lines():
    data = noise(50)
    row = binascii.b2a_uu(data[:45])
    inputs = [b"", b" ", b"\n", b"`\n", b" \n", row, row[:-1], row[:20], row + b"x", row + b"``", row + b" \n", b"#", b"#aaaa", b"#\x7faaa", b"#86)C\n", b"#86)C", b"#86", b"!", b"!0\r\n", b"M"]
    for bad in inputs + list(damaged(row, b" `M0\x7f\n")):
        case("UULine", binascii.a2b_uu, bad)
    whole = b"begin 644 x\n" + row + binascii.b2a_uu(data[45:]) + b"`\nend\n"
    inputs = [b"", whole, b"junk\n" + whole, whole + b"junk", whole[:-1], whole[:-4], row, b"begin\n" + row + b"end\n", b"begin 644 x\r\n" + row.replace(b"\n", b"\r\n") + b"end\n", b"begin 644 x\n\n\nend\n",
              b"begin x\n#86)Cxx\nend\n"]
    for bad in inputs + list(damaged(whole, b" `M0\x7f\n")):
        case("UU", lambda d: codecs.decode(d, "uu"), bad)
    inputs = [b"", b"a=3Db", b"a=3db", b"a=", b"a=3", b"a=\nb", b"a=\r\nb", b"a=\rb", b"a==b", b"a=zzb", b"a_b", b"a=20 \nb", b"=E4=", b"a= \nb", b"=\n", b"=3D=3", b"=\r", b"tail \n x"]
    for bad in inputs + list(damaged(quopri.encodestring(SOURCE), b"=_3D\n\r")):
        for header in (False, True):
            case("QuotedPrintable", quopri.decodestring, bad, header)
    inputs = ["", "a", "%41", "%4", "%", "%zz", "a%20b+c", "%e4%bd%a0", "%C3%A4", "%C3", "%ff%C3%A4", "ä%C3%A4", "%E2%82", "%E2%82ä", "%f0%9f%98%80", "%f0%9f%98x", "100%", "%%41", "%C3ä%A4", "%ED%A0%80", "+"]
    for s in inputs:
        case("unquote", urllib.parse.unquote, s)
        case("unquote_plus", urllib.parse.unquote_plus, s)
        case("unquote_to_bytes", urllib.parse.unquote_to_bytes, s.encode())
    for codec in ("base64", "hex", "zlib", "bz2", "quopri", "uu", "base-64", "zip", "hex_codec", "utf-8", "none"):
        for data in (b"YQ==", b"6162", zlib.compress(b"ab"), bz2.compress(b"ab"), whole):
            if codec != "utf-8":
                case("DecodeBytes", lambda d, c: codecs.decode(d, c), data, codec)
        if codec in ("base64", "hex"):
            for data in (b"", b"ab", noise(60)):
                case("EncodeBytes", lambda d, c: codecs.encode(d, c), data, codec)


def charmaps():
    """One line for each encoding: its names, and the 256 code points in hexadecimal, ---- for none."""
    print("# CPython's encodings of one byte a character: names, and 256 code points. Written by testdata/oracle.py --charmaps.")
    names = {}
    for alias, name in aliases.items():
        names.setdefault(name, []).append(alias)
    extra = ["cp1006", "cp720", "cp737", "cp856", "cp874", "cp875", "koi8_t", "koi8_u", "mac_croatian", "mac_farsi", "mac_romanian", "mac_arabic", "palmos"]
    for name in sorted(set(names) | set(extra)):
        try:
            module = __import__("encodings." + name, fromlist=["x"])
        except ImportError:
            continue  # Windows has it alone
        if not hasattr(module, "decoding_table"):
            continue
        points = ["----" if c == "\ufffe" else "%04x" % ord(c) for c in module.decoding_table]
        print(name, *sorted(names.get(name, [])), end="")
        print(":" + "".join(points + ["----"] * (256 - len(points))))


def fernet():
    from cryptography.hazmat.primitives import hashes, hmac
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
    from cryptography.fernet import Fernet
    key = base64.urlsafe_b64encode(rng.randbytes(32))
    rows = []

    def add(token, k=key):
        try:
            result = Fernet(k).decrypt(token).hex()
        except Exception:
            result = None
        rows.append([k.decode("latin-1"), token.decode("latin-1"), result])

    def token(plaintext, version=0x80, padded=None):
        raw = base64.urlsafe_b64decode(key)
        pad = 16 - len(plaintext) % 16
        body = plaintext + bytes([pad]) * pad if padded is None else padded
        iv = rng.randbytes(16)
        e = Cipher(algorithms.AES(raw[16:]), modes.CBC(iv)).encryptor()
        t = bytes([version]) + struct.pack(">Q", 1700000000) + iv + e.update(body) + e.finalize()
        h = hmac.HMAC(raw[:16], hashes.SHA256())
        h.update(t)
        return base64.urlsafe_b64encode(t + h.finalize())
    for plaintext in (b"", b"hello", b"sixteen bytes ok", SOURCE):
        good = token(plaintext)
        add(good)
        for bad in damaged(good, b"Aa-_=\n"):
            add(bad)
    for bad in (token(b"x", 0x81), token(b"", padded=bytes(16)), token(b"", padded=b"\x11" * 16), token(b"", padded=b"a" * 14 + b"\x01\x02"), token(b"", padded=b"a" * 14 + b"\x02\x02"), token(b"", padded=b""), b"", b"gAAAAA=="):
        add(bad)
    for k in (key[:-1], key + b"=", key[:20], b"", base64.b64encode(base64.urlsafe_b64decode(key)), key.replace(b"=", b"\n=")):
        add(token(b"key"), k)
    print(json.dumps(rows, indent=0))


if "--charmaps" in sys.argv:
    charmaps()
elif "--fernet" in sys.argv:
    fernet()
else:
    for make in (bases, text, tables, zlib_cases, gzip_cases, bz2_cases, lzma_cases, lines):
        make()
    print("{")
    for i, (name, rows) in enumerate(groups.items()):
        print(json.dumps(name) + ": [")
        print(",\n".join(json.dumps(r, ensure_ascii=True, separators=(",", ":")) for r in rows))
        print("]" + ("," if i + 1 < len(groups) else ""))
    print("}")
