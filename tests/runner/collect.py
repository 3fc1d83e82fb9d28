"""collect.py FOLDER PATTERN RESULT [N] - runs the unittest files of a folder, N at once.

It writes to RESULT what it counted, as JSON, with the seconds of each file. A file is imported under
its own name, with its folder and tests/runner on the path, so that a folder may have helpers: they
hold no TestCase and so add nothing. N above 1: each file in a process of its own.
"""

import importlib
import json
import subprocess
import sys
import tempfile
import time
import unittest
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

# Begun first, so that none of them is left over alone at the end.
LONG = ("test_worlds", "test_meetings", "test_routes", "test_limits", "test_bad_input", "test_cli",
        "test_backup", "test_explain", "test_linear", "test_parties", "test_terminal", "test_doctor")


class Counting(unittest.TextTestResult):
    def __init__(self, *arguments, **named):
        super().__init__(*arguments, **named)
        self.passed = 0

    def addSuccess(self, test):
        super().addSuccess(test)
        self.passed += 1


def run_here(path):
    """What a file counts; what it says is written as it goes."""
    module = importlib.import_module(path.stem)
    began = time.monotonic()
    result = unittest.TextTestRunner(sys.stdout, verbosity=1, resultclass=Counting).run(
        unittest.defaultTestLoader.loadTestsFromModule(module))
    return {"passed": result.passed + len(result.expectedFailures),
            "failed": len(result.failures) + len(result.errors) + len(result.unexpectedSuccesses),
            "skipped": len(result.skipped),
            "reasons": sorted({reason for _, reason in result.skipped}),
            "seconds": {path.stem: round(time.monotonic() - began, 1)}}, ""


def run_apart(path):
    """The same in a process of its own; what it says when something failed."""
    with tempfile.NamedTemporaryFile() as counts:
        ended = subprocess.run([sys.executable, __file__, path.parent, path.name, counts.name],
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT, check=False)
        said = counts.read()
    output = ended.stdout.decode(errors="replace")
    if not said:
        return {"failed": 1}, f"{path.name} ended with {ended.returncode}\n{output}"
    return json.loads(said), output if ended.returncode else ""


def place(path):
    """Of a file in the row: the long ones first."""
    return LONG.index(path.stem) if path.stem in LONG else len(LONG), path.stem


def add(total, more):
    for name, value in more.items():
        if name == "seconds":
            total[name].update(value)
        elif name == "reasons":
            total[name] = sorted({*total[name], *value})
        else:
            total[name] += value


def main():
    folder, pattern, result_path = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
    at_once = int(sys.argv[4]) if len(sys.argv) > 4 else 1
    sys.path.insert(0, str(Path(__file__).resolve().parent))
    sys.path.insert(0, str(folder))
    files = sorted(folder.glob(pattern), key=place)
    total = {"passed": 0, "failed": 0, "skipped": 0, "reasons": [], "seconds": {}}
    with ThreadPoolExecutor(at_once) as pool:
        found = map(run_here, files) if at_once == 1 else pool.map(run_apart, files)
        for counts, output in found:
            sys.stdout.write(output)
            add(total, counts)
    total["seconds"] = dict(sorted(total["seconds"].items(), key=lambda item: -item[1]))
    result_path.write_text(json.dumps(total))
    return 1 if total["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
