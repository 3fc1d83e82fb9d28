"""Real markings: what the page of an object tells of them, against a reading of the same objects."""

import collections
import json
import subprocess
import unittest

from test_lifted_data import LABELS, store_of
from test_real_data import DATA, IS_LONG, Asker
from server import program

STEP = 1 if IS_LONG else 20  # of the pages, every n-th is asked for


def references(object):
    """Each marking once, the whole before the parts: [id, whether it is of the whole, selectors]."""
    found = {id: [id, True, []] for id in object.get("object_marking_refs", [])}
    for part in object.get("granular_markings", []):
        if "marking_ref" in part:
            row = found.setdefault(part["marking_ref"], [part["marking_ref"], False, []])
            row[2].extend(part["selectors"])
    return list(found.values())


def expected(id, definitions):
    """(kind, text) of labels and statements; None of others."""
    if id[-36:] in LABELS:
        return "tlp", LABELS[id[-36:]].replace("WHITE", "CLEAR")
    definition = definitions.get(id)
    if definition is None:
        return "other", None
    if definition.get("definition_type") == "statement":
        return "statement", definition["definition"]["statement"].strip()
    return None


@unittest.skipUnless((DATA / "stix").is_dir(), "no shared data")
class Marked(unittest.TestCase):
    def test_the_page_tells_each_marking_of_real_objects(self):
        server, _ = store_of("mitre-attack-2.1", "mitre-atlas", "oasis-examples",
                             "oasis-doc-examples", "misp-stix-mapping")
        self.addCleanup(server.close)
        lines = subprocess.run([program(), "export", "--store", str(server.store), "--format",
                                "jsonl"], capture_output=True, check=True, timeout=600).stdout
        objects = [json.loads(line) for line in lines.splitlines()]
        definitions = {each["id"]: each for each in objects
                       if each["type"] == "marking-definition"}
        server.start()
        asker = Asker(server, is_local=True)
        self.addCleanup(asker.close)
        marked = [each for each in objects if references(each)]
        self.assertLess(4000, len(marked))
        kinds = collections.Counter()
        parts = [each for each in marked if "granular_markings" in each]
        for object in marked[::STEP] + parts:
            told = asker.json(f"/api/v1/objects/{object['id']}")["markings"]
            self.assertEqual(0, told["left_out"])
            self.assertEqual(references(object), [[row["id"], row["is_whole"], row["parts"]]
                                                  for row in told["rows"]], object["id"])
            for row in told["rows"]:
                kinds[row["kind"]] += 1
                self.assertEqual(row["id"] in definitions, row["is_here"], row)
                wanted = expected(row["id"], definitions)
                if wanted:
                    self.assertEqual(wanted, (row["kind"], row["text"]), object["id"])
        self.assertLess(200, kinds["statement"])
        self.assertLess(0, kinds["tlp"])


if __name__ == "__main__":
    unittest.main()
