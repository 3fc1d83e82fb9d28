"""Every pattern that is published is read, or stands in the list below with the reason; and the
examples of the standard are all in tests/vector.
"""

import collections
import html
import json
import os
import re
import subprocess
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scene"))

from server import ROOT, program  # noqa: E402

DATA = Path(os.environ.get("RENKEI_SHARED_DATA", ROOT / "build/shared-data"))
STANDARD = ROOT.parent / "shared/spec/stix-v2.1.md"

# By file, each with what stands beside what: "All operands of AND in an Observation Expression MUST be
# satisfiable with the same object" (9.5), and no object is of two types. Nothing else is refused.
APART = {
    "misp-stix-mapping/misp-stix-mapping/misp_attributes_to_stix20.json":
        {("domain-name", "network-traffic"): 1},
    "misp-stix-mapping/misp-stix-mapping/misp_attributes_to_stix21.json":
        {("domain-name", "network-traffic"): 1},
    "misp-stix-mapping/misp-stix-mapping/stix20_to_misp_attributes.json":
        {("domain-name", "network-traffic"): 2},
    "misp-stix-mapping/misp-stix-mapping/stix21_to_misp_attributes.json":
        {("domain-name", "network-traffic"): 2},
    "unit42-playbooks/unit42-playbooks/evasive-serpens.json":
        {("directory", "file"): 2, ("file", "email"): 3, ("domain-name", "http-request-ext"): 1},
    "unit42-playbooks/unit42-playbooks/fighting-ursa.json": {("directory", "file"): 2},
    "unit42-playbooks/unit42-playbooks/obscureserpens.json": {("directory", "file"): 3},
    "unit42-playbooks/unit42-playbooks/tiltedtemple.json": {("file", "mutex"): 2},
}
REFUSED = {(name, f'expected a path of {one}, as beside the AND, found "{other}"'): count
           for name, rows in APART.items() for (one, other), count in rows.items()}


def patterns_of(value):
    """Each indicator's pattern and version, wherever it stands in a file."""
    if isinstance(value, list):
        for each in value:
            yield from patterns_of(each)
    elif isinstance(value, dict):
        if (value.get("type") == "indicator" and isinstance(value.get("pattern"), str)
                and value.get("pattern_type", "stix") == "stix"):
            version = value.get("pattern_version") or value.get("spec_version") or "2.0"
            yield version, value["pattern"]
        for each in value.values():
            yield from patterns_of(each)


def published():
    found = collections.defaultdict(list)
    for path in sorted((DATA / "stix").rglob("*")):
        if path.suffix in (".json", ".stix2"):
            for version, text in patterns_of(json.loads(path.read_bytes())):
                found[version].append((path.relative_to(DATA / "stix").as_posix(), text))
    return found


def checked(version, texts, *options):
    """What `pattern check` says of each; a line break between parts is as good as a blank."""
    ended = subprocess.run([program(), "pattern", "check", "--json", "--pattern-version", version,
                            *options, "-"], input="\n".join(text.replace("\n", " ") for text in texts),
                           capture_output=True, text=True, check=False, timeout=300)
    said = [json.loads(line) for line in ended.stdout.split("\n")[:-1]]
    if len(said) != len(texts):
        raise AssertionError(f"{len(texts)} patterns, {len(said)} answers: {ended.stderr}")
    return said


@unittest.skipUnless((DATA / "stix").is_dir(), "no shared data")
class Published(unittest.TestCase):
    def test_every_pattern_is_read_or_listed_with_its_reason(self):
        refused, total = collections.Counter(), 0
        for version, found in published().items():
            total += len(found)
            for (name, _), said in zip(found, checked(version, [text for _, text in found])):
                if not said["ok"]:
                    refused[name, re.sub(r"^line 1, column \d+: ", "", said["error"])] += 1
        self.assertGreater(total, 14000)
        self.maxDiff = None
        self.assertEqual(REFUSED, dict(refused))

    def test_leniently_every_pattern_is_read(self):
        for version, found in published().items():
            for (name, text), said in zip(found, checked(version, [text for _, text in found],
                                                         "--lenient")):
                self.assertTrue(said["ok"], (name, text, said))

    def test_printed_patterns_and_their_normal_forms_say_the_same(self):
        for version, found in published().items():
            first = [said for said in checked(version, [text for _, text in found]) if said["ok"]]
            for form in ("printed", "normal"):
                again = checked("2.1", [said[form] for said in first])
                for one, other in zip(first, again):
                    self.assertEqual(one["normal"], other.get("normal"), one)
                    self.assertEqual(one[form], other.get(form), one)


def examples():
    """Code blocks and code in tables of chapter 9, each with its section."""
    text = STANDARD.read_text("utf-8")
    begin = text.index("\n# 9. STIX Patterning <a")
    section, block, language = "9", None, ""
    for line in text[begin:text.index("\n# 10. STIX Vocabularies <a")].split("\n"):
        heading = re.match(r"#+ (9(?:\.\d+)*)\.? ", line)
        if heading and block is None:
            section = heading[1]
        if line.startswith("```"):
            if block is None:
                block, language = [], line[3:]
                continue
            if language != "JSON":
                yield section, "\n".join(block)
            block = None
        elif block is not None:
            block.append(line)
        else:
            for found in re.findall(r"<code>(.*?)</code>", line):
                yield section, html.unescape(found)


@unittest.skipUnless(STANDARD.is_file(), "no text of the standard")
class Examples(unittest.TestCase):
    def test_all_examples_of_chapter_9_are_in_the_vector_file(self):
        vectors = json.loads((ROOT / "tests/vector/stix-pattern.json").read_text("utf-8"))
        texts = collections.defaultdict(list)
        for vector in vectors["examples"]:
            texts[vector["section"]].append(vector["text"])
        seen = 0
        for section, example in examples():
            rest = example
            for text in sorted(texts[section], key=len, reverse=True):
                rest = rest.replace(text, "")
            # What is left: quotes and commas between examples, and single signs that text names.
            self.assertRegex(rest.strip(), r"\A(?:[\s\",.]*|[bht'+\\-])\Z", (section, example))
            seen += rest != example
        self.assertGreater(seen, 60)


if __name__ == "__main__":
    unittest.main()
