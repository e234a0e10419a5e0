open('a').read()
open('b').read()
join('a', 'b')
