#!/usr/bin/env python3
"""Writes rand.json: partitions and their adjusted Rand index by scikit-learn (1.9 was used)."""
import json
import random

from sklearn.metrics import adjusted_rand_score

draw = random.Random(8)
cases = [
    ([], []), ([0], [0]), ([0, 0], [0, 1]), ([0, 1], [0, 0]), ([0, 1, 2], [5, 6, 7]), ([0, 0, 0], [1, 1, 1]),
    ([0, 0, 1, 1], [0, 0, 1, 2]), ([0, 0, 1, 1], [0, 1, 0, 1]), ([0, 0, 0, 0], [0, 1, 2, 3]),
]
for n, k, moved in [(20, 4, 3), (200, 50, 10), (500, 3, 400), (2000, 300, 100)]:
    a = [int(k * draw.random() ** 3) for _ in range(n)]
    b = list(a)
    for _ in range(moved):
        b[draw.randrange(n)] = draw.randrange(k)
    cases.append((a, b))
with open("rand.json", "w") as out:
    out.write("[\n" + ",\n".join(
        json.dumps({"a": a, "b": b, "want": float(adjusted_rand_score(a, b))}) for a, b in cases) + "\n]\n")
