exec(compile('pass', 'x', 'exec'))
exec('pass')
