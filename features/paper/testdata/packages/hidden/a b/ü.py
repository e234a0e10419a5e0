open('a'); exec(open('b'))
