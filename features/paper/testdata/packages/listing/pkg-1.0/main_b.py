three(); one(); four()
