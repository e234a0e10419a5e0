"""What the tools cost, from the caches of the scripts beside this file: a table for BenchmarkCost of baselines/all.

    python baselines/fidelity/cost.py DATA/fidelity.tsv DETECTOR=CACHE... > baselines/all/testdata/cost.tsv

One line a detector that follows the tool: CPU seconds a package with the start of the program, over the packages of the sample
that it did not fail on.
"""

import json
import statistics
import sys
from pathlib import Path

import fidelity


def main():
    manifest, *pairs = sys.argv[1:]
    sample = {str(Path(manifest).parent / r["path"]) for r in fidelity.rows_of(manifest)}
    print("detector\ttool\tpackages\tmean\tmedian")
    for pair in pairs:
        detector, cache = pair.split("=", 1)
        said = {}
        for key, opinion in json.loads(Path(cache).read_text()).items():
            version, _, path = key.partition(" /")
            if "/" + path in sample and "error" not in opinion:
                said.setdefault(version, []).append(opinion["cpu"])
        version, cpu = list(said.items())[-1]
        print(f"{detector}\t{version}\t{len(cpu)}\t{statistics.mean(cpu):.4f}\t{statistics.median(cpu):.4f}")


if __name__ == "__main__":
    main()
