"""Fills oracle.json: what the published code computes of the packages beside this file.

    python3.11 -m venv venv && venv/bin/pip install networkx==3.6.1 numpy==2.4.6 scipy==1.17.1
    venv/bin/python oracle.py

It restates, in words of its own, what these files of https://github.com/OSSguardian/MALGUARD (commit 768dc3a) do:
social-network/cal_cen_new.py, train/fea_vec_ex_new.py, train/fea_ex.py and train/data_loader.py; and of the copy in
https://github.com/lxyeternal/PyGuard (Baselines/MulGuard/API-call-graph) cal_final_cen.py and the mean of
analyze_single_package.py; and of https://github.com/Kirin2003/MalGuard the merged graph of cal_cen_new.py. The rule
"joined" is published nowhere; see docs/PAPER.md.

Where they depend on threads, directory listings or the hashes of strings, this takes files in the order of their paths
and names in the order of the graph's nodes. Packages are read, never run. ORIGIN tells the format of the answer.
"""

import ast
import json
import os
import pathlib
import re

import networkx as nx
import numpy as np

HERE = pathlib.Path(__file__).parent
PUBLISHED = 9664


def calls_of(path):
    text = path.open(encoding="utf-8", errors="ignore").read()
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return [m[1] for m in re.finditer(r"\b(\w+)\s*\(", text)]
    calls = []
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=name)):
                calls.append(name)
            case ast.Call(func=ast.Attribute(value=ast.Name(id=owner), attr=attr)):
                calls.append(owner + "." + attr)
            case ast.Call(func=ast.Attribute(attr=attr)):
                calls.append(attr)
    return calls


def graph_of(calls):
    G = nx.DiGraph()
    for at, caller in enumerate(calls):
        G.add_node(caller)
        G.add_edges_from((caller, later) for later in calls[at + 1 :] if later in G)
    return G


def katz(G):
    try:
        return nx.katz_centrality_numpy(G, alpha=0.01)
    except TypeError:  # one node
        return None


MEASURES = {
    "degree": nx.degree_centrality,
    "closeness": nx.closeness_centrality,
    "harmonic": nx.harmonic_centrality,
    "katz": katz,
}


def values_of(G):
    """Values by measure and name, names in the order of nodes."""
    out = {}
    for measure, compute in MEASURES.items():
        scores = compute(G)
        if scores is not None:
            out[measure] = {name: scores[name] + 1 for name in G}
    return out


def descending(values):
    return dict(sorted(values.items(), key=lambda item: item[1], reverse=True))


def sources(package):
    """The .py files below a folder, by their paths as strings."""
    found = [pathlib.Path(d, f) for d, _, files in os.walk(package) for f in files if f.endswith(".py")]
    return sorted(found, key=lambda p: p.relative_to(package).as_posix())


def walked(package):
    """The same files in the order of os.walk, with names as NTFS sorts them."""

    def upper(name):
        return "".join(c.upper() if len(c.upper()) == 1 else c for c in name)

    found = []
    for folder, below, files in os.walk(package):
        below.sort(key=upper)
        found += [pathlib.Path(folder, f) for f in sorted(files, key=upper) if f.endswith(".py")]
    return found


def joined(package):
    calls = [name for path in walked(package) for name in calls_of(path)]
    return values_of(graph_of(calls)) if calls else {}


def graphs_of(package):
    return [graph_of(calls) for calls in map(calls_of, sources(package)) if calls]


def last(package):
    kept = {}
    for G in graphs_of(package):
        kept |= values_of(G)
    return kept


def union(package):
    G = nx.DiGraph()
    for one in graphs_of(package):
        G.add_nodes_from(one)
        G.add_edges_from(one.edges)
    return values_of(G) if G else {}


def mean(package):
    graphs, sums = graphs_of(package), {}
    for G in graphs:
        for measure, values in values_of(G).items():
            of = sums.setdefault(measure, {})
            for name, value in values.items():
                of[name] = of.get(name, 0.0) + value
    return {measure: {name: total / len(graphs) for name, total in of.items()} for measure, of in sums.items()}


RULES = {"joined": joined, "last": last, "union": union, "mean": mean}


def aggregate(packages, measure, divisor):
    sums = {}
    for lists in packages:
        for name, value in lists.get(measure, {}).items():
            sums[name] = sums.get(name, 0.0) + value
    return descending({name: total / divisor for name, total in sums.items()})


def exact(columns, values):
    row = dict.fromkeys(columns, 0)
    for name, value in values.items():
        if name in row:
            row[name] = value
    return list(row.values())


def substring(package, features):
    row = np.zeros(len(features))
    for path in sources(package):
        try:
            text = path.open(encoding="utf-8").read()
        except UnicodeDecodeError:
            continue
        row += [name in text for name in features]
    return (row * list(features.values())).tolist()


def main():
    listed = json.loads((HERE / "apis.json").read_text())["apis"]
    columns = list({entry["api_name"]: None for entry in listed})
    features = json.loads((HERE / "features.json").read_text())
    rows = np.loadtxt(HERE / "vectors.txt")
    answer = {
        "columns": columns,
        "features": list(features.items()),
        "vectors": rows[:, :-1].tolist(),
        "labels": rows[:, -1].tolist(),
        "packages": {},
        "corpus": {},
    }
    kept = {rule: [] for rule in RULES}
    for package in sorted((HERE / "packages").iterdir()):
        of = answer["packages"][package.name] = {
            "files": len(graphs_of(package)),
            "substring": substring(package, features),
            "rules": {},
        }
        for rule, combine in RULES.items():
            lists = {measure: descending(values) for measure, values in combine(package).items()}
            kept[rule].append(lists)
            of["rules"][rule] = {
                measure: {"values": list(values.items()), "row": exact(columns, values)}
                for measure, values in lists.items()
            }
    for rule, packages in kept.items():
        answer["corpus"][rule] = {
            measure: list(aggregate(packages, measure, PUBLISHED).items()) for measure in MEASURES
        }
    with open(HERE / "oracle.json", "w") as f:
        json.dump(answer, f, separators=(",", ":"))
        f.write("\n")


main()
