"""Writes calibrate_reference.json: scikit-learn's calibration maps and calibrated classifiers.

    venv/bin/python calibrate_reference.py > calibrate_reference.json

The A and B of Platt come twice: from scikit-learn's own fit, which stops at 1e-6, and from an unpenalised logistic regression
of the same targets, as rows of both labels with weights, which goes to the minimum.
"""

import json
import sys
import warnings

import numpy as np
import sklearn
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.calibration import CalibratedClassifierCV, _sigmoid_calibration
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

import data


def exact_platt(f, y, weight):
    w = np.ones(len(y)) if weight is None else weight
    n1, n0 = w[y == 1].sum(), w[y == 0].sum()
    target = np.where(y == 1, (n1 + 1) / (n1 + 2), 1 / (n0 + 2))
    model = LogisticRegression(C=np.inf, solver="newton-cholesky", tol=1e-15, max_iter=1000)
    model.fit(np.tile(f, 2)[:, None], np.repeat([1, 0], len(f)), sample_weight=np.concatenate([w * target, w * (1 - target)]))
    return [-model.coef_[0, 0], -model.intercept_[0]]


def maps():
    k = np.arange(200)
    bits = data.random(300, (200,))
    cases = {
        "smooth": (bits / 2.0**32, (data.random(301, (200,)) / 2.0**32 < (bits / 2.0**32) ** 2).astype(int), None),
        "ties": (np.round(bits / 2.0**32 * 12) / 12, (bits + k) % 3 // 2, None),
        "weighted": (bits / 2.0**31 - 1, (bits >> 31 ^ (bits >> 3) % 3 // 2), (bits >> 5) % 4 / 2.0),
        "large": (bits / 2.0**20 - 2048, (bits + data.random(302, (200,)) > 2**32).astype(int), None),
        "falling": (bits / 2.0**32, (bits < 2**31).astype(int), None),
        "one class": (bits / 2.0**32, np.ones(200, dtype=int), None),
    }
    for name, (f, y, weight) in cases.items():
        iso = IsotonicRegression(out_of_bounds="clip").fit(f, y, weight)
        a, b = _sigmoid_calibration(f, y, weight)
        at = np.linspace(f.min() - 0.1, f.max() + 0.1, 40)
        yield {"name": name, "f": f.tolist(), "y": y.tolist(), "weight": None if weight is None else weight.tolist(),
               "platt": [a, b], "exact": exact_platt(f, y, weight) if name != "one class" else [a, b],
               "x": iso.X_thresholds_.tolist(), "p": iso.y_thresholds_.tolist(), "at": at.tolist(), "isotonic": iso.predict(at).tolist()}


class Scores(ClassifierMixin, BaseEstimator):
    """Logistic regression that shows nothing but its scores."""

    def fit(self, x, y, sample_weight=None):
        self.model_ = LogisticRegression(solver="newton-cholesky", tol=1e-12, max_iter=1000).fit(x, y, sample_weight)
        self.classes_ = self.model_.classes_
        return self

    def predict(self, x):
        return self.model_.predict(x)

    def predict_proba(self, x):
        return self.model_.predict_proba(x)


class Odds(Scores):
    """The same with log-odds, within those of 0.0001 and 0.9999."""

    def decision_function(self, x):
        return np.clip(self.model_.decision_function(x), -np.log(9999), np.log(9999))


def calibrated():
    x, y, xt, yt = data.load("imbalanced")
    fold = np.arange(len(y)) * 7 % 4  # the folds of the Go test
    splits = [(np.flatnonzero(fold != f), np.flatnonzero(fold == f)) for f in range(4)]
    weight = 1 + np.arange(len(y)) % 3
    for base, method in [(Odds, "sigmoid"), (Scores, "sigmoid"), (Scores, "isotonic")]:
        for ensemble in [False, True]:
            for w in [None, weight]:
                model = CalibratedClassifierCV(base(), method=method, ensemble=ensemble, cv=splits).fit(x, y, sample_weight=w)
                yield {"method": method, "odds": base is Odds, "ensemble": ensemble, "weighted": w is not None,
                       "scores": model.predict_proba(xt[:60])[:, 1].tolist()}


warnings.simplefilter("ignore")
json.dump({"sklearn": sklearn.__version__, "numpy": np.__version__, "python": sys.version.split()[0],
           "maps": list(maps()), "calibrated": list(calibrated())}, sys.stdout, separators=(",", ":"))
print()
