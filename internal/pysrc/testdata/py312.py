# What Python 3.12 and 3.13 added: type aliases and parameters (PEP 695, 696), f-strings of any depth (PEP 701). Inert.
type A = int
type B[T] = list[T]
type C[T: int, *Ts, **P] = T
type D[T: (int, str) = int, *Ts = *tuple[int], **P = [int]] = T
type type = type
type match = case
def f[T](x: T) -> T: pass
async def g[T: int, *Ts, **P](*args: *Ts, **kwargs: P.kwargs): pass
class E[T]: pass
class F[T = int](E[T], x=1): pass
f"{f"{f'{1 + 1}'}"}"
f'{a['b']}{'c'.join(['d'])}'
f"{a:{b:{c}}}"
f'{
    a  # comment with a } and a '
    :>{b}}'
f"{'\n'.join(a)}"
f'{a!r:^{width}.{precision}}'
f"{x:=10}{x!=y}{x==y}{x>=y}"
f'''{f"{
    a}"}'''
f"{lambda_:x}{(lambda: 1)}"
