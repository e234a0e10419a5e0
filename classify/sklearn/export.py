"""Writes a scikit-learn classifier of two classes as JSON that malguard reads (package classify/sklearn).

    python export.py MODEL.joblib > MODEL.json
    python export.py --positive malicious MODEL.pkl > MODEL.json

or, where the model was trained,

    from export import export
    json.dump(export(model), open("MODEL.json", "w"), allow_nan=False)

MODEL is a pickle or a joblib file: it is loaded here, in the environment it was made for, and nowhere else, because to
load a pickle is to run what it says. What is written is compared with the model's own predictions first; a model that
this script does not know, or does not repeat to 1e-9, is an error.

Tried with scikit-learn 1.0 to 1.9. Needs numpy, and joblib for joblib files.
"""

import argparse
import json
import pickle
import sys

import numpy as np

FORESTS = {"DecisionTreeClassifier", "ExtraTreeClassifier", "RandomForestClassifier", "ExtraTreesClassifier"}
PROBABILITIES = {"LogisticRegression", "LogisticRegressionCV"}
MARGINS = {"LinearSVC"}
LARGEST = float(np.finfo(np.float64).max)


def export(model, positive=None, features=None):
    """Returns the document for a fitted model.

    positive is the class whose probability malguard is to give; None means 1. features names the columns; None takes the
    names that the model was fitted with, if any.
    """
    import sklearn

    name = type(model).__name__
    k = positive_index(model, positive)
    doc = {"format": "malguard-sklearn", "version": 1, "sklearn": sklearn.__version__, "estimator": name,
           "score": "probability", "positive": str(model.classes_[k]), "n_features": int(model.n_features_in_)}
    if features is None:
        features = getattr(model, "feature_names_in_", None)
    if features is not None:
        doc["features"] = [str(f) for f in features]
    if name in FORESTS:
        doc["trees"] = forest(model, k)
    elif name == "GradientBoostingClassifier":
        doc["trees"] = gradient(model, k)
    elif name == "HistGradientBoostingClassifier":
        doc["trees"] = histogram(model, k)
    elif name in PROBABILITIES or name in MARGINS or name == "SGDClassifier":
        doc["score"], doc["linear"] = linear(model, k)
    else:
        hint = "; export its last step alone, which sees the columns after the others" if hasattr(model, "steps") else ""
        raise ValueError(f"no way to export {name}{hint}")
    check(doc, model, k)
    return doc


def positive_index(model, positive):
    if not hasattr(model, "n_features_in_") or not hasattr(model, "classes_"):
        raise ValueError(f"{type(model).__name__} is no fitted classifier")
    classes = list(np.asarray(model.classes_).tolist()) if np.ndim(model.classes_) == 1 else []
    if len(classes) != 2:
        raise ValueError(f"classes {model.classes_}: want two")
    named = [c == 1 if positive is None else str(c) == str(positive) for c in classes]
    if sum(named) != 1:
        raise ValueError(f"name the class of malicious rows: --positive {classes[0]} or --positive {classes[1]}")
    return named.index(True)


def takes_missing(model):
    try:
        model.predict_proba(np.full((1, model.n_features_in_), np.nan))
    except ValueError:
        return False
    return True


def preorder(left, right, **arrays):
    """Returns a tree whose nodes come in preorder: the left child of a split follows it. Children of leaves are -1."""
    order, stack, place, parent = [], [(0, -1)], {}, {}
    while stack:
        node, above = stack.pop()
        place[node] = len(order)
        order.append(node)
        if above >= 0:
            parent[above] = node
        if left[node] != -1:
            stack += [(right[node], node), (left[node], -1)]
    tree = {"right": [place[parent[n]] if left[n] != -1 else 0 for n in order]}
    for key, values in arrays.items():
        tree[key] = [values[n].item() for n in order]
    return tree


def classic(tree, value):
    """Returns a tree of sklearn.tree with the given values in its leaves. Entries are compared in 32 bits."""
    leaf = tree.children_left == -1
    state = tree.__getstate__()["nodes"]
    missing = state["missing_go_to_left"] if "missing_go_to_left" in state.dtype.names else np.zeros(len(leaf))
    return preorder(tree.children_left, tree.children_right, column=np.where(leaf, -1, tree.feature),
                    value=np.where(leaf, value, np.clip(tree.threshold, -LARGEST, LARGEST)), missing_left=np.where(leaf, 0, missing).astype(int),
                    cover=tree.weighted_n_node_samples)


def forest(model, k):
    if model.n_outputs_ != 1:
        raise ValueError("several outputs")
    trees = []
    for t in getattr(model, "estimators_", [model]):
        votes = t.tree_.value[:, 0, :]
        total = votes.sum(axis=1)
        trees.append(classic(t.tree_, np.clip(votes[:, k] / np.where(total == 0, 1, total), 0, 1)))
    return {"output": "mean", "base": 0.0, "single": True, "missing": takes_missing(model), "trees": trees}


def gradient(model, k):
    if model.init_ != "zero" and (type(model.init_).__name__ != "DummyClassifier" or model.init_.strategy != "prior"):
        raise ValueError("boosting that starts from another model")
    scale = (2.0 if model.loss == "exponential" else 1.0) * (1 if k == 1 else -1)
    base = 0.0 if model.init_ == "zero" else float(model._raw_predict_init(np.zeros((1, model.n_features_in_), np.float32))[0, 0])
    trees = [classic(t.tree_, scale * model.learning_rate * t.tree_.value[:, 0, 0]) for t in model.estimators_[:, 0]]
    return {"output": "logit", "base": scale * base, "single": True, "missing": False, "trees": trees}


def histogram(model, k):
    sign = 1.0 if k == 1 else -1.0
    trees = []
    for (predictor,) in model._predictors:
        n = predictor.nodes
        leaf = n["is_leaf"].astype(bool)
        if "is_categorical" in n.dtype.names and n["is_categorical"][~leaf].any():
            raise ValueError("splits by category")
        threshold = n["num_threshold"] if "num_threshold" in n.dtype.names else n["threshold"]
        trees.append(preorder(
            np.where(leaf, -1, n["left"].astype(int)), np.where(leaf, -1, n["right"].astype(int)),
            column=np.where(leaf, -1, n["feature_idx"].astype(int)),
            value=np.where(leaf, sign * n["value"], np.clip(threshold, -LARGEST, LARGEST)),
            missing_left=np.where(leaf, 0, n["missing_go_to_left"]).astype(int), cover=n["count"].astype(float)))
    base = sign * float(np.ravel(model._baseline_prediction)[0])
    return {"output": "logit", "base": base, "single": False, "missing": True, "trees": trees}


def linear(model, k):
    sign, score = 1.0 if k == 1 else -1.0, "probability"
    if type(model).__name__ in MARGINS:
        score = "margin"
    elif type(model).__name__ == "SGDClassifier":
        if model.loss == "modified_huber":
            raise ValueError("the probabilities of modified_huber are not logistic")
        if model.loss not in ("log_loss", "log"):
            score = "margin"
    elif getattr(model, "multi_class", "auto") == "multinomial":
        sign *= 2  # softmax of the margin and its opposite
    coef = np.asarray(model.coef_.todense() if hasattr(model.coef_, "todense") else model.coef_, dtype=float)
    intercept = float(np.ravel(model.intercept_)[0])
    return score, {"coef": (sign * coef[0]).tolist(), "intercept": sign * intercept}


def predict(doc, x):
    """Scores rows by the document alone."""
    if "linear" in doc:
        return 1 / (1 + np.exp(-(x @ np.array(doc["linear"]["coef"]) + doc["linear"]["intercept"])))
    e = doc["trees"]
    seen = (x.astype(np.float32) if e["single"] else x).astype(float)
    total = np.full(len(x), e["base"])
    for tree in e["trees"]:
        t = {key: np.array(values) for key, values in tree.items()}
        at = np.zeros(len(x), int)
        while (split := t["column"][at] >= 0).any():
            i = at[split]
            v = seen[split, t["column"][i]]
            left = np.where(np.isnan(v), t["missing_left"][i] == 1, v <= t["value"][i])
            at[split] = np.where(left, i + 1, t["right"][i])
        total += t["value"][at]
    return total / len(e["trees"]) if e["output"] == "mean" else 1 / (1 + np.exp(-total))


def check(doc, model, k):
    """Compares the document with the model on rows about the thresholds of splits."""
    rng = np.random.default_rng(1)
    width = doc["n_features"]
    x = np.where(rng.random((300, width)) < 0.5, 0, rng.normal(size=(300, width)))
    for tree in doc.get("trees", {}).get("trees", []):
        for column, value in zip(tree["column"], tree["value"]):
            if column >= 0 and rng.random() < 0.2:
                x[rng.integers(len(x)), column] = np.clip(value, -1e30, 1e30)
    if doc.get("trees", {}).get("missing"):
        x[rng.random(x.shape) < 0.1] = np.nan
    if doc["score"] == "margin":
        want = 1 / (1 + np.exp(-model.decision_function(x) * (1 if k == 1 else -1)))
    else:
        want = model.predict_proba(x)[:, k]
    off = np.abs(predict(doc, x) - want).max()
    if not off <= 1e-9:
        raise ValueError(f"the document differs from the model by {off:g}")


def load(path):
    try:
        import joblib
    except ImportError:
        with open(path, "rb") as file:
            return pickle.load(file)
    return joblib.load(path)


def main():
    parser = argparse.ArgumentParser(description="Writes a scikit-learn classifier as JSON for malguard.")
    parser.add_argument("model", help="a pickle or a joblib file, which is loaded and so must be your own")
    parser.add_argument("--positive", help="the class of malicious rows (default: 1)")
    parser.add_argument("--features", help="a file with the name of a column on each line")
    args = parser.parse_args()
    features = open(args.features, encoding="utf-8").read().splitlines() if args.features else None
    json.dump(export(load(args.model), args.positive, features), sys.stdout, separators=(",", ":"), allow_nan=False)
    print()


if __name__ == "__main__":
    main()
