"""An embargo that ends while a server runs: by its own time, to who lists, who pages and who listens.

A member has read all there is, by TAXII and by the list, and listens. When the time has come the stream
says so without anybody asking, and what was held back is behind the place where the member stopped.
"""

import json
import subprocess
import time
import unittest
import uuid
from datetime import datetime, timezone

from circles import CONDITIONS
from command import indicator
from local import Asker
from server import Server, program
from taxii import TYPE, account, collection, collection_id
from test_stream import Listener

HELD_S = 8  # long enough to bring in and to read before
GREEN = {"object_marking_refs": ["marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"]}
WORLD = {
    "organisations": [{"slug": "alpha", "name": "Alpha"}, {"slug": "beta", "name": "Beta"}],
    "communities": [{"slug": "one", "title": "One", "members": ["alpha", "beta"]}],
    "collections": [collection("shared", {"alpha": "rw", "beta": "r"})],
    "accounts": [account("alice", "alpha"), account("bob", "beta")],
}
PLACE = f"/taxii2/one/collections/{collection_id('one/shared')}"


def text_of(seconds):
    return datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class Embargo(unittest.TestCase):
    def bring_in(self, server, *objects):
        ended = subprocess.run(
            [program(), "import", *server.beside, "--as", "alice", "--collection", "shared",
             "--json", "-"], input="".join(json.dumps(each) + "\n" for each in objects).encode(),
            capture_output=True, check=False, timeout=60)
        self.assertEqual(0, ended.returncode, ended.stderr + ended.stdout)

    def page(self, asker, added_after=""):
        """Ids after a place, by TAXII, and the place where it ends."""
        query = f"?added_after={added_after}" if added_after else ""
        page = asker.json(f"{PLACE}/manifest/{query}", Accept=TYPE)
        rows = page.get("objects", [])
        return [row["id"] for row in rows], rows[-1]["date_added"] if rows else added_after

    def test_it_ends_for_who_lists_who_pages_and_who_listens(self):
        with Server(WORLD) as server:
            alice, bob = (Asker(server, as_name=name) for name in ("alice", "bob"))
            listener = Listener(bob)
            until = time.time() + HELD_S
            known, held = indicator("known.example", **GREEN), indicator("held.example", **GREEN)
            held["extensions"] = {CONDITIONS: {"extension_type": "property-extension",
                                               "embargo_until": text_of(until)}}
            related = {"type": "relationship", "spec_version": "2.1",
                       "id": f"relationship--{uuid.uuid4()}", "created": known["created"],
                       "modified": known["created"], "relationship_type": "related-to",
                       "source_ref": known["id"], "target_ref": held["id"], **GREEN}
            self.bring_in(server, known, held, related)
            ids, place = self.page(bob)
            count = bob.json("/api/v1/objects")["total"]["count"]
            found = bob.json("/api/v1/lookup", {"values": ["held.example"]})["results"][0]
            self.assertLess(time.time(), until, "this machine is too slow to tell")
            self.assertEqual(([known["id"]], 1, []), (ids, count, found["matches"]))
            self.assertEqual(3, alice.json("/api/v1/objects")["total"]["count"])

            end = text_of(until)
            events = listener.until(lambda event: event[0] == "objects" and
                                    event[1]["added"] >= end)
            self.assertEqual(3, sum(event[1]["count"] for event in events))
            self.assertGreaterEqual(time.time(), until)
            self.assertEqual(([held["id"], related["id"]], True),
                             (self.page(bob, place)[0], self.page(bob, place)[1] >= end))
            self.assertEqual(3, bob.json("/api/v1/objects")["total"]["count"])
            self.assertEqual(1, len(bob.json("/api/v1/lookup", {"values": ["held.example"]})
                                    ["results"][0]["matches"]))
            for asker in (alice, bob, listener):
                asker.close()
            server.stop()
            self.assertIn("ok", server.run("store", "check", *server.beside))
            self.assertIn("ok", server.run("verify", "store", *server.beside))


if __name__ == "__main__":
    unittest.main()
