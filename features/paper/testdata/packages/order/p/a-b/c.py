open('x')
setup()
open('y')
