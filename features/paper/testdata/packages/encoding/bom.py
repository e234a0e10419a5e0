import os
os.getenv('A')
os.getenv('B')
