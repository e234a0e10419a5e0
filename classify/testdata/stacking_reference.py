"""Writes stacking_reference.json: scikit-learn's VotingClassifier and StackingClassifier over two logistic regressions.

    venv/bin/python stacking_reference.py > stacking_reference.json
"""

import json
import sys

import numpy as np
import sklearn
from sklearn.ensemble import StackingClassifier, VotingClassifier
from sklearn.linear_model import LogisticRegression

import data


def logistic(c):
    return LogisticRegression(C=c, solver="newton-cholesky", tol=1e-12, max_iter=1000)


def main():
    x, y, xt, yt = data.load("noisy")
    seen = xt[:60]
    weight = 1 + np.arange(len(y)) % 3
    fold = np.arange(len(y)) * 7 % 4  # the folds of the Go test
    splits = [(np.flatnonzero(fold != f), np.flatnonzero(fold == f)) for f in range(4)]
    models = [("weak", logistic(1e-5)), ("strong", logistic(1))]
    out = {"sklearn": sklearn.__version__, "numpy": np.__version__, "python": sys.version.split()[0], "voting": [], "stacking": []}
    for votes in [None, [1, 3]]:
        model = VotingClassifier(models, voting="soft", weights=votes).fit(x, y)
        out["voting"].append({"weights": votes, "scores": model.predict_proba(seen)[:, 1].tolist()})
    for passthrough in [False, True]:
        for w in [None, weight]:
            model = StackingClassifier(models, final_estimator=logistic(1), cv=splits, passthrough=passthrough)
            model.fit(x, y, sample_weight=w)
            out["stacking"].append({"passthrough": passthrough, "weighted": w is not None,
                                    "scores": model.predict_proba(seen)[:, 1].tolist()})
    json.dump(out, sys.stdout, separators=(",", ":"))
    print()


main()
