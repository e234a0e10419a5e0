"""Trains small models on generated data and writes what ../export.py makes of them, with what scikit-learn predicts.

    python -m venv venv && venv/bin/pip install scikit-learn==1.9.1 joblib
    venv/bin/python make.py            # writes 1.9.1/*.json and 1.9.1/scores.json
"""

import json
import sys
import warnings
from pathlib import Path

import numpy as np
import sklearn
from sklearn.ensemble import ExtraTreesClassifier, GradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression, SGDClassifier
from sklearn.svm import LinearSVC
from sklearn.tree import DecisionTreeClassifier

try:
    from sklearn.ensemble import HistGradientBoostingClassifier
except ImportError:  # before 1.0
    HistGradientBoostingClassifier = None

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent.parent / "testdata")]
from data import random  # noqa: E402
from export import export, takes_missing  # noqa: E402

warnings.simplefilter("ignore")
WIDTH, TRAIN, TEST = 5, 300, 60
VERSION = tuple(int(v) for v in sklearn.__version__.split(".")[:2])


def data():
    """Tenths, which 32 bits round, and zeros."""
    r = random(121, (TRAIN + TEST, WIDTH))
    x = np.where(r % 3 == 0, (r >> 8) % 9 - 2.0, 0) / 10
    x[:, 4] = (r[:, 4] >> 4) % 2001 / 10 - 100
    z = 4 * x[:, 0] - 3 * x[:, 1] + x[:, 4] / 40 + 2 * (x[:, 2] > 0.1)
    y = (z + (random(122, (len(x),)) % 100 - 50) / 25 > 0.3).astype(int)
    holes = np.where(random(123, x.shape) % 8 == 0, np.nan, x)
    return x[:TRAIN], y[:TRAIN], x[TRAIN:], holes


def main():
    x, y, xt, holes = data()
    folder = HERE / sklearn.__version__
    folder.mkdir(exist_ok=True)
    cases = {}

    def write(name, model, labels=y, positive=None, rows=x, features=None):
        model.fit(rows, labels)
        doc = export(model, positive, features)
        (folder / (name + ".json")).write_text(json.dumps(doc, separators=(",", ":"), allow_nan=False) + "\n")
        k = int(str(model.classes_[1]) == doc["positive"])
        sign = 1 if k == 1 else -1
        trial = holes[TRAIN:] if doc.get("trees", {}).get("missing") and takes_missing(model) else xt
        scores = model.predict_proba(trial)[:, k] if doc["score"] == "probability" else 1 / (1 + np.exp(-sign * model.decision_function(trial)))
        rows = [[None if np.isnan(v) else v for v in row] for row in trial.tolist()]
        cases[name + ".json"] = {"holes": trial is not xt, "scores": scores.tolist()}
        shown["holes" if trial is not xt else "rows"] = rows

    shown = {}
    small = {"n_estimators": 5, "max_depth": 4, "random_state": 1}
    words = np.where(y == 1, "bad", "good")
    write("tree", DecisionTreeClassifier(random_state=1, max_depth=6, class_weight="balanced"), features=list("abcdé"))
    write("forest", RandomForestClassifier(**small))
    write("forest-first", RandomForestClassifier(**small), labels=words, positive="bad")
    write("forest-by-gain", RandomForestClassifier(max_leaf_nodes=9, **small))
    write("extra", ExtraTreesClassifier(**small))
    write("gradient", GradientBoostingClassifier(**small))
    write("gradient-first", GradientBoostingClassifier(init="zero", **small), labels=words, positive="bad")
    write("gradient-exponential", GradientBoostingClassifier(loss="exponential", **small))
    if VERSION >= (1, 3):
        write("tree-missing", DecisionTreeClassifier(random_state=1, max_depth=5), rows=holes[:TRAIN])
    if VERSION >= (1, 4):
        write("forest-missing", RandomForestClassifier(**small), rows=holes[:TRAIN])
    if VERSION >= (1, 6):
        write("extra-missing", ExtraTreesClassifier(**small), rows=holes[:TRAIN])
    if HistGradientBoostingClassifier:
        write("histogram", HistGradientBoostingClassifier(max_iter=5, max_depth=4, random_state=1), rows=holes[:TRAIN])
        write("histogram-first", HistGradientBoostingClassifier(max_iter=5, max_depth=4, random_state=1), labels=words, positive="bad")
    write("logistic", LogisticRegression())
    write("logistic-first", LogisticRegression(), labels=words, positive="bad")
    if VERSION < (1, 7):
        write("logistic-multinomial", LogisticRegression(multi_class="multinomial"))
    log = "log_loss" if VERSION >= (1, 1) else "log"
    write("sgd", SGDClassifier(loss=log, random_state=1, alpha=0.1), labels=2 * y - 1)
    write("sgd-hinge", SGDClassifier(random_state=1, alpha=0.1))
    write("svc", LinearSVC(random_state=1, max_iter=10000, dual=True))
    write("svc-first", LinearSVC(random_state=1, max_iter=10000, dual=True), labels=words, positive="bad")
    out = {"sklearn": sklearn.__version__, "models": cases, **shown}
    (folder / "scores.json").write_text(json.dumps(out, separators=(",", ":")) + "\n")


main()
