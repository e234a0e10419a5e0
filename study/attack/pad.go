package attack

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// padding is how many functions are added to a file.
const padding = 12

// pad adds functions as a small tool has them to the end of a file, and calls them.
// They compute something of constants, keep nothing, print nothing and touch
// neither files nor network; what they import they import for themselves.
func pad(p *program, name string, draw *rand.Rand) (change, bool) {
	var b strings.Builder
	b.WriteString(strings.TrimRight(p.files[name].Source, "\n"))
	for range padding {
		function := p.fresh(draw)
		text := harmless[draw.IntN(len(harmless))]
		text = strings.ReplaceAll(text, "FUNC", function)
		for i, hole := range []string{"ONE", "TWO", "THREE"} {
			text = strings.ReplaceAll(text, hole, fmt.Sprint(nouns[draw.IntN(len(nouns))], i+1))
		}
		b.WriteString("\n\n\n" + strings.TrimSpace(text))
	}
	b.WriteString("\n")
	return change{text: b.String()}, true
}

// nouns are parts of names of variables.
var nouns = strings.Fields("item value total record line row column entry result key width height name path count index part field token group node edge label start end size unit state event buffer")

// harmless are functions with a call of each; FUNC, ONE, TWO and THREE are names.
var harmless = []string{`
def FUNC(ONE, TWO=80):
    """Break a text into lines."""
    import textwrap
    THREE = []
    for part in ONE.split("\n"):
        THREE.extend(textwrap.wrap(part, TWO))
    return "\n".join(THREE)


FUNC("a line of text that is broken into shorter lines", 20)
`, `
def FUNC(ONE):
    """Count the words of a text."""
    import collections
    TWO = collections.Counter(ONE.lower().split())
    THREE = sorted(TWO.items(), key=lambda pair: (-pair[1], pair[0]))
    return [word for word, _ in THREE[:10]]


FUNC("one two two three three three")
`, `
def FUNC(ONE, TWO=None):
    """Write a mapping in a stable order."""
    import json
    THREE = dict(ONE)
    if TWO is not None:
        THREE.update(TWO)
    return json.dumps(THREE, sort_keys=True, indent=2)


FUNC({"width": 3, "height": 4}, {"unit": "mm"})
`, `
def FUNC(ONE):
    """Check that a version number is one."""
    import re
    TWO = re.match(r"^(\d+)\.(\d+)(?:\.(\d+))?$", ONE)
    if TWO is None:
        raise ValueError("malformed: %r" % (ONE,))
    THREE = tuple(int(part) for part in TWO.groups(default="0"))
    return THREE


FUNC("1.2.3")
`, `
def FUNC(ONE, TWO=2):
    """Return mean and deviation, rounded."""
    import math
    THREE = sum(ONE) / float(len(ONE))
    spread = math.sqrt(sum((x - THREE) ** 2 for x in ONE) / len(ONE))
    return round(THREE, TWO), round(spread, TWO)


FUNC([1.0, 2.0, 4.0])
`, `
def FUNC(ONE, TWO="."):
    """Join parts of a path without its empty ones."""
    import posixpath
    THREE = [part for part in ONE if part and part != TWO]
    return posixpath.normpath(posixpath.join(*THREE)) if THREE else TWO


FUNC(["docs", "", "index.html"])
`, `
def FUNC(ONE):
    """Group a list by the first letter."""
    TWO = {}
    for THREE in sorted(ONE):
        if not isinstance(THREE, str):
            continue
        TWO.setdefault(THREE[:1].upper(), []).append(THREE)
    return TWO


FUNC(["pear", "apple", "plum"])
`, `
def FUNC(ONE, TWO):
    """Days between two dates."""
    import datetime
    THREE = [datetime.datetime.strptime(text, "%Y-%m-%d") for text in (ONE, TWO)]
    return abs((THREE[1] - THREE[0]).days)


FUNC("2020-01-01", "2020-03-01")
`, `
def FUNC(ONE):
    """Say what arguments a tool would take."""
    import argparse
    TWO = argparse.ArgumentParser(prog=ONE, add_help=False)
    TWO.add_argument("--verbose", action="store_true")
    TWO.add_argument("--level", type=int, default=1)
    THREE = TWO.parse_args(["--level", "2"])
    return THREE.level if not THREE.verbose else 0


FUNC("tool")
`, `
def FUNC(ONE, TWO=1):
    """Pair neighbours."""
    import itertools
    THREE = list(itertools.islice(ONE, TWO, None))
    return list(zip(ONE, THREE))


FUNC([1, 2, 3, 4])
`}
