#!/usr/bin/env python3
"""Scores "malguard graph" on the six projects of Jarvis's macro-benchmark.

    jarvis.py --malguard FILE JARVIS [--extra]

JARVIS is a checkout of https://github.com/pythonJaRvis/pythonJaRvis.github.io (or
its folder Jarvis), which holds the projects, their ground truth (EA.json: every
edge) and what Jarvis and PyCG gave for them. Nothing is installed or run.

Only edges to functions count: the ground truth also says which modules and
classes a module runs, which is no call. Recall is over the edges of the ground
truth, precision over the edges from its callers. The ground truth was made from
what tools gave, so an edge that it lacks is not thereby wrong; --extra lists
those, one a line: file, line, caller, callee.
"""

import argparse
import glob
import json
import os
import subprocess

PROJECTS = {"bpytop": "", "furl": "", "rich-cli": "src", "sqlparse": "", "sshtunnel": "", "TextRank4ZH": ""}
LITERALS = {"<str>": "<**PyStr**>", "<list>": "<**PyList**>", "<map>": "<**PyDict**>"}


def name(n):
    for theirs, ours in LITERALS.items():
        if n.startswith(theirs):
            return ours + n[len(theirs):]
    return n


def edges(path):
    with open(path, encoding="utf-8") as f:
        graph = json.load(f)
    return {(caller, name(callee)) for caller, callees in graph.items() for callee in callees}


def ours(malguard, folder):
    out = subprocess.run([malguard, "graph", "--format", "json", folder], capture_output=True)
    graph = json.loads(out.stdout)
    nodes = graph["nodes"]
    functions = {n["name"] for n in nodes if n["kind"] in ("function", "lambda")}
    sites = {}
    for e in graph["edges"]:
        sites[nodes[e["from"]]["name"], nodes[e["to"]]["name"]] = e["sites"][0]
    return functions, sites


def row(label, tool, truth, found):
    hit = len(truth & found)
    print("%-12s %-9s truth %4d  edges %4d  recall %.3f  precision %.3f"
          % (label, tool, len(truth), len(found), hit / max(1, len(truth)), hit / max(1, len(found))))
    return len(truth), hit, len(found)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--malguard", required=True)
    parser.add_argument("--extra", action="store_true")
    parser.add_argument("jarvis")
    args = parser.parse_args()
    root = args.jarvis
    if os.path.isdir(os.path.join(root, "Jarvis")):
        root = os.path.join(root, "Jarvis")
    total = {}
    for project, sub in PROJECTS.items():
        folder = os.path.join(root, "dataset/macro_benchmark/pj", project, sub).rstrip("/")
        truth = edges(os.path.join(root, "ground_truth/macro_benchmark", project, "EA.json"))
        callers = {caller for caller, _ in truth}
        functions, sites = ours(args.malguard, folder)
        truth = {e for e in truth if e[1] in functions}
        found = {"malguard": set(sites)}
        for tool in ("jarvis", "pycg"):
            pattern = os.path.join(root, "reproducing_RQ2/macro_benchmark", project, tool, tool + "_EA*.json")
            files = sorted(glob.glob(pattern)) or sorted(glob.glob(pattern.replace(project, project.lower(), 1)))
            if files:
                found[tool] = edges(files[0])
        for tool, got in found.items():
            got = {e for e in got if e[1] in functions and e[0] in callers}
            counts = total.setdefault(tool, [0, 0, 0])
            for i, n in enumerate(row(project, tool, truth, got)):
                counts[i] += n
        if args.extra:
            for (caller, callee), site in sites.items():
                if callee in functions and caller in callers and (caller, callee) not in truth:
                    print("  %s/%s\t%d\t%s\t%s" % (folder, site["file"], site["line"], caller, callee))
    for tool, (truth, hit, found) in total.items():
        print("%-12s %-9s truth %4d  edges %4d  recall %.3f  precision %.3f"
              % ("all", tool, truth, found, hit / truth, hit / max(1, found)))


if __name__ == "__main__":
    main()
