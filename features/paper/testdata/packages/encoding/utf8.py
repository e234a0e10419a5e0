name = 'café'
open(name).write(name)
open(name).write(name)
