# What Python 3.14 added: t-strings (PEP 750), except without parentheses (PEP 758). Inert.
t"a{b}c{d!r:>{e}}{f=}"
rt'\{a}' Tr"\b" t'' T""
t"{a}" t"{b}"
try: pass
except A, B: pass
except A, B, C:
    pass
try: pass
except* A, B: pass
