"""Writes mlp_reference.json: what scikit-learn's MLPClassifier makes of the data sets of data.py, and a few steps of it in full.

    MALGUARD_REFERENCE=... OMP_NUM_THREADS=2 nice venv/bin/python mlp_reference.py > mlp_reference.json
"""

import json
import sys
import warnings

import numpy as np
import sklearn
from sklearn.metrics import accuracy_score, f1_score, precision_score, recall_score
from sklearn.neural_network import MLPClassifier, _multilayer_perceptron

import data

SEEDS = 10
CASES = [  # the names of settings are those of the Go test
    ("default", data.NAMES + ["harmonic"], {}),
    ("tanh", ["imbalanced"], {"activation": "tanh", "hidden_layer_sizes": (20, 10), "max_iter": 60}),
    ("logistic", ["sparse"], {"activation": "logistic", "max_iter": 60}),
    ("early", ["noisy"], {"early_stopping": True}),
    ("weighted", ["imbalanced"], {"max_iter": 60}),
    ("passes", ["harmonic"], {}),
]
PASSES = 100
FOLLOWED = 20


def figures(name, settings, x, y, xt, yt, seed):
    model = MLPClassifier(random_state=seed, **settings)
    if name == "passes":
        for _ in range(PASSES):
            model.partial_fit(x, y, classes=[0, 1])
    elif name == "weighted":
        model.fit(x, y, sample_weight=np.where(y == 1, 3.0, 0.5))
    else:
        model.fit(x, y)
    p = model.predict(xt)
    return [accuracy_score(yt, p), precision_score(yt, p), recall_score(yt, p), f1_score(yt, p)]


def runs():
    for name, sets, settings in CASES:
        for dataset in sets:
            split = data.load(dataset)
            rows = np.array([figures(name, settings, *split, seed) for seed in range(SEEDS)])
            print(name, dataset, rows.mean(axis=0).round(4), rows.std(axis=0, ddof=1).round(4), file=sys.stderr, flush=True)
            yield {"settings": name, "data": dataset, "mean": rows.mean(axis=0).tolist(), "sd": rows.std(axis=0, ddof=1).tolist()}


class Given(MLPClassifier):
    """Starts from given parameters: a layer's weights, an input a row, with its intercepts as the last row."""

    def _init_coef(self, fan_in, fan_out, dtype):
        layer = self.start.pop(0)
        return layer[:-1].copy(), layer[-1].copy()


def steps():
    rng = np.random.default_rng(20250703)
    rows, width = 12, 5
    x = rng.integers(-3, 4, (rows, width)) * (rng.random((rows, width)) < 0.5) / 2
    x[7] = x[3]  # rows that are the same have labels that are not
    y = np.arange(rows) % 2
    weight = rng.integers(1, 5, rows) / 2
    for hidden in [(4,), (4, 3)]:
        for activation in ["relu", "tanh", "logistic"]:
            for w in [None, weight]:
                sizes = [width, *hidden, 1]
                start = [np.round(rng.uniform(-1, 1, (a + 1, b)), 3) for a, b in zip(sizes, sizes[1:])]
                model = Given(hidden, activation=activation, alpha=0.3, batch_size=5, max_iter=4, shuffle=False, learning_rate_init=0.05)
                model.start = list(start)
                model.fit(x, y, sample_weight=w)
                end = [np.vstack([c, i]) for c, i in zip(model.coefs_, model.intercepts_)]
                yield {"x": x.tolist(), "y": y.tolist(), "weight": None if w is None else w.tolist(), "hidden": hidden,
                       "activation": activation, "start": [a.ravel().tolist() for a in start],
                       "end": [a.ravel().tolist() for a in end], "loss": model.loss_curve_,
                       "scores": model.predict_proba(x)[:, 1].tolist()}


class Followed(MLPClassifier):
    """Draws its parameters from the streams of data.py: layer k, whose last row is intercepts, from stream 100 + k."""

    def _init_coef(self, fan_in, fan_out, dtype):
        bound = np.sqrt((2.0 if self.activation == "logistic" else 6.0) / (fan_in + fan_out))
        layer = bound * (data.random(100 + self.drawn, (fan_in + 1, fan_out)) / 2.0**31 - 1)
        self.drawn += 1
        return layer[:-1].copy(), layer[-1].copy()


def followed():
    """Training with parameters and orders of rows that Go draws alike: pass k sorts the rows by stream 200 + k."""
    original = _multilayer_perceptron.shuffle
    for dataset in data.NAMES + ["harmonic"]:
        x, y, xt, yt = data.load(dataset)
        passes = iter(range(FOLLOWED))
        _multilayer_perceptron.shuffle = lambda rows, random_state: np.argsort(
            data.random(200 + next(passes), (len(rows),)), kind="stable")
        model = Followed(max_iter=FOLLOWED)
        model.drawn = 0
        model.fit(x, y)
        p = model.predict_proba(xt)[:, 1]
        yield {"data": dataset, "loss": model.loss_curve_, "scores": p[:100].tolist(),
               "labels": np.packbits(p > 0.5).tobytes().hex()}
    _multilayer_perceptron.shuffle = original


def main():
    warnings.simplefilter("ignore")
    out = {"sklearn": sklearn.__version__, "numpy": np.__version__, "python": sys.version.split()[0],
           "passes": PASSES, "steps": list(steps()), "followed": list(followed()),
           "runs": list(runs())}
    json.dump(out, sys.stdout, separators=(",", ":"))
    print()


main()
