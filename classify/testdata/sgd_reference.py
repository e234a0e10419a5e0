"""Writes sgd_reference.json: what SGDClassifier of scikit-learn makes of the data sets of data.py.

    MALGUARD_REFERENCE=... venv/bin/python sgd_reference.py > sgd_reference.json

`labels` is the start of the SHA-256 of the labels of the test rows as bits, the first row first. `seeds` are what scikit-learn
draws from random_state 0, 1, ... for its shuffle. `passes` is the number of calls of partial_fit, 0 for fit.
"""

import hashlib
import json
import sys
import warnings

import numpy as np
import sklearn
from sklearn.linear_model import SGDClassifier
from sklearn.metrics import precision_recall_fscore_support

import data

warnings.filterwarnings("ignore")
RUNS = 10


def seed(state):
    r = np.random.RandomState(state)
    r.randint(1, 2**31 - 1)
    return int(r.randint(2**31 - 1))


def run(sets, state, loss, passes, weighted, options):
    x, y, xt, yt = sets
    weight = (np.arange(len(y)) % 4).astype(float) if weighted else None
    model = SGDClassifier(loss, random_state=state, **options)
    if passes:
        for _ in range(passes):
            model.partial_fit(x, y, classes=[0, 1], sample_weight=weight)
    else:
        model.fit(x, y, sample_weight=weight)
    p = model.predict(xt)
    precision, recall, f1, _ = precision_recall_fscore_support(yt, p, average="binary", zero_division=0)
    return {"labels": hashlib.sha256(np.packbits(p.astype(np.uint8)).tobytes()).hexdigest()[:16],
            "figures": [round(v, 6) for v in ((p == yt).mean(), precision, recall, f1)],
            }, [float(f"{v:.9g}") for v in [model.intercept_[0], *model.coef_[0]]]


def case(name, loss, passes=0, runs=RUNS, weighted=False, **options):
    sets = data.load(name)
    results = [run(sets, state, loss, passes, weighted, options) for state in range(runs)]
    return {"data": name, "loss": loss, "passes": passes, "weighted": weighted, "options": options,
            "runs": [r[0] for r in results], "weights": results[0][1]}


def main():
    cases = [case(n, loss) for n in [*data.NAMES, "harmonic"] for loss in ("hinge", "log_loss")]
    cases += [case(n, "log_loss", passes=100, runs=2) for n in ("dense", "harmonic")]
    cases += [case("harmonic", "hinge", passes=100, runs=2)]
    cases += [case("imbalanced", loss, runs=2, **o) for loss, o in [
        ("modified_huber", {}), ("squared_hinge", {"alpha": 0.01}),
        ("hinge", {"average": 1}), ("log_loss", {"average": 5000}), ("log_loss", {"average": 10**9}),
        ("log_loss", {"learning_rate": "constant", "eta0": 0.02}), ("hinge", {"learning_rate": "invscaling", "eta0": 0.5}),
        ("log_loss", {"learning_rate": "invscaling", "eta0": 1, "power_t": 0.25, "tol": 1e-5, "n_iter_no_change": 2}),
        ("hinge", {"max_iter": 3, "alpha": 1e-5}),
    ]]
    cases += [case("sparse", loss, runs=2, weighted=True) for loss in ("hinge", "log_loss")]
    json.dump({"sklearn": sklearn.__version__, "numpy": np.__version__, "python": sys.version.split()[0],
               "seeds": [seed(s) for s in range(RUNS)], "cases": cases}, sys.stdout, separators=(",", ":"))
    print()


main()
