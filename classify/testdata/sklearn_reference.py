"""Writes sklearn_reference.json: what scikit-learn gets on a small generated data set.

    python -m venv venv && venv/bin/pip install scikit-learn numpy
    venv/bin/python sklearn_reference.py > sklearn_reference.json

Features are multiples of 1/16, so that JSON and both programs hold the same numbers. Columns 0 to 7 are sparse, 8 and 9
continuous enough to have hundreds of values; labels are drawn from a logistic model with an interaction, which a linear
model cannot learn.
"""

import json
import sys

import numpy as np
import sklearn
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score

TRAIN, TEST, WIDTH = 400, 400, 10


def data():
    rng = np.random.default_rng(20250611)
    n = TRAIN + TEST
    x = rng.integers(1, 80, (n, WIDTH)) * (rng.random((n, WIDTH)) < 0.35)
    x[:, 8:] = rng.normal(0, 1000, (n, 2)).round()
    x = x / 16
    odds = x[:, 0] - 0.7 * x[:, 1] + 2 * (x[:, 2] > 0) * (x[:, 3] > 0) * 3 + x[:, 8] / 40 - 0.6
    y = (rng.random(n) < 1 / (1 + np.exp(-odds))).astype(int)
    weight = rng.integers(0, 9, TRAIN) / 4
    return x, y, weight


def logistic(x, y, weight, c, scale):
    model = LogisticRegression(C=c, solver="newton-cholesky", tol=1e-14, max_iter=1000)
    model.fit(x / scale, y, sample_weight=weight)
    w, b = model.coef_[0], model.intercept_[0]
    margin = (x / scale) @ w + b
    s = np.ones(len(y)) if weight is None else weight
    loss = 0.5 / c * w @ w + np.sum(s * np.logaddexp(0, -(2 * y - 1) * margin))
    return {"c": c, "weighted": weight is not None, "scaled": bool(np.any(scale != 1)), "coef": list(w / scale),
            "intercept": b, "loss": loss}


def forest(x, y, xt, yt, weight, **options):
    accuracy = []
    for seed in range(20):
        model = RandomForestClassifier(n_estimators=100, random_state=seed, **options).fit(x, y, sample_weight=weight)
        accuracy.append(accuracy_score(yt, model.predict(xt)))
    large = RandomForestClassifier(n_estimators=5000, random_state=99, n_jobs=-1, **options)
    large.fit(x, y, sample_weight=weight)
    return {"max_depth": options.get("max_depth") or 0, "min_leaf": options["min_samples_leaf"],
            "weighted": weight is not None, "accuracy_mean": np.mean(accuracy), "accuracy_sd": np.std(accuracy, ddof=1),
            "probability": [round(p, 6) for p in large.predict_proba(xt)[:, 1]]}


def main():
    x, y, weight = data()
    xa, ya, xt, yt = x[:TRAIN], y[:TRAIN], x[TRAIN:], y[TRAIN:]
    one = np.ones(WIDTH)
    # scaled case: rows of weight 0 count for nothing, not even for the scale
    maxabs = np.abs(xa[weight > 0]).max(axis=0)
    out = {
        "sklearn": sklearn.__version__, "numpy": np.__version__, "python": sys.version.split()[0], "unit": 1 / 16,
        "x": (xa * 16).astype(int).tolist(), "y": ya.tolist(), "weight": weight.tolist(),
        "test_x": (xt * 16).astype(int).tolist(), "test_y": yt.tolist(),
        "logistic": [
            logistic(xa, ya, None, 1, one),
            logistic(xa, ya, None, 0.01, one),
            logistic(xa, ya, weight, 1, one),
            logistic(xa, ya, weight, 10, maxabs),
        ],
        "forest": [
            forest(xa, ya, xt, yt, None, min_samples_leaf=1, max_depth=None),
            forest(xa, ya, xt, yt, None, min_samples_leaf=5, max_depth=4),
            forest(xa, ya, xt, yt, weight, min_samples_leaf=2, max_depth=None),
        ],
    }
    json.dump(out, sys.stdout, separators=(",", ":"))
    print()


main()
