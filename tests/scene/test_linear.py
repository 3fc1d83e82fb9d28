"""No input takes more than linear memory: what eight times as much takes is about eight times as much."""

import json
import subprocess
import sys
import unittest

from command import Commands
from server import program

TIMES = 8
SLACK = 64 << 20  # of what is kept in pieces, and given back in pieces; the little may hide in it
U = "11111111-1111-4111-8111-111111111111"
HEAD = {"type": "tool", "spec_version": "2.1", "id": f"tool--{U}", "name": "x",
        "created": "2020-01-01T00:00:00.000Z", "modified": "2020-01-01T00:00:00.000Z"}


# What a process took is counted from its parent's on, so that the parent has to be small.
MEASURE = """
import os, sys
child = os.fork()
if not child:
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.execv(sys.argv[1], sys.argv[1:])
_, status, used = os.wait4(child, 0)
print(os.waitstatus_to_exitcode(status), used.ru_maxrss)
"""


def nested(depth, inside):
    for _ in range(depth):
        inside = {"a": inside}
    return inside


# An object of about `size` bytes, by what there is much of.
OBJECTS = {
    "a long text": lambda size: {"name": "x" * size},
    "wrong items": lambda size: {"labels": [0] * (size // 2)},
    "names that nobody knows": lambda size: {f"x_{i:08}": 0 for i in range(size // 14)},
    "names that are wrong": lambda size: {f"X {i:08}": None for i in range(size // 17)},
    "long names with something wrong below": lambda size: {
        "x" * (size // 50): {"x" * (size // 50): [None] * (size // 20)}},
    "deep objects": lambda size: {"x_a": [nested(50, i) for i in range(size // 320)]},
    "extensions": lambda size: {"extensions": {
        f"extension-definition--{i:08}-1111-4111-8111-111111111111": {"extension_type": "x"}
        for i in range(size // 90)}},
    "selectors": lambda size: {"granular_markings": [
        {"lang": "en", "selectors": ["name", f"x_{i}"]} for i in range(size // 45)]},
    "references": lambda size: {"x_refs": [f"tool--{i:08}-1111-4111-8111-111111111111"
                                           for i in range(size // 44)]},
}

# A pattern of about `size` bytes.
PATTERNS = {
    "alternatives": lambda size: "[" + " OR ".join(["a:b = 1"] * (size // 11)) + "]",
    "observations": lambda size: " AND ".join(["[a:b = 1]"] * (size // 14)),
    "one after the other": lambda size: " FOLLOWEDBY ".join(["[a:b = 1]"] * (size // 21)),
    "a set": lambda size: "[a:b IN (" + ",".join(["'x'"] * (size // 4)) + ")]",
    "steps": lambda size: "[a:b" + ".c" * (size // 2) + " = 1]",
    "a long text": lambda size: "[a:b = '" + "x" * size + "']",
    "deep brackets": lambda size: " OR ".join(["(" * 60 + "[a:b = 1]" + ")" * 60] * (size // 133)),
    "repeated": lambda size: " AND ".join(["([a:b = 1] REPEATS 9 TIMES) REPEATS 9 TIMES"] * (size // 48)),
}


class Linear(Commands):
    def peak(self, *arguments):
        """Bytes of memory that the command had at most."""
        ended = subprocess.run([sys.executable, "-S", "-c", MEASURE, program(), *map(str, arguments)],
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=self.folder,
                               env=self.environment, check=True, timeout=120)
        code, kib = map(int, ended.stdout.split())
        self.assertIn(code, (0, 1, 2), arguments)
        return kib << 10

    def holds(self, make, size, *arguments):
        """`make` writes a file of about so many bytes; the command is given its name at the end."""
        took = []
        for each in (0, size, TIMES * size):
            make(each)
            took.append(self.peak(*arguments, "in"))
        little, much = took[1] - took[0], took[2] - took[0]
        self.assertLess(much, TIMES * max(little, 0) + SLACK, (arguments, took))

    def test_checking_an_object_takes_linear_memory(self):
        for name, members in OBJECTS.items():
            with self.subTest(name):
                self.holds(lambda size, of=members: self.file("in", json.dumps(dict(HEAD, **of(size)))),
                           500_000, "check", "--strict", "--json")

    def test_reading_explaining_and_trying_a_pattern_takes_linear_memory(self):
        self.file("seen", json.dumps([{
            "type": "observed-data", "id": f"observed-data--{i:08}-1111-4111-8111-111111111111",
            "first_observed": "2020-01-01T00:00:00Z", "last_observed": "2020-01-01T00:00:00Z",
            "number_observed": 1, "objects": {"0": {"type": "a", "b": 1}}} for i in range(20)]))
        for name, pattern in PATTERNS.items():
            for words in (("check",), ("explain", "--json"), ("test", "--data", "seen")):
                with self.subTest((name, words[0])):
                    self.holds(lambda size, of=pattern: self.file("in", of(size) + "\n"), 100_000,
                               "pattern", *words)

    def test_importing_and_exporting_as_two_zero_takes_linear_memory(self):
        self.run_("init", "--store", "s.db", "--organisation", "Here", code=0)
        for name in ("a long text", "deep objects", "names that nobody knows", "selectors"):
            def make(size, of=OBJECTS[name]):
                for old in self.folder.glob("s.db*"):
                    old.unlink()
                self.run_("init", "--store", "s.db", "--organisation", "Here", code=0)
                self.file("in.json", json.dumps(dict(HEAD, **of(size))))
                self.run_("import", "--store", "s.db", "--strength", "lenient", "in.json", code=0)
                self.file("in", "tool")
            with self.subTest(name):
                self.holds(make, 300_000, "export", "--store", "s.db", "--spec", "2.0", "--type")


if __name__ == "__main__":
    unittest.main()
