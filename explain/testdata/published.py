"""Prints what lime and shap make of the rows that BenchmarkExplainers explains, with scikit-learn's forest.

    venv/bin/python published.py FOLDER [--rows 20] [--seeds 10] [--samples 5000] [--export DIR]

FOLDER is malguard-release of the published repository. Agreement is of the five largest weights, over all pairs of seeds. --export
writes the forest, which BenchmarkExplainers explains in place of its own where MALGUARD_FOREST names DIR.
"""

import argparse
import gzip
import itertools
import json
import sys
import time
from pathlib import Path

import numpy as np
import shap
from lime.lime_tabular import LimeTabularExplainer
from sklearn.ensemble import RandomForestClassifier

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent / "classify" / "sklearn"))
from export import export  # noqa: E402


def load(folder):
    read = lambda name: np.loadtxt(gzip.open(folder / name))  # noqa: E731
    rows = np.vstack([read(f"{c}_harmonic_feature_vectors.txt.gz") for c in ("mal", "ben")])
    train, test = (read(f"split_seed42_{part}.txt.gz").astype(int) for part in ("train", "test"))
    return rows[:, :-1], rows[:, -1], train, test


def choose(x, y, test, n):
    """Malicious test rows that are not empty and differ, evenly."""
    different = {}
    for i in test:
        if y[i] == 1 and x[i].any():
            different.setdefault(x[i].tobytes(), i)
    different = list(different.values())
    return different[:: max(len(different) // n, 1)][:n]


def lime(rows, forest, explainers, features, samples):
    overlap, jaccard, fidelity, spent = [], [], [], []
    for row in rows:
        tops = []
        for e in explainers:
            start = time.process_time()
            got = e.explain_instance(row, forest.predict_proba, num_features=features, num_samples=samples)
            spent.append(time.process_time() - start)
            fidelity.append(got.score)
            tops.append({j for j, _ in got.local_exp[1][:5]})
        for a, b in itertools.combinations(tops, 2):
            overlap.append(len(a & b) / 5)
            jaccard.append(len(a & b) / len(a | b))
    print(f"lime, {samples} samples, {features} features: {1000 * np.mean(spent):.1f} CPU ms, fidelity {np.mean(fidelity):.3f}, "
          f"top-5 overlap {np.mean(overlap):.3f}, Jaccard {np.mean(jaccard):.3f}", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", type=int, default=20)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--samples", type=int, default=5000)
    parser.add_argument("--export", type=Path)
    args = parser.parse_args()
    x, y, train, test = load(args.folder)
    forest = RandomForestClassifier(n_estimators=100, random_state=42).fit(x[train], y[train])
    rows = x[choose(x, y, test, args.rows)]
    if args.export:
        args.export.mkdir(exist_ok=True)
        (args.export / "forest.json").write_text(json.dumps(export(forest), separators=(",", ":"), allow_nan=False))
    explainers = [LimeTabularExplainer(x[train], random_state=seed) for seed in range(args.seeds)]
    lime(rows, forest, explainers, 10, args.samples)
    lime(rows, forest, explainers, x.shape[1], args.samples)
    tree = shap.TreeExplainer(forest)
    tree.shap_values(rows[:1])
    start = time.process_time()
    for row in rows:
        tree.shap_values(row[None], check_additivity=False)
    print(f"shap.TreeExplainer: {1000 * (time.process_time() - start) / len(rows):.1f} CPU ms")


main()
