# What no Python accepts, and how it is read. Inert.
a = (b, c
def d(:
    e(f g)
if a
    b
else c:
    d
x = = 1
y +
f'{'
"abc
for in a: b
  c
class 1: pass
@d
e
{a, b: c, d}
{a, **b}
f(a=, b.c=d)
import a.
from a import (b
import 1
lambda a b: c
case 1: pass
$ ? !
