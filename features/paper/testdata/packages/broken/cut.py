def f(:
    open('a')
    if (exists ('b')):
        open	('c')
    return join
        (1)
