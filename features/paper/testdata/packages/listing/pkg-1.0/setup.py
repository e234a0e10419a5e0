six(); two()
