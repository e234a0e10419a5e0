"""Trains small models on generated data and writes them with what LightGBM predicts from them.

    python -m venv venv && venv/bin/pip install lightgbm==4.7.0 scipy
    venv/bin/python make.py            # writes 4.7.0/*.txt and 4.7.0/scores.json

Columns 2 and 3 hold categories; one of column 3 is large, so that sets of them need more than 32 bits. Rows to score also
have categories that no training row had: negative, broken, missing and huge.
"""

import json
import sys
from pathlib import Path

import lightgbm as lgb
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent / "testdata"))
from data import random  # noqa: E402

HERE = Path(__file__).resolve().parent
VERSION = tuple(int(v) for v in lgb.__version__.split("."))
WIDTH, TRAIN, TEST = 6, 500, 80
CATEGORIES = [2, 3]


def data():
    r = random(111, (TRAIN + TEST, WIDTH))
    x = np.where(r % 3 == 0, (r >> 8) % 9 - 2.0, 0) / 10
    x[:, 4] = (r[:, 4] >> 4) % 2001 / 10 - 100
    x[:, 5] = np.where(r[:, 5] % 4 == 0, np.nan, (r[:, 5] >> 3) % 7 - 3.0)
    kind, category = (r[:, 2] >> 3) % 7, (r[:, 3] >> 3) % 20 * 5
    category[category == 45] = 1000
    x[:, 4][r[:, 4] % 6 == 0] = np.nan
    x[:, 0][r[:, 0] % 7 == 0] = np.nan
    x[:, 2], x[:, 3] = kind, category
    z = 8 * np.nan_to_num(x[:, 0], nan=0.4) - 6 * x[:, 1] + np.nan_to_num(x[:, 4], nan=90) / 40
    z += np.nan_to_num(x[:, 5], nan=2) + 6 * (category % 3 == 0) + 4 * (category == 1000) + 4 * (kind % 2)
    y = (z + (random(112, (len(x),)) % 100 - 50) / 25 > 6).astype(int)
    odd = [-1, -0.5, 0.5, 5.9, 1e10, -1e10, np.nan, 31, 32, 33, 999, 1001, 2.0**31, 2.0**32 + 5]
    x[TRAIN : TRAIN + len(odd), 3] = odd
    x[TRAIN + 10 : TRAIN + 10 + len(odd), 2] = odd
    x[TRAIN + 20 : TRAIN + 40 : 2, 0] = np.nan
    x[TRAIN + 20 : TRAIN + 40 : 3, 1] = [1e-36, -1e-36, 1e-34, -1e-34, 5e-324, 1e300, -1e300]
    return x[:TRAIN], y[:TRAIN], x[TRAIN:], y[TRAIN:]


def main():
    x, y, xt, yt = data()
    folder = HERE / lgb.__version__
    folder.mkdir(exist_ok=True)
    out = {"lightgbm": lgb.__version__, "rows": [[None if np.isnan(v) else v for v in row] for row in xt.tolist()], "models": {}}
    names = ["os.system", "exec", "a-b", "kind", "size", "é" if VERSION >= (3,) else "e"]

    def write(name, settings, n=5, columns=WIDTH, categorical=(), scored=True, labels=None, **options):
        settings = {"objective": "binary", "num_leaves": 7, "verbosity": -1, "num_threads": 1, "deterministic": True, "seed": 1,
                    "min_data_in_leaf": 5, "min_data_per_group": 5, "cat_smooth": 1, **settings}
        train = lgb.Dataset(x[:, :columns], label=y if labels is None else labels, feature_name=names[:columns],
                            categorical_feature=list(categorical), params={"verbosity": -1, **settings})
        model = lgb.train(settings, train, n, **{k: v(train) for k, v in options.items()})
        model.save_model(str(folder / (name + ".txt")))
        if scored:
            out["models"][name + ".txt"] = {"scores": model.predict(xt[:, :columns]).tolist(), "columns": columns}

    write("missing", {})
    write("zero-missing", {"zero_as_missing": True})
    write("no-missing", {"use_missing": False})
    write("categories", {"max_cat_to_onehot": 1}, categorical=CATEGORIES)
    write("onehot", {"max_cat_to_onehot": 64}, categorical=CATEGORIES)
    write("category-zero-missing", {"zero_as_missing": True, "max_cat_to_onehot": 1}, categorical=CATEGORIES)
    write("sigmoid", {"sigmoid": 0.7})
    write("forest", {"boosting": "rf", "bagging_freq": 1, "bagging_fraction": 0.6, "feature_fraction": 0.9})
    write("dart", {"boosting": "dart"})
    write("one-column", {}, columns=1)
    write("constant", {"min_data_in_leaf": 400}, 2)
    write("best", {"learning_rate": 1.0}, 40, valid_sets=lambda train: [lgb.Dataset(xt, label=yt, reference=train)],
          **({"early_stopping_rounds": lambda _: 3, "verbose_eval": lambda _: False} if VERSION < (3, 3)
             else {"callbacks": lambda _: [lgb.early_stopping(3, verbose=False)]}))
    if VERSION >= (4,):
        write("squared", {"objective": "regression"}, 1, scored=False)
        write("classes", {"objective": "multiclass", "num_class": 3}, 1, scored=False)
        write("linear", {"linear_tree": True}, 1, scored=False)
        write("entropy", {"objective": "cross_entropy"}, 1, scored=False)
    (folder / "scores.json").write_text(json.dumps(out, separators=(",", ":")) + "\n")


main()
