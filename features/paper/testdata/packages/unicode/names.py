def grüße(): pass
grüße()
ﬁnd()
find()
人.write(1)
人.write(2)
print('人.write', 'ﬁnd')
