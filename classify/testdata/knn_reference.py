"""Writes knn_reference.json: what KNeighborsClassifier of scikit-learn makes of the data sets of data.py.

    MALGUARD_REFERENCE=... venv/bin/python knn_reference.py > knn_reference.json

`labels` and `open` are bits of the test rows in base64, the first row first. A row is open if rows at the distance of the k-th
neighbour (to 1e-9 of its square) are of both classes and which of them are taken decides the label.
"""

import base64
import json
import sys

import numpy as np
import sklearn
from sklearn.neighbors import KNeighborsClassifier

import data


def pack(bits):
    return base64.b64encode(np.packbits(bits.astype(np.uint8)).tobytes()).decode()


def squares(x, row):
    return ((x - row) ** 2).sum(axis=1)


def is_open(square, y, k, by_distance):
    """Whether the choice among the rows that tie with the k-th decides the label."""
    edge = np.sort(square)[k - 1]
    before = square < edge * (1 - 1e-9)
    tied = (square <= edge * (1 + 1e-9)) & ~before
    vote = np.ones(len(y))
    if by_distance:
        vote = (square == 0).astype(float) if square.min() == 0 else 1 / np.sqrt(square)
    left, each = k - before.sum(), vote[tied][0]
    benign, malicious = vote[before & (y == 0)].sum(), vote[before & (y == 1)].sum()
    few = max(0, left - (tied & (y == 0)).sum())
    many = min(left, (tied & (y == 1)).sum())
    least, most = [malicious + m * each - benign - (left - m) * each for m in (few, many)]
    return least <= 1e-12 * vote.sum() and most >= -1e-12 * vote.sum()


def case(name, k, by_distance):
    x, y, xt, yt = data.load(name)
    labels = KNeighborsClassifier(k, weights="distance" if by_distance else "uniform").fit(x, y).predict(xt)
    rows = np.array([is_open(squares(x, row), y, k, by_distance) for row in xt])
    return {"data": name, "k": k, "by_distance": by_distance, "accuracy": (labels == yt).mean(),
            "labels": pack(labels), "open": pack(rows), "open_rows": int(rows.sum())}


json.dump({"sklearn": sklearn.__version__, "numpy": np.__version__, "python": sys.version.split()[0],
           "cases": [case(n, 5, False) for n in [*data.NAMES, "harmonic"]] +
                    [case("imbalanced", 5, True), case("harmonic", 5, True), case("harmonic", 1, False)]},
          sys.stdout, separators=(",", ":"))
print()
