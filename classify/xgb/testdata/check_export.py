"""Shows what XGBoost predicts with model files.

    venv/bin/python check_export.py FILE.json|FILE.ubj... < ROWS > SCORES

ROWS is a JSON list of rows in which null is a missing entry. SCORES maps each file to "dense" and "csr": the probabilities
of Booster.predict for the rows as a NumPy array, and as a CSR matrix without zeros and missing entries; and "classifier":
those of XGBClassifier.predict_proba for the NumPy array, where scikit-learn is there.
"""

import json
import sys

import numpy as np
import scipy.sparse
import xgboost as xgb

rows = np.array(json.load(sys.stdin), dtype=float)  # None becomes NaN
out = {"xgboost": xgb.__version__, "files": {}}
for file in sys.argv[1:]:
    model = xgb.Booster()
    model.load_model(file)
    matrix = lambda x: xgb.DMatrix(x, feature_names=model.feature_names)  # noqa: E731
    scores = {"dense": matrix(rows), "csr": matrix(scipy.sparse.csr_matrix(np.nan_to_num(rows)))}
    out["files"][file] = {kind: model.predict(x).astype(float).tolist() for kind, x in scores.items()}
    try:
        import sklearn  # noqa: F401
    except ImportError:
        continue
    classifier = xgb.XGBClassifier()
    classifier.load_model(file)
    out["files"][file]["classifier"] = classifier.predict_proba(rows)[:, 1].astype(float).tolist()
json.dump(out, sys.stdout, separators=(",", ":"))
print()
