eight(); six()
