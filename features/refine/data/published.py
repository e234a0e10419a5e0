"""Derive published.tsv from the lists that MalGuard's authors published.

    python3 published.py FOLDER > published.tsv

FOLDER holds top500_<list>.json (what was asked) and <list>_sensitive_api.json
(what came back). Names and whether they were kept are taken; sentences and
values are not.
"""

import collections
import json
import pathlib
import sys

LISTS = ["closeness", "degree", "harmonic", "katz"]


def verdicts(folder, name):
    """Return {API: verdict} for one list."""
    asked = json.loads((folder / f"top500_{name}.json").read_text("utf-8"))
    answer = json.loads((folder / f"{name}_sensitive_api.json").read_text("utf-8"))
    times = collections.Counter(entry["api_name"] for entry in answer["apis"])
    out = {api: {0: "dropped", 1: "kept"}.get(times[api], "twice") for api in asked}
    out.update({api: "invented" for api in times if api not in asked})
    return out


def main():
    folder = pathlib.Path(sys.argv[1])
    columns = [verdicts(folder, name) for name in LISTS]
    print("api", *LISTS, sep="\t")
    for api in sorted(set().union(*columns)):
        print(api, *(column.get(api, "-") for column in columns), sep="\t")


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    main()
