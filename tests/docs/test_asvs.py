"""docs/asvs.md and docs/threat-model.md: no line is missing, and every test that is named exists."""

import re
import unittest
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOLDS = {"yes", "partly", "not yet", "–", "operator"}
# Lines of level 2 in ASVS 4.0.3: from 1 on in each section, or just those that are listed.
LINES = {"1.1": 7, "1.2": 4, "1.4": [1, 4, 5], "1.5": 4, "1.6": 4, "1.7": 2, "1.8": 2, "1.9": 2,
         "1.10": 1, "1.11": 2, "1.12": [2], "1.14": 6,
         "2.1": 12, "2.2": 3, "2.3": 3, "2.4": 5, "2.5": 7, "2.6": 3, "2.7": 6, "2.8": 7, "2.9": 3,
         "2.10": 4, "3.1": 1, "3.2": 4, "3.3": 4, "3.4": 5, "3.5": 3, "3.7": 1,
         "4.1": [1, 2, 3, 5], "4.2": 2, "4.3": 3,
         "5.1": 5, "5.2": 8, "5.3": 10, "5.4": 3, "5.5": 4, "6.1": 3, "6.2": 6, "6.3": 2, "6.4": 2,
         "7.1": 4, "7.2": 2, "7.3": [1, 3, 4], "7.4": 3, "8.1": 4, "8.2": 3, "8.3": 8,
         "9.1": 3, "9.2": 4, "10.2": 2, "10.3": 3, "11.1": 8,
         "12.1": 3, "12.2": 1, "12.3": 6, "12.4": 2, "12.5": 2, "12.6": 1,
         "13.1": [1, 3, 4, 5], "13.2": [1, 2, 3, 5, 6], "13.3": 2, "13.4": 2,
         "14.1": 4, "14.2": 6, "14.3": [2, 3], "14.4": 7, "14.5": 4}


def expected():
    return [f"{section}.{number}" for section, numbers in LINES.items()
            for number in (numbers if isinstance(numbers, list) else range(1, numbers + 1))]


def rows():
    text = (ROOT / "docs/asvs.md").read_text("utf-8")
    return [[cell.strip() for cell in line.strip("|").split("|")]
            for line in text.splitlines() if re.match(r"\| \d", line)]


def tests():
    """Names of all tests, as they stand in Python, C and TypeScript."""
    found = set()
    for path in [*ROOT.glob("tests/**/*.py"), *ROOT.glob("tests/**/*.c"),
                 *ROOT.glob("web/tests/*.ts"), *ROOT.glob("tests/e2e/*.mjs")]:
        if "node_modules" in path.parts:
            continue
        text = path.read_text("utf-8")
        found |= set(re.findall(r"def test_(\w+)", text))
        found |= set(re.findall(r"^static void (\w+)\(", text, re.MULTILINE))
        found |= set(re.findall(r"\b(?:test|it)\('([^']+)'", text))
    return found


def named(text):
    """Names in code that read as sentences do."""
    words = re.findall(r"`([^`]+)`", re.sub(r"^```.*?^```", "", text, flags=re.M | re.S))
    return {word for word in words
            if re.fullmatch(r"\w+(?:[_ ]\w+){3,}", word) or word == "can fail"}


class Checklist(unittest.TestCase):
    def test_every_line_of_level_2_stands_there_once_and_in_order(self):
        self.assertEqual(expected(), [row[0] for row in rows()])

    def test_every_line_says_whether_it_holds_and_why(self):
        for line, about, holds, why in rows():
            with self.subTest(line=line):
                self.assertIn(holds, HOLDS)
                self.assertTrue(about)
                self.assertTrue(why or holds == "not yet", "say by what, or why not")

    def test_every_test_that_is_named_exists(self):
        known = tests()
        for page in ("docs/asvs.md", "docs/threat-model.md"):
            words = named((ROOT / page).read_text("utf-8"))
            self.assertLess(20, len(words), page)
            self.assertEqual(set(), words - known, page)

    def test_the_page_is_not_all_praise(self):
        """A checklist in which all holds was not looked at."""
        count = Counter(row[2] for row in rows())
        self.assertLess(100, count["yes"])
        self.assertLess(0, count["not yet"] + count["partly"])


if __name__ == "__main__":
    unittest.main()
