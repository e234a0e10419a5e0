"""Writes metrics_reference.json: what scikit-learn and scipy say of generated scores with many ties.

    python -m venv venv && venv/bin/pip install scikit-learn==1.9.1 scipy
    venv/bin/python metrics_reference.py > metrics_reference.json
"""

import json
import sys

import numpy as np
import scipy
import sklearn
from scipy.stats import binomtest
from sklearn import metrics

rng = np.random.default_rng(20261125)
N = 400
y = (rng.random(N) < 0.4).astype(int)
scores = [np.clip((rng.normal(0.35 + 0.25 * y, 0.2) * 32).round() / 32, 0, 1) for _ in range(2)]


def judge(s):
    flagged = s >= 0.5
    return {
        "precision": metrics.precision_score(y, flagged), "recall": metrics.recall_score(y, flagged),
        "F1": metrics.f1_score(y, flagged), "FPR": (flagged & (y == 0)).sum() / (y == 0).sum(),
        "accuracy": metrics.accuracy_score(y, flagged), "MCC": metrics.matthews_corrcoef(y, flagged),
        "AUC": metrics.roc_auc_score(y, s), "average precision": metrics.average_precision_score(y, s),
        "Brier": metrics.brier_score_loss(y, s),
    }


right = [(s >= 0.5) == (y == 1) for s in scores]
only = [int((right[0] & ~right[1]).sum()), int((right[1] & ~right[0]).sum())]
json.dump({"sklearn": sklearn.__version__, "scipy": scipy.__version__, "label": y.tolist(),
           "score": [(s * 32).astype(int).tolist() for s in scores], "figures": [judge(s) for s in scores], "only": only,
           "p": binomtest(only[0], sum(only)).pvalue}, sys.stdout, separators=(",", ":"))
print()
