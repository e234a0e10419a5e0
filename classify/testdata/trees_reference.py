"""Writes trees_reference.json: what scikit-learn's trees get on the data sets of data.py.

    python -m venv venv && venv/bin/pip install scikit-learn numpy
    MALGUARD_REFERENCE=folder venv/bin/python trees_reference.py > trees_reference.json

"spread" holds, for each model and data set at default settings, mean, standard deviation, least and largest of each figure
over ten seeds. "exact" holds single trees that the ten seeds agree on, as the SHA-256 of the probabilities of all test rows in
8 bytes each. "labels" holds the labels of test rows by full trees, with a ? where the seeds disagree, since scikit-learn decides
ties between columns at random, and the number of other rows that each of ten other seeds labels otherwise. "importance" holds
the mean decrease of impurity by column, and "oob" the accuracy of out-of-bag probabilities.
"""

import hashlib
import json
import sys

import numpy as np
import sklearn
from sklearn.ensemble import ExtraTreesClassifier, RandomForestClassifier
from sklearn.metrics import accuracy_score, f1_score, precision_score, recall_score
from sklearn.tree import DecisionTreeClassifier

from data import NAMES, load

SEEDS = range(10)
EXACT = [
    ("dense", {"max_leaf_nodes": 40}),
    ("dense", {"ccp_alpha": 0.002}),
    ("imbalanced", {"ccp_alpha": 0.001}),
    ("imbalanced", {"min_impurity_decrease": 0.001}),
    ("noisy", {"max_leaf_nodes": 40}),
    ("noisy", {"min_impurity_decrease": 0.001}),
    ("noisy", {"max_depth": 4, "min_samples_leaf": 20}),
    ("noisy", {"min_samples_split": 500, "min_samples_leaf": 20}),
    ("harmonic", {"max_leaf_nodes": 40}),
    ("harmonic", {"ccp_alpha": 0.001}),
    ("harmonic", {"min_impurity_decrease": 0.001}),
]


def figures(model, xt, yt):
    p = model.predict(xt)
    trees = [e.tree_ for e in model.estimators_] if hasattr(model, "estimators_") else [model.tree_]
    return {
        "accuracy": accuracy_score(yt, p), "f1": f1_score(yt, p),
        "precision": precision_score(yt, p), "recall": recall_score(yt, p),
        "nodes": np.mean([t.node_count for t in trees]), "depth": np.mean([t.max_depth for t in trees]),
    }


def spread(make, sets):
    out = {}
    for name, (x, y, xt, yt) in sets.items():
        runs = [figures(make(seed).fit(x, y), xt, yt) for seed in SEEDS]
        out[name] = {
            k: {"mean": np.mean(v), "sd": np.std(v, ddof=1), "min": min(v), "max": max(v)}
            for k in runs[0] for v in [[float(r[k]) for r in runs]]
        }
        print(name, {k: round(v["mean"], 4) for k, v in out[name].items()}, file=sys.stderr)
    return out


def probabilities(data, weight=None, **options):
    x, y, xt, _ = data
    models = [DecisionTreeClassifier(random_state=seed, **options).fit(x, y, sample_weight=weight) for seed in SEEDS]
    return models, np.array([m.predict_proba(xt)[:, 1] for m in models])


def exact(sets):
    out = []
    for name, options in EXACT:
        for weighted in (False, True):
            weight = np.arange(len(sets[name][1])) % 5 / 4 if weighted else None
            models, p = probabilities(sets[name], weight, **options)
            if not (p == p[0]).all():
                assert weighted, (name, options)
                continue  # weights make other trees, not all without ties
            out.append({
                "data": name, "weighted": weighted, "settings": options, "nodes": models[0].tree_.node_count,
                "depth": models[0].tree_.max_depth, "sha256": hashlib.sha256(p[0].astype("<f8").tobytes()).hexdigest(),
            })
    return out


def labels(sets):
    out = {}
    for name in ("dense", "harmonic"):
        x, y, xt, _ = sets[name]
        _, p = probabilities(sets[name])
        votes = (p > 0.5).sum(axis=0)
        agreed = (votes == 0) | (votes == len(SEEDS))
        others = [DecisionTreeClassifier(random_state=100 + seed).fit(x, y).predict(xt) for seed in SEEDS]
        out[name] = {
            "labels": "".join("?" if not a else "1" if v else "0" for v, a in zip(votes, agreed)),
            "others": [int(((o == 1) != (votes > 0))[agreed].sum()) for o in others],
        }
        print(name, "agreed", agreed.sum(), "others", out[name]["others"], file=sys.stderr)
    return out


def importance(data, seeds=5):
    x, y, _, _ = data
    pruned = DecisionTreeClassifier(random_state=0, ccp_alpha=0.002).fit(x, y)
    forests = [RandomForestClassifier(random_state=seed).fit(x, y).feature_importances_ for seed in range(seeds)]
    return {"pruned_tree": list(pruned.feature_importances_), "forest": list(np.mean(forests, axis=0))}


def out_of_bag(sets):
    out = {}
    for name in ("dense", "noisy"):
        x, y, _, _ = sets[name]
        out[name] = np.mean([RandomForestClassifier(random_state=s, oob_score=True).fit(x, y).oob_score_ for s in SEEDS])
    return out


def main():
    sets = {name: load(name) for name in [*NAMES, "harmonic"]}
    out = {
        "sklearn": sklearn.__version__, "numpy": np.__version__, "python": sys.version.split()[0],
        "spread": {
            "tree": spread(lambda seed: DecisionTreeClassifier(random_state=seed), sets),
            "forest": spread(lambda seed: RandomForestClassifier(random_state=seed), sets),
            "extra-trees": spread(lambda seed: ExtraTreesClassifier(random_state=seed), sets),
        },
        "exact": exact(sets),
        "labels": labels(sets),
        "importance": importance(sets["dense"]),
        "oob": out_of_bag(sets),
    }
    json.dump(out, sys.stdout, indent=0)
    print()


main()
