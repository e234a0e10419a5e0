from setuptools import find_packages, setup

with open("README.md") as f:
    description = f.read()

setup(name="greeter", version="1.0", description="Says hello.", long_description=description, packages=find_packages())
