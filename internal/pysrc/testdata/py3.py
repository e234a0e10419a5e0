# -*- coding: utf-8 -*-
"""Every construct of Python 3.11. The code is inert: it is only read."""
from __future__ import annotations
import a, b.c as d, e . f
from . import g
from .h.i import (j, k as l,)
from ... import m
from .... import n
from o import *

# Expressions.
0, 7, 1_000, 0xFF, 0o17, 0b1_01, 1.5, .5, 5., 1e3, 1E-3, 2j, 0.5e+1J, 00
"", 'a' "b", '''c
d''', r"\e", u"f", b"g\x00\n", Rb'\h', bR'\i', "\x41\101\u0042\U00000043\N{DIGIT ONE}\
\'\"\\\a\b\f\n\r\t\v\q\400"
None, True, False, ..., name, été, ﬁ
(1), (), (1,), (1, 2), [], [1], [1, 2,], {}, {1}, {1, 2}, {1: 2}, {**a, 'b': c, **d}
a.b.c, a[0], a[1:2], a[::], a[:, 1:2:3, ...], a[()], a[1,], a[*b], a[*b, c], a[b:=1]
f(), f(a), f(*a, b), f(a, *b, c=d, *e, **g, h=i, **j), f(k for k in l), f((m for m in n), o), f(p := 1), f()()[0].q()
-a, +a, ~a, not a, not not a, - - a, -a ** -b, ~a ** b ** c
a + b - c * d / e // f % g @ h << i >> j & k ^ l | m
a < b <= c > d >= e == f != g is h is not i in j not in k
a or b and c or not d and e, (a or b) or c
a if b else c if d else e, (a if b else c) if d else e
lambda: 0, lambda x: x, lambda x, /, y=1, *z, w, v=2, **u: (x, y), lambda *, k: k, lambda *a, **k: lambda: a
[x for x in y], {x for x in y if z if w}, {x: y for x, y in z}, (x for x in y for z in w), [x for x, in (y)]
[*a, *b], {*a, *b}, (*a, b), *a, b
(x := 1), [y := 2, y], {z := 3}
f"", f'a' "b", "a" f"{b}" 'c' f"{d!r}" f'{e!s:>{f}.{g}}', f"{{{h}}}", rf"\{i}", f'{j=}', f'{k = !a}', f"{l=:5}", f'''{
m}''', f"{n:%Y-%m}", f"{(lambda: 1)()}", f"{ {1: 2}[1] }", f"{o['p']}", f"\N{BULLET}{q}", f"{r:{s!r}}", f"{'t' 'u'}"

# Simple statements.
pass; x = 1; y = z = 2;
x, y = y, x; [x, *y] = z; (x), y = z; x.a, y[0] = z; *x, = y
x += 1; x -= 1; x *= 1; x /= 1; x //= 1; x %= 1; x @= 1; x <<= 1; x >>= 1; x &= 1; x ^= 1; x |= 1; x **= 1
x: int; x.y: int = 1; x[0]: "str"; (x): int = 2; x: tuple = 1, 2
del x, y.z, a[0]; del (b, c); del [d], (); del (e)
assert x; assert x, "message"
raise; raise X; raise X from Y


# Compound statements.
if a: pass
elif b: pass
elif c:
    pass
else:
    if d: pass

while a:
    break
else:
    continue

for x in y: pass
for x, *y in z, w:
    pass
else: pass
for x.y in *a, b: pass

try:
    pass
except: pass
try: pass
except A: pass
except (B, C) as e:
    pass
else: pass
finally: pass
try: pass
finally: pass
try: pass
except* A as e: pass
except *(B, C): pass

with a: pass
with a as b, c as (d, e), f: pass
with (a): pass
with (a, b): pass
with (a as b, c as d,): pass
with (a, b) as c, (d): pass
with (a).b as c: pass
with (yield): pass


@a
@b.c(d)
@(e := f)
async def g(h: int, i=1, /, j: str = "k", *l: int, m, n: bytes = b'', **o: dict) -> int:
    async for p in q: pass
    else: pass
    async with r as s, t: await u
    await v ** 2, -await w
    return [x async for x in y if await z]


def f(a, b=1, *, c, d=2): yield
def g(*args: *Ts): yield 1, *a
def h():
    global x, y
    def i():
        nonlocal z
        x = yield
        x += yield from y
        return
    return *a, b


class A: pass
class B(): """doc"""
@a
class C(B, *c, metaclass=D, **e):
    x: int = 1

match x:
    case 1 | -1 | 1.5 | 1+2j | -1-2j | "a" "b" | b"c" | None | True | False: pass
    case a.b | c.d.e: pass
    case _: pass
match x, y:
    case (a): pass
    case [] | () | [a] | (a,) | [a, *_, b] | (*c, d): pass
    case a, b: pass
    case *a, : pass
    case {} | {"a": b} | {c.d: _, 1: 2, **e}: pass
    case A() | B.C(a, b) | D(e=f, g=h) | E(1, f=[2],): pass
    case [a, b] as c if d: pass
    case (A() as a) | b: pass
match (x): 
    case y: pass
match *a, b:
    case c: pass
match = case = type = print = exec = _ = 1
match(x); match[x]; match.x; case(y); type(z); print(a); exec(b); match * c; match - d
if 1:
	tabs = 2

if 1:
  x = (a
# comment
 + b) \
   ; y
# the end
