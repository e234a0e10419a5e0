"""Writes svm_reference.json: the optimum that LinearSVC of scikit-learn finds on the data sets of data.py.

    MALGUARD_REFERENCE=... venv/bin/python svm_reference.py > svm_reference.json

Columns are divided by their largest absolute value in the rows of positive weight. The objective is that of the primal.
`labels` are bits of the test rows in base64, the first row first; `near` are the rows with a margin within 1e-3 of 0.
"""

import base64
import json
import sys

import numpy as np
import sklearn
from sklearn.svm import LinearSVC

import data


def pack(bits):
    return base64.b64encode(np.packbits(bits.astype(np.uint8)).tobytes()).decode()


def case(name, loss, weighted=False, c=1.0, intercept=1.0):
    x, y, xt, yt = data.load(name)
    weight = (np.arange(len(y)) % 4).astype(float) if weighted else np.ones(len(y))
    scale = np.abs(x[weight > 0]).max(axis=0)
    scale[scale == 0] = 1
    x, xt = x / scale, xt / scale
    model = LinearSVC(loss=loss, C=c, intercept_scaling=intercept, dual=True, tol=1e-7, max_iter=100_000, random_state=0)
    model.fit(x, y, sample_weight=weight)
    w, b = model.coef_[0], model.intercept_[0]
    z = np.maximum(0, 1 - (2 * y - 1) * (x @ w + b))
    objective = (w @ w + (b / intercept) ** 2) / 2 + c * (weight * (z if loss == "hinge" else z * z)).sum()
    margin = model.decision_function(xt)
    labels = margin > 0
    return {"data": name, "loss": loss, "weighted": weighted, "c": c, "intercept": intercept, "iterations": int(model.n_iter_),
            "objective": objective, "accuracy": (labels == yt).mean(), "labels": pack(labels), "near": np.flatnonzero(np.abs(margin) < 1e-3).tolist()}


# with C = 1 LinearSVC does not converge in 100,000 passes with the hinge on noisy
cases = [case(n, loss, c=0.01 if (n, loss) == ("noisy", "hinge") else 1.0)
         for n in [*data.NAMES, "harmonic"] for loss in ("squared_hinge", "hinge")]
cases += [case("sparse", "squared_hinge", weighted=True), case("sparse", "hinge", weighted=True),
          case("imbalanced", "squared_hinge", c=0.01), case("imbalanced", "squared_hinge", c=0.1, intercept=20)]
json.dump({"sklearn": sklearn.__version__, "numpy": np.__version__, "python": sys.version.split()[0], "cases": cases}, sys.stdout,
          separators=(",", ":"))
print()
