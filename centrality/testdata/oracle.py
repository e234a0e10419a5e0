"""Fills oracle.json: reads its graphs and computes every column anew.

    python3 -m venv venv && venv/bin/pip install networkx==3.6.1 numpy==2.4.6 scipy==1.17.1
    venv/bin/python oracle.py oracle.json

The graphs themselves are given; see ORIGIN for the format.
"""

import json
import sys

import networkx as nx
import numpy as np

CALLS = {
    "degree": "nx.degree_centrality(G)",
    "in_degree": "nx.in_degree_centrality(G)",
    "out_degree": "nx.out_degree_centrality(G)",
    "closeness": "nx.closeness_centrality(G)",
    "closeness_no_wf": "nx.closeness_centrality(G, wf_improved=False)",
    "closeness_outward": "nx.closeness_centrality(G.reverse())",
    "harmonic": "nx.harmonic_centrality(G)",
    "katz_numpy_0.01": "nx.katz_centrality_numpy(G, alpha=0.01)",
    "katz_numpy_0.1": "nx.katz_centrality_numpy(G, alpha=0.1)",
    "katz_0.01_tol1e-12": "nx.katz_centrality(G, alpha=0.01, tol=1e-12, max_iter=100000)",
    "katz_0.1_tol1e-12": "nx.katz_centrality(G, alpha=0.1, tol=1e-12, max_iter=100000)",
    "katz_raw_0.01": "nx.katz_centrality_numpy(G, alpha=0.01, normalized=False)",
    "betweenness": "nx.betweenness_centrality(G)",
    "betweenness_raw": "nx.betweenness_centrality(G, normalized=False)",
    "pagerank_tol1e-14": "nx.pagerank(G, alpha=0.85, tol=1e-14, max_iter=10000)",
    "pagerank_default": "nx.pagerank(G)",
    "eigenvector_tol1e-12": "nx.eigenvector_centrality(G, max_iter=100000, tol=1e-12)",
    "eigenvector_numpy": "nx.eigenvector_centrality_numpy(G)",
    "hubs": "nx.hits(G, max_iter=10000, tol=0)[0]",
    "authorities": "nx.hits(G, max_iter=10000, tol=0)[1]",
}


def left_out(key, given, a):
    """Says why networkx's answer to a call that it does answer is no reference, or None."""
    radius = max(abs(np.linalg.eigvals(a)))
    alpha = {"katz_numpy_0.1": 0.1, "katz_0.01_tol1e-12": 0.01, "katz_0.1_tol1e-12": 0.1}.get(key)
    if alpha and radius > 1e-6 and alpha >= 1 / radius:
        return f"alpha={alpha} >= 1/spectral_radius"
    if key in ("hubs", "authorities"):
        first, second = np.append(np.linalg.svd(a, compute_uv=False), 0)[:2]
        if first - second < 1e-3 * first or first == 0:
            return "first singular value is not simple"
    return None


def main(path):
    with open(path) as f:
        data = json.load(f)
    data["calls"] = CALLS
    for given in data["graphs"]:
        G = nx.DiGraph()
        G.add_nodes_from(range(len(given["nodes"])))
        G.add_edges_from(given["edges"])
        a = nx.to_numpy_array(G)
        given["values"], given["errors"] = {}, {}
        for key, call in CALLS.items():
            if why := left_out(key, given, a):
                given["errors"][key] = why
                continue
            try:
                scores = eval(call, {"nx": nx, "G": G})
            except Exception as e:  # whatever networkx raises is the answer
                given["errors"][key] = f"{type(e).__name__}: {e}"
            else:
                given["values"][key] = [float(f"{scores[u]:.12e}") for u in G]
    with open(path, "w") as f:
        json.dump(data, f, separators=(",", ":"))
        f.write("\n")


main(sys.argv[1])
