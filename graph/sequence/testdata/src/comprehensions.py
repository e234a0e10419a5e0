"""The element is visited before the clauses, each of which is a node of its own."""
[c01(c02()) for c03().x in c04(c05()) if c06() if c07(c08()) for c09()[c10()], *d in c11()]
{c12() for x in c13() for y in c14() if c15()}
{c16(): c17() for x in c18() if c19()}
(c20() for x in c21())
[[c22() for x in c23()] for y in [c24() for z in c25()]]
c26(c27() for x in c28() if c29(c30() for y in c31()))
{a := c32() for x in c33()}


async def f():
    return [await c34() async for x in c35() if await c36() for y in c37()]
