"""What is written of the types of STIX 2.1 comes from the table by which objects are checked.

docs/manual/types.md is what `renkei types` writes, docs/formats/stix-types.json what `renkei types
--json` does; and the schema takes whatever `renkei check` takes.
"""

import json
import os
import re
import subprocess
import tarfile
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT / "../shared/data/stix"
PROGRAM = os.environ.get("RENKEI_BINARY") or os.environ.get("RENKEI")
TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "number": (int, float)}
WORDS = {"type", "properties", "required", "items", "minItems", "minProperties", "enum", "const",
         "pattern", "format", "minimum", "maximum", "additionalProperties", "description", "$ref"}


def run(*words):
    return subprocess.run([PROGRAM, *words], check=True, capture_output=True, text=True).stdout


def is_of(value, name):
    if isinstance(value, bool):
        return name == "boolean"
    if name == "integer":
        return isinstance(value, int) or isinstance(value, float) and value.is_integer()
    return isinstance(value, TYPES[name])


def wrong(value, schema, of, place=""):
    """Places at which `value` is not as the schema has it."""
    if isinstance(schema, bool):
        return [] if schema else [place]
    assert set(schema) <= WORDS, set(schema) - WORDS
    if "$ref" in schema:
        return wrong(value, of["$defs"][schema["$ref"].removeprefix("#/$defs/")], of, place)
    names = schema.get("type", [])
    names = [names] if isinstance(names, str) else names
    holds = [not names or any(is_of(value, name) for name in names),
             value == schema.get("const", value), value in schema.get("enum", [value])]
    if isinstance(value, str):
        holds.append(re.search(schema.get("pattern", ""), value))
    if is_of(value, "number"):
        holds.append(schema.get("minimum", value) <= value <= schema.get("maximum", value))
    if not all(holds):
        return [f"{place}: {value!r:.60}"]
    if isinstance(value, list):
        found = [] if len(value) >= schema.get("minItems", 0) else [place]
        return found + [at for index, item in enumerate(value)
                        for at in wrong(item, schema.get("items", True), of, f"{place}[{index}]")]
    if not isinstance(value, dict):
        return []
    found = [f"{place}.{name} is missing" for name in schema.get("required", [])
             if name not in value]
    if len(value) < schema.get("minProperties", 0):
        found.append(f"{place} is empty")
    for name, item in value.items():
        inner = schema.get("properties", {}).get(name, schema.get("additionalProperties", True))
        found += wrong(item, inner, of, f"{place}.{name}")
    return found


def once(pairs):
    names = [name for name, _ in pairs]
    assert len(names) == len(set(names)), names
    return dict(pairs)


@unittest.skipUnless(PROGRAM, "RENKEI_BINARY names no program")
class Types(unittest.TestCase):
    def setUp(self):
        self.schema = json.loads(run("types", "--json"), object_pairs_hook=once)

    def test_the_page_and_the_schema_are_those_of_the_program(self):
        page = (ROOT / "docs/manual/types.md").read_text("utf-8")
        self.assertEqual(page, run("types"), "renkei types > docs/manual/types.md")
        file = json.loads((ROOT / "docs/formats/stix-types.json").read_text("utf-8"))
        self.assertEqual(file, self.schema, "renkei types --json | python3 -m json.tool "
                         "--indent 1 --no-ensure-ascii > docs/formats/stix-types.json")

    def test_one_type_is_written_alone_and_an_unknown_one_is_refused(self):
        self.assertIn(run("types", "indicator").strip(), run("types"))
        ended = subprocess.run([PROGRAM, "types", "no-type"], capture_output=True, text=True)
        self.assertEqual((2, "renkei: no-type: no type of STIX 2.1\n"),
                         (ended.returncode, ended.stderr))

    def test_every_reference_leads_somewhere(self):
        text = json.dumps(self.schema)
        used = set(re.findall(r'"\$ref": "#/\$defs/([^"]+)"', text))
        self.assertEqual(used - set(self.schema["$defs"]), set())
        self.assertGreater(len(used), 90)

    def passed(self, objects):
        """Those that keep every MUST."""
        with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
            file.writelines(json.dumps(each) + "\n" for each in objects)
            file.flush()
            ended = subprocess.run([PROGRAM, "check", "--json", file.name], capture_output=True,
                                   text=True)
        lines = [json.loads(line) for line in ended.stdout.splitlines()]
        refused = {line.get("index") for line in lines if line.get("severity") == "must"}
        return [each for index, each in enumerate(objects) if index not in refused]

    def hold(self, objects, least):
        known = [each for each in self.passed(objects) if each.get("type") in self.schema["$defs"]]
        self.assertGreater(len(known), least)
        for each in known:
            found = wrong(each, self.schema["$defs"][each["type"]], self.schema)
            self.assertEqual([], found, each)
        return known

    def test_what_the_check_takes_the_schema_takes_and_not_without_what_is_required(self):
        objects = []
        for path in sorted((ROOT / "data/demo").glob("*.json")):
            given = json.loads(path.read_text("utf-8"))
            if isinstance(given, dict) and given.get("type") == "bundle":
                objects += given["objects"]
        for each in self.hold(objects, 20):
            of = self.schema["$defs"][each["type"]]
            for name in of["required"]:
                less = {key: value for key, value in each.items() if key != name}
                self.assertTrue(wrong(less, of, self.schema), (each["type"], name))

    def test_what_others_publish_and_the_check_takes_the_schema_takes(self):
        if not SHARED.is_dir():
            self.skipTest("no shared data")
        for name, least in (("oasis-doc-examples", 100), ("oasis-examples", 100),
                            ("mvt-indicators", 1000), ("mitre-attack-2.1", 1000)):
            objects = []
            with tarfile.open(SHARED / f"{name}.tar.xz") as archive:
                for member in archive:
                    if member.isfile() and re.search(r"\.(json|stix2?)$", member.name):
                        given = json.load(archive.extractfile(member))
                        given = given if isinstance(given, list) else [given]
                        objects += [each for one in given if isinstance(one, dict)
                                    for each in one.get("objects", [one])
                                    if isinstance(each, dict)]
            with self.subTest(name):
                self.hold(objects, least)


if __name__ == "__main__":
    unittest.main()
