"""Writes logistic_reference.json: the optimum that LogisticRegression of scikit-learn finds on the data sets of data.py.

    MALGUARD_REFERENCE=... venv/bin/python logistic_reference.py > logistic_reference.json

Columns are divided by their largest absolute value. The loss is 1/2C |w|^2 plus the sum of the log losses of the rows.
"""

import json
import sys

import numpy as np
import sklearn
from sklearn.linear_model import LogisticRegression

import data


def case(name, c):
    x, y, xt, yt = data.load(name)
    scale = np.abs(x).max(axis=0)
    scale[scale == 0] = 1
    x, xt = x / scale, xt / scale
    losses = []
    for solver in ("newton-cholesky", "lbfgs"):
        model = LogisticRegression(C=c, solver=solver, tol=1e-10, max_iter=10_000).fit(x, y)
        w, b = model.coef_[0], model.intercept_[0]
        losses.append(w @ w / (2 * c) + np.logaddexp(0, -(2 * y - 1) * (x @ w + b)).sum())
    return {"data": name, "c": c, "loss": min(losses), "lbfgs": losses[1], "accuracy": model.score(xt, yt)}


json.dump({"sklearn": sklearn.__version__, "numpy": np.__version__, "python": sys.version.split()[0],
           "cases": [case(n, c) for n in [*data.NAMES, "harmonic"] for c in (1, 100)]}, sys.stdout, separators=(",", ":"))
print()
