"""collect.py FOLDER PATTERN[,PATTERN] RESULT - runs the unittest files of a folder; writes counts as JSON.

A file is imported under its own name, with its folder and tests/runner on the path, so that a
folder may have helpers: they hold no TestCase and so add nothing.
"""

import importlib
import json
import sys
import unittest
from pathlib import Path


class Counting(unittest.TextTestResult):
    def __init__(self, *arguments, **named):
        super().__init__(*arguments, **named)
        self.passed = 0

    def addSuccess(self, test):
        super().addSuccess(test)
        self.passed += 1


def load(folder, pattern):
    suite = unittest.TestSuite()
    for path in sorted(path for each in pattern.split(",") for path in folder.glob(each)):
        module = importlib.import_module(path.stem)
        suite.addTests(unittest.defaultTestLoader.loadTestsFromModule(module))
    return suite


def main():
    folder, pattern, result_path = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
    sys.path.insert(0, str(Path(__file__).resolve().parent))
    sys.path.insert(0, str(folder))
    result = unittest.TextTestRunner(sys.stdout, verbosity=1,
                                     resultclass=Counting).run(load(folder, pattern))
    failed = len(result.failures) + len(result.errors) + len(result.unexpectedSuccesses)
    counts = {"passed": result.passed + len(result.expectedFailures), "failed": failed,
              "skipped": len(result.skipped),
              "reasons": sorted({reason for _, reason in result.skipped})}
    result_path.write_text(json.dumps(counts))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
