"""Writes lime_reference.json: what lime 0.2.0.1 makes of small tables and of given samples.

    python -m venv venv && venv/bin/pip install lime==0.2.0.1 scikit-learn==1.9.1
    venv/bin/python lime_reference.py > lime_reference.json

"bins" holds the borders of its discretizers for each column of a table, and the share, mean, standard deviation and ends of each
bin. "fits" holds its linear models of given samples: which features it chooses, their coefficients, intercept and weighted R².
"explained" holds the coefficients that explain_instance gives a function of the rows with very many samples, with their standard
errors over seeds: another generator must come to the same within those.
"""

import json
import sys

import lime
import numpy as np
import sklearn
from lime.lime_base import LimeBase
from lime.lime_tabular import LimeTabularExplainer

DISCRETIZERS = ["quartile", "decile", "entropy"]
METHODS = ["highest_weights", "forward_selection", "lasso_path", "none"]


def table():
    """Sixteenths, sparse as features of packages are, and labels."""
    r = np.random.RandomState(1)
    x = r.randint(-40, 90, (240, 6)) / 16
    x[r.rand(*x.shape) < [0, 0.3, 0.6, 0.9, 0.97, 0]] = 0
    x[:, 5] = r.randint(0, 3, 240)
    y = (x[:, 0] + 2 * x[:, 1] - x[:, 2] + 3 * x[:, 3] + r.randn(240) > 1.5).astype(int)
    return x, y


def bins(x, y):
    out = {}
    for name in DISCRETIZERS:
        e = LimeTabularExplainer(x, training_labels=y, discretizer=name, random_state=0)
        d = e.discretizer
        out[name] = []
        for j in range(x.shape[1]):
            shares = np.zeros(len(d.means[j]))
            shares[np.array(e.feature_values[j], int)] = e.feature_frequencies[j]
            out[name].append({"bounds": list(d.mins[j][1:]), "share": list(shares), "mean": list(map(float, d.means[j])),
                              "sd": [s - 1e-11 for s in d.stds[j]], "low": list(map(float, d.mins[j])), "high": list(map(float, d.maxs[j]))})
    return out


def fits():
    out = []
    for seed, (n, p, binary) in enumerate([(160, 12, True), (300, 8, False), (90, 20, True)]):
        r = np.random.RandomState(10 + seed)
        z = (r.rand(n, p) < r.uniform(0.1, 0.9, p)).astype(float) if binary else np.round(r.randn(n, p) * 4) / 4
        z[:, 1] = np.where(r.rand(n) < 0.7, z[:, 0], z[:, 1])  # so that order matters
        if binary:
            z[0] = 1
        y = 1 / (1 + np.exp(-(z @ r.randn(p)) + 2 * z[:, 2] * z[:, 3] + r.randn(n) / 3))
        square = ((z - z[0]) ** 2).sum(axis=1)
        width = 0.75 * np.sqrt(p)
        base = LimeBase(lambda d, w=width: np.sqrt(np.exp(-(d ** 2) / w ** 2)), random_state=0)
        cases = []
        for method in METHODS:
            for k in (1, 3, 5, 9):
                b0, exp, score, local = base.explain_instance_with_data(z, y[:, None], np.sqrt(square), 0, k, feature_selection=method)
                cases.append({"method": method, "features": k, "columns": [int(j) for j, _ in exp], "coef": [float(c) for _, c in exp],
                              "intercept": float(b0), "fidelity": float(score), "local": float(local[0])})
        out.append({"rows": z.tolist(), "scores": y.tolist(), "width": width, "cases": cases})
    return out


def function(x):
    """What is explained: nothing that a linear model is."""
    p = np.where(x[:, 0] > 1, 0.3, 0) + np.where((x[:, 1] > 0) & (x[:, 2] <= 0.5), 0.4, 0) + np.where(x[:, 3] > 0, 0.2, 0) + x[:, 5] / 40
    return np.column_stack([1 - p, p])


def explained(x, y):
    row = x[np.argmax((x[:, 1] > 0) & (x[:, 3] > 0))]
    out = {"row": row.tolist(), "runs": {}}
    for name in [*DISCRETIZERS, "none", "around"]:
        options = {"discretizer": name} if name in DISCRETIZERS else {"discretize_continuous": False, "sample_around_instance": name == "around"}
        runs = []
        for seed in range(8):
            e = LimeTabularExplainer(x, training_labels=y, random_state=seed, **options)
            got = e.explain_instance(row, function, num_features=6, num_samples=50_000)
            runs.append([dict(got.local_exp[1])[j] for j in range(6)] + [got.intercept[1], got.score])
        out["runs"][name] = {"mean": list(np.mean(runs, axis=0)), "error": list(np.std(runs, axis=0, ddof=1) / np.sqrt(len(runs)))}
    return out


def main():
    x, y = table()
    out = {"lime": "0.2.0.1", "sklearn": sklearn.__version__, "numpy": np.__version__, "table": x.tolist(), "labels": y.tolist(),
           "bins": bins(x, y), "fits": fits(), "explained": explained(x, y)}
    json.dump(out, sys.stdout, separators=(",", ":"))
    print()


main()
