# -*- coding: latin-1 -*-
# Every construct that Python 2 had and Python 3 has not. The code is inert.
import a, b
print
print a
print a, b,
print "é" % a; print 'x' if b else u'y'
print >>a
print >>a, b, c
print >>a.b, c,
print not a
print -a
print (a), b
print `a`, lambda: b
exec "a"
exec a in b
exec a in b, c
exec(a)
exec(a) in b
a <> b
`a`; `a, b`
0777; 0L; 10l; 0xFFL; 0o17L; ur'a\b'; UR"c"
raise A, b
raise A, b, c
raise A, (b, c)
try: pass
except A, e: pass
except (A, B), e.f: pass
def f(a, (b, (c, d)), e=1): pass
def g((a,)): pass
lambda (a, b), c: a
[a for b in c, d]
[a for b in lambda: c, d if e]
async = await
await.async = async.await(async=1)
def async(await): await = 1
True = 1
if a:
	b
        c
