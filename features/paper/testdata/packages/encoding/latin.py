# -*- coding: latin-1 -*-
name = 'café'
open(name)
print(name)
open(name)
