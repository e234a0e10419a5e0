one(); two(); one()
