"""The data sets that the reference scripts beside this file and the Go tests (data_test.go) share.

Both generate them from the same formulas in 64-bit integers, so that no file is needed and every entry is the same number on
both sides: a multiple of 1/1024 that fits 32 bits. `checksum` shows it. `harmonic` reads the published vectors instead.
"""

import gzip
import hashlib
import os
import sys
from pathlib import Path

import numpy as np

TRAIN, TEST = 4000, 8000
UNIT = 1 / 1024
NAMES = ["dense", "sparse", "imbalanced", "noisy"]


def random(stream, shape):
    """Random 32-bit integers: splitmix64 of a counter, which starts anew for each stream."""
    k = np.arange(1, int(np.prod(shape)) + 1, dtype=np.uint64) + np.uint64(stream << 40)
    z = k * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z ^= z >> np.uint64(31)
    return (z >> np.uint64(32)).astype(np.int64).reshape(shape)


def bell(r):
    """About normal with mean 0 and standard deviation 1024, in units: the sum of the four bytes of r."""
    return ((r & 255) + (r >> 8 & 255) + (r >> 16 & 255) + (r >> 24 & 255) - 510) * 7


def generate(name):
    """Returns entries in units, all rows by columns, and labels."""
    n = TRAIN + TEST
    width = {"dense": 20, "sparse": 200, "imbalanced": 30, "noisy": 40}[name]
    stream = 8 * NAMES.index(name)
    r = random(stream + 1, (n, width))
    noise = bell(random(stream + 2, (n,)))
    j = np.arange(width)
    if name == "dense":
        x = bell(r)
        z = 2 * x[:, 0] - x[:, 1] + x[:, 2] + x[:, 3] * x[:, 4] // 512 + noise // 2
    elif name == "sparse":
        x = np.where(r % 20 == 0, 1024 * (1 + (r >> 8 & r >> 12 & 7)), 0)
        z = ((x > 0) * ((j % 7 - 3) * (j % 5 == 0) * 1024)).sum(axis=1) + 2 * x[:, 0] - x[:, 5] + noise // 2
    elif name == "imbalanced":
        x = np.where(j % 2 == 0, bell(r), np.where(r % 4 == 0, bell(r) // 1024 * 1024, 0))
        z = x[:, 0] + x[:, 1] + x[:, 2] * x[:, 4] // 1024 - x[:, 6] + noise // 2 - 2560
    else:
        x = (r >> 5 & 7) * 1024
        z = x[:, 0] - x[:, 1] + x[:, 2] * x[:, 3] // 4096 - x[:, 4] // 2 + noise
    y = (z > 0).astype(np.int64)
    if name == "noisy":
        y ^= random(stream + 3, (n,)) % 5 == 0
    return x, y


def checksum(x, y):
    return hashlib.sha256(x.astype("<i8").tobytes() + y.astype("<i8").tobytes()).hexdigest()[:16]


def load(name):
    """Returns train rows, train labels, test rows, test labels."""
    if name == "harmonic":
        return harmonic()
    x, y = generate(name)
    x = x * UNIT
    return x[:TRAIN], y[:TRAIN], x[TRAIN:], y[TRAIN:]


def harmonic():
    """The published harmonic vectors with the split of seed 42, from the folder that MALGUARD_REFERENCE names."""
    folder = Path(os.environ["MALGUARD_REFERENCE"]) / "malguard-release"
    rows = np.vstack([np.loadtxt(gzip.open(folder / f"{c}_harmonic_feature_vectors.txt.gz")) for c in ("mal", "ben")])
    train, test = (np.loadtxt(gzip.open(folder / f"split_seed42_{s}.txt.gz"), dtype=int) for s in ("train", "test"))
    x, y = rows[:, :-1], rows[:, -1].astype(np.int64)
    return x[train], y[train], x[test], y[test]


if __name__ == "__main__":
    for name in NAMES:
        x, y = generate(name)
        print(name, x.shape, "positive", y[:TRAIN].mean().round(4), y[TRAIN:].mean().round(4), "nonzero", (x != 0).mean().round(3),
              "checksum", checksum(x, y), file=sys.stderr)
