"""Who can see an object and why, against the plain statement; and what is told to nobody.

The world is that of test_worlds. For every viewer, and a sample of objects: of what they do not see
nothing is said, about nobody; of what they see, each organisation that they know is named exactly
when the statement says that it reads it.
"""

import json
import random
import subprocess
import unittest

from server import program
from test_worlds import Place
from worlds import RED, RECIPIENTS, Viewer, World

SAMPLE = 12
HOME = "home"  # of the operator: it is no part of the world, and reads what is public


def newest(rows):
    """The rows of the last version among them."""
    version = max((row.stamp, row.spec) for row in rows)
    return [row for row in rows if (row.stamp, row.spec) == version]


class Explained(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.world = World(31, 250)
        cls.place = Place(cls.world)

    @classmethod
    def tearDownClass(cls):
        cls.place.close()

    def knows(self, viewer, slug):
        if viewer.is_operator or viewer.organisation == slug:
            return True
        return any(viewer.organisation in members and slug in members
                   for members in self.world.communities.values())

    def whom(self, slug, rows):
        """How an organisation reads one of the rows: all its persons, those named, or None."""
        if any(self.world.reads(Viewer("@" + slug, slug), row) for row in rows):
            return "all"
        persons = [account for account in self.world.accounts.values()
                   if account.organisation == slug]
        for row in rows:
            whole = row.whole.get("extensions", {}).get(RECIPIENTS, {}).get("recipient_refs", [])
            named = [*whole, row.whole.get("created_by_ref")]
            for person in persons:
                # By the identity alone: who gave it is not told.
                eyes = Viewer(person.name, slug, None, person.identity)
                if not row.is_vote and person.identity in named and self.world.reads(eyes, row):
                    return "named"
        return None

    def each(self):
        chance = random.Random(5)
        for viewer in self.world.viewers:
            seen = {}
            for row in self.place.visible[viewer.name]:
                seen.setdefault(row.id, []).append(row)
            for id in chance.sample(self.world.ids, SAMPLE):
                yield viewer, self.place.askers[viewer.name], id, seen.get(id)

    def test_readers_are_those_who_read(self):
        told = named = others = 0
        for viewer, ask, id, rows in self.each():
            with self.subTest(viewer=viewer.name, id=id):
                if rows is None:
                    ask.json(f"/api/v1/objects/{id}/audience", code=404)
                    continue
                rows = newest(rows)
                answer = ask.json(f"/api/v1/objects/{id}/audience")
                whom = {slug: self.whom(slug, rows) for slug in self.world.organisations}
                readers = {slug: how for slug, how in whom.items() if how}
                expected = {slug: how for slug, how in readers.items() if self.knows(viewer, slug)}
                self.assertEqual(expected, {each["slug"]: each["whom"]
                                            for each in answer["readers"]
                                            if each["slug"] != HOME})
                if not answer["is_public"]:
                    self.assertEqual(len(readers) > len(expected), answer["has_others"])
                self.assertEqual(any(self.world.reads(Viewer("stranger"), row) for row in rows),
                                 answer["is_public"])
                self.assertEqual(any(row.own == RED or row.is_vote for row in rows),
                                 answer["is_for_named"])
                self.assertEqual({row.collection["id"] for row in rows},
                                 {place["id"] for place in answer["places"]})
                told += len(expected)
                named += "named" in expected.values()
                others += answer["has_others"]
        self.assertGreater(told, 100)
        self.assertGreater(named, 0)
        self.assertGreater(others, 10)

    def test_the_operator_asks_for_anybody(self):
        operator = self.place.askers["operator"]
        mine = {row.id for row in self.place.visible["operator"]}
        chance, yes, no = random.Random(6), 0, 0
        for id in chance.sample(self.world.ids, 30):
            for name in chance.sample(sorted(self.world.accounts), 5):
                path = f"/api/v1/objects/{id}/audience?person={name}"
                if id not in mine:
                    operator.json(path, code=404)
                    continue
                reads = any(row.id == id for row in self.place.visible[name])
                answer = operator.json(path)
                self.assertEqual(reads, answer["may_read"], path)
                self.assertTrue(answer["why"])
                yes, no = yes + reads, no + (not reads)
        self.assertGreater(yes, 5)
        self.assertGreater(no, 5)

    def run_(self, *arguments):
        ended = subprocess.run([program(), "explain", "--store", str(self.place.server.store),
                                *arguments], capture_output=True, check=False, timeout=60)
        return ended.returncode, ended.stdout.decode()

    def test_the_command_says_the_same(self):
        mine = sorted({row.id for row in self.place.visible["operator"]})
        codes = set()
        for id in random.Random(7).sample(mine, 10):
            answer = self.place.askers["operator"].json(f"/api/v1/objects/{id}/audience")
            code, text = self.run_(id)
            self.assertEqual(0, code)
            for reader in answer["readers"]:
                self.assertRegex(text, rf"(?m)^  {reader['name']}\b.*: {reader['why']}$")
            self.assertEqual(answer, json.loads(self.run_("--json", id)[1]))
            for name in ("org0a", "org7b"):
                reads = any(row.id == id for row in self.place.visible[name])
                code, text = self.run_("--person", name, id)
                self.assertEqual(0 if reads else 1, code)
                self.assertIn(f"{name} can see it" if reads else f"{name} cannot see it", text)
                codes.add(code)
                if not reads:
                    self.assertEqual((2, ""), self.run_("--as", name, id))
        self.assertEqual({0, 1}, codes)
        for wrong in ((), ("no id",), (mine[0], mine[1])):
            self.assertEqual(2, self.run_(*wrong)[0])

    def test_nobody_else_learns_whether_there_is_such_a_person(self):
        for viewer, ask, id, rows in self.each():
            if viewer.is_operator:
                continue
            for name in ("org1a", "org0", "nobody.of.this.name"):
                answer = ask.ask("GET", f"/api/v1/objects/{id}/audience?person={name}")
                self.assertEqual(404 if rows is None else 403, answer[0], (viewer.name, name))


if __name__ == "__main__":
    unittest.main()
