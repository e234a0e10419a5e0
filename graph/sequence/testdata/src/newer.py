# The syntax of Python 3.12 is none to CPython 3.11.
type X[T] = list[n01()]


def f[T: n02()](a: T) -> n03(): n04()


x = f"{n05("same quotes")}"
