x = 1
# only (comments)
