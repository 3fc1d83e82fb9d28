"""`check --lenient` and `import --strength lenient` take the same: over real objects, changed by chance."""

import copy
import json
import os
import random
import unittest
import uuid

from command import Commands
from server import ROOT

TIMES = 20 if os.environ.get("RENKEI_LONG") else 1
A_COMMAND = 500  # files that one command is given
RED = "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed"
STAMP = "2020-03-01T09:00:00.000Z"

# What may stand anywhere instead of what is asked for.
WRONG = [None, True, False, 0, -1, 7.5, 2 ** 53, "", "x", "ÅÄ ", [], {}, [[]], [None], ["x"], [7], [{}],
         {"x": None}, {"x": []}, STAMP, [STAMP], "yesterday", "2020-02-30T00:00:00Z", RED, [RED], [[RED]],
         "identity--" + str(uuid.UUID(int=1)), "tool--" + str(uuid.UUID(int=5, version=4)), "2.0", "2.1",
         "9.9", 2.1]

# Properties that an object of any type may be given.
COMMON = ["type", "spec_version", "id", "created", "modified", "created_by_ref", "revoked", "labels",
          "confidence", "lang", "external_references", "object_marking_refs", "granular_markings",
          "extensions", "defanged", "name", "pattern", "valid_from", "valid_until", "source_ref",
          "target_ref", "sighting_of_ref", "where_sighted_refs", "observed_data_refs", "object_refs",
          "x_own", "own_ref", "own_refs", "X", "hashes"]

PARTS = [{"selectors": ["name"], "marking_ref": RED}, {"selectors": ["name"], "marking_ref": None},
         {"selectors": ["name"], "lang": "ja"}, {"marking_ref": "x"}, {"selectors": 7}, "x", None]


def real_objects():
    """Of the demo, a few of each type."""
    found = {}
    for path in sorted((ROOT / "data/demo").glob("*.json")):
        for one in json.loads(path.read_text()).get("objects", []):
            found.setdefault(one["type"], []).append(one)
    return [one for of_type in found.values() for one in of_type[:3]]


class Changer:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.objects = real_objects()

    def fresh(self):
        """One as it is, under an id of its own, so that none is another's second version."""
        made = copy.deepcopy(self.random.choice(self.objects))
        made["id"] = f"{made['type']}--{uuid.UUID(int=self.random.getrandbits(128), version=4)}"
        return made

    def value(self):
        parts = [self.random.choice(PARTS) for _ in range(self.random.randrange(3))]
        wrong = self.random.choice(WRONG)
        return copy.deepcopy(parts if self.random.random() < 0.1 else wrong)

    def place(self, value):
        """A list or an object somewhere in it."""
        while self.random.random() < 0.6:
            below = value.values() if isinstance(value, dict) else value
            below = [one for one in below if isinstance(one, (dict, list)) and one]
            if not below:
                return value
            value = self.random.choice(below)
        return value

    def change(self, made):
        at = made if self.random.random() < 0.7 else self.place(made)
        keys = list(at) if isinstance(at, dict) else list(range(len(at)))
        is_new = at is made and self.random.random() < 0.5
        key = self.random.choice(COMMON if is_new or not keys else keys)
        if isinstance(at, list):
            at[key if isinstance(key, int) else slice(0, 0)] = self.value() if isinstance(
                key, int) else [self.value()]
        elif self.random.random() < 0.15:
            at.pop(key, None)
        else:
            at[key] = self.value()

    def changed(self):
        made = self.fresh()
        for _ in range(self.random.choice((0, 1, 1, 1, 2, 3))):
            self.change(made)
        return made

    def around(self):
        """Objects in something that is a bundle, or nearly."""
        made = {"type": "bundle", "id": f"bundle--{uuid.UUID(int=self.random.getrandbits(128), version=4)}",
                "objects": [self.changed() for _ in range(self.random.randrange(4))]}
        if self.random.random() < 0.7:
            self.change(made)
        return made


class Agreement(Commands):
    def verdicts(self, values):
        """What each command says of each file: 0 taken, 1 refused in part, 2 unusable."""
        names = [f"{i}.json" for i in range(len(values))]
        for name, value in zip(names, values):
            self.file(name, json.dumps(value))
        said = {name: [None, None] for name in names}
        for begin in range(0, len(names), A_COMMAND):
            some = names[begin:begin + A_COMMAND]
            for line in self.run_("check", "--lenient", "--json", *some).lines:
                if "objects" in line:
                    said[line["file"]][0] = line["refused"]
            for line in self.run_("import", "--strength", "lenient", "--json", *some).lines:
                said[line["file"]][1] = line["refused"] if line["damage"] is None else None
        return [said[name] for name in names]

    def agree(self, values):
        said = self.verdicts(values)
        for value, (checked, imported) in zip(values, said):
            self.assertEqual(checked, imported, json.dumps(value))
        return said

    def test_an_object_is_refused_by_both_or_by_neither(self):
        self.made()
        changer = Changer(1)
        said = self.agree([changer.changed() for _ in range(1500 * TIMES)])
        refused = sum(checked == 1 for checked, _ in said)
        self.assertGreater(refused, 100, "a test of what is taken alone proves nothing")
        self.assertGreater(len(said) - refused, 100)

    def test_as_many_objects_of_a_bundle_are_refused_by_both(self):
        self.made()
        changer = Changer(2)
        self.agree([changer.around() for _ in range(400 * TIMES)])


if __name__ == "__main__":
    unittest.main()
