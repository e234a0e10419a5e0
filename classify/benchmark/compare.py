"""Times and judges malguard's learners against scikit-learn, XGBoost and LightGBM, in one run, turn by turn.

    go build -o learners ./examples/learners
    python3 -m venv venv && venv/bin/pip install scikit-learn==1.9.1 xgboost==3.2.0 lightgbm==4.7.0
    MALGUARD_REFERENCE=FOLDER venv/bin/python classify/benchmark/compare.py --learners ./learners [--only NAME,…] [--repeat 5]

Data are the published harmonic vectors with the split of seed 42 (14,871 train rows, 3,718 test rows, 135 columns), below
malguard-release in FOLDER. Each figure is the best of --repeat runs, which take turns. CPU seconds are user and system time of
training, or of scoring all test rows, on one thread (GOMAXPROCS=1 and OMP_NUM_THREADS=1). "threads" is malguard's own wall
time with GOMAXPROCS=1 over that with 2, and "reference" that of the reference with two threads, where it has any, over ours.
F1 is that of one seed, 42.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import time
import warnings
from pathlib import Path

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")

import lightgbm
import numpy as np
import sklearn
import xgboost
from sklearn.ensemble import ExtraTreesClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression, SGDClassifier
from sklearn.metrics import f1_score
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MaxAbsScaler
from sklearn.svm import LinearSVC
from sklearn.tree import DecisionTreeClassifier

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "testdata"))
sys.dont_write_bytecode = True
import data


class Passes:
    """The paper's SVM: 100 calls of partial_fit."""

    def __init__(self):
        self.model = SGDClassifier(loss="log_loss", random_state=42)

    def fit(self, x, y):
        for _ in range(100):
            self.model.partial_fit(x, y, classes=[0, 1])
        return self

    def predict(self, x):
        return self.model.predict(x)


# name -> model for a number of threads
REFERENCES = {
    "nb": lambda n: GaussianNB(),
    "tree": lambda n: DecisionTreeClassifier(random_state=42),
    "forest": lambda n: RandomForestClassifier(100, random_state=42, n_jobs=n),
    "extra-trees": lambda n: ExtraTreesClassifier(100, random_state=42, n_jobs=n),
    "boost-xgboost": lambda n: xgboost.XGBClassifier(n_estimators=100, learning_rate=0.1, max_depth=6, random_state=42, n_jobs=n),
    "boost-lightgbm": lambda n: lightgbm.LGBMClassifier(n_estimators=100, random_state=42, n_jobs=n, verbose=-1),
    "sgd-hinge": lambda n: SGDClassifier(random_state=42),
    "sgd-log": lambda n: SGDClassifier(loss="log_loss", random_state=42),
    "sgd-paper": lambda n: Passes(),
    "svm": lambda n: make_pipeline(MaxAbsScaler(), LinearSVC(random_state=42)),
    "logistic": lambda n: make_pipeline(MaxAbsScaler(), LogisticRegression(max_iter=1000, tol=1e-6)),
    "mlp": lambda n: MLPClassifier(random_state=42),
    "knn": lambda n: KNeighborsClassifier(n_jobs=n),
}


def cpu():
    u = resource.getrusage(resource.RUSAGE_SELF)
    return u.ru_utime + u.ru_stime


def timed(call):
    c, t = cpu(), time.perf_counter()
    result = call()
    return cpu() - c, time.perf_counter() - t, result


def reference(name, threads, rows):
    x, y, xt, yt = rows
    model = REFERENCES[name](threads)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of those that stop before they converge, as ours do
        train_cpu, train, _ = timed(lambda: model.fit(x, y))
        predict_cpu, predict, labels = timed(lambda: model.predict(xt))
    return {"train_cpu": train_cpu, "train": train, "predict_cpu": predict_cpu, "predict": predict, "f1": f1_score(yt, labels)}


def ours(binary, name, threads, folder):
    env = {**os.environ, "GOMAXPROCS": str(threads)}
    out = subprocess.run([binary, "-json", "-only", name, folder], env=env, stdout=subprocess.PIPE, check=True).stdout
    r = json.loads(out)
    a = r["all"]
    r["f1"] = 2 * a["tp"] / (2 * a["tp"] + a["fp"] + a["fn"])
    return r


def best(runs, key):
    return min(r[key] for r in runs)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--learners", required=True)
    parser.add_argument("--only", default=",".join(REFERENCES))
    parser.add_argument("--repeat", type=int, default=5)
    options = parser.parse_args()
    folder = str(Path(os.environ["MALGUARD_REFERENCE"]) / "malguard-release")
    rows = data.load("harmonic")
    print(f"scikit-learn {sklearn.__version__}, XGBoost {xgboost.__version__}, LightGBM {lightgbm.__version__}, numpy {np.__version__}; "
          f"{time.strftime('%Y-%m-%d')}, best of {options.repeat}\n")
    print("| learner | train CPU s: ours | reference | ratio | predict CPU ms: ours | reference | ratio | threads | reference, two threads | F1: ours | reference |")
    print("|---|---|---|---|---|---|---|---|---|---|---|", flush=True)
    for name in options.only.split(","):
        mine, theirs, mine2, theirs2 = [], [], [], []
        for _ in range(options.repeat):
            mine.append(ours(options.learners, name, 1, folder))
            theirs.append(reference(name, 1, rows))
            mine2.append(ours(options.learners, name, 2, folder))
            theirs2.append(reference(name, 2, rows))
        a, b = best(mine, "train_cpu"), best(theirs, "train_cpu")
        p, q = best(mine, "predict_cpu"), best(theirs, "predict_cpu")
        print(f"| {name} | {a:.4f} | {b:.4f} | {b / a:.1f} | {1000 * p:.2f} | {1000 * q:.2f} | {q / p:.1f} "
              f"| {best(mine, 'train') / best(mine2, 'train'):.2f} | {best(theirs2, 'train') / best(mine2, 'train'):.1f} "
              f"| {mine[0]['f1']:.4f} | {theirs[0]['f1']:.4f} |", flush=True)


main()
