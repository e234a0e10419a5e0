nine(); ten()
