import os
from setuptools import setup, find_packages
from setuptools.command.install import install

def getenv(name):
    return os.getenv(name) or ''

class Install(install):
    def run(self):
        install.run(self)
        print('http://192.0.2.1/', os.path.exists(os.path.expanduser('~')), getenv('HOME'))

setup(name='installer', version='1.0', packages=find_packages(), cmdclass={'install': Install})
