import os
os.system('true')print('a')
os.system('false')
