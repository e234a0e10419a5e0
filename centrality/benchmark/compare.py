"""Times malguard's centralities against igraph and networkx, in one run, turn by turn.

    python3 -m venv venv && venv/bin/pip install networkx numpy scipy igraph
    venv/bin/python compare.py --malguard FILE [--edges FILE]... [--measure NAME]... [--repeat 5] [--networkx-most 2000]

Graphs are random (seed 1; n nodes, m edges), and those of --edges, which `malguard centrality --edges` reads too. Each
figure is the best of --repeat runs, which take turns. CPU seconds are user and system time of the process: for malguard
what `--times` says of the measure alone, with GOMAXPROCS=1; for the others of the call alone, on a graph that is
already built. "threads" is malguard's wall time with GOMAXPROCS=1 over that with 2. networkx is run once, on graphs of
up to --networkx-most nodes. "differs" is the largest |x-y|/max(1,|y|) between malguard's and igraph's scores; igraph
solves for PageRank exactly, where malguard and networkx stop when scores change by less than 1e-6 n in all.
"""

import argparse
import json
import os
import random
import re
import resource
import subprocess
import tempfile
import warnings

import igraph
import networkx as nx

SIZES = [(1000, 2500), (1000, 20000), (10000, 25000), (10000, 100000)]

def to_sum_one(x):
    total = sum(x)
    return [y / total for y in x]


# measure -> igraph, networkx, and igraph's scores as malguard and networkx scale them
MEASURES = {
    "betweenness": (
        lambda g: g.betweenness(),
        nx.betweenness_centrality,
        lambda x: [y / ((len(x) - 1) * (len(x) - 2)) for y in x],
    ),
    "closeness-plain": (
        lambda g: g.closeness(mode="in"),
        lambda G: nx.closeness_centrality(G, wf_improved=False),
        lambda x: [0 if y != y else y for y in x],  # NaN where nobody calls
    ),
    "harmonic": (
        lambda g: g.harmonic_centrality(mode="in"),
        nx.harmonic_centrality,
        lambda x: [y * (len(x) - 1) for y in x],
    ),
    "pagerank": (lambda g: g.pagerank(), nx.pagerank, lambda x: x),
    "authorities": (
        lambda g: g.authority_score(scale=False),
        lambda G: nx.hits(G)[1],
        to_sum_one,
    ),
}


def cpu():
    u = resource.getrusage(resource.RUSAGE_SELF)
    return u.ru_utime + u.ru_stime


def timed(call, arg):
    start = cpu()
    result = call(arg)
    return cpu() - start, result


def malguard(binary, measure, path, threads):
    """Returns CPU seconds, seconds and scores."""
    run = subprocess.run(
        [binary, "centrality", "--times", "--measure", measure, "--edges", path],
        env={**os.environ, "GOMAXPROCS": str(threads)}, capture_output=True, text=True, check=True,
    )
    took = re.search(r"took (\S+) CPU seconds, (\S+) seconds", run.stderr)
    return float(took[1]), float(took[2]), [float(line.rsplit("\t", 1)[1]) for line in run.stdout.split("\n") if line]


def random_graph(n, m):
    r, edges = random.Random(1), set()
    while len(edges) < m:
        u, v = r.randrange(n), r.randrange(n)
        if u != v:
            edges.add((u, v))
    return {"nodes": [f"n{i}" for i in range(n)], "edges": sorted(edges)}


def difference(ours, theirs):
    return max(abs(x - y) / max(1, abs(y)) for x, y in zip(ours, theirs))


def compare(name, path, options):
    with open(path) as f:
        data = json.load(f)
    n, edges = len(data["nodes"]), data["edges"]
    g = igraph.Graph(n=n, edges=edges, directed=True)
    G = nx.DiGraph()
    G.add_nodes_from(range(n))
    G.add_edges_from(edges)
    for measure in options.measure or MEASURES:
        with_igraph, with_networkx, scaled = MEASURES[measure]
        one, wall, two, theirs = [], [], [], []
        for _ in range(options.repeat):
            seconds, elapsed, ours = malguard(options.malguard, measure, path, 1)
            one.append(seconds)
            wall.append(elapsed)
            two.append(malguard(options.malguard, measure, path, 2)[1])
            seconds, scores = timed(with_igraph, g)
            theirs.append(seconds)
        networkx = timed(with_networkx, G)[0] if n <= options.networkx_most else None
        differs = f"{difference(ours, scaled(scores)):.0e}"
        cells = [
            name, measure, f"{min(one):.4f}", f"{min(theirs):.4f}", f"{min(theirs) / min(one):.2f}",
            f"{min(wall) / min(two):.2f}", f"{networkx:.3f}" if networkx else "-",
            f"{networkx / min(one):.0f}" if networkx else "-", differs,
        ]
        print("| " + " | ".join(cells) + " |", flush=True)


def main():
    warnings.simplefilter("ignore")  # igraph: hubs of a graph with sinks
    parser = argparse.ArgumentParser()
    parser.add_argument("--malguard", required=True)
    parser.add_argument("--edges", action="append", default=[])
    parser.add_argument("--measure", action="append", choices=MEASURES)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--networkx-most", type=int, default=2000)
    options = parser.parse_args()
    print("| graph | measure | malguard, CPU s | igraph, CPU s | igraph / malguard | threads | networkx, CPU s | networkx / malguard | differs |")
    print("|---|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for n, m in SIZES:
            path = os.path.join(folder, f"{n}.json")
            with open(path, "w") as f:
                json.dump(random_graph(n, m), f)
            compare(f"n = {n:,}, m = {m:,}", path, options)
    for path in options.edges:
        compare(os.path.basename(path), path, options)


main()
