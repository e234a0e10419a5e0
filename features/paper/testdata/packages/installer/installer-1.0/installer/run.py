import subprocess, os.path
subprocess.Popen(['true'])
if exists('x'):
    subprocess.Popen(['false'])
setup()
