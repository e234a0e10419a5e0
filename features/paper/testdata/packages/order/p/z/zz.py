# nothing is called in the last one
VERSION = '1.0'
