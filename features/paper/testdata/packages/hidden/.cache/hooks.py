exec('pass')
exec('pass')
