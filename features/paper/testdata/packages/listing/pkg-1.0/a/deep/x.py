eight(); seven()
