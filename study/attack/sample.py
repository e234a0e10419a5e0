"""Draws the sample of docs/ROBUSTNESS.md from a manifest.

    python sample.py MANIFEST > sample.tsv

Of the rows with the role train or none: the first package of each of 150 families,
and 100 benign ones, drawn with the seed 8. Paths stay relative to the manifest, so
the sample belongs beside it.
"""

import csv
import random
import sys

with open(sys.argv[1], newline="") as f:
    rows = [r for r in csv.DictReader(f, delimiter="\t") if r["role"] in ("", "train")]
families = {}
for r in rows:
    if r["label"] == "malicious":
        families.setdefault(r["group"], []).append(r)
random.seed(8)
malicious = [families[g][0] for g in random.sample(sorted(families), 150)]
benign = random.sample([r for r in rows if r["label"] == "benign"], 100)
out = csv.DictWriter(sys.stdout, rows[0].keys(), delimiter="\t", lineterminator="\n")
out.writeheader()
out.writerows(malicious + benign)
