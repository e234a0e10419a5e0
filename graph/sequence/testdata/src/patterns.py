"""The match statement, and its words as names."""
match m01(), *m02():
    case [m.a, *_, 1, -1, 1 + 2j, -1 - 2j]:
        m03()
    case {"a": b, c.d: (1 | 2) as e, -1: None, **rest} if m04():
        m05()
    case C(1, x=2, y=[z]) | D.E() | None | True | "s" "t" | b"x":
        m06()
    case (a as b) | (1, 2) | () | [] | [3] | (4,):
        m07()
    case a, *b if (n := m08()): m09()
    case a.b.c(): m10()
    case _: m11()
match m12(m13()):
    case case: match(m14())
match (m15()):
    case []:
        if m16():
            m17()
match = match(m18()).case(m19())
match[m20()].x = case = _ = m21()
match: m22() = 1
print(match, match (m23()), match.m24())
