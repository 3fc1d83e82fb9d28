"""Real objects against STIX 2.1: what each strength takes, and why standard refuses the rest.

Each row below was looked at beside the text of the standard: the rule is broken there as it says.
RENKEI_SHARED_DATA names the folder of unpacked archives (script/test sets it).
"""

import collections
import json
import os
import re
import subprocess
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scene"))

from server import ROOT, program  # noqa: E402

DATA = Path(os.environ.get("RENKEI_SHARED_DATA", ROOT / "build/shared-data")) / "stix"
NOT_STIX = {"misp-stix-mapping", "oasis-schemas-2.1"}  # MISP beside STIX; schemas

# Archive: objects, and how many of them strict, standard and lenient refuse.
TAKEN = {
    "mitre-atlas": (695, 695, 57, 0),
    "mitre-attack-2.1": (11985, 11479, 25, 0),
    "mitre-cti": (27575, 27575, 27575, 0),
    "mvt-indicators": (2893, 1452, 0, 0),
    "oasis-doc-examples": (293, 140, 0, 0),
    "oasis-examples": (260, 130, 0, 0),
    "opencti-datasets": (723, 723, 0, 0),
    "stix-shifter-observed": (2791, 2789, 2783, 2),
    "tweetfeed": (4648, 4646, 0, 0),
    "unit42-playbooks": (27559, 27559, 27559, 0),
    "unit42-reports": (6216, 6216, 6216, 0),
}
# Archive and rule: objects that break it, and what is wrong with them.
BROKEN = {
    "mitre-atlas": {
        "tlp-marking": (8, "the id of TLP:WHITE with the label clear (7.2.1.4 fixes all four)"),
        "time-order": (46, "relationships that stop when they start (5.1.2: later)"),
        "modified-order": (2, "modified some days before created"),
        "required": (1, "an x-mitre-collection without created and modified"),
    },
    "mitre-attack-2.1": {
        "list": (10, "x_mitre_related_assets with an empty list (2.12: prohibited in STIX)"),
        "url": (10, "references with letters outside ASCII, a dash or an ellipsis (RFC 3986)"),
        "timestamp-precision": (3, "a statement of 2017-06-01T00:00:00Z (3.2: milliseconds)"),
        "modified-order": (2, "a relationship modified half a year before it was created"),
    },
    "mitre-cti": {
        "spec-version": (27575, "STIX 2.0"),
        "url": (2, "references that begin with a space"),
        "list": (1, "x_capec_consequences with empty lists"),
    },
    "stix-shifter-observed": {
        "spec-version": (2779, "STIX 2.0"),
        "json": (2, "a name twice in an object (RFC 7493, 2.3)"),
        "observable-container": (1, "objects without a type in a container"),
        "required": (2, "an identity without times, an x-oca-event without modified"),
        "reserved-name": (2, "properties named severity and action (3.8)"),
    },
    "unit42-playbooks": {
        "spec-version": (27559, "STIX 2.0"),
        "required": (2934, "indicators without pattern_type, which 2.0 did not have"),
        "string": (19, "identity_class is a list"),
        "pattern": (8, "AND inside [] between tests of different types (9.5); see test_patterns.py"),
    },
    "unit42-reports": {
        "spec-version": (6216, "STIX 2.0"),
        "required": (2434, "indicators without pattern_type, which 2.0 did not have"),
        "string": (13, "identity_class is a list"),
        "time-order": (3, "campaigns last seen before they were first seen"),
    },
}
# Bundles: spec_version on them is of STIX 2.0 and no property of 2.1 (3.2, 8.1); ids without a type.
BUNDLES = {
    "mitre-attack-2.1": {"not-applicable": 5},
    "mitre-cti": {"not-applicable": 2},
    "stix-shifter-observed": {"not-applicable": 14, "identifier": 2},
    "unit42-playbooks": {"not-applicable": 43},
    "unit42-reports": {"not-applicable": 81},
}


def is_stix(path):
    """Not the manifests of TAXII beside tweetfeed's pages, nor the index of unit42's reports."""
    if path.suffix not in (".json", ".stix2") or path.name == "reports.json":
        return False
    whole = json.loads(path.read_bytes())
    first = whole.get("objects", [whole])[:1] if isinstance(whole, dict) else whole[:1]
    return all("type" in each for each in first)


class Checked:
    def __init__(self, files, strength):
        ended = subprocess.run([program(), "check", "--json", *strength, *files],
                               capture_output=True, text=True, check=False)
        if ended.returncode > 1 or ended.stderr:
            raise AssertionError(ended.stderr)
        self.objects = self.refused = 0
        broken = set()
        for line in map(json.loads, ended.stdout.splitlines()):
            self.objects += line.get("objects", 0)
            self.refused += line.get("refused", 0)
            if line.get("severity") == "must":
                broken.add((line["file"], line.get("index"), line["rule"]))
        self.broken = collections.Counter(rule for _, index, rule in broken if index is not None)
        self.bundles = collections.Counter(rule for _, index, rule in broken if index is None)


@unittest.skipUnless(DATA.is_dir(), "no shared data")
class Real(unittest.TestCase):
    def test_each_strength_takes_what_the_manual_says(self):
        archives = {path.name for path in DATA.iterdir() if path.is_dir()} - NOT_STIX
        self.assertEqual(set(TAKEN), archives)
        manual = (ROOT / "docs/manual/check.md").read_text()
        for name, (objects, *refused) in TAKEN.items():
            files = sorted(path for path in (DATA / name).rglob("*")
                           if path.is_file() and is_stix(path))
            found = [Checked(files, strength) for strength in (["--strict"], [], ["--lenient"])]
            with self.subTest(name):
                self.assertEqual([objects] * 3, [each.objects for each in found])
                self.assertEqual(refused, [each.refused for each in found])
                self.assertEqual({rule: count for rule, (count, _) in BROKEN.get(name, {}).items()},
                                 found[1].broken)
                self.assertEqual(BUNDLES.get(name, {}), found[1].bundles)
                shares = " | ".join(share(objects - each, objects) for each in refused)
                self.assertIn(f"| {name} | {objects:,} | {shares} |", manual)


# Where the schemas of OASIS and the table differ, and what the text says.
SCHEMAS_DIFFER = {
    ("course-of-action", "has"): {"action"},  # 4.3.1: reserved, so known and refused
    ("malware", "needs"): {"is_family"},  # 4.11.1: optional in errata 01
}


def parts_of(schema):
    """Properties and required ones at the top, through allOf, oneOf and anyOf."""
    has, needs = set(schema.get("properties", {})), set(schema.get("required", []))
    for word in ("allOf", "oneOf", "anyOf"):
        for each in schema.get(word, []):
            more, needed = parts_of(each)
            has |= more
            needs |= needed if word == "allOf" else set()
    for each in schema.get("oneOf", [])[:1]:  # what every choice needs
        needs |= set.intersection(*(parts_of(one)[1] for one in schema["oneOf"]))
    return has, needs


def table():
    """Types of the source, each with its properties and the required ones."""
    for name in ("model_sdo.c", "model_sco.c", "model_common.c"):
        text = (ROOT / "src/stix" / name).read_text()
        for type, rows in re.findall(r"model_row (\w+)\[\] = \{(.*?)\n\};", text, re.DOTALL):
            found = re.findall(r'ROW\("(\w+)",\s*\w+,\s*([^)]*)\)', rows)
            yield (type.lower().replace("_", "-"), {name for name, _ in found},
                   {name for name, how in found if "MODEL_REQUIRED" in how})


@unittest.skipUnless(DATA.is_dir(), "no shared data")
class Schemas(unittest.TestCase):
    def test_the_table_and_the_schemas_of_oasis_name_the_same_properties(self):
        schemas = {path.stem: path for path in (DATA / "oasis-schemas-2.1").rglob("*.json")}
        common = {"type", "spec_version", "id", "created_by_ref", "created", "modified", "revoked",
                  "labels", "confidence", "lang", "external_references", "object_marking_refs",
                  "granular_markings", "defanged", "extensions"}
        seen = 0
        for type, has, needs in table():
            path = schemas.get(type)
            if not path or path.parent.name not in ("sdos", "sros", "observables"):
                continue
            seen += 1
            their_has, their_needs = parts_of(json.loads(path.read_text()))
            with self.subTest(type):
                self.assertEqual(SCHEMAS_DIFFER.get((type, "has"), set()),
                                 has ^ (their_has - common))
                self.assertEqual(SCHEMAS_DIFFER.get((type, "needs"), set()),
                                 needs ^ (their_needs - common))
        self.assertEqual(39, seen)


def share(part, whole):
    """Rounded towards what is not whole: 100 % is all."""
    percent = 100 * part / whole
    return f"{percent:.0f} %" if percent == int(percent) else f"{int(percent * 10) / 10} %"


if __name__ == "__main__":
    unittest.main()
