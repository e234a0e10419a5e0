"""Functions and classes: CPython visits body, then decorators, then the return type."""


@d01(d02())
@d03.attr
def f(a: d04() = d05(), /, b: d06() = d07(), *args: d08(), c: d09() = d10(), d: d11(), **kw: d12()) -> d13():
    d14()

    @d15()
    async def g(*, x=d16(), y, z=d17()):
        await d18()
        return d19(lambda: d20())

    d21()


def star(*args: *d22()): ...


@d23()
class A(d24(), *d25(), metaclass=d26(), **d27()):
    d28()
    x: d29() = d30()

    @d31
    def m(self, a=d32()): return d33()

    class B: d34()


class C(): pass


d35()
