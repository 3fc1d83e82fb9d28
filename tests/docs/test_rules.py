"""The table of rules in docs/manual/check.md is that of the source."""

import re
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STRING = r'"((?:[^"\\]|\\.)*)"'


def rules_of_source():
    text = (ROOT / "src/stix/conform_rules.h").read_text().replace("\\\n", "\n")
    found = re.findall(rf'RULE\(\w+,\s*{STRING},\s*{STRING},\s*(\w+),\s*((?:{STRING}\s*)+)\)', text)
    for name, section, severity, sentence, _ in found:
        sentence = "".join(re.findall(STRING, sentence)).replace('\\"', '"')
        yield name, section or "of the type", severity.lower(), sentence


class Rules(unittest.TestCase):
    def test_the_manual_lists_each_rule_as_it_is(self):
        manual = (ROOT / "docs/manual/check.md").read_text()
        listed = re.findall(r"^\| `([a-z0-9-]+)` \| (.*?) \| (.*?) \| (.*) \|$", manual, re.M)
        self.assertGreater(len(listed), 80)
        self.assertEqual(listed, list(rules_of_source()))
        self.assertEqual(len(listed), len({name for name, *_ in listed}), "no name twice")


if __name__ == "__main__":
    unittest.main()
