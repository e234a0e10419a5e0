"""Writes shap_reference.json and the models beside it: the values of shap's TreeExplainer.

    python -m venv venv && venv/bin/pip install shap==0.51.0 scikit-learn==1.9.1 xgboost==3.2.0
    venv/bin/python shap_reference.py

Entries are numbers of 32 bits, to which scikit-learn and XGBoost round them and shap does not.
"""

import json
import sys
import warnings
from pathlib import Path

import numpy as np
import shap
import sklearn
import xgboost
from sklearn.ensemble import GradientBoostingClassifier, RandomForestClassifier
from sklearn.tree import DecisionTreeClassifier

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent / "classify" / "sklearn"))
from export import export  # noqa: E402

warnings.simplefilter("ignore")
WIDTH, TRAIN, TEST, OTHERS = 8, 300, 12, 20


def data():
    r = np.random.RandomState(5)
    x = r.randint(-40, 90, (TRAIN + TEST, WIDTH)) / 16
    x[r.rand(*x.shape) < 0.5] = 0
    y = (x[:, 0] * (x[:, 1] > 0) + x[:, 2] - x[:, 3] * (x[:, 4] > 1) + r.randn(len(x)) > 1).astype(int)
    return x[:TRAIN], y[:TRAIN], x[TRAIN:]


def main():
    x, y, rows = data()
    others = x[:OTHERS]
    holes = np.where(np.random.RandomState(6).rand(*rows.shape) < 0.2, np.nan, rows)
    out = {"shap": shap.__version__, "sklearn": sklearn.__version__, "xgboost": xgboost.__version__, "rows": rows.tolist(),
           "others": others.tolist(), "holes": [[None if np.isnan(v) else v for v in row] for row in holes.tolist()], "models": {}}

    def one(values):  # of the positive class, where there is one for each
        return np.asarray(values)[..., 1] if np.ndim(values) == 3 else np.asarray(values)

    def base(explainer):
        return float(np.ravel(explainer.expected_value)[-1])

    def explain(model, at, exact=True):
        path = shap.TreeExplainer(model, feature_perturbation="tree_path_dependent")
        got = {"path": one(path.shap_values(at)).tolist(), "path_base": base(path)}
        if exact:
            inter = shap.TreeExplainer(model, data=others, feature_perturbation="interventional", model_output="raw")
            got |= {"others": one(inter.shap_values(at, check_additivity=False)).tolist(), "others_base": base(inter)}
        return got

    models = {
        "tree": DecisionTreeClassifier(random_state=1),
        "forest": RandomForestClassifier(n_estimators=10, random_state=1, max_depth=6),
        "gradient": GradientBoostingClassifier(n_estimators=10, random_state=1),
    }
    for name, model in models.items():
        model.fit(x, y)
        (HERE / f"shap_{name}.json").write_text(json.dumps(export(model), separators=(",", ":"), allow_nan=False) + "\n")
        out["models"][name] = explain(model, rows)
    train = np.where(np.random.RandomState(7).rand(*x.shape) < 0.2, np.nan, x)
    boost = xgboost.XGBClassifier(n_estimators=12, max_depth=4, random_state=1, base_score=0.4).fit(train, y)
    boost.save_model(HERE / "shap_xgboost.json")
    margins = boost.get_booster().predict(xgboost.DMatrix(holes), pred_contribs=True)
    out["models"]["xgboost"] = {"path": margins[:, :-1].tolist(), "path_base": float(margins[0, -1])}
    (HERE / "shap_reference.json").write_text(json.dumps(out, separators=(",", ":")) + "\n")


main()
