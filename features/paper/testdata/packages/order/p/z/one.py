# the last file with calls has one name, so that Katz is another file's
print(1)
print(2)
