"""Writes boost_reference.json: the trees, labels and figures that XGBoost and LightGBM get on the shared data sets.

    python -m venv venv && venv/bin/pip install xgboost==3.2.0 lightgbm==4.7.0 scikit-learn
    MALGUARD_REFERENCE=../../../shared/data OMP_NUM_THREADS=1 venv/bin/python boost_reference.py > boost_reference.json

"trees" holds the first trees of XGBoost (method hist), node by node in preorder: column, threshold, whether missing entries go
left and sum of hessians of a split; -1, value, 0 and sum of hessians of a leaf. "splits" is a digest of all splits of 100 trees
and "labels" the predicted labels of the test rows, four to a hexadecimal digit. "figures" are accuracy, precision, recall and
F1 on the test rows: mean and standard deviation over seeds, or over draws of the training rows where nothing else is random.
"""

import hashlib
import json
import struct
import sys

import lightgbm
import numpy as np
import sklearn
import xgboost
from sklearn.metrics import accuracy_score, f1_score, precision_score, recall_score

import data

VARIANTS = [  # data set, what is done to it, settings
    ("noisy", "", {"learning_rate": 0.1}),
    ("noisy", "", {"reg_alpha": 3, "reg_lambda": 0.5, "gamma": 2}),
    ("noisy", "", {"min_child_weight": 40, "base_score": 0.2, "max_depth": 8}),
    ("noisy", "weights", {}),
    ("noisy", "missing", {}),
    ("noisy", "missing", {"max_bin": 4}),
    ("dense", "weights", {}),
    ("dense", "", {"grow_policy": "lossguide", "max_leaves": 20, "max_depth": 0}),
    ("imbalanced", "missing", {"grow_policy": "lossguide", "max_leaves": 9, "min_child_weight": 0, "reg_lambda": 0}),
    ("sparse", "", {"max_leaves": 11}),
    ("imbalanced", "", {"monotone": [1, 1, -1, 0, 1, 0, -1, 1], "max_depth": 4}),
    ("dense", "missing", {"monotone": [-1, 1, 1, 1, -1], "reg_alpha": 1}),
]


def spoiled(name, how):
    """The training rows of a data set, with weights or missing entries."""
    x, y, _, _ = data.load(name)
    weight = None
    if how == "weights":
        weight = data.random(200, (len(y),)) % 5 / 2
    if how == "missing":
        x = np.where(data.random(201, x.shape) % 4 == 0, np.nan, x)
    return x, y, weight


def model(n, **settings):
    if "monotone" in settings:
        settings["monotone_constraints"] = "(" + ",".join(map(str, settings.pop("monotone"))) + ")"
    return xgboost.XGBClassifier(n_estimators=n, tree_method="hist", n_jobs=1, **settings)


def trees(booster):
    """Nodes of all trees in preorder."""
    out = []
    for t in json.loads(booster.save_raw("json"))["learner"]["gradient_booster"]["model"]["trees"]:
        nodes, todo = [], [0]
        while todo:
            i = todo.pop()
            split = t["left_children"][i] >= 0
            value, hessian = (float(f"{t[k][i]:.9g}") for k in ("split_conditions", "sum_hessian"))
            nodes.append([t["split_indices"][i], value, t["default_left"][i], hessian] if split else [-1, value, 0, hessian])
            if split:
                todo += [t["right_children"][i], t["left_children"][i]]
        out.append(nodes)
    return out


def digest(forest):
    """SHA-256 over column, threshold in 32 bits and direction of all nodes; leaves are column -1 alone."""
    h = hashlib.sha256()
    for node in (n for t in forest for n in t):
        h.update(struct.pack("<i", node[0]) if node[0] < 0 else struct.pack("<ifi", node[0], node[1], node[2]))
    return h.hexdigest()[:16]


def labels(p):
    bits = "".join("1" if v else "0" for v in p)
    bits += "0" * (-len(bits) % 4)
    return f"{int(bits, 2):0{len(bits) // 4}x}"


def exact(name, settings):
    x, y, xt, _ = data.load(name)
    m = model(100, **settings).fit(x, y)
    forest = trees(m.get_booster())
    return {"data": name, "settings": settings, "trees": forest[:2], "splits": digest(forest), "labels": labels(m.predict(xt))}


def variant(name, how, settings):
    x, y, weight = spoiled(name, how)
    m = model(2, **settings)
    m.fit(x, y, sample_weight=weight)
    return {"data": name, "how": how, "settings": settings, "trees": trees(m.get_booster())}


def figures(name, title, make, draws, seeds):
    x, y, xt, yt = data.load(name)
    rows = []
    for seed in range(seeds):
        keep = data.random(300 + seed, (len(y),)) % 10 != 0 if draws else np.ones(len(y), bool)
        p = make(seed).fit(x[keep], y[keep]).predict(xt)
        rows.append([f(yt, p) for f in (accuracy_score, precision_score, recall_score, f1_score)])
    return {"data": name, "model": title, "draws": draws, "seeds": seeds, "mean": np.mean(rows, axis=0).round(5).tolist(),
            "sd": np.std(rows, axis=0, ddof=1).round(5).tolist()}


def drawn(seed):
    return model(100, random_state=seed, subsample=0.8, colsample_bytree=0.8)


def nodes(seed):
    return model(100, random_state=seed, colsample_bylevel=0.7, colsample_bynode=0.5)


def leafwise(_):
    return lightgbm.LGBMClassifier(n_estimators=100, n_jobs=1, verbose=-1)


def main():
    out = {"xgboost": xgboost.__version__, "lightgbm": lightgbm.__version__, "sklearn": sklearn.__version__, "exact": [],
           "variants": [variant(*v) for v in VARIANTS], "figures": []}
    for name in data.NAMES + ["harmonic"]:
        out["exact"] += [exact(name, {}), exact(name, {"learning_rate": 0.1})] if name == "harmonic" else [exact(name, {})]
        # a few hundred of its test rows are positive, so ten seeds say little there
        seeds = 60 if name == "imbalanced" else 10
        out["figures"] += [figures(name, "xgboost drawn", drawn, False, seeds), figures(name, "lightgbm", leafwise, True, 10)]
        if name in ("noisy", "sparse"):
            out["figures"].append(figures(name, "xgboost nodes", nodes, False, 10))
    json.dump(out, sys.stdout, separators=(",", ":"))
    print()


main()
