seven(); five(); one()
