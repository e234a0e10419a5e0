from setuptools import setup
from os.path import exists
import subprocess
if not exists('/nowhere'):
    subprocess.Popen('true')
setup(name='esq')
