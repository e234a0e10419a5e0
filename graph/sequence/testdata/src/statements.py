"""Every simple statement, with calls in each of its parts."""
import os, os.path as p
from . import sibling
from .. import (one, two as three,)
from ...deep.er import *

s01()
(s02())[s03()] = s04().attr = s05()
s06()[s07()] += s08()
s09().attr: s10() = s11()
(name): s12()
del s13().attr, s14()[s15()], (s16().a, [s17().b])
assert s18(), s19()
x = y = s20(), *s21()
*a, (b, [c]) = s22(),
pass; s23(); s24()
print >>s25(), s26(), s27()
print >>s28()
print >>s29(),


def f():
    global g, h
    nonlocal i
    return s30(), *s31()


def generator():
    yield
    yield s32(), s33()
    z = yield s34()
    w = yield from s35()
    raise s36() from s37()


raise s38()
raise
