(lambda: 0)()
table = {}
table['a']()
(yield_ or table)()
