# exec('true')
'''
open(
'''
x = 1
