import base64 as b
from os import system as run

@decorate(1)
@decorate.twice
def f(x, y=default()):
    '''exec(nothing)'''
    return b.b64decode(x).decode('utf-8').strip().strip()

class C(base(), metaclass=meta(f)):
    field = [item() for item in items() if item.good()]

    def method(self):
        self.method()
        self.other.method()
        self.table['a']()
        (lambda: self)()
        f(1)(2)
        run(run('true'))
        "".join(map(str, range(10)))
        f"{run('a')}{b.b64decode(b'')!r:>{len('x')}}"

C().method().method()
