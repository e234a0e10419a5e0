import os
if (os.path.exists('a')):
    print(os.path.join('a', 'b'), os.path.exists('b'))
