"""Real objects of STIX 2.0, seen as 2.1: against a second, plain lifting written from the standards,
and against what the publisher of the same objects wrote in 2.1 himself.
"""

import collections
import json
import subprocess
import unittest

from test_real_data import DATA, SCOS, canonical, files_of, is_usable, loads, objects_of, spec_of
from server import Server, program

TYPES = {"indicator": "indicator_types", "malware": "malware_types", "report": "report_types",
         "threat-actor": "threat_actor_types", "tool": "tool_types"}
TIMES = {"created": "ctime", "modified": "mtime", "accessed": "atime"}
NAMES = {"file": TIMES, "directory": TIMES,
         "process": {"created": "created_time", "binary_ref": "image_ref"},
         "user-account": {"password_last_changed": "credential_last_changed"},
         "windows-registry-key": {"modified": "modified_time"}}
LABELS = {"613f2e26-407d-48c7-9eca-b8e91df99dc9": "TLP:WHITE",
          "34098fce-860f-48ae-8e50-ebd3cc5e41da": "TLP:GREEN",
          "f88d31f6-486f-44da-b317-01333bde0b82": "TLP:AMBER",
          "5e57c739-391a-4eb3-b6be-7d15ca92d5ed": "TLP:RED"}


def with_hashes(value):
    if isinstance(value, list):
        return [with_hashes(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {key: {"SSDEEP" if name == "ssdeep" else name: each for name, each in inner.items()}
            if key in ("hashes", "file_header_hashes") else with_hashes(inner)
            for key, inner in value.items()}


def lifted(object):
    """One of 2.0 as 2.1; knows nothing of selectors and of names in patterns, of which the real
    ones need none changed. One that has names of 2.1 already would not come back, and stays 2.0.
    """
    new = dict(object, spec_version="2.1")
    kind = object["type"]
    if "labels" in object and kind in TYPES:
        new[TYPES[kind]] = new.pop("labels")
    if kind == "malware":
        new.setdefault("is_family", True)
    if kind == "indicator":
        new.setdefault("pattern_type", "stix")
        if new["pattern_type"] == "stix":
            comes_back = not any(f"{of}:{name}" in new["pattern"] for of, names in NAMES.items()
                                 for name in names.values())
            new.setdefault("pattern_version", "2.1" if comes_back else "2.0")
    if kind == "marking-definition" and object["id"][-36:] in LABELS:
        new["name"] = LABELS[object["id"][-36:]]
    if "external_references" in new:
        new["external_references"] = with_hashes(new["external_references"])
    if kind == "observed-data":
        new["objects"] = {key: with_hashes({NAMES.get(each.get("type"), {}).get(name, name): value
                                            for name, value in each.items()})
                          for key, each in object["objects"].items()}
    return new


def is_old(object):
    return is_usable(object) and object["type"] not in SCOS and spec_of(object) == "2.0"


def store_of(*archives):
    server = Server()
    files = [str(path) for archive in archives for path in files_of(f"stix/{archive}")]
    subprocess.run([program(), "import", "--store", str(server.store), "--quiet", *files],
                   capture_output=True, check=False, timeout=3600)
    return server, [each for path in files for each in objects_of(DATA / path)]


def exported(server, *options):
    return subprocess.run([program(), "export", "--store", str(server.store), "--all-versions",
                           "--format", "jsonl", *options], capture_output=True, check=True,
                          timeout=600).stdout.decode().split("\n")[:-1]


@unittest.skipUnless((DATA / "stix").is_dir(), "no shared data")
class Lifted(unittest.TestCase):
    def test_each_object_is_lifted_as_a_second_reading_of_the_standards_lifts_it(self):
        server, objects = store_of("mitre-cti", "unit42-reports", "unit42-playbooks",
                                   "stix-shifter-observed")
        self.addCleanup(server.close)
        stored = [json.loads(line) for line in exported(server)]
        old = [each for each in stored if is_old(each)]
        self.assertLess(55000, len(old))
        self.assertLess(60000, sum(map(is_old, objects)))
        expected = collections.Counter(canonical(lifted(each) if is_old(each) else each)
                                       for each in stored)
        found = collections.Counter(canonical(json.loads(line))
                                    for line in exported(server, "--spec", "2.1"))
        self.assertEqual([], [*(found - expected)][:3])
        self.assertEqual([], [*(expected - found)][:3])
        back = collections.Counter(canonical(each) for each in old)
        lowered = collections.Counter(canonical(json.loads(line))
                                      for line in self.lowered(server))
        self.assertEqual([], [*(back - lowered)][:3])

    def lowered(self, server):
        """All of 2.0 is in an export as 2.0; what is of 2.1 may be left out, which exits with 1."""
        ended = subprocess.run([program(), "export", "--store", str(server.store), "--format",
                                "jsonl", "--all-versions", "--spec", "2.0", "--quiet"],
                               capture_output=True, check=False, timeout=600)
        self.assertIn(ended.returncode, (0, 1), ended.stderr)
        return ended.stdout.decode().split("\n")[:-1]

    def test_it_is_what_the_publisher_of_the_same_objects_wrote_himself(self):
        server, _ = store_of("mitre-cti")
        self.addCleanup(server.close)
        ours = {(each["id"], each["modified"]): each
                for each in map(json.loads, exported(server, "--spec", "2.1"))
                if "modified" in each}
        theirs = {(each["id"], each["modified"]): each
                  for path in files_of("stix/mitre-attack-2.1") if path.suffix == ".json"
                  for each in objects_of(path) if is_usable(each) and "modified" in each}
        both = sorted(ours.keys() & theirs.keys())
        self.assertLess(100, len(both))
        for key in both:
            # Properties of the publisher's own have changed meanwhile.
            mine, other = ({name: value for name, value in each.items()
                            if not name.startswith("x_mitre")}
                           for each in (ours[key], theirs[key]))
            # The publisher left out the labels of malware, which say "malware".
            if mine["type"] == "malware":
                self.assertEqual(["malware"], mine.pop("malware_types"))
            with self.subTest(key):
                self.assertEqual(loads(json.dumps(other)), loads(json.dumps(mine)))


if __name__ == "__main__":
    unittest.main()
