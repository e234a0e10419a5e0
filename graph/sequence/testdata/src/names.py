"""How the published code names what is called."""
import base64 as b
from os import system as run
import os.path

run("true")
b.b64decode(x)
os.path.join(a, c)
os.path.join(a, c).split("/")[0].strip()
x().y()
x().y.z()
x[0]()
x[0].w()
(lambda: 0)()
(x if y else z)()
"".join(a)
f"{a}".format(c)
(parens)()
(parens).attr()
((parens).attr)()
x()()
(await a.b)()
(x := y)()
(x := y).z()
1 .real(), None.n(), True(), ....e(), [].append(1), {}.get(1), (1, 2).index(1)
self.super().__init__()
getattr(os, "system")("true")
__import__("os").system("true")
print(print(print.x()), file=print)
