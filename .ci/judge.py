"""Feeds the pictures of every built-in topology, and of others without places, to the diagram judge and counts what
passes.

usage: judge.py BINARY JUDGE EXPECTED-FOLDER

The judge is a program of its own that reads a picture and says whether the boxes and links of an
expectation stand in it; it is compiled once and run in this process for speed. One line for each topology, one for
each picture that fails, and at the end how many passed and failed.
"""
import concurrent.futures
import contextlib
import functools
import io
import json
import os
import re
import subprocess
import sys
import tempfile

import loose

EXPECTED = {"pipeline": "000", "two-lanes": "001", "foobar": "002", "aws": "003", "edge-to-pod": "004"}
UNDIRECTED = {"aws"}
TOPOLOGIES = os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "topologies")
# Sizes of pictures without places; `None` is as large as it likes.
SIZES = (None, (80, 24), (100, 30), (120, 32), (120, 40), (160, 45), (200, 60))
# What stands at the edges of a picture that does not show the whole.
CUT = re.compile("[‹›˄˅]")


def run(*words):
    done = subprocess.run(words, capture_output=True, text=True, encoding="utf-8", stdin=subprocess.DEVNULL)
    if done.returncode:
        raise RuntimeError(f"{' '.join(words)}: exit {done.returncode}\n{done.stderr}")
    return done.stdout


@functools.cache
def program(judge):
    with open(judge, encoding="utf-8") as file:
        return compile(file.read(), judge, "exec")


def judged(judge, picture, expected, undirected):
    """Exit code and findings of the judge for one picture."""
    words = [judge, "--strict", "--gap", "0", "--tol", "0", "--brief", "--expect", expected]
    words += ["--undirected"] if undirected else []
    said = io.StringIO()
    before = sys.argv, sys.stdin
    sys.argv, sys.stdin = words, io.TextIOWrapper(io.BytesIO(picture.encode()), encoding="utf-8")
    try:
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            exec(program(judge), {"__name__": "__main__", "__file__": judge})
        code = 0
    except SystemExit as end:
        code = end.code or 0
    finally:
        sys.argv, sys.stdin = before
    findings = [line for line in said.getvalue().splitlines() if line.startswith(("!", "# expect"))]
    return code, findings


def pictures(binary, name, requests):
    """The arguments of every picture of a topology that the judge is to read."""
    views = [[]] if name != "foobar" else [[], ["--view", "diagram"]]
    for view in views:
        yield ["render", name, *view]
    yield ["render", name, "--view", "diagram", "--ascii"]
    for request in requests:
        trace = json.loads(run(binary, "trace", name, "--request", request, "--format", "json"))
        for step in range(1, len(trace["steps"]) + 1):
            at = ["--request", request, "--step", str(step)]
            yield ["render", name, *at]
            yield ["render", name, "--view", "diagram", "--ascii", *at]
            # A packet on its way, somewhere else in each step.
            on = ["--part", str(step * 370 % 1000)]
            yield ["render", name, *at, *on]
            yield ["render", name, "--view", "diagram", "--ascii", *at, *on]


def verdict(binary, judge, expected, undirected, words):
    return judged(judge, run(binary, *words), expected, undirected)


def loose_pictures(path):
    """The arguments of pictures of a file, in pairs: in Unicode, which says whether it shows the whole, and in ASCII."""
    for size in SIZES:
        words = ["render", path, "--view", "diagram"]
        if size:
            words += ["--width", str(size[0]), "--height", str(size[1])]
        yield words, [*words, "--ascii"]


def loose_verdict(binary, judge, path):
    """Counts of pictures that read back, and findings of those that do not."""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    passed, failures = 0, []
    for pair in loose_pictures(path):
        drawn = [run(binary, *words) for words in pair]
        if CUT.search(drawn[0]):
            continue
        for words, picture in zip(pair, drawn):
            findings = []
            for expected in loose.expectations(text):
                with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
                    file.write(expected)
                    file.flush()
                    code, found = judged(judge, picture, file.name, False)
                findings = findings or found
                if code == 0:
                    passed += 1
                    break
            else:
                failures.append((words, findings))
    return passed, failures


def judge_loose(binary, judge, workers):
    """All topologies without places: the built-in ones and the generated ones."""
    sources = dict(loose.generated())
    for name in EXPECTED:
        with open(os.path.join(TOPOLOGIES, name + ".toml"), encoding="utf-8") as file:
            sources[name] = loose.without_places(file.read())
    passed = failed = 0
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for name, text in sources.items():
            paths.append(os.path.join(folder, name + ".toml"))
            with open(paths[-1], "w", encoding="utf-8") as file:
                file.write(text)
        ask = functools.partial(loose_verdict, binary, judge)
        for good, failures in workers.map(ask, paths):
            passed, failed = passed + good, failed + len(failures)
            for words, findings in failures:
                print(f"hopwise {' '.join(words)}")
                for line in findings[:6]:
                    print("   ", re.sub(r"\s+", " ", line)[:400])
    print(f"judge of {len(sources)} topologies without places: {passed} pictures read back, {failed} not", flush=True)
    return passed, failed


def main():
    binary, judge, folder = sys.argv[1:]
    menus = {row["name"]: [r["id"] for r in row["requests"]]
             for row in json.loads(run(binary, "list", "--format", "json"))}
    passed = failed = 0
    with concurrent.futures.ProcessPoolExecutor() as workers:
        for name, number in EXPECTED.items():
            expected = os.path.join(folder, number + ".json")
            ask = functools.partial(verdict, binary, judge, expected, name in UNDIRECTED)
            wanted = list(pictures(binary, name, menus[name]))
            bad = 0
            for words, (code, findings) in zip(wanted, workers.map(ask, wanted, chunksize=8)):
                if code == 0:
                    continue
                bad += 1
                print(f"hopwise {' '.join(words)}")
                for line in findings[:6]:
                    print("   ", re.sub(r"\s+", " ", line)[:400])
            print(f"judge of {name}: {len(wanted) - bad} pictures read back, {bad} not", flush=True)
            passed, failed = passed + len(wanted) - bad, failed + bad
        good, bad = judge_loose(binary, judge, workers)
        passed, failed = passed + good, failed + bad
    print(f"judge: {passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
