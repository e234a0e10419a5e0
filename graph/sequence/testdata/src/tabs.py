if a():
        b()
	c()
