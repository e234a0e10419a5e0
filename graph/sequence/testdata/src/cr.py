a(1)if b():
    c()
    d()
# e(