"""Writes nb_reference.json: what GaussianNB of scikit-learn makes of the data sets of data.py.

    MALGUARD_REFERENCE=... venv/bin/python nb_reference.py > nb_reference.json

Labels of test rows are bits, first row first, in base64. Log-odds are those of every STEP-th test row. scikit-learn takes the
largest variance, of which a share is added to all, without weights; the weighted case passes a share that makes up for it.
"""

import base64
import json
import sys

import numpy as np
import sklearn
from sklearn.naive_bayes import GaussianNB

import data

STEP = 331


def pack(labels):
    return base64.b64encode(np.packbits(labels.astype(np.uint8)).tobytes()).decode()


def case(name, weighted, prior):
    x, y, xt, yt = data.load(name)
    weight, share = None, 1e-9
    if weighted:
        weight = (np.arange(len(y)) % 4).astype(float)
        mean = np.average(x, axis=0, weights=weight)
        share *= np.average((x - mean) ** 2, axis=0, weights=weight).max() / x.var(axis=0).max()
    model = GaussianNB(var_smoothing=share, priors=[1 - prior, prior] if prior else None).fit(x, y, sample_weight=weight)
    joint = model.predict_joint_log_proba(xt)
    labels = model.predict(xt)
    return {"data": name, "weighted": weighted, "prior": prior, "accuracy": (labels == yt).mean(), "labels": pack(labels),
            "odds": list((joint[:, 1] - joint[:, 0])[::STEP])}


json.dump({"sklearn": sklearn.__version__, "numpy": np.__version__, "python": sys.version.split()[0], "step": STEP,
           "cases": [case(n, False, 0) for n in [*data.NAMES, "harmonic"]] + [case("dense", True, 0), case("sparse", True, 0.3)]},
          sys.stdout, separators=(",", ":"))
print()
