"""Trains small models on generated data and writes them with what XGBoost predicts from them.

    python -m venv venv && venv/bin/pip install xgboost==3.2.0 scipy
    venv/bin/python make.py            # writes 3.2.0/*.json, 3.2.0/*.ubj and 3.2.0/scores.json

The rows of scores.json and of training have missing entries, many zeros and tenths, which are no numbers of 32 bits: a
reader that compares in 64 bits, or takes ≤ for <, sends some of them the wrong way.
"""

import json
import sys
from pathlib import Path

import numpy as np
import scipy.sparse
import xgboost as xgb

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent / "testdata"))
from data import random  # noqa: E402

HERE = Path(__file__).resolve().parent
VERSION = tuple(int(v) for v in xgb.__version__.split("."))
WIDTH, TRAIN, TEST = 7, 400, 60
COLUMNS = ["os.system", "exec", "ünï\"\\code", "a b", "socket", "é", "open"]
if VERSION < (1, 4):
    COLUMNS = None  # files have no names yet


def data():
    r = random(101, (TRAIN + TEST, WIDTH))
    x = np.where(r % 3 == 0, (r >> 8) % 9, 0) / 10
    x[:, 5] = (r[:, 5] >> 4) % 2001 / 10 - 100
    x[:, 6] = np.where(r[:, 6] % 4 == 0, np.nan, (r[:, 6] >> 3) % 7 - 3.0)
    z = 4 * x[:, 0] - 3 * x[:, 1] + x[:, 5] / 40 + np.nan_to_num(x[:, 6], nan=2) * (x[:, 2] > 0.2)
    y = (z + (random(102, (len(x),)) % 100 - 50) / 25 > 0).astype(int)
    return x[:TRAIN], y[:TRAIN], x[TRAIN:], y[TRAIN:]


def dense(x, y=None):
    return xgb.DMatrix(x, label=y, feature_names=COLUMNS)


def csr(x, y=None):
    """A matrix that lacks the zeros and the missing entries, and so a model to which they are the same."""
    kept = np.nan_to_num(x)
    return xgb.DMatrix(scipy.sparse.csr_matrix(kept), label=y, feature_names=COLUMNS)


def probability(model, matrix, **options):
    z = model.predict(matrix, output_margin=True, **options).astype(float)
    return 1 / (1 + np.exp(-z))


def rounds(model, best):
    """Says "the rounds up to best" in the words of the version."""
    return {"ntree_limit": model.best_ntree_limit} if VERSION < (1, 4) else {"iteration_range": (0, best + 1)}


def main():
    x, y, xt, yt = data()
    folder = HERE / xgb.__version__
    folder.mkdir(exist_ok=True)
    out = {"xgboost": xgb.__version__, "rows": [[None if np.isnan(v) else v for v in row] for row in xt.tolist()], "models": {}}

    def write(name, settings, n=4, matrix=None, ubj=False, parts=("dense", "csr"), **options):
        settings = {"nthread": 1, "max_depth": 3, "eta": 0.5, **settings}
        model = xgb.train(settings, dense(x, y) if matrix is None else matrix, n, verbose_eval=False, **options)
        case = {}
        for kind, make in (("dense", dense), ("csr", csr)):
            if kind in parts:
                case[kind] = probability(model, make(xt)).tolist()
                if "early_stopping_rounds" in options:
                    case[kind + "_best"] = probability(model, make(xt), **rounds(model, model.best_iteration)).tolist()
        for end in (".json", ".ubj") if ubj and VERSION >= (1, 6) else (".json",):
            model.save_model(str(folder / (name + end)))
            out["models"][name + end] = case

    write("logistic", {"objective": "binary:logistic"}, ubj=True)
    write("csr", {"objective": "binary:logistic"}, matrix=csr(x, y))
    write("raw", {"objective": "binary:logitraw", "base_score": 0.3, "tree_method": "hist"})
    write("reg", {"objective": "reg:logistic", "base_score": 0.9, "tree_method": "approx"})
    write("dart", {"objective": "binary:logistic", "booster": "dart", "rate_drop": 0.5, "seed": 3}, 6, ubj=True)
    write("pruned", {"objective": "binary:logistic", "tree_method": "exact", "gamma": 2})
    parallel = 1 if VERSION < (1, 4) else 2  # files do not have it yet
    write("early", {"objective": "binary:logistic", "num_parallel_tree": parallel, "subsample": 0.5, "eta": 1, "max_depth": 3}, 20,
          evals=[(dense(xt, yt), "test")], early_stopping_rounds=3)
    write("linear", {"objective": "binary:logistic", "booster": "gblinear", "updater": "coord_descent"}, 10)
    if VERSION >= (3,):
        none = {"parts": ()}
        write("squared", {"objective": "reg:squarederror", "max_depth": 1}, 1, **none)
        write("classes", {"objective": "multi:softprob", "num_class": 3, "max_depth": 1}, 1, **none)
        whole = xgb.DMatrix(np.nan_to_num(x[:, 6:]) + 3, label=y, feature_types=["c"], enable_categorical=True)
        write("categorical", {"objective": "binary:logistic", "tree_method": "hist"}, 1, matrix=whole, **none)
        two = xgb.DMatrix(x, label=np.stack([y, 1 - y], axis=1))
        write("targets", {"objective": "binary:logistic", "multi_strategy": "multi_output_tree", "max_depth": 1}, 1, matrix=two, **none)
    (folder / "scores.json").write_text(json.dumps(out, separators=(",", ":")) + "\n")


main()
