"""Reads names of APIs, one a line; prints those of the standard library that
this interpreter does not have. What is called on the result of a function
cannot be looked up and counts as there."""

import builtins
import importlib
import inspect
import sys


def find(parts):
    """Returns whether a name is there."""
    if parts[0] == "<builtin>":
        thing, rest = builtins, parts[1:]
    else:
        for end in range(len(parts), 0, -1):
            try:
                thing, rest = importlib.import_module(".".join(parts[:end])), parts[end:]
                break
            except ImportError:
                pass
        else:
            return False
    for name in rest:
        if callable(thing) and not inspect.isclass(thing):
            return True
        try:
            thing = getattr(thing, name)
        except (AttributeError, OSError):
            return False
    return True


for line in sys.stdin:
    name = line.strip()
    first = name.split(".")[0]
    if (first == "<builtin>" or first in sys.stdlib_module_names) and not find(name.split(".")):
        print(name)
