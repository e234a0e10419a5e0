from setuptools import setup
setup(name='alone')
