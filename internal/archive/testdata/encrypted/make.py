#!/usr/bin/env python3
"""Writes the encrypted zips beside it, by pyzipper 0.4.0 and Info-ZIP 3.0; an inert setup.py, password "infected"."""
import pathlib
import subprocess
import tempfile

import pyzipper

SOURCE = "from setuptools import setup\nsetup(name='inert', version='1.0')\n"

for bits in (128, 192, 256):
    for version in (1, 2):
        with pyzipper.AESZipFile(f"aes{bits}-ae{version}.zip", "w", compression=pyzipper.ZIP_DEFLATED) as z:
            z.setpassword(b"infected")
            z.setencryption(pyzipper.WZ_AES, nbits=bits, force_wz_aes_version=version)
            z.writestr("inert-1.0/setup.py", SOURCE)
here = pathlib.Path.cwd()
with tempfile.TemporaryDirectory() as tmp:
    path = pathlib.Path(tmp, "inert-1.0")
    path.mkdir()
    (path / "setup.py").write_text(SOURCE)
    subprocess.run(["zip", "-q", "-P", "infected", here / "zipcrypto.zip", "inert-1.0/setup.py"], cwd=tmp, check=True)
