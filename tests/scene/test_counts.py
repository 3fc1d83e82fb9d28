"""What is counted when there is more than is counted to the end: a lower bound, and said to be one."""

import json
import tempfile
import unittest
from pathlib import Path

from local import Asker
from server import Server
from test_rights import indicator, world
from test_stream import Listener

LINKS, SIGHTINGS = 10_050, 3


def said(type, number, **more):
    return json.dumps(dict({
        "type": type, "spec_version": "2.1", "id": f"{type}--00000000-0000-4000-8000-{number:012d}",
        "created": "2026-01-01T00:00:00.000Z", "modified": "2026-01-01T00:00:00.000Z"}, **more))


def link(number):
    end = json.loads(indicator(0))["id"]
    return said("relationship", number, relationship_type="related-to", source_ref=end,
                target_ref=end)


def sighting(number):
    return said("sighting", number, sighting_of_ref=json.loads(indicator(0))["id"])


class Counts(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server(world(True))
        cls.addClassCleanup(cls.server.close)
        cls.server.start()
        lines = [indicator(0), *map(link, range(LINKS)), *map(sighting, range(SIGHTINGS))]
        cls.give("open", lines)
        cls.give("shared", [indicator(1)])
        # Since something is hidden from it, each end has to be looked at.
        cls.stranger = Asker(cls.server)

    @classmethod
    def give(cls, alias, lines):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "objects.jsonl"
            path.write_text("\n".join(lines))
            cls.server.run("import", "--store", cls.server.store, "--as", "alice", "--collection",
                           alias, path)

    def test_relationships_are_counted_up_to_a_limit_which_is_said(self):
        for path in ("objects?limit=1", "facets", "objects?type=relationship&limit=1"):
            total = self.stranger.json(f"/api/v1/{path}")["total"]
            self.assertFalse(total["exact"], path)
            self.assertTrue(10_000 <= total["count"] < 1 + LINKS + SIGHTINGS, (path, total))
        overview = self.stranger.json("/api/v1/overview")
        self.assertFalse(overview["exact"])
        self.assertTrue(10_000 <= overview["total"] < 1 + LINKS + SIGHTINGS, overview["total"])

    def test_a_stream_says_of_how_many_it_tells_at_least(self):
        listener = Listener(self.stranger, "1")
        self.addCleanup(listener.close)
        name, data, _ = listener.next()
        self.assertEqual(("objects", False), (name, data["exact"]))
        self.assertTrue(10_000 <= data["count"] < 1 + LINKS + SIGHTINGS, data)

    def test_what_is_counted_by_itself_is_exact_beside_them(self):
        self.assertEqual({"count": SIGHTINGS, "exact": True},
                         self.stranger.json("/api/v1/facets?type=sighting")["total"])
        sightings = self.stranger.json("/api/v1/overview")["sightings"]
        self.assertEqual((SIGHTINGS, True), (sightings["count"], sightings["exact"]))
        indicators = self.stranger.json("/api/v1/objects?type=indicator&limit=1")["total"]
        self.assertEqual({"count": 1, "exact": True}, indicators)


if __name__ == "__main__":
    unittest.main()
