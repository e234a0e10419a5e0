"""Makes of the authors' files what `malguard reproduce --vectors` reads.

    python study/reproduce/split.py MALGUARD FOLDER

MALGUARD holds mal_harmonic_feature_vectors.txt and ben_harmonic_feature_vectors.txt
of https://github.com/OSSguardian/MALGUARD, as text or with .gz. FOLDER gets them
compressed, and the numbers of the rows that the authors' train_test_split(test_size=0.2,
random_state=42) deals, malicious rows first, from 0. Needs scikit-learn.
"""
import gzip
import pathlib
import sys

from sklearn.model_selection import train_test_split


def lines(folder, name):
    path = folder / name
    if path.exists():
        return path.read_bytes().splitlines(keepends=True)
    return gzip.open(f"{path}.gz").read().splitlines(keepends=True)


def main(source, target):
    source, target = pathlib.Path(source), pathlib.Path(target)
    target.mkdir(exist_ok=True)
    rows = 0
    for kind in "mal", "ben":
        name = f"{kind}_harmonic_feature_vectors.txt"
        content = lines(source, name)
        rows += sum(1 for line in content if line.strip())
        (target / f"{name}.gz").write_bytes(gzip.compress(b"".join(content), mtime=0))
    parts = train_test_split(list(range(rows)), test_size=0.2, random_state=42)
    for part, numbers in zip(("train", "test"), parts):
        text = "".join(f"{n}\n" for n in numbers).encode()
        (target / f"split_seed42_{part}.txt.gz").write_bytes(gzip.compress(text, mtime=0))


main(*sys.argv[1:])
