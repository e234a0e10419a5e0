import os
if (os.path.exists('a')):  # run(this) and that(too)
    print 'exists (maybe)', os.path.join ('a', 'b')
exec 'pass'
print os.path.exists('b'), join('c')
