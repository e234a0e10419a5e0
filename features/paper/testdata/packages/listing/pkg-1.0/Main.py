two(); three()
