four(); five()
