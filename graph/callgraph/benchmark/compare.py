#!/usr/bin/env python3
"""Compares the CPU time and memory of "malguard graph --format pycg" with PyCG's.

    compare.py --malguard FILE [--pycg TREE] [--runs N] [FOLDER ...] [--alone FOLDER ...]

It needs the malguard binary, a checkout of PyCG (https://github.com/vitsalis/PyCG,
the wheel 0.0.8 does not import on Linux) and folders of unpacked packages, for
example wheels that "pip download --no-deps" fetched and "python3 -m zipfile -e"
unpacked. Nothing is installed and no package is imported; PyCG resolves imports
with hooks that load empty modules. The script uses the standard library only, and
what Linux tells of processes.

Each FOLDER is analysed by both programs in turn, N times each, in one run of the
script; those behind --alone by malguard only, which suits packages that PyCG does
not finish. A folder that holds __init__.py is itself a package, such as
django/forms: its files are copied to a temporary folder, below the names of the
packages around it, so that "from django.forms import x" is found there. Both
programs see the same files.

How it measures:
  CPU      user + system seconds of the whole process, all threads and its start
           included, as wait4 reports them: the least and the median of the runs.
           What else the machine does changes them far less than elapsed time, by a
           fifth at times: compare ratios of one run.
  RSS      the largest resident set of the process in MB (10^6 bytes), the median
           of the runs. No process that this script starts shows less than one
           that does nothing, of which the first line tells.
  kLOC     lines of the *.py files, in thousands, that are neither blank nor hold
           a comment only. Lines of docstrings count.
  ratio    PyCG's CPU over malguard's, of the minima and of the medians; "> N"
           where PyCG did not finish.
  start    both programs on a folder with one empty file. It is part of every
           other figure; the column "net" is the ratio of the minima without it.
  growth   the exponent b of CPU = a * size^b for malguard: least squares of
           log(least CPU) on log(kLOC) and on log(bytes) over all FOLDERs, with and
           without the start. 1 is proportional to size.

PyCG is called as "python3 -m pycg --package FOLDER FILE..." with every *.py file
below FOLDER as an entry point, which is its way to analyse a library, and with
PYTHONHASHSEED=0, so that its runs are alike. A run that reaches --limit CPU seconds
is "unfinished", one that raises is a "crash" with the exception; neither is
repeated. The exit code is 1 if a --min-ratio, --max-cpu, --max-rss or --max-exponent
that was given is missed, or if malguard failed.
"""

import argparse
import math
import os
import resource
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile

# With vfork the peak of a child would start at that of this script.
subprocess._USE_VFORK = False


class Run:
    """One finished process: CPU seconds, peak MB, and what went wrong if anything."""

    def __init__(self, argv, limit, memory=None, cwd=None, env=None):
        limits = {resource.RLIMIT_CPU: (limit, limit + 2)}
        if memory:
            limits[resource.RLIMIT_AS] = (memory, memory)
        with tempfile.TemporaryFile() as err, tempfile.TemporaryFile() as out:
            child = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=out,
                                     stderr=err, cwd=cwd, env=env)
            for what, bounds in limits.items():
                # not in the child, where Python's part would cost a millisecond
                resource.prlimit(child.pid, what, bounds)
            _, status, usage = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
            err.seek(0)
            lines = err.read().decode(errors="replace").strip().splitlines()
        self.cpu = usage.ru_utime + usage.ru_stime
        self.rss = usage.ru_maxrss * 1024 / 1e6
        self.error = ""
        if child.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
            self.error = "unfinished after %.0f s" % self.cpu
        elif child.returncode:
            last = lines[-1] if lines else "exit code %d" % child.returncode
            self.error = "crash: " + last[:60]


class Tool:
    """A program under measurement."""

    def __init__(self, argv, **settings):
        self.argv, self.settings = argv, settings

    def run(self, package):
        return Run(self.argv(package), **self.settings)


class Package:
    """A folder to analyse, its size, and the runs on it."""

    def __init__(self, folder, scratch, alone):
        folder = os.path.abspath(folder)
        parts, top = [], folder
        while os.path.exists(os.path.join(top, "__init__.py")):
            parts.insert(0, os.path.basename(top))
            top = os.path.dirname(top)
        self.name = ".".join(parts) or os.path.basename(folder)
        self.root, self.alone = folder, alone
        if parts:
            self.root = os.path.join(scratch, self.name)
            shutil.copytree(folder, os.path.join(self.root, *parts))
        self.files = sorted(os.path.join(base, name)
                            for base, _, names in os.walk(self.root)
                            for name in names if name.endswith(".py"))
        self.bytes = self.lines = 0
        for path in self.files:
            with open(path, "rb") as file:
                text = file.read()
            self.bytes += len(text)
            self.lines += sum(1 for line in text.splitlines()
                              if line.strip() and not line.lstrip().startswith(b"#"))
        if not self.files:
            sys.exit("%s: no .py file below" % folder)
        self.malguard, self.pycg = [], []


def median(runs, field="cpu"):
    return statistics.median(getattr(r, field) for r in runs)


def least(runs):
    return min(r.cpu for r in runs)


def slope(points):
    """Least squares of log y on log x: the slope and the standard error of it."""
    points = [(math.log(x), math.log(y)) for x, y in points if x > 0 and y > 0]
    if len(points) < 3:
        return math.nan, math.nan
    mx = statistics.fmean(x for x, _ in points)
    my = statistics.fmean(y for _, y in points)
    sxx = sum((x - mx) ** 2 for x, _ in points)
    if not sxx:
        return math.nan, math.nan
    b = sum((x - mx) * (y - my) for x, y in points) / sxx
    rest = sum((y - my - b * (x - mx)) ** 2 for x, y in points)
    return b, math.sqrt(rest / (len(points) - 2) / sxx)


def measure(packages, malguard, pycg, runs):
    """Runs both programs on each package in turn, round by round."""
    for round_ in range(runs):
        for p in packages:
            if pycg and not p.alone and not (p.pycg and p.pycg[-1].error):
                note("%d/%d %s: PyCG" % (round_ + 1, runs, p.name))
                p.pycg.append(pycg.run(p))
            note("%d/%d %s: malguard" % (round_ + 1, runs, p.name))
            p.malguard.append(malguard.run(p))


def note(text):
    """Shows what runs, on a terminal only."""
    if sys.stderr.isatty():
        sys.stderr.write("\r\033[K" + text)
        sys.stderr.flush()


def table(packages, start):
    """Prints a row for each package, the smallest first."""
    row = "%-31s %6s %6s %6s  %15s %5s  %15s %5s  %11s %5s"
    print(row % ("", "", "", "", "PyCG CPU s", "RSS", "malguard CPU s", "RSS", "ratio", "net"))
    print(row % ("package", "kLOC", "kB", "files", "min  median", "MB", "min  median", "MB",
                 "min  median", "min"))
    for p in sorted(packages, key=lambda p: p.lines):
        pycg, rss, ratio, net, remark = "-", "-", "-", "-", ""
        if p.pycg:
            last = p.pycg[-1]
            rss = "%.0f" % median(p.pycg, "rss")
            if last.error:
                remark = "  PyCG: " + last.error
                if last.error.startswith("unfinished"):
                    ratio = "> %.0f" % (last.cpu / median(p.malguard))
            else:
                pycg = "%.2f %8.2f" % (least(p.pycg), median(p.pycg))
                ratio = "%.0f %6.0f" % ratios(p)
                own = least(p.malguard) - least(start.malguard)
                net = "%.0f" % ((least(p.pycg) - least(start.pycg)) / own) if own > 0 else "-"
        print(row % (p.name, "%.1f" % (p.lines / 1e3), "%.0f" % (p.bytes / 1e3), len(p.files),
                     pycg, rss, "%.3f %8.3f" % (least(p.malguard), median(p.malguard)),
                     "%.0f" % median(p.malguard, "rss"), ratio, net) + remark)


def ratios(p):
    """Returns PyCG's CPU over malguard's: of the minima, of the medians."""
    return least(p.pycg) / least(p.malguard), median(p.pycg) / median(p.malguard)


def growth(packages, start):
    """Prints the exponents and returns that of the whole process on kLOC, NaN
    where there are too few packages."""
    if len(packages) < 3:
        return math.nan
    sizes = sorted(p.lines / 1e3 for p in packages)
    print("\ngrowth of malguard's CPU over %d packages of %.1f to %.1f kLOC"
          " (± standard error):" % (len(packages), sizes[0], sizes[-1]))
    for label, size in ("kLOC", lambda p: p.lines), ("bytes", lambda p: p.bytes):
        whole = slope([(size(p), least(p.malguard)) for p in packages])
        net = slope([(size(p), least(p.malguard) - least(start.malguard)) for p in packages])
        print("  on %-5s  exponent %.3f ± %.3f, without the start %.3f ± %.3f"
              % ((label,) + whole + net))
    done = [p for p in packages if p.pycg and not p.pycg[-1].error]
    if len(done) >= 3:
        print("  PyCG's on kLOC, over the %d that it finished: %.3f ± %.3f"
              % ((len(done),) + slope([(p.lines, least(p.pycg)) for p in done])))
    return slope([(p.lines, least(p.malguard)) for p in packages])[0]


def misses(packages, exponent, args):
    """Yields what misses the targets on the command line."""
    for p in packages:
        for r in p.malguard:
            if r.error:
                yield "%s: malguard: %s" % (p.name, r.error)
                break
        done = p.pycg and not p.pycg[-1].error
        if args.min_ratio and done and min(ratios(p)) < args.min_ratio:
            yield "%s: %.0f times less CPU, not %.0f" % (p.name, min(ratios(p)), args.min_ratio)
        if args.max_cpu and median(p.malguard) > args.max_cpu:
            yield "%s: %.2f CPU s" % (p.name, median(p.malguard))
        if args.max_rss and median(p.malguard, "rss") > args.max_rss:
            yield "%s: %.0f MB" % (p.name, median(p.malguard, "rss"))
    if args.max_exponent and not exponent <= args.max_exponent:
        yield "growth exponent %.3f" % exponent


def arguments():
    a = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    add = a.add_argument
    add("folders", nargs="*", metavar="FOLDER", help="packages for both programs")
    add("--alone", nargs="+", default=[], metavar="FOLDER", help="packages for malguard only")
    add("--malguard", required=True, metavar="FILE", help="the built binary")
    add("--pycg", metavar="TREE", help="checkout of PyCG; without it malguard runs alone")
    add("--python", default=sys.executable, metavar="FILE", help="the Python that runs PyCG")
    add("--runs", type=int, default=5, metavar="N", help="of each program on each package (5)")
    add("--limit", type=int, default=120, metavar="S", help="CPU seconds of one run (120)")
    add("--memory", type=float, default=6, metavar="GB", help="address space of PyCG (6)")
    for name in "min-ratio", "max-cpu", "max-rss", "max-exponent":
        add("--" + name, type=float, metavar="X", help="exit with 1 where it is missed")
    args = a.parse_args()
    if not args.folders and not args.alone:
        a.error("no FOLDER given")
    if args.runs < 1:
        a.error("--runs must be at least 1")
    return args


def main():
    args = arguments()
    binary = os.path.abspath(args.malguard)
    malguard = Tool(lambda p: [binary, "graph", "--format", "pycg", p.root], limit=args.limit)
    pycg = None
    if args.pycg:
        tree = os.path.abspath(args.pycg)
        pycg = Tool(lambda p: [args.python, "-m", "pycg", "--package", p.root] + p.files,
                    limit=args.limit, memory=int(args.memory * 1e9), cwd=tree,
                    env=dict(os.environ, PYTHONPATH=tree, PYTHONHASHSEED="0"))
    with tempfile.TemporaryDirectory() as scratch:
        os.mkdir(os.path.join(scratch, "empty"))
        open(os.path.join(scratch, "empty", "empty.py"), "w").close()
        start = Package(os.path.join(scratch, "empty"), scratch, False)
        packages = [Package(f, scratch, False) for f in args.folders]
        packages += [Package(f, scratch, True) for f in args.alone]
        measure([start] + packages, malguard, pycg, args.runs)
    note("")
    floor = Run(["true"], limit=args.limit)
    print("%d runs each; a process that does nothing shows %.4f CPU s and %.0f MB"
          % (args.runs, floor.cpu, floor.rss))
    print("start (one empty file), CPU s min / median: malguard %.3f / %.3f"
          % (least(start.malguard), median(start.malguard))
          + (", PyCG %.3f / %.3f" % (least(start.pycg), median(start.pycg)) if pycg else ""))
    print()
    table(packages, start)
    exponent = growth(packages, start)
    failed = list(misses(packages, exponent, args))
    for text in failed:
        print("missed:", text)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
