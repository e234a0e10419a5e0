# Python 2: comments (like this one) count, and (so) do keywords and "strings (here)".
print "x"
if (a): while(b)
os.system (c); x = y(z) [0] (1)
def f(a, (b, c)): return `a`
"text ( in a string" 'é(' "ñandú\t("
lambda(x), 12(3), _(4), a1_b (
5)
word
    (6)
)(((7(8
