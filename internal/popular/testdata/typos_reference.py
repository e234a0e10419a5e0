"""Which names GuardDog 3.2.0 takes for misprints of which popular ones: the oracle of TestTypoOfGuardDog.

pip install guarddog==3.2.0; writes typos_reference.json beside this file: names made of popular ones and their popular
likes, sorted, by the list that names.lzma has too.
"""

import json
import random
from pathlib import Path

from guarddog.analyzer.metadata.pypi.typosquatting import PypiTyposquatDetector

LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789-"


def changed(rng, name):
    """Returns the name with a change or two of a kind that is, or nearly is, a misprint."""
    i = rng.randrange(len(name))
    parts = name.split("-")
    rng.shuffle(parts)
    return rng.choice([
        name[:i] + name[i + 1:], name[:i] + rng.choice(LETTERS) + name[i:], name[:i] + rng.choice(LETTERS) + name[i + 1:],
        name[:i] + name[i + 1:i + 2] + name[i:i + 1] + name[i + 2:], name[:i] + name[i + 2:], "-".join(parts), "-".join(parts) + "s",
        name.replace("python", "py"), name.replace("py", "python"), "py" + name, "python-" + name, name.replace("-", ""), name,
    ])


def main():
    detector = PypiTyposquatDetector()
    rng = random.Random(3)
    popular = sorted(detector.popular_packages)
    pythons = [name for name in popular if "py" in name and "-" in name]
    names = [changed(rng, rng.choice(pythons if n % 3 == 0 else popular)) for n in range(150)]
    cases = {name: sorted(detector.get_typosquatted_package(name)) for name in sorted(set(names)) if name}
    lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(likes)}" for name, likes in cases.items())
    Path(__file__).with_name("typos_reference.json").write_text("{\n" + lines + "\n}\n")


main()
